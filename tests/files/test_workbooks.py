"""Workbooks: cell kinds, damaged numbers, formulas, ragged and misdeclared sheets."""

import datetime as dt

import openpyxl
import pytest
import xlsxwriter

from planner.customers import CustomersOptions, read_customers
from planner.errors import DataError
from planner.files import headings_of, read_raw
from planner.schema import REGISTER


@pytest.fixture
def book(tmp_path):
    def make(rows, name="r.xlsx", sheets=("档案",)):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for sheet in sheets:
            page = workbook.create_sheet(sheet)
            for row in rows:
                page.append(row)
        path = tmp_path / name
        workbook.save(path)
        return path

    return make


def test_cells_become_text_as_a_person_would_write_them(book):
    path = book([["a", "b", "c", "d", "e"], ["0035", 2850.0, 118.1012, dt.date(2026, 1, 5), True]])
    assert read_raw(path).frame.iloc[0].tolist() == ["0035", "2850", "118.1012", "2026-01-05",
                                                     "TRUE"]  # fmt: skip


def test_cells_held_as_numbers_are_known(book):
    raw = read_raw(book([["户号", "户名"], ["0035020114", "甲"], [35020115, "乙"]]))
    assert raw.stored_as_number["户号"].tolist() == [False, True]


def test_a_formula_without_a_stored_value_is_known(book):
    raw = read_raw(book([["户号", "容量"], ["1", "=1+1"], ["2", 5]]))
    assert raw.uncomputed["容量"].tolist() == [True, False]
    assert "户号" not in raw.uncomputed


def test_text_that_looks_like_a_formula_is_text(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "r.xlsx") as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, ["户名"])
        page.write_string(1, 0, '=HYPERLINK("http://x")有限公司')
    raw = read_raw(tmp_path / "r.xlsx")
    assert raw.frame["户名"].tolist() == ['=HYPERLINK("http://x")有限公司']
    assert raw.uncomputed == {}


def test_short_rows_are_padded_and_long_ones_set_aside(book):
    raw = read_raw(book([["a", "b"], ["1"], ["1", "2", "3"], ["4", "5", None]]))
    assert raw.frame.to_numpy().tolist() == [["1", ""], ["4", "5"]]
    assert raw.odd_rows[0].source_row == 3


def test_blank_rows_count_but_are_no_rows(book):
    assert read_raw(book([["a"], [], ["1"], [None], ["2"]])).source_rows.tolist() == [3, 5]


def test_a_sheet_is_chosen_by_name_and_a_wrong_name_is_helped(book):
    path = book([["a"], ["1"]], sheets=("档案", "说明"))
    assert read_raw(path).facts.sheet == "档案"
    assert read_raw(path, sheet="说明").facts.sheet == "说明"
    with pytest.raises(DataError) as fault:
        read_raw(path, sheet="档 案")
    assert "档案" in fault.value.mend


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 0.95])
def test_a_workbook_cut_off_anywhere_gives_one_clear_error(book, share):
    path = book([["a", "b"], *[[str(one), "x"] for one in range(500)]])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(DataError, match=r"cut off|damaged|cannot be opened"):
        read_raw(path)


TITLED = [["大客户台账", None, None], [], ["制表", "2026-11", None], ["户号", "户名", "合同容量"],
          ["0035020114", "示例电子", "2850"]]  # fmt: skip


def test_headings_are_found_below_a_title_by_the_names_that_are_known(book):
    raw = read_raw(book(TITLED), known=headings_of(REGISTER))
    assert list(raw.frame.columns) == ["户号", "户名", "合同容量"]
    assert raw.source_rows.tolist() == [5]
    assert raw.facts.above == ("大客户台账", "制表 2026-11")


def test_headings_that_the_scenario_maps_count_as_known(book):
    rows = [["title", None], ["number of account", "who"], ["0035020114", "示例电子"]]
    mapped = {"account_no": "Number of account", "account_name": "who"}
    assert read_raw(book(rows), known=headings_of(REGISTER, mapped)).source_rows.tolist() == [3]
    assert list(read_raw(book(rows), known=headings_of(REGISTER)).frame.columns) == ["title"]


def test_the_sheet_that_looks_like_a_register_is_read_and_its_like_are_named(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.title = "说明"
    workbook.active.append(["填表说明", "户号"])
    for name in ("2026", "2025"):
        page = workbook.create_sheet(name)
        for row in TITLED:
            page.append(row)
    workbook.save(tmp_path / "r.xlsx")
    raw = read_raw(tmp_path / "r.xlsx", known=headings_of(REGISTER))
    assert (raw.facts.sheet, raw.facts.alike) == ("2026", ("2025",))
    assert read_raw(tmp_path / "r.xlsx", sheet="2025").facts.sheet == "2025"


def test_lines_above_the_headings_and_sheets_alike_are_told(book):
    told = read_customers(CustomersOptions(file=book(TITLED, sheets=("2026", "2025"))))
    found = {one.rule.rule_id: one.detail for one in told.findings if one.rule.rule_id[0] == "E"}
    assert found == {"E05": "大客户台账 | 制表 2026-11", "E06": "2025"}
    assert told.read_count == 1
