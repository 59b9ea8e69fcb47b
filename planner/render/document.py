"""What pages without script share: head, policy, and text that is shown as it is written."""

from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files

from planner.findings import Language
from planner.render.plain import allowed
from planner.render.policy import content_policy


def draw_document(title: str, body: Iterable[str], style: str, language: Language) -> str:
    """Return a page as one HTML text that needs no network and lets nothing run.

    Parameters
    ----------
    title
        As it is; it is escaped here.
    body
        Lines of HTML in which every text was escaped by `safe`.
    style
        The page's own style sheet.
    """
    head, policy = _head(style)
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n'
        f'<meta charset="utf-8">\n{policy}\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{safe(title)}</title>\n{head}\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


@cache
def style_sheet(name: str) -> str:
    """Return a style sheet of the package's assets."""
    return (files("planner.render") / "assets" / name).read_text(encoding="utf-8")


def safe(text: str) -> str:
    """Return a text as HTML that shows it as it is written."""
    return escape(allowed(text))


@cache
def _head(style: str) -> tuple[str, str]:
    """Return style and policy, the same for every page of a kind: there may be hundreds."""
    head = f"<style>{style}</style>"
    return head, content_policy(head)
