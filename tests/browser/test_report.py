"""The report in a real browser: a figure opens, its rows are one click away, and it prints."""

import pytest

from planner.render import Booklet, Chapter, Fact, Picture, Section, Source, draw_booklet
from planner.schema import Chart, Figure, Line, Text


@pytest.fixture
def page(show):
    figure = Figure("mean", Text("平均", "Mean"), 7.04, Text("分", "min"), 1, 13.0, "lower")
    section = Section("客户", ["户号"], [[f"00350{at:03d}"] for at in range(300)])
    chart = Chart("c", "lines", Text("曲线", "Curve"), Text("数", "n"), Text("分", "min"),
                  (1.0, 2.0), (Line(Text("方案", "plan"), (2.0, 1.0)),))  # fmt: skip
    return show(
        draw_booklet(
            Booklet(
                "方案", "副题", ["一句"], [Fact(figure, "每户分钟数的平均", ("rows",))],
                [Chapter("one", "网点", (), (), [Picture(chart, "图说", ("rows",))], ())],
                [Source("other", section, 1, "a"), Source("rows", section, 300, "b")],
            )
        )
    )  # fmt: skip


def test_a_figure_opens_to_its_definition_and_one_click_more_shows_its_rows(page):
    meaning, rows = page.get_by_text("每户分钟数的平均"), page.locator("#t-rows tbody tr")
    assert not meaning.is_visible()
    page.locator(".fact summary").click()
    assert meaning.is_visible()
    assert not rows.first.is_visible()
    page.locator(".fact a").click()
    rows.first.wait_for(state="visible")
    assert rows.count() == 300
    assert rows.first.evaluate("(one) => one.getBoundingClientRect().top < innerHeight")
    assert not page.locator("#t-other tbody tr").first.is_visible()


def test_on_paper_definitions_are_open_and_long_tables_stay_closed(page):
    page.emulate_media(media="print")
    shown = page.locator(".fact p").evaluate("(one) => one.checkVisibility()")
    assert shown
    assert not page.locator("#t-rows").evaluate(
        "(one) => one.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})"
    )
    assert not page.locator("nav").is_visible()


def test_charts_are_drawn_with_the_fonts_and_colours_they_ask_for(page):
    line = page.locator("svg path").evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one).stroke)"
    )
    assert "rgb(20, 48, 77)" in line
    family = page.locator("svg text").first.evaluate("(one) => getComputedStyle(one).fontFamily")
    assert "Noto Sans CJK SC" in family
