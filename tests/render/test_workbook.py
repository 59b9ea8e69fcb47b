"""The workbook: text stays text, times are times, the same tables give the same bytes."""

import zipfile
from datetime import datetime, time

import openpyxl
import pandas as pd
import pytest

from planner.errors import DataError
from planner.render import workbook, write_workbook
from planner.schema import CHOSEN, VISITS, Column, Figure, Table, Text

NAMES = ["=1+1", "+1", "-1", "@SUM(A1)", "http://x.cn", "0035020114", "{{ 7*7 }}", "mailto:a@b.cn"]
ODD = Table(
    "odd", "怪/表[1]", "Odd/table", ("account_no",),
    (Column("account_no", "text", "户号", "Account no."),),
)  # fmt: skip


@pytest.fixture
def visits() -> pd.DataFrame:
    return VISITS.shape(
        [
            {
                "visit_id": "V1", "account_no": "0035020114", "visit_no": 1,
                "due_on": pd.Timestamp("2026-10-12"), "manager_id": "E1",
                "date": pd.Timestamp("2026-10-12"), "tour_id": "R1", "stop": 1, "drive_min": 15.0,
                "drive_km": 7.5, "arrive_clock_min": 525.0, "service_min": 60.0,
                "leave_clock_min": 585.0,
            }
        ]
    )  # fmt: skip


def test_text_that_looks_like_something_else_stays_text(tmp_path):
    frame = pd.DataFrame({"account_no": NAMES})
    path = write_workbook(tmp_path / "w.xlsx", {ODD: frame}, [("=x", "=y")])
    cells = [row[0] for row in openpyxl.load_workbook(path)["怪 表 1"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == NAMES
    assert {cell.data_type for cell in cells} == {"s"}
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "sheet" in name]
    assert not any(b"<f>" in sheet or b"hyperlink" in sheet for sheet in sheets)


def test_clock_minutes_are_times_and_dates_are_dates(tmp_path, visits):
    path = write_workbook(tmp_path / "w.xlsx", {VISITS: visits})
    sheet = openpyxl.load_workbook(path)["走访计划"]
    row = dict(
        zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True)
    )
    assert row["到达"] == time(8, 45)
    assert row["日期"] == datetime(2026, 10, 12)  # noqa: DTZ001  a day has no zone
    assert row["户号"] == "0035020114"


def test_headings_follow_the_language(tmp_path, visits):
    path = write_workbook(tmp_path / "w.xlsx", {VISITS: visits}, language="en")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Notes", "Visit plan"]
    assert book["Visit plan"]["B1"].value == "Account no."


def test_geometry_is_left_out_and_choices_are_said_in_words(tmp_path, village_outlets):
    path = write_workbook(tmp_path / "w.xlsx", {CHOSEN: village_outlets})
    sheet = openpyxl.load_workbook(path)["网点方案"]
    assert "位置" not in [cell.value for cell in sheet[1]]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert rows[0][3] == "保留"
    assert rows[0][5] == "是"
    assert rows[1][6] is None


def test_the_first_sheet_compares_the_plan_with_today(tmp_path):
    figure = Figure("m", Text("平均", "Mean"), 7.0, Text("分", "min"), 1, 13.0, "lower")
    path = write_workbook(tmp_path / "w.xlsx", {}, [("运行", "r-1")], figures=[figure])
    rows = list(openpyxl.load_workbook(path)["说明"].iter_rows(values_only=True))
    assert ("运行", "r-1", None, None, None, None) in rows
    assert ("平均", 7, 13, -6, "分", None) in rows


def test_the_first_sheet_defines_its_figures_and_lists_the_sheets(tmp_path, visits):
    figure = Figure("visit_km", Text("走访里程", "Visit km"), 70.0, Text("公里", "km"))
    path = write_workbook(tmp_path / "w.xlsx", {VISITS: visits}, figures=[figure], language="en")
    rows = list(openpyxl.load_workbook(path)["Notes"].iter_rows(values_only=True))
    assert ("Visit km", 70, None, None, "km", "km of all tours, the way back too.") in rows
    assert ("Visit plan", 1) in [row[:2] for row in rows]


def test_amounts_have_bars_and_ids_and_clock_times_have_none(tmp_path, visits):
    path = write_workbook(tmp_path / "w.xlsx", {VISITS: visits})
    sheet = openpyxl.load_workbook(path)["走访计划"]
    heads = {cell.column_letter: cell.value for cell in sheet[1]}
    barred = {heads[str(one.sqref)[0]] for one in sheet.conditional_formatting}
    assert {"路上(分)", "路程(公里)", "服务(分)"} == barred


def test_every_table_can_be_filtered_under_a_heading_that_stays(tmp_path, visits):
    path = write_workbook(tmp_path / "w.xlsx", {VISITS: visits, ODD: pd.DataFrame()})
    sheet = openpyxl.load_workbook(path)["走访计划"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions  # the whole table, its heading too


def test_the_same_tables_give_the_same_bytes(tmp_path, visits, village_outlets):
    tables = {VISITS: visits, CHOSEN: village_outlets}
    one, two = (
        write_workbook(tmp_path / name, tables).read_bytes() for name in ("a.xlsx", "b.xlsx")
    )
    assert one == two


def test_two_tables_of_one_name_get_two_sheets(tmp_path):
    other = Table("other", "怪/表[1]", "Odd", ("account_no",), ODD.columns)
    frame = pd.DataFrame({"account_no": ["1"]})
    path = write_workbook(tmp_path / "w.xlsx", {ODD: frame, other: frame})
    assert len(openpyxl.load_workbook(path).sheetnames) == 3


def test_a_table_too_long_for_a_sheet_is_refused_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "ROWS_PER_SHEET", 1)
    with pytest.raises(DataError, match="odd"):
        write_workbook(tmp_path / "w.xlsx", {ODD: pd.DataFrame({"account_no": ["1", "2"]})})
    assert not list(tmp_path.iterdir())
