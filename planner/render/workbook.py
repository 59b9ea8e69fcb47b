"""One workbook for people: a sheet of explanations, then a sheet for every table."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.errors import DataError
from planner.files.writing import whole_file
from planner.findings import Language
from planner.render.cover import LETTERS_PER_CELL, TITLE, Cover, lay_on_paper, write_cover
from planner.render.values import CHOICES, YES_NO, column_of, kind_of, style_of
from planner.schema import Figure, Table

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

type Cell = str | float | datetime | timedelta

ROWS_PER_SHEET = 1_048_575  # Excel's own limit, less the heading
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": False,
    "remove_timezone": True,
}
_HEADING = {
    "bold": True, "font_color": "#FFFFFF", "bg_color": "#14304D", "valign": "vcenter",
    "text_wrap": True, "border": 1, "border_color": "#3F5B73",
}  # fmt: skip
# The bars of Excel 2010 need an extension that other readers of the file warn about.
_BAR = {"type": "data_bar", "bar_color": "#9EC1DC", "min_type": "num", "min_value": 0}
_BARS = ("_kwh", "_min", "_km", "_h", "_kva", "_kw", "_yuan")
_COUNTS = ("customers", "stops", "visits")


@dataclass(frozen=True)
class _Field:
    """One column of a sheet: where its values come from and how a cell shows them."""

    name: str
    heading: str
    kind: str
    style: str
    has_bar: bool


def write_workbook(
    path: str | Path,
    tables: Mapping[Table, pd.DataFrame],
    notes: Sequence[tuple[str, str]] = (),
    *,
    figures: Sequence[Figure] = (),
    language: Language = "zh",
) -> Path:
    """Write the workbook, whole or not at all; the same tables give the same bytes.

    Text is always written as text: account numbers keep their zeros and a name that begins with
    ``=`` is a name. Geometry is left out.

    Parameters
    ----------
    path
        Where to write, ending in ``.xlsx``.
    tables
        One sheet each, in this order, headed in `language`.
    notes
        Pairs (what, text) for the first sheet: run, rules, sources.
    figures
        Headline figures for the first sheet, with today's value where there is one.

    Raises
    ------
    DataError
        A table has more rows than a sheet can hold.
    PlannerError
        The file cannot be written.
    """
    import xlsxwriter  # noqa: PLC0415  only a save needs it

    _check_lengths(tables)
    with whole_file(path) as part:
        book = xlsxwriter.Workbook(str(part), _SAFE)
        book.set_properties({"created": _CREATED})
        book.set_calc_mode("auto")
        styles = _styles(book)
        names = _sheet_names(tables, language)
        rows = [(name, len(frame)) for name, frame in zip(names, tables.values(), strict=True)]
        first = book.add_worksheet(TITLE.say(language))
        write_cover(first, Cover(notes, figures, rows, language), styles)
        for name, (table, frame) in zip(names, tables.items(), strict=True):
            _write_table(book.add_worksheet(name), table, frame, styles, language)
        book.close()
    return Path(path)


def _check_lengths(tables: Mapping[Table, pd.DataFrame]) -> None:
    long = [table.name for table, frame in tables.items() if len(frame) > ROWS_PER_SHEET]
    if long:
        raise DataError(
            f"{', '.join(long)}: more than {ROWS_PER_SHEET:,} rows do not fit on a sheet",
            mend="use the Parquet or GeoPackage tables, or split the area",
        )


def _styles(book: "Workbook") -> dict[str, "Format"]:
    plain = {"valign": "top"}
    numbers = {
        "whole": "#,##0", "tenth": "#,##0.0", "hundredth": "0.00", "short": "General",
        "degree": "0.000000", "clock": "hh:mm", "date": "yyyy-mm-dd",
    }  # fmt: skip
    styles = {name: book.add_format({**plain, "num_format": one}) for name, one in numbers.items()}
    styles["text"] = book.add_format({**plain, "num_format": "@"})
    styles["heading"] = book.add_format(_HEADING)
    styles["title"] = book.add_format({"bold": True, "font_size": 14, "font_color": "#14304D"})
    styles["wrap"] = book.add_format({**plain, "num_format": "@", "text_wrap": True})
    return styles


def _sheet_names(tables: Mapping[Table, pd.DataFrame], language: Language) -> list[str]:
    """Return sheet names that Excel accepts: 31 letters, none of its signs, no name twice."""
    names: list[str] = []
    taken = {TITLE.say(language).casefold()}
    for table in tables:
        said = table.zh if language == "zh" else table.en
        name = re.sub(r"[\[\]:*?/\\]", " ", said).strip(" '")[:31]
        number = 2
        while name.casefold() in taken:
            name = f"{name[:27]} {number}"
            number += 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _write_table(
    sheet: "Worksheet",
    table: Table,
    frame: pd.DataFrame,
    styles: Mapping[str, "Format"],
    language: Language,
) -> None:
    fields = [_field(name, table, frame, language) for name in frame.columns if name != "geometry"]
    for place, one in enumerate(fields):
        sheet.write_string(0, place, one.heading, styles["heading"])
        shown = _write_column(sheet, place, frame[one.name], one, styles[one.style], language)
        sheet.set_column(place, place, _column_width(one.heading, shown))
        if one.has_bar and len(frame):
            sheet.conditional_format(1, place, len(frame), place, _BAR)
    sheet.set_row(0, 30)
    sheet.repeat_rows(0)
    lay_on_paper(sheet, columns=len(fields))
    sheet.freeze_panes(1, min(2, len(table.key)))
    if fields:
        sheet.autofilter(0, 0, max(1, len(frame)), len(fields) - 1)


def _field(name: str, table: Table, frame: pd.DataFrame, language: Language) -> _Field:
    column = column_of(table, name)
    kind = kind_of(frame[name], column)
    heading = column.heading(language) if column else str(name)
    measured = kind == "number" and name.endswith(_BARS) and "_clock_" not in name
    has_bar = measured or (kind == "integer" and name in _COUNTS)
    return _Field(name, heading, kind, style_of(name, kind), has_bar)


def _write_column(
    sheet: "Worksheet",
    place: int,
    values: pd.Series,
    field: _Field,
    style: "Format",
    language: Language,
) -> list[str]:
    """Write one column and return its first values as text, to judge the width by."""
    shown: list[str] = []
    for row, value in enumerate(values.tolist(), start=1):
        cell = _cell(value, field, language)
        if cell is None:
            continue
        if isinstance(cell, str):
            sheet.write_string(row, place, cell[:LETTERS_PER_CELL], style)
        elif isinstance(cell, datetime | timedelta):
            sheet.write_datetime(row, place, cell, style)
        else:
            sheet.write_number(row, place, cell, style)
        if len(shown) < 200:  # noqa: PLR2004  enough to judge a width
            shown.append(_as_seen(cell))
    return shown


def _cell(value: Any, field: _Field, language: Language) -> Cell | None:  # noqa: ANN401  a cell
    """Return what goes into a cell; None for an empty one."""
    if pd.isna(value):
        return None
    if field.kind == "boolean":
        return YES_NO[bool(value)].say(language)
    if field.kind == "date":
        return pd.Timestamp(value).to_pydatetime()
    if field.kind in {"number", "integer"}:
        number = float(value)
        if number in {float("inf"), float("-inf")}:
            return None
        return timedelta(minutes=round(number)) if field.style == "clock" else number
    text = str(value)
    return CHOICES[text].say(language) if field.kind == "choice" and text in CHOICES else text


def _as_seen(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}"
    return "00:00" if isinstance(cell, timedelta) else f"{cell:,.1f}"


def _column_width(heading: str, shown: Sequence[str]) -> float:
    """Return a width that fits: a Chinese character takes two places, the filter arrow some."""
    widest = max((_places(text) for text in shown), default=0)
    return float(min(44, max(_places(heading) + 4, widest + 2, 8)))


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
