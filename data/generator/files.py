"""Write the files: same content, same bytes."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

NOTICE = (
    "虚构城市:澜湾市及其中的区、道路、企业和人员均不存在,全部由程序生成。"
    " Invented: no city, district, firm or person in this file exists."
)
_MADE_ON = datetime(2026, 9, 30, tzinfo=UTC).replace(tzinfo=None)


def write_csv(
    path: Path, rows: Iterable[Mapping[str, str]], headings: Mapping[str, str],
    *, encoding: str = "utf-8", newline: str = "\n",
) -> None:  # fmt: skip
    """Write rows; `headings` maps keys of a row to column headings, in order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator=newline)
        writer.writerow(headings.values())
        writer.writerows([row.get(key, "") for key in headings] for row in rows)


def write_geojson(
    path: Path, name: str, features: Sequence[tuple[Mapping[str, str], BaseGeometry]]
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        json.dumps(
            {"type": "Feature", "properties": dict(facts), "geometry": mapping(shape)},
            ensure_ascii=False, separators=(",", ":"),
        )
        for facts, shape in features
    ]  # fmt: skip
    head = f'{{"type":"FeatureCollection","name":"{name}","description":"{NOTICE}","features":[\n'
    path.write_text(head + ",\n".join(lines) + "\n]}\n", encoding="utf-8", newline="\n")


def write_register_book(
    path: Path, rows: Sequence[Mapping[str, str]], headings: Mapping[str, str],
    numeric: frozenset[str], notes: Sequence[tuple[str, str]],
) -> None:  # fmt: skip
    """The register as a workbook: ids and dates as text, measures and coordinates as numbers."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": "澜湾市大客户档案(虚构)", "created": _MADE_ON})
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("大客户档案")
    for column, (key, heading) in enumerate(headings.items()):
        sheet.write_string(0, column, heading, bold)
        for row, cells in enumerate(rows, start=1):
            value = cells.get(key, "")
            if key in numeric and _plain_number(value):
                sheet.write_number(row, column, float(value))
            elif value:
                sheet.write_string(row, column, value, text)
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(headings) - 1, 14)
    about = book.add_worksheet("说明")
    about.set_column(0, 0, 18)
    about.set_column(1, 1, 90)
    for row, pair in enumerate(notes):
        about.write_row(row, 0, pair)
    book.close()


def _plain_number(value: str) -> bool:
    return value.isascii() and value.replace(".", "", 1).removeprefix("-").isdigit()
