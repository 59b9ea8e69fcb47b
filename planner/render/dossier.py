"""A page a customer with all that is known of him, and an index of the pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import quote

from planner.files.writing import write_text
from planner.findings import Language
from planner.render.document import draw_document, safe, style_sheet
from planner.render.report import Section, table_lines
from planner.schema import Text

_INDEX = Text("索引", "Index")


@dataclass(frozen=True)
class FactBlock:
    """Facts under one heading: pairs of what and its value, each as it is shown."""

    title: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Dossier:
    """One customer: `tags` are the few words beside his name, `lines` sentences under it."""

    title: str
    subtitle: str
    tags: Sequence[str]
    lines: Sequence[str]
    blocks: Sequence[FactBlock]
    sections: Sequence[Section]
    imprint: Sequence[str] = field(default_factory=tuple)
    language: Language = "zh"


@dataclass(frozen=True)
class DossierIndex:
    """All customers: in each section the cell of column `linked` leads to the file of its row.

    `pages` names the file of each row of each section; an empty name leads nowhere.
    """

    title: str
    lines: Sequence[str]
    sections: Sequence[Section]
    pages: Sequence[Sequence[str]]
    linked: int = 0
    imprint: Sequence[str] = field(default_factory=tuple)
    language: Language = "zh"


def draw_dossier(dossier: Dossier, index: str = "") -> str:
    """Return the page as one HTML text that runs nothing; `index` is the file to go back to."""
    return _page(dossier.title, list(_parts(dossier, index)), dossier.language)


def draw_index(index: DossierIndex) -> str:
    """Return the index as one HTML text that runs nothing."""
    body = [f"<header><h1>{safe(index.title)}</h1>"]
    body += [f"<p>{safe(line)}</p>" for line in index.lines]
    body.append("</header><main>")
    for section, pages in zip(index.sections, index.pages, strict=True):
        body.append(f"<h2>{safe(section.title)} <small>{len(section.rows):,}</small></h2>")
        body += table_lines(section, {at: _address(one) for at, one in enumerate(pages) if one},
                            index.linked)  # fmt: skip
    return _page(index.title, [*body, *_footer(index.imprint)], index.language)


def write_dossier(path: str | Path, dossier: Dossier, index: str = "") -> Path:
    """Write the page to a file, whole or not at all, and return its path."""
    return write_text(path, draw_dossier(dossier, index))


def write_index(path: str | Path, index: DossierIndex) -> Path:
    """Write the index to a file, whole or not at all, and return its path."""
    return write_text(path, draw_index(index))


def _parts(dossier: Dossier, index: str) -> Iterator[str]:
    yield "<header>"
    if index:
        link = escape(_address(index))
        yield f'<p class="up"><a href="{link}">← {safe(_INDEX.say(dossier.language))}</a></p>'
    tags = "".join(f"<li>{safe(one)}</li>" for one in dossier.tags if one)
    yield f'<h1>{safe(dossier.title)}</h1><ul class="tags">{tags}</ul>'
    yield f"<p>{safe(dossier.subtitle)}</p></header><main>"
    if dossier.lines:
        yield '<ul class="lines">' + "".join(f"<li>{safe(one)}</li>" for one in dossier.lines)
        yield "</ul>"
    yield '<div class="blocks">'
    for block in dossier.blocks:
        pairs = "".join(
            f"<div><dt>{safe(what)}</dt><dd>{safe(value)}</dd></div>" for what, value in block.facts
        )
        yield f"<section><h2>{safe(block.title)}</h2><dl>{pairs}</dl></section>"
    yield "</div>"
    for section in dossier.sections:
        yield f'<section class="part"><h2>{safe(section.title)}</h2>'
        yield from table_lines(section)
        yield "</section>"
    yield from _footer(dossier.imprint)


def _footer(imprint: Sequence[str]) -> Iterator[str]:
    yield "</main><footer>"
    yield from (f"<p>{safe(line)}</p>" for line in imprint)
    yield "</footer>"


def _page(title: str, body: Sequence[str], language: Language) -> str:
    return draw_document(title, body, style_sheet("dossier.css"), language)


def _address(name: str) -> str:
    """Return the address of a file beside the page, whatever letters its name has."""
    return quote(name, safe="")
