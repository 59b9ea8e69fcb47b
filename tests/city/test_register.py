"""The two registers say the same, and the README counts them right."""

import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from planner.schema import REGISTER

type Row = dict[str, str]
NUMERIC = ("经度", "纬度", "合同容量", "运行容量", "年用电量", "年最大需量", "年业务办理件数")


@pytest.fixture(scope="module")
def workbook(city: Path) -> list[list[object]]:
    book = openpyxl.load_workbook(city / "register.xlsx", read_only=True)
    return [list(row) for row in book["大客户档案"].iter_rows(values_only=True)]


@pytest.fixture(scope="module")
def counted(city: Path) -> dict[str, str]:
    text = (city / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| ([^|`]+) \| ([\d /]+) \|$", text, flags=re.M))


def _same(written: str, cell: object) -> bool:
    if isinstance(cell, int | float):
        return float(written) == float(cell)
    return written == (cell or "")


def test_the_workbook_holds_the_same_cells(
    register: list[list[str]], workbook: list[list[object]]
) -> None:
    assert len(register) == len(workbook)
    differ = [
        (row, written, cell)
        for row, (ours, theirs) in enumerate(zip(register, workbook, strict=True), 1)
        for written, cell in zip(ours, theirs, strict=True)
        if not _same(written, cell)
    ]
    assert differ == []


def test_only_measures_and_coordinates_are_numbers_in_the_workbook(
    workbook: list[list[object]],
) -> None:
    heading, *body = workbook
    numeric = {
        str(name)
        for row in body
        for name, cell in zip(heading, row, strict=True)
        if isinstance(cell, int | float)
    }
    assert numeric == set(NUMERIC)


def test_the_workbook_says_that_the_city_is_invented(city: Path) -> None:
    book = openpyxl.load_workbook(city / "register.xlsx", read_only=True)
    told = [cell for row in book["说明"].iter_rows(values_only=True) for cell in row]
    assert any("虚构" in str(cell) for cell in told)


def test_every_heading_is_one_of_the_schema(register: list[list[str]]) -> None:
    known = {column.zh for column in REGISTER}
    assert set(register[0]) <= known
    assert len(register[0]) > 40


def test_the_readme_counts_rows_and_fates(
    rows: dict[int, Row], faults: pd.DataFrame, counted: dict[str, str]
) -> None:
    lost = faults.loc[(faults.file == "register") & (faults.fate == "quarantined"), "source_row"]
    assert int(counted["register rows"]) == len(rows)
    assert int(counted["rows that should be quarantined"]) == lost.nunique()
    assert int(counted["rows that should be planned"]) == len(rows) - lost.nunique()
    assert int(counted["listed faults"]) == len(faults)


def test_the_readme_counts_roads_numbers_and_readings(city: Path, counted: dict[str, str]) -> None:
    for what, file in {
        "road nodes": "roads/node.csv",
        "road links": "roads/link.csv",
        "house numbers": "gazetteer/house_numbers.csv",
        "monthly readings": "monthly.csv",
    }.items():
        assert int(counted[what]) == len(pd.read_csv(city / file, dtype=str)), what


def test_the_customer_whose_story_is_told_is_clean_and_large(
    rows: dict[int, Row], faults: pd.DataFrame
) -> None:
    row = next(cells for cells in rows.values() if cells["户号"] == "0035020114")
    assert row["供电电压"] == "110"
    assert row["用户状态"] == "正常"
    assert "0035020114" not in set(faults.account_no)


def test_transformers_add_up_to_the_contract(rows: dict[int, Row], faults: pd.DataFrame) -> None:
    spoilt = set(faults.loc[faults.column == "contract_kva", "source_row"].astype(int))
    wrong = [
        row
        for row, cells in rows.items()
        if row not in spoilt
        and sum(map(int, cells["受电变压器明细"].split(";"))) != int(cells["合同容量"])
    ]
    assert wrong == []


def test_no_telephone_number_can_belong_to_anyone(rows: dict[int, Row]) -> None:
    assert all(re.fullmatch(r"1000\d{7}", cells["手机号"]) for cells in rows.values())
    assert all(re.fullmatch(r"(0590-1\d{6})?", cells["24小时值班电话"]) for cells in rows.values())


def test_loads_are_heavy_tailed(city: Path) -> None:
    readings = pd.read_csv(city / "monthly.csv", dtype={"户号": str})
    annual_gwh = readings.groupby("户号")["总有功电量"].sum().sort_values(ascending=False) / 1e6
    assert 300 < annual_gwh.iloc[0] < 700
    assert annual_gwh.head(40).sum() > 0.6 * annual_gwh.sum()
    assert annual_gwh.median() < 6
