"""Every text field of every table, filled with names that bite: files give them back as written."""

import csv
import sqlite3
import zipfile

import openpyxl
import pandas as pd
import pytest
from names_that_bite import SLY

from planner import schema
from planner.files import write_csv
from planner.render import write_tables, write_workbook
from planner.schema import Table

TABLES = [one for name in schema.__all__ if isinstance(one := getattr(schema, name), Table)]
BY_NAME = list({one.name: one for one in TABLES}.values())  # files are named so; handouts share two


def filled(table: Table) -> pd.DataFrame:
    """Return one row a name, the name in every text field of the row."""
    plain = {"number": 1.0, "integer": 1, "boolean": True, "date": pd.Timestamp("2026-10-12")}
    made = table.shape(
        {column.name: plain.get(column.kind, word) for column in table if column.name != "geometry"}
        for word in SLY
    )
    return made.drop(columns="geometry", errors="ignore")  # of links it is text that a file gives


def texts_of(table: Table) -> list[str]:
    texts = {"text", "choice"}
    return [one.name for one in table if one.kind in texts and one.name != "geometry"]


def test_the_declared_tables_are_all_here():
    assert len(TABLES) > 40
    assert all(texts_of(one) for one in TABLES if one.name not in {"curve", "regrets"})


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "all.xlsx"
    return write_workbook(path, {one: filled(one) for one in TABLES}, [(one, one) for one in SLY])


def test_a_workbook_has_them_as_text_in_every_field_with_no_formula_and_no_link(book):
    read = openpyxl.load_workbook(book)
    sheets = read.worksheets
    assert len(sheets) == len(TABLES) + 1
    seen = 0
    for sheet, table in zip(sheets[1:], TABLES, strict=True):
        columns = [one.name for one in table if one.name != "geometry"]
        for name in texts_of(table):
            (cells,) = sheet.iter_cols(
                min_col=columns.index(name) + 1, max_col=columns.index(name) + 1, min_row=2
            )
            assert [cell.value for cell in cells] == SLY, (table.name, name)
            assert {cell.data_type for cell in cells} == {"s"}, (table.name, name)
            seen += len(cells)
    assert seen == len(SLY) * sum(len(texts_of(one)) for one in TABLES)
    notes = [row[0].value for row in sheets[0].iter_rows(min_row=3, max_row=2 + len(SLY))]
    assert notes == SLY


def test_a_workbook_has_nothing_that_could_run_or_reach_out(book):
    with zipfile.ZipFile(book) as archive:
        names = archive.namelist()
        assert not [one for one in names if "external" in one.lower() or "vba" in one.lower()]
        for name in names:
            text = archive.read(name)
            assert b"<f>" not in text, name
            assert b"<hyperlink" not in text, name
            assert b'TargetMode="External"' not in text, name


def test_parquet_and_geopackage_give_every_word_back(tmp_path):
    write_tables({one: filled(one) for one in BY_NAME}, tmp_path)
    with sqlite3.connect(tmp_path / "tables.gpkg") as base:
        for table in BY_NAME:
            frame = pd.read_parquet(tmp_path / f"{table.name}.parquet")
            for name in texts_of(table):
                assert frame[name].tolist() == SLY, (table.name, name)
                found = base.execute(f'SELECT "{name}" FROM "{table.name}"').fetchall()
                assert [one for (one,) in found] == SLY, (table.name, name)
    base.close()


def test_a_text_file_has_no_cell_that_a_spreadsheet_would_run(tmp_path):
    for table in TABLES:
        path = write_csv(tmp_path / f"{table.name}.csv", filled(table))
        with path.open(encoding="utf-8-sig", newline="") as stream:
            heads, *rows = csv.reader(stream)
        for name in texts_of(table):
            cells = [row[heads.index(name)] for row in rows]
            assert [one.removeprefix("'") for one in cells] == [
                one.removeprefix("'") for one in SLY
            ]
            assert not [one for one in cells if one.startswith(("=", "+", "-", "@"))]
