"""A manager's briefs as one page to print: a day begins on a new sheet, a stop is never torn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from planner.files.writing import write_text
from planner.findings import Language
from planner.render.document import draw_document, safe, style_sheet
from planner.schema import Text

_WORDS = {
    "why": Text("为何走访", "Why now"),
    "last": Text("上次走访", "Last visit"),
    "promise": Text("预约", "Appointment"),
    "issues": Text("未结问题", "Open issues"),
    "load": Text("负荷", "Load"),
    "facts": Text("用户", "Supply"),
    "none": Text("本期没有走访", "No visits in this period"),
    "days": Text("日期", "Days"),
    "record": Text("走访记录", "Notes"),
}


@dataclass(frozen=True)
class BriefStop:
    """What to know at one stop, in words of the page's language; empty parts are left out.

    `issues` have number, what it is and its days; `facts` and `load` are headings with values.
    """

    number: int
    times: str
    name: str
    tier: str
    purpose: str
    place: str
    way: str
    why: Sequence[str]
    last: Sequence[str] = ()
    promise: str = ""
    issues: Sequence[tuple[str, str, str]] = ()
    facts: Sequence[tuple[str, str]] = ()
    load: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class BriefDay:
    """One day: its date in words, the tour in one line, the stops, and the way back."""

    title: str
    summary: str
    stops: Sequence[BriefStop]
    back: str


@dataclass(frozen=True)
class Brief:
    """The briefs of one manager."""

    title: str
    subtitle: str
    days: Sequence[BriefDay] = field(default_factory=tuple)
    note: str = ""
    language: Language = "zh"


def draw_brief(brief: Brief) -> str:
    """Return the briefs as one HTML text without script that needs no network.

    Every text is escaped on its way in; the page's policy lets nothing run, whatever a name holds.
    """
    return draw_document(brief.title, _parts(brief), style_sheet("brief.css"), brief.language)


def write_brief(path: str | Path, brief: Brief) -> Path:
    """Write the briefs to a file, whole or not at all, and return its path."""
    return write_text(path, draw_brief(brief))


def _parts(brief: Brief) -> Iterator[str]:
    yield f"<header><h1>{safe(brief.title)}</h1><p>{safe(brief.subtitle)}</p>"
    if brief.note:
        yield f'<p class="note">{safe(brief.note)}</p>'
    yield "</header>"
    if not brief.days:
        yield f"<main><p>{_word('none', brief.language)}</p></main>"
        return
    yield f'<nav aria-label="{_word("days", brief.language)}"><ol>'
    for place, day in enumerate(brief.days, 1):
        yield f'<li><a href="#day-{place}">{safe(day.title)}</a> <b>{len(day.stops)}</b></li>'
    yield "</ol></nav><main>"
    for place, day in enumerate(brief.days, 1):
        yield f'<section class="day" id="day-{place}"><h2>{safe(day.title)}</h2>'
        yield f'<p class="summary">{safe(day.summary)}</p>'
        for stop in day.stops:
            yield from _stop(stop, brief.language)
        yield f'<p class="back">{safe(day.back)}</p></section>'
    yield "</main>"


def _stop(stop: BriefStop, language: Language) -> Iterator[str]:
    yield (
        f'<article><p class="way">{safe(stop.way)}</p><div class="head">'
        f'<span class="number">{stop.number}</span><div><h3>{safe(stop.name)}</h3>'
        f'<p class="place">{safe(stop.place)}</p></div>'
        f'<p class="when"><b>{safe(stop.times)}</b><br>{safe(stop.purpose)}'
        f' <span class="tier">{safe(stop.tier)}</span></p></div><div class="body">'
    )
    yield from _lines("why", stop.why, language)
    yield from _lines("last", stop.last, language)
    yield from _lines("promise", [stop.promise] if stop.promise else [], language)
    if stop.issues:
        yield f'<section class="issues"><h4>{_word("issues", language)}</h4><ul>'
        for number, text, days in stop.issues:
            yield f"<li><b>{safe(text)}</b> {safe(days)} <small>{safe(number)}</small></li>"
        yield "</ul></section>"
    yield from _facts("load", stop.load, language)
    yield from _facts("facts", stop.facts, language)
    yield f'<section class="record"><h4>{_word("record", language)}</h4></section></div></article>'


def _lines(word: str, lines: Sequence[str], language: Language) -> Iterator[str]:
    if lines:
        told = "".join(f"<li>{safe(one)}</li>" for one in lines)
        yield f'<section class="{word}"><h4>{_word(word, language)}</h4><ul>{told}</ul></section>'


def _facts(word: str, facts: Sequence[tuple[str, str]], language: Language) -> Iterator[str]:
    if facts:
        told = "".join(
            f"<div><dt>{safe(what)}</dt><dd>{safe(value)}</dd></div>" for what, value in facts
        )
        yield f'<section class="{word}"><h4>{_word(word, language)}</h4><dl>{told}</dl></section>'


def _word(key: str, language: Language) -> str:
    return escape(_WORDS[key].say(language))
