"""Confirmed positions win and tell what disagrees; the review queue goes out and comes back."""

import openpyxl
import pandas as pd
import pytest

import planner as pl
from planner.errors import DataError

HEAD = "customer_id,address,lon,lat,crs,who,when,why\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(
        "customer_id,address\n"
        "A1,西汀区滨海路101号\n"
        "A2,建设路10号\n"
        "A3,東汀區 建设路10號\n"
        "A4,西汀区石塘镇\n"
        "A5,\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def geocode(table, folder):
    def run(**options):
        return pl.geocode_table(table, gazetteer=folder, language="en", **options)

    return run


def _found(done):
    return done.result.table.set_index("customer_id")[["lon", "lat", "level", "status"]]


def test_a_confirmed_point_wins_by_account_or_address_and_tells_what_disagrees(geocode, tmp_path):
    path = tmp_path / "overrides.csv"
    path.write_text(
        HEAD
        + "A1,,118.09,24.58,WGS84,Li,2026-11-02,seen on site\n"
        + ",东汀区建设路１０号,118.1751,24.5503,WGS84,Li,,site plan\n"
        + "A5,,118.02,24.52,WGS84,Wang,2026-11-03,meter book\n",
        encoding="utf-8",
    )
    done = geocode(overrides=path)
    found = _found(done)
    assert found.loc["A1", ["lon", "lat", "level"]].tolist() == [118.09, 24.58, "override"]
    assert found.loc["A3", ["lon", "level"]].tolist() == [118.1751, "override"]
    assert found.loc["A5", "level"] == "override"
    apart = [one for one in done.result.findings if one.rule.rule_id == "G10"]
    assert [one.source_row for one in apart] == [2, 4]
    assert "house number" in apart[0].message("en")
    assert done.result.table["source"].iloc[0] == "override: Li, 2026-11-02, seen on site"


def test_a_confirmed_point_in_another_datum_is_turned(geocode, tmp_path):
    path = tmp_path / "overrides.csv"
    path.write_text(HEAD + "A1,,118.104975306,24.497351832,GCJ02,Li,,x\n", encoding="utf-8")
    row = geocode(overrides=path).result.table.iloc[0]
    assert (row["lon"], row["lat"]) == pytest.approx((118.1, 24.5), abs=1e-6)
    assert row["crs_from"] == "GCJ02"


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (",,118.1,24.5,WGS84,Li,,x", "neither account nor address"),
        ("A1,,118.1,24.5,WGS84,Li,,x\nA1,,118.2,24.5,WGS84,Li,,x", "confirmed twice"),
        ("A1,,118.1,24.5,,Li,,x", "crs"),
        ("A1,,118.1,24.5,WGS84,,,x", "who"),
        ("A1,,118.1,124.5,WGS84,Li,,x", "124.5"),
    ],
)
def test_an_override_that_is_not_whole_stops_and_says_where(geocode, tmp_path, lines, what):
    path = tmp_path / "overrides.csv"
    path.write_text(HEAD + lines + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="faults") as caught:
        geocode(overrides=path)
    assert what in str(caught.value)


def test_a_confirmed_number_teaches_its_road(rows, folder, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text(
        "customer_id,address\nA1,西汀区滨海路401号\nA2,西汀区滨海路351号\n", encoding="utf-8"
    )
    before = pl.geocode_table(table, gazetteer=folder).result.table
    assert before["level"].tolist() == ["road", "road"]
    path = tmp_path / "overrides.csv"
    path.write_text(HEAD + "A1,,118.09,24.5101,WGS84,Li,,seen\n", encoding="utf-8")
    after = pl.geocode_table(table, gazetteer=folder, overrides=path).result.table
    assert after["level"].tolist() == ["override", "interpolated"]
    assert after["lon"].iloc[1] == pytest.approx(118.085, abs=2e-4)


def test_the_review_queue_comes_back_as_overrides(geocode, tmp_path):
    done = geocode()
    queue, choices = done.queue
    assert queue.set_index("customer_id")["reason_code"].to_dict() == {
        "A2": "tie", "A4": "coarse", "A5": "no_address",
    }  # fmt: skip
    assert (choices["row"] == 3).sum() == 2
    written = done.save_review(tmp_path / "review")
    assert [path.name for path in written] == ["review.xlsx", "review.html"]
    assert "建设路10号" in written[1].read_text(encoding="utf-8")
    with pytest.raises(DataError, match="filling it in"):
        done.save_review(tmp_path / "review")

    book = openpyxl.load_workbook(written[0])
    sheet = book["复核 review"]
    at = {cell.value: cell.column for cell in sheet[1]}
    lines = {sheet.cell(line, at["Account no."]).value: line for line in range(2, 5)}
    _fill(sheet, lines["A2"], at, {"Candidate chosen": 2, "Confirmed by": "Li", "Why": "asked"})
    _fill(sheet, lines["A5"], at, {
        "Confirmed longitude": 118.02, "Confirmed latitude": 24.52, "Confirmed datum": "wgs-84",
        "Confirmed by": "Li", "Why": "meter book", "Confirmed on": "2026-11-04",
    })  # fmt: skip
    filled = tmp_path / "filled.xlsx"
    book.save(filled)

    found = _found(geocode(overrides=filled))
    chosen = choices.loc[(choices["row"] == 3) & (choices["candidate"] == 2)].iloc[0]
    assert found.loc["A2", ["lon", "lat"]].tolist() == pytest.approx(
        [chosen["lon"], chosen["lat"]], abs=1e-6
    )
    assert found["level"].to_dict() == {
        "A1": "house number", "A2": "override", "A3": "house number", "A4": "town",
        "A5": "override",
    }  # fmt: skip


def _fill(sheet, line, at, cells):
    for heading, value in cells.items():
        sheet.cell(line, at[heading]).value = value


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"Candidate chosen": 1}, "who and why"),
        ({"Candidate chosen": 9, "Confirmed by": "Li", "Why": "x"}, "no candidate 9"),
        ({"Confirmed longitude": 118.0, "Confirmed by": "Li", "Why": "x"}, "latitude and datum"),
        ({}, "nothing was decided"),
    ],
)
def test_a_decision_that_is_not_whole_stops(geocode, tmp_path, cells, what):
    book_path = geocode().save_review(tmp_path)[0]
    book = openpyxl.load_workbook(book_path)
    sheet = book["复核 review"]
    at = {cell.value: cell.column for cell in sheet[1]}
    _fill(sheet, 2, at, cells)
    book.save(tmp_path / "filled.xlsx")
    with pytest.raises(DataError, match=what):
        geocode(overrides=tmp_path / "filled.xlsx")


def test_the_walk_takes_the_same_overrides(rows, locate, tmp_path):
    path = tmp_path / "overrides.csv"
    path.write_text(HEAD + "0000000000,,118.09,24.58,WGS84,Li,,seen\n", encoding="utf-8")
    located = locate({"用电地址": "西汀区滨海路101号"}, overrides=path)
    assert located.customers["geo_level"].tolist() == ["override"]
    assert located.customers.geometry.x.tolist() == [118.09]
    assert pd.Series(located.findings.counts()).to_dict() == {"G10": 1}
