"""Every planted fault is in the register as the list says."""

import unicodedata
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
import shapely

from planner.geo import to_wgs84
from planner.schema import REGISTER, RULES

type Row = dict[str, str]
type Rows = dict[int, Row]

# Kind of fault -> what must be true of the row's cell.
CELLS = {
    "full-width digits": lambda cell: cell != unicodedata.normalize("NFKC", cell),
    "voltage in words or codes": lambda cell: cell in {"10千伏", "交流10kV", "AC00101", "10KV"},
    "unknown manager": lambda cell: cell in {"E9999", "E0299"},
    "unknown status": lambda cell: cell == "在用Z",
    "leading zeros lost": lambda cell: len(cell) == 8,
    "letter in the account": lambda cell: not cell.isdigit(),
    "account in scientific notation": lambda cell: "E+" in cell,
    "placeholder name": lambda cell: cell in {"测试", "无"},
    "empty must-field": lambda cell: cell == "",
    "contract kVA is not a number": lambda cell: cell == "abc",
    "running kVA is not a number": lambda cell: cell == "abc",
    "negative contract kVA": lambda cell: float(cell) < 0,
    "closed account": lambda cell: cell == "销户",
    "no point, good address": lambda cell: cell == "",
    "longitude and latitude swapped": lambda cell: float(cell) < 54,
    "no consumption all year": lambda cell: cell == "0",
    "datum not stated, good address": lambda cell: cell in {"", "未知"},
    "datum not stated, no usable address": lambda cell: cell == "",
    "name that is code": lambda cell: any(mark in cell for mark in '{<="'),
}


@pytest.fixture(scope="module")
def planted(faults: pd.DataFrame) -> pd.DataFrame:
    return faults.loc[faults.file == "register"].astype({"source_row": int})


def _cell(rows: Rows, row: int, column: str) -> str:
    return rows[row][REGISTER[column].zh]


def test_every_listed_row_carries_the_listed_account(rows: Rows, planted: pd.DataFrame) -> None:
    for row, account_no in zip(planted.source_row, planted.account_no, strict=True):
        assert unicodedata.normalize("NFKC", rows[row]["户号"]) == account_no


def test_every_listed_cell_is_spoilt_as_listed(rows: Rows, planted: pd.DataFrame) -> None:
    checked = planted.loc[planted.kind.isin(CELLS)]
    assert set(checked.kind) == set(CELLS)
    for row, column, kind in zip(checked.source_row, checked.column, checked.kind, strict=True):
        assert CELLS[kind](_cell(rows, row, column)), (row, column, kind)


def test_every_expected_rule_is_in_the_catalogue(faults: pd.DataFrame) -> None:
    named = {rule for rules in faults.rules for rule in rules.split(";") if rule}
    assert named <= set(RULES)
    assert {"C01", "V00", "V01", "V02", "V05", "V11", "V12", "N01", "N02", "U01", "E01"} <= named
    assert {"G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08"} <= named
    assert {"W01", "W02", "W04", "W05", "W11", "W20", "X10"} <= named


def test_accounts_repeat_only_where_listed(rows: Rows, planted: pd.DataFrame) -> None:
    often = Counter(unicodedata.normalize("NFKC", cells["户号"]) for cells in rows.values())
    again = {account for account, count in often.items() if count > 1}
    assert again == set(planted.loc[planted.kind == "account twice", "account_no"])
    assert len(again) == 2


def test_running_exceeds_contract_only_where_listed(rows: Rows, planted: pd.DataFrame) -> None:
    spoilt = set(planted.loc[planted.column.isin(["contract_kva", "running_kva"]), "source_row"])
    above = {
        row
        for row, cells in rows.items()
        if row not in spoilt and float(cells["运行容量"]) > float(cells["合同容量"])
    }
    named = rows[int(planted.loc[planted.rules == "V12", "source_row"].iloc[0])]
    assert float(named["运行容量"]) > float(named["合同容量"])
    assert above == set()


def test_peaks_exceed_running_capacity_only_where_listed(
    city: Path, rows: Rows, planted: pd.DataFrame
) -> None:
    readings = pd.read_csv(city / "monthly.csv", dtype={"户号": str})
    peak_kw = readings.groupby("户号")["最大需量"].max()
    over = {
        account
        for cells in rows.values()
        if (account := cells["户号"]) in peak_kw.index
        and cells["运行容量"].isdigit()
        and peak_kw[account] > 1.05 * float(cells["运行容量"])
    }
    twice = set(planted.loc[planted.kind == "account twice", "account_no"])
    assert over - twice == set(planted.loc[planted.rules == "X10", "account_no"])


def test_short_and_empty_years_are_only_the_listed_ones(city: Path, planted: pd.DataFrame) -> None:
    readings = pd.read_csv(city / "monthly.csv", dtype={"户号": str})
    years = readings.groupby("户号")["总有功电量"].agg(["size", "sum"])
    strangers = years.index.str.startswith("00359900")
    short = set(years.index[(years["size"] < 12) & ~strangers])
    assert short == set(planted.loc[planted.rules == "W01", "account_no"])
    assert set(years.index[years["sum"] == 0]) == set(
        planted.loc[planted.rules == "W02", "account_no"]
    )


def test_readings_of_strangers_stand_where_listed(city: Path, faults: pd.DataFrame) -> None:
    lines = (city / "monthly.csv").read_text(encoding="utf-8-sig").splitlines()
    listed = faults.loc[faults.file == "monthly"]
    assert set(listed.rules) == {"W04"}
    for row, account_no in zip(listed.source_row.astype(int), listed.account_no, strict=True):
        assert lines[row - 1].startswith(account_no)


def test_points_at_sea_and_on_the_islet_are_where_listed(
    rows: Rows, planted: pd.DataFrame, land: pd.DataFrame
) -> None:
    def point(row: int) -> shapely.Point:
        cells = rows[row]
        return shapely.Point(
            *map(float, to_wgs84(float(cells["经度"]), float(cells["纬度"]), cells["坐标系"]))
        )

    everything = land.geometry.union_all()
    at_sea = planted.loc[planted.kind.str.startswith("point at sea"), "source_row"]
    assert len(at_sea) == 4
    assert all(point(row).distance(everything) > 0.004 for row in at_sea)
    islet = land.loc[land["name"] == "外汀屿"].geometry.iloc[0]
    assert islet.contains(point(int(planted.loc[planted.rules == "W11", "source_row"].iloc[0])))


def test_planned_points_agree_with_the_truth(city: Path, rows: Rows, planted: pd.DataFrame) -> None:
    truth = pd.read_csv(city / "truth.csv", dtype={"account_no": str}).set_index("account_no")
    spoilt = set(planted.loc[planted.column.isin(["lon", "coord_sys", "address"]), "source_row"])
    checked = 0
    for row, cells in rows.items():
        account = unicodedata.normalize("NFKC", cells["户号"])
        if row in spoilt or account not in truth.index:
            continue
        lon, lat = to_wgs84(float(cells["经度"]), float(cells["纬度"]), cells["坐标系"])
        assert abs(float(lon) - truth.lon[account]) < 2e-6
        assert abs(float(lat) - truth.lat[account]) < 2e-6
        checked += 1
    assert checked > 330
