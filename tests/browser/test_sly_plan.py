"""A whole plan of names that bite: every file it writes is opened, and shows them as written."""

import csv
import re
from pathlib import Path

import geopandas as gpd
import gpxpy
import icalendar
import openpyxl
import pandas as pd
import pyogrio
import pytest
from names_that_bite import SLY
from sly_city import write_city

import planner as pl
from planner.render.plain import allowed

SHOWN = [allowed(one) for one in SLY]


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Path:
    return write_city(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def plan(city) -> pl.Plan:
    return pl.run(city)


@pytest.fixture(scope="module")
def folder(plan, city, tmp_path_factory) -> Path:
    """The plan's files, and those of a check of its register."""
    folder = tmp_path_factory.mktemp("plan")
    plan.save(folder)
    register = city.parent / "register.csv"
    pl.check_register(register, account_pattern="(?s).+").save(folder / "check")
    return folder


def test_nobody_is_left_out_for_his_name(plan):
    assert sorted(plan.customers["account_name"]) == sorted(SLY)
    assert set(plan.customers["备注"]) == set(SLY)
    assert len(plan.visits.visits) > 5


def test_every_page_runs_none_of_them_and_shows_them_all(context, guard, folder):
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) == len(SLY) + 6, "map, reports, index, two briefs and a page a customer"
    page, seen = context.new_page(), {}
    guard.watch(page)
    for path in pages:
        page.goto(path.as_uri())
        if path.name == "map.html":
            page.get_by_role("tab", name="客户").click()
            page.locator("table.customers").wait_for()
        seen[path.relative_to(folder).as_posix()] = page.evaluate("document.body.textContent")
        assert page.evaluate("typeof window.hit") == "undefined", path.name
    assert guard.faults == []
    for name in ("map.html", "report.html", "customers/index.html", "check/report.html"):
        assert [one for one in SHOWN if one not in seen[name]] == []
    own = [text for path, text in seen.items() if re.match(r"customers/\d\d", path)]
    assert len(own) == len(SLY)
    assert all(any(text.count(one) >= 5 for text in own) for one in SHOWN)


def test_no_cell_of_a_workbook_is_a_formula_or_leads_anywhere(folder):
    books = sorted(folder.rglob("*.xlsx"))
    assert len(books) == 4
    for path in books:
        book = openpyxl.load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert len(cells) > 100
        assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
        if path.name == "plan.xlsx":
            told = {str(cell.value) for cell in cells}
            assert [one for one in SHOWN if one not in told] == []


def test_no_cell_of_a_text_file_is_one_that_a_spreadsheet_runs(folder):
    with (folder / "check" / "findings.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert sum(any(word in cell for word in SHOWN[-4:]) for cell in cells) > 20
    assert [one for one in cells if re.match(r"\s*[=+@-](?!\d+$)", one)] == []


def test_tables_and_layers_keep_every_name_to_the_letter(folder):
    customers = gpd.read_parquet(folder / "tables" / "customers.parquet")
    assert set(customers["account_name"]) == set(customers["备注"]) == set(SLY)
    book = folder / "tables" / "tables.gpkg"
    layers = [name for name, _ in pyogrio.list_layers(book)]
    texts = pd.concat(
        [pyogrio.read_dataframe(book, layer=one).astype(str).stack() for one in layers]
    )
    assert [one for one in SHOWN if one not in set(texts)] == []


def test_calendars_and_tracks_hold_the_visits_and_nothing_that_a_name_put_there(plan, folder):
    visits, names = (
        plan.visits.visits,
        dict(zip(plan.customers["account_no"], plan.customers["account_name"], strict=True)),
    )
    events = [
        event
        for path in (folder / "calendars").glob("*.ics")
        for event in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    ]
    assert len(events) == len(visits)
    for account in visits["account_no"]:
        assert any(allowed(names[account]) in str(one["SUMMARY"]) for one in events)
    assert {key for one in events for key in one} <= {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO",
        "SEQUENCE", "STATUS", "CATEGORIES", "LAST-MODIFIED",
    }  # fmt: skip
    stops = [
        point
        for path in (folder / "tours").rglob("*.gpx")
        for point in gpxpy.parse(path.read_text(encoding="utf-8")).waypoints
    ]
    told = " ".join(f"{one.name} {one.description} {one.comment}" for one in stops)
    assert all(allowed(names[one]) in told for one in visits["account_no"])
