"""Check, fill the workbook in as a person would, check again."""

import json

import openpyxl
import pandas as pd
import pytest

import planner as pl
from planner.customers import CustomersOptions, read_customers
from planner.errors import DataError

SHEET = "修正 corrections"
SIGNED = {"修正人": "张三", "修正日期": "2026-10-08", "原因": "核对营业执照", "复核人": "李四"}


def _fill(book_path, saved_as, fills):
    """Write corrections as (row, heading) -> value; return what the lines held before."""
    book = openpyxl.load_workbook(book_path)
    sheet = book[SHEET]
    place = {cell.value: cell.column for cell in sheet[1]}
    lines = {
        (row[place["来源行号"] - 1].value, row[place["字段"] - 1].value): row
        for row in sheet.iter_rows(min_row=2)
    }
    for cell, value in fills.items():
        for heading, text in (SIGNED | {"修正值": value}).items():
            lines[cell][place[heading] - 1].value = text
    book.save(saved_as)
    return saved_as


@pytest.fixture(scope="module")
def checked(city, tmp_path_factory):
    folder = tmp_path_factory.mktemp("checked")
    pl.check_register(city / "register.csv", out_folder=folder).save(folder)
    return folder


@pytest.mark.parametrize("name", ["register.csv", "register.xlsx"])
def test_the_filled_workbook_closes_faults_and_the_trend_shows_it(name, city, tmp_path):
    source = city / name
    before = source.read_bytes()
    first = pl.check_register(source, out_folder=tmp_path)
    first.save(tmp_path)
    fills = {(14, "合同容量"): 6630, (216, "户号"): "0035020888", (401, "户名"): "示例钢铁有限公司"}
    filled = _fill(tmp_path / "quarantine.xlsx", tmp_path / "filled.xlsx", fills)
    again = pl.check_register(source, corrections=filled, out_folder=tmp_path)
    written = again.save(tmp_path)
    assert source.read_bytes() == before
    assert len(again.reading.rows) == len(first.reading.rows) + 3
    assert again.reading.read_count == first.reading.read_count
    assert "关闭 3 条" in again.correction_lines()[0]
    assert again.score.overall > first.score.overall
    assert again.last == first.score
    log = pd.read_csv(tmp_path / "changes.csv", dtype=str)
    assert tmp_path / "changes.csv" in written
    assert log["value_to"].tolist() == ["6630", "0035020888", "示例钢铁有限公司"]
    assert set(log["closed"]) == {"True"}
    assert json.loads((tmp_path / "score.json").read_text("utf-8"))["overall"] < 1
    book = openpyxl.load_workbook(tmp_path / "quarantine.xlsx")
    assert book["修正记录"].max_row == 4
    third = pl.check_register(source, corrections=_fill(
        tmp_path / "quarantine.xlsx", tmp_path / "next.xlsx", {(83, "合同容量"): "1250"}
    ))  # fmt: skip
    assert len(third.reading.changes) == 4, "the newest workbook carries all corrections in use"


def test_the_cells_to_fill_are_text_so_that_typed_zeros_stay(checked):
    sheet = openpyxl.load_workbook(checked / "quarantine.xlsx")[SHEET]
    place = next(cell.column for cell in sheet[1] if cell.value == "修正值")
    assert {sheet.cell(row, place).number_format for row in range(2, sheet.max_row + 1)} == {"@"}


def test_a_filled_workbook_is_never_written_over(city, checked):
    book = checked / "quarantine.xlsx"
    with pytest.raises(DataError, match="overwritten"):
        pl.check_register(city / "register.csv", corrections=book, out_folder=checked)


def test_a_workbook_that_is_no_fault_sheet_is_a_clear_error(city):
    with pytest.raises(DataError, match=SHEET):
        pl.check_register(city / "register.csv", corrections=city / "register.xlsx")


SLY = ("a\nb", "  无 ", "=1+1", "'x", "_x000D_", "a\r\nb", "３五", "a\tb", "a\x01", "x" * 32_500)


@pytest.mark.parametrize("value", SLY)
def test_a_sly_value_survives_the_workbook_and_is_not_taken_for_a_change(value, tmp_path):
    source = tmp_path / "register.csv"
    row = {"户号": "0035020114", "户名": "甲公司", "合同容量": value}
    pd.DataFrame([row]).to_csv(source, index=False)
    first = pl.check_register(source)
    first.save(tmp_path)
    filled = _fill(tmp_path / "quarantine.xlsx", tmp_path / "filled.xlsx", {(2, "合同容量"): "630"})
    again = pl.check_register(source, corrections=filled)
    assert len(again.reading.changes) == 1, again.correction_lines()
    assert len(again.reading.rows) == 1


def test_released_rows_that_were_edited_by_hand_are_refused(checked, tmp_path):
    accepted = tmp_path / "accepted.parquet"
    for name in ("accepted.parquet", "accepted.parquet.sha256"):
        (tmp_path / name).write_bytes((checked / name).read_bytes())
    again = pl.check_register(accepted)
    assert len(again.reading.rows) > 300
    frame = pd.read_parquet(accepted)
    frame.loc[3, "contract_kva"] = 1.0
    frame.to_parquet(accepted)
    with pytest.raises(DataError, match=r"L02: accepted\.parquet was changed after its release"):
        pl.check_register(accepted)
    with pytest.raises(DataError, match="L02"):
        read_customers(CustomersOptions(file=accepted))
    renamed = accepted.rename(tmp_path / "new.parquet")
    assert len(pl.check_register(renamed).reading.rows) > 300, "a register of its own"
