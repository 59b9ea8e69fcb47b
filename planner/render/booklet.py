"""A report to defend in a meeting: chapters of figures, charts and tables, and where each is from.

One page that needs no network and runs nothing. Every figure opens to its definition and points to
the tables it is worked out from, which lie at the end of the same page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from planner.files.writing import write_text
from planner.findings import Language
from planner.render.chart import draw_chart
from planner.render.document import draw_document, safe, style_sheet
from planner.render.headline import difference
from planner.render.report import Section, table_lines
from planner.schema import Chart, Figure, Text

_WORDS = {
    "today": Text("现状", "today"),
    "from": Text("来源", "from"),
    "rows": Text("行", "rows"),
    "contents": Text("目录", "Contents"),
    "sources": Text("附表：数字从哪里来", "Tables: where the figures come from"),
    "open": Text("点开一个数字，看它的定义和来源行。", "Open a figure for its meaning and rows."),
    "up": Text("返回目录", "back to the contents"),
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A figure with its definition and the keys of the sources that it is worked out from."""

    figure: Figure
    meaning: str = ""
    sources: Sequence[str] = ()


@dataclass(frozen=True)
class Picture:
    """A chart with what it says, and the keys of its sources."""

    chart: Chart
    meaning: str = ""
    sources: Sequence[str] = ()


@dataclass(frozen=True)
class Chapter:
    """Sentences, then figures, charts and tables."""

    key: str
    title: str
    lines: Sequence[str] = ()
    facts: Sequence[Fact] = ()
    pictures: Sequence[Picture] = ()
    sections: Sequence[Section] = ()


@dataclass(frozen=True)
class Source:
    """A table at the end: `row_count` is that of the whole table, which lies in `file`."""

    key: str
    section: Section
    row_count: int
    file: str


@dataclass(frozen=True)
class Booklet:
    """The whole report; `facts` and `lines` stand first, before any chapter."""

    title: str
    subtitle: str
    lines: Sequence[str]
    facts: Sequence[Fact]
    chapters: Sequence[Chapter]
    sources: Sequence[Source]
    note: str = ""
    imprint: Sequence[str] = field(default_factory=tuple)
    language: Language = "zh"


def draw_booklet(booklet: Booklet) -> str:
    """Return the report as one HTML text; the same report gives the same bytes.

    Every text is escaped on its way in; the page's policy lets nothing run, whatever a name holds.
    """
    return draw_document(
        booklet.title, _Pen(booklet).parts(), style_sheet("booklet.css"), booklet.language
    )


def write_booklet(path: str | Path, booklet: Booklet) -> Path:
    """Write the report to a file, whole or not at all, and return its path."""
    return write_text(path, draw_booklet(booklet))


class _Pen:
    """Writes a booklet down; it knows the sources by key and the language."""

    def __init__(self, booklet: Booklet) -> None:
        self.booklet = booklet
        self.language = booklet.language
        self.known: Mapping[str, Source] = {one.key: one for one in booklet.sources}

    def parts(self) -> Iterator[str]:
        one = self.booklet
        yield f"<header><h1>{safe(one.title)}</h1><p>{safe(one.subtitle)}</p>"
        if one.note:
            yield f'<p class="note">{safe(one.note)}</p>'
        yield "</header><main>"
        yield '<section class="summary"><ul>'
        yield from (f"<li>{safe(line)}</li>" for line in one.lines)
        yield f'</ul>{"".join(self._facts(one.facts))}<p class="hint">{self._word("open")}</p>'
        yield "</section>"
        yield from self._contents()
        for number, chapter in enumerate(one.chapters, 1):
            yield from self._chapter(number, chapter)
        yield f'<section id="sources"><h2>{self._word("sources")}</h2>'
        for source in one.sources:
            yield from self._source(source)
        yield "</section></main><footer>"
        yield from (f"<p>{safe(line)}</p>" for line in one.imprint)
        yield "</footer>"

    def _contents(self) -> Iterator[str]:
        yield f'<nav id="contents" aria-label="{self._word("contents")}"><ol>'
        for chapter in self.booklet.chapters:
            yield f'<li><a href="#c-{safe(chapter.key)}">{safe(chapter.title)}</a></li>'
        yield f'<li><a href="#sources">{self._word("sources")}</a></li></ol></nav>'

    def _chapter(self, number: int, chapter: Chapter) -> Iterator[str]:
        yield f'<section class="chapter" id="c-{safe(chapter.key)}">'
        yield f"<h2>{number} {safe(chapter.title)}</h2>"
        if chapter.lines:
            yield "<ul>" + "".join(f"<li>{safe(line)}</li>" for line in chapter.lines) + "</ul>"
        yield from self._facts(chapter.facts)
        if chapter.pictures:
            yield '<div class="pictures">'
            for picture in chapter.pictures:
                drawn = draw_chart(picture.chart, language=self.language)
                yield f"<figure>{drawn}<figcaption>{safe(picture.meaning)}"
                yield f"{self._links(picture.sources)}</figcaption></figure>"
            yield "</div>"
        for section in chapter.sections:
            yield f'<div class="part"><h3>{safe(section.title)}</h3>'
            yield from table_lines(section)
            yield "</div>"
        yield "</section>"

    def _facts(self, facts: Sequence[Fact]) -> Iterator[str]:
        if not facts:
            return
        yield '<div class="facts">'
        for fact in facts:
            yield (
                f'<details class="fact"><summary><span class="what">'
                f"{safe(fact.figure.title.say(self.language))}</span>"
                f'<span class="value"><b>{safe(fact.figure.shown())}</b> '
                f"{safe(fact.figure.unit.say(self.language))}</span>"
                f"{self._today(fact.figure)}</summary>"
                f"<p>{safe(fact.meaning)}{self._links(fact.sources)}</p></details>"
            )
        yield "</div>"

    def _today(self, figure: Figure) -> str:
        told = difference(figure)
        if told is None or figure.before is None:
            return '<span class="was"></span>'
        before = f"{figure.before:,.{figure.decimals}f}"
        judged = "even"
        if told[0] != "=" and figure.better != "neither":
            is_better = (figure.value > figure.before) == (figure.better == "higher")
            judged = "better" if is_better else "worse"
        return (
            f'<span class="was">{self._word("today")} {safe(before)} '
            f'<em class="{judged}">{safe(told[0])}</em></span>'
        )

    def _links(self, keys: Sequence[str]) -> str:
        known = [self.known[key] for key in keys if key in self.known]
        if not known:
            return ""
        links = " · ".join(
            f'<a href="#t-{safe(one.key)}">{safe(one.section.title)} '
            f"{one.row_count:,} {self._word('rows')}</a>"
            for one in known
        )
        return f' <span class="from">{self._word("from")} {links}</span>'

    def _source(self, source: Source) -> Iterator[str]:
        # The anchor is inside: going there opens the table without any script.
        yield (
            f'<details class="source"><summary>{safe(source.section.title)} <small>'
            f"{source.row_count:,} {self._word('rows')} · {safe(source.file)}</small></summary>"
            f'<div id="t-{safe(source.key)}">'
        )
        yield from table_lines(source.section)
        yield f'<p class="hint"><a href="#contents">{self._word("up")}</a></p></div></details>'

    def _word(self, key: str) -> str:
        return safe(_WORDS[key].say(self.language))
