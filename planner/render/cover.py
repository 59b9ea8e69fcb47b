"""The first sheet of a workbook: what it is, its figures with their definitions, its sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.findings import Language
from planner.schema import Figure, Text, meaning_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LETTERS_PER_CELL = 32_767  # Excel's own limit
COLUMNS_ON_PAPER = 16  # more than these would be too small to read
TITLE = Text("说明", "Notes")
_BY_DECIMALS = ("whole", "tenth", "hundredth")
_FIGURES = (
    Text("指标", "Figure"), Text("方案", "Plan"), Text("现状", "Today"), Text("差", "Difference"),
    Text("单位", "Unit"), Text("定义", "Definition"),
)  # fmt: skip
_SHEETS = Text("工作表", "Sheet"), Text("行数", "Rows")
_WIDTHS = (30, 60, 14, 14, 14, 70)


@dataclass(frozen=True)
class Cover:
    """Pairs (what, text), headline figures, and the sheets that follow with their rows."""

    notes: Sequence[tuple[str, str]]
    figures: Sequence[Figure]
    sheets: Sequence[tuple[str, int]]
    language: Language


def write_cover(sheet: "Worksheet", cover: Cover, styles: Mapping[str, "Format"]) -> None:
    """Write the first sheet; every text is written as text."""
    sheet.hide_gridlines(2)
    lay_on_paper(sheet, columns=len(_FIGURES))
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, TITLE.say(cover.language), styles["title"])
    row = 2
    for what, text in cover.notes:
        sheet.write_string(row, 0, what, styles["wrap"])
        sheet.write_string(row, 1, text[:LETTERS_PER_CELL], styles["wrap"])
        row += 1
    if cover.figures:
        row = _write_figures(sheet, row + 1, cover, styles)
    if cover.sheets:
        _write_sheets(sheet, row + 1, cover, styles)


def lay_on_paper(sheet: "Worksheet", *, columns: int) -> None:
    """Print on A4 across; a sheet of few columns on the width of one page."""
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    if columns <= COLUMNS_ON_PAPER:
        sheet.fit_to_pages(1, 0)


def _write_figures(
    sheet: "Worksheet", row: int, cover: Cover, styles: Mapping[str, "Format"]
) -> int:
    """Write the figures beside today's and return the row after them."""
    language = cover.language
    for place, heading in enumerate(_FIGURES):
        sheet.write_string(row, place, heading.say(language), styles["heading"])
    for figure in cover.figures:
        row += 1
        style = styles[_BY_DECIMALS[min(figure.decimals, len(_BY_DECIMALS) - 1)]]
        sheet.write_string(row, 0, figure.title.say(language), styles["text"])
        sheet.write_number(row, 1, figure.value, style)
        if figure.before is not None:
            sheet.write_number(row, 2, figure.before, style)
            sheet.write_number(row, 3, figure.value - figure.before, style)
        sheet.write_string(row, 4, figure.unit.say(language), styles["text"])
        meaning = meaning_of(figure.key)
        if meaning is not None:
            sheet.write_string(row, 5, meaning.text.say(language), styles["wrap"])
    return row + 1


def _write_sheets(
    sheet: "Worksheet", row: int, cover: Cover, styles: Mapping[str, "Format"]
) -> None:
    """List the sheets; by name, for links could be made to lead elsewhere."""
    for place, heading in enumerate(_SHEETS):
        sheet.write_string(row, place, heading.say(cover.language), styles["heading"])
    for number, (name, rows) in enumerate(cover.sheets, row + 1):
        sheet.write_string(number, 0, name, styles["text"])
        sheet.write_number(number, 1, rows, styles["whole"])
