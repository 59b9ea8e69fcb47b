"""A report: every figure leads to its definition and rows, and the same report repeats."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest

from planner.render import (
    Booklet,
    Chapter,
    Fact,
    Picture,
    Section,
    Source,
    draw_booklet,
    section_of,
)
from planner.schema import ASSIGNMENT, COMPARISON, VISITS, Chart, Figure, Line, Text


@pytest.fixture
def booklet() -> Booklet:
    figure = Figure("mean", Text("平均", "Mean"), 7.04, Text("分", "min"), 1, 13.0, "lower")
    chart = Chart("c", "bars", Text("图", "Chart"), Text("", ""), Text("户", "n"), ("甲", "乙"),
                  (Line(Text("方案", "plan"), (1.0, 2.0)),))  # fmt: skip
    section = Section("客户", ["户号"], [["0035"]])
    return Booklet(
        "方案", "副题", ["一句"], [Fact(figure, "定义", ("rows", "nowhere"))],
        [Chapter("one", "网点", ["二句"], (), [Picture(chart, "说明", ("rows",))], [section])],
        [Source("rows", section, 400, "tables/rows.parquet")],
    )  # fmt: skip


def test_a_figure_links_to_the_sources_that_are_in_the_page_and_to_no_other(booklet):
    html = draw_booklet(booklet)
    links, ids = re.findall(r'href="#([^"]*)"', html), re.findall(r'\bid="([^"]*)"', html)
    assert links.count("t-rows") == 2
    assert "t-nowhere" not in links
    assert {one for one in links if one.startswith(("t-", "c-"))} <= set(ids)


def test_the_difference_from_today_is_said_by_sign_and_arrow(booklet):
    html = draw_booklet(booklet)
    assert '<em class="better">▼ −6.0</em>' in html
    worse = dataclasses.replace(booklet.facts[0].figure, better="higher")
    again = dataclasses.replace(booklet, facts=[Fact(worse)])
    assert '<em class="worse">▼ −6.0</em>' in draw_booklet(again)


def test_a_report_asks_for_nothing_and_needs_no_style_attribute(booklet):
    html = draw_booklet(booklet)
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?!#)', html.replace('xmlns:xlink="', "").replace(
        "http://www.w3.org", ""
    ))  # fmt: skip
    assert " style=" not in html


def test_the_same_report_gives_the_same_bytes(booklet):
    assert draw_booklet(booklet) == draw_booklet(booklet)


def test_a_table_is_headed_as_declared_and_says_when_it_is_cut():
    frame = pd.DataFrame(
        {
            "account_no": ["0035020114", "0035020115"], "outlet_id": ["正常", "road"],
            "time_min": [1234.56, np.nan], "distance_km": [1.0, 2.0],
            "today_outlet_id": [None, None],
        }
    )  # fmt: skip
    whole = section_of(ASSIGNMENT, frame, "en")
    assert list(whole.headings) == ["Account no.", "Outlet", "Minutes", "Distance km"]
    assert whole.rows[0] == ["0035020114", "正常", "1,234.6", "1.0"]  # a text that is no code
    assert whole.rows[1][2] == ""
    assert whole.numbers == {2, 3}
    assert whole.note == ""
    cut = section_of(ASSIGNMENT, frame, "zh", most=1)
    assert (len(cut.rows), cut.note) == (1, "前 1 行，共 2 行")


def test_columns_in_the_other_language_are_left_out():
    row = {"measure": "m", "title_zh": "平均", "title_en": "Mean", "unit_zh": "分",
           "unit_en": "min", "today": 1.0, "plan": 2.0, "better": "lower"}  # fmt: skip
    frame = COMPARISON.shape([row])
    assert "平均" in section_of(COMPARISON, frame, "zh").rows[0]
    assert "Mean" not in section_of(COMPARISON, frame, "zh").rows[0]
    assert "Mean" in section_of(COMPARISON, frame, "en").rows[0]


def test_clock_times_and_dates_are_said_as_such():
    row = {"visit_id": "V", "account_no": "1", "visit_no": 1, "purpose": "例行走访",
           "due_on": pd.Timestamp("2026-10-12"), "manager_id": "E",
           "date": pd.Timestamp("2026-10-13"),
           "tour_id": "T", "stop": 1, "drive_min": 5.0, "drive_km": 1.0, "arrive_clock_min": 525.0,
           "service_min": 60.0, "leave_clock_min": 585.0}  # fmt: skip
    said = section_of(VISITS, VISITS.shape([row]), "en").rows[0]
    assert {"2026-10-12", "08:45", "routine visit"} <= set(said)
