"""A report of sentences and tables as one page that needs no network and runs nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from planner.files.writing import write_text
from planner.findings import Language
from planner.render.document import draw_document, safe
from planner.render.scatter import draw_scatter
from planner.schema import Scatter

_STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #1c2733;
  margin: 0 auto; max-width: 1180px; padding: 24px 20px 60px; }
h1 { font-size: 22px; color: #14304d; margin: 0 0 4px; }
h2 { font-size: 17px; color: #14304d; margin: 30px 0 6px; }
p { margin: 3px 0; }
.note { color: #5b6770; font-size: 13px; }
.banner { background: #fdf1e3; border-left: 4px solid #b3400a; padding: 8px 12px; margin: 10px 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; }
th { background: #14304d; color: #fff; text-align: left; padding: 5px 9px; position: sticky; top: 0;
  white-space: nowrap; }
td { border-bottom: 1px solid #dde4ea; padding: 4px 9px; vertical-align: top; min-width: 4.5em;
  max-width: 380px; overflow-wrap: anywhere; }
th.number { text-align: right; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.low { color: #b3400a; font-weight: 600; }
figure { display: inline-block; width: 560px; max-width: 100%; margin: 18px 12px 0 0; }
figure svg { width: 100%; height: auto; }
tr:nth-child(even) td { background: #f6f8fa; }
@media print { body { max-width: none; } th { position: static; } }
"""

_NUMBER = ' class="number"'


@dataclass(frozen=True)
class Section:
    """One table: cells as they are shown; columns named in `numbers` stand to the right.

    Numbers below `low` are marked; `note` stands under the table.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()
    low: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Report:
    """Title, sentences in order, warnings that stand out, and tables and pictures in order."""

    title: str
    lines: Sequence[str] = ()
    banners: Sequence[str] = ()
    sections: Sequence[Section | Scatter] = field(default_factory=tuple)
    language: Language = "zh"


def draw_report(report: Report) -> str:
    """Return the report as one HTML text; every text is escaped on its way in."""
    body = [f"<h1>{safe(report.title)}</h1>"]
    body += [f"<p>{safe(line)}</p>" for line in report.lines]
    body += [f'<div class="banner">{safe(line)}</div>' for line in report.banners]
    for section in report.sections:
        if isinstance(section, Scatter):
            body.append(f"<figure>{draw_scatter(section, language=report.language)}</figure>")
        else:
            body += section_lines(section)
    return draw_document(report.title, body, _STYLE, report.language)


def write_report(path: str | Path, report: Report) -> Path:
    """Write the report to a file, whole or not at all, and return its path."""
    return write_text(path, draw_report(report))


def section_lines(section: Section) -> list[str]:
    """Return a section as lines of HTML: its title, the table and the note under it."""
    return [f"<h2>{safe(section.title)}</h2>", *table_lines(section)]


def table_lines(
    section: Section, links: Mapping[int, str] | None = None, linked: int = 0
) -> list[str]:
    """Return the table of a section and its note, without the title.

    `links` are addresses by row, to which the cell of column `linked` leads.
    """
    headings = "".join(
        f'<th scope="col"{_NUMBER if place in section.numbers else ""}>{safe(one)}</th>'
        for place, one in enumerate(section.headings)
    )
    lines = ['<div class="wide"><table>', f"<thead><tr>{headings}</tr></thead><tbody>"]
    for number, row in enumerate(section.rows):
        address = (links or {}).get(number)
        cells = "".join(
            _cell(text, place, section, address if place == linked else None)
            for place, text in enumerate(row)
        )
        lines.append(f"<tr>{cells}</tr>")
    lines.append("</tbody></table></div>")
    return [*lines, f'<p class="note">{safe(section.note)}</p>'] if section.note else lines


def _cell(text: str, place: int, section: Section, address: str | None) -> str:
    if address is not None:
        return f'<td><a href="{safe(address)}">{safe(text)}</a></td>'
    if place not in section.numbers:
        return f"<td>{safe(text)}</td>"
    low = section.low is not None and _is_below(text, section.low)
    return f'<td class="number{" low" if low else ""}">{safe(text)}</td>'


def _is_below(text: str, bound: float) -> bool:
    try:
        return float(text.replace(",", "")) < bound
    except ValueError:
        return False
