"""Small HTML for notebooks: the headline figures, and a page in a frame that can do no harm."""

import base64
from collections.abc import Sequence
from html import escape

from planner.findings import Language
from planner.schema import Figure, Text

_CELL = "padding:2px 12px 2px 0;text-align:right;font-variant-numeric:tabular-nums"
_FIRST = "padding:2px 12px 2px 0;text-align:left"
_BETTER, _WORSE, _NEITHER = "#00795A", "#B3400A", "#5B6770"
_HEADINGS = (Text("", ""), Text("方案", "Plan"), Text("现状", "Today"), Text("差", "Difference"))


def draw_headline(title: Text, figures: Sequence[Figure], *, language: Language = "zh") -> str:
    """Return the figures as a small HTML table, with today and the difference where known."""
    compared = any(figure.before is not None for figure in figures)
    rows = "".join(_row(figure, language, compared=compared) for figure in figures)
    head = "".join(
        f'<th style="{_FIRST if place == 0 else _CELL}">{escape(text.say(language))}</th>'
        for place, text in enumerate(_HEADINGS if compared else _HEADINGS[:2])
    )
    return (
        '<div style="font-family:system-ui,sans-serif">'
        f"<strong>{escape(title.say(language))}</strong>"
        f'<table style="border-collapse:collapse;border:0"><tr>{head}</tr>{rows}</table></div>'
    )


def difference(figure: Figure) -> tuple[str, str] | None:
    """Return the difference from today as text and its colour; None without a today.

    Direction is said by an arrow and a sign; the colour only repeats it.
    """
    if figure.before is None:
        return None
    change = round(figure.value - figure.before, figure.decimals)
    if change == 0:
        return "=", _NEITHER
    sign, arrow = ("+", "▲") if change > 0 else ("−", "▼")
    text = f"{arrow} {sign}{abs(change):,.{figure.decimals}f}"
    if figure.better == "neither":
        return text, _NEITHER
    return text, _BETTER if (change > 0) == (figure.better == "higher") else _WORSE


def page_iframe(html: str, height: int = 640) -> str:
    """Return a page as a frame for a notebook.

    The frame is sandboxed: its scripts run, but cannot reach the notebook around it.
    """
    return (
        f'<iframe sandbox="allow-scripts" srcdoc="{escape(html)}" '
        f'style="width:100%;height:{height:d}px;border:0"></iframe>'
    )


def picture_img(png: bytes, title: str) -> str:
    """Return a still picture for a notebook: an untrusted one drops frames without a word."""
    data = base64.b64encode(png).decode()
    return (
        f'<img src="data:image/png;base64,{data}" alt="{escape(title)}" '
        'style="max-width:560px;width:100%;display:block;margin-top:6px">'
    )


def _row(figure: Figure, language: Language, *, compared: bool) -> str:
    unit = escape(figure.unit.say(language))
    cells = [
        f'<td style="{_FIRST}">{escape(figure.title.say(language))}</td>',
        f'<td style="{_CELL}"><b>{escape(figure.shown())}</b> {unit}</td>',
    ]
    if compared:
        before = "" if figure.before is None else f"{figure.before:,.{figure.decimals}f}"
        text, colour = difference(figure) or ("", _NEITHER)
        cells.append(f'<td style="{_CELL}">{escape(before)}</td>')
        cells.append(f'<td style="{_CELL};color:{colour}">{escape(text)}</td>')
    return f"<tr>{''.join(cells)}</tr>"
