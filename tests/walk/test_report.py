"""The report of a plan: each figure is defined, is the plan's, and leads to rows that are there."""

import re

import numpy as np
import pytest

from planner.outlets.charts import kwh_of, load_chart, minutes_chart, money_chart
from planner.plan.report import compose_report
from planner.render import draw_booklet
from planner.schema import meaning_of


@pytest.fixture(scope="module", params=["zh", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def report(plan, language):
    return draw_booklet(compose_report(plan, language))


def test_every_headline_figure_has_a_definition_and_rows(plan):
    tables = {table.name for table in plan.tables()}
    for figure in plan.headline():
        meaning = meaning_of(figure.key)
        assert meaning is not None, figure.key
        assert {one.name for one in meaning.tables} & tables, figure.key


def test_every_link_of_the_report_leads_to_one_place_in_it(report):
    ids = re.findall(r'\bid="([^"]+)"', report)
    links = set(re.findall(r'<a href="#([^"]+)"', report))
    assert {
        f"t-{name}" for name in ("assignment", "outlets", "owners", "visits", "ledger")
    } <= links
    assert [ids.count(one) for one in links] == [1] * len(links)


def test_every_figure_of_the_plan_is_in_its_report_once(plan, language, report):
    for figure in plan.headline():
        said = f"<b>{figure.shown()}</b>"
        what = figure.title.say(language).replace("&", "&amp;")
        assert len(re.findall(f">{re.escape(what)}</span>", report)) == 1, figure.key
        assert said in report


def test_money_is_that_of_the_outlets_that_are_open(plan, report):
    outlets = plan.siting.outlets
    assert f"<b>{outlets['plan_yearly_yuan'].sum():,.0f}</b>" in report
    assert f"<b>{outlets['plan_once_yuan'].sum():,.0f}</b>" in report


def test_the_report_is_in_one_language(plan, language, report):
    heads = re.findall(r"<h[12][^>]*>(.*?)</h|<span class=\"what\">(.*?)</span>", report)
    said = " ".join("".join(one) for one in heads).replace(plan.scenario.report.city, "")
    assert bool(re.search("[\u4e00-\u9fff]", said)) == (language == "zh")


def test_the_second_best_and_the_bounds_are_said(plan, language, report):
    second = plan.siting.second
    assert second is not None
    assert f"{second.extra_min:.3f}" in report
    for one in plan.siting.reached:
        assert f"{one.outcome.gap:.2%}" in report


def test_charts_say_what_the_tables_say(plan):
    siting = plan.siting
    loads = load_chart(siting)
    assert sum(loads.lines[0].y) == len(plan.customers)
    assert sum(plan.visits.charts()[0].lines[0].y[i] for i in _known(plan)) == len(
        plan.visits.visits
    )
    shares = {one.key: one for one in siting.measures}
    for chart, suffix in (
        (minutes_chart(siting), "customers"),
        (minutes_chart(siting, kwh_of(siting, plan.customers)), "kwh"),
    ):
        x = np.array(chart.x)
        today, then = (np.array(one.y) for one in chart.lines)
        for line, side in ((today, "today"), (then, "plan")):
            assert (np.diff(line) >= 0).all()
            said = getattr(shares[f"share_15_min_{suffix}"], side)
            assert line[x <= 15].max() - 1e-9 <= said <= line[x >= 15].min() + 1e-9
    money = money_chart(siting)
    assert money is not None
    assert money.x == (
        shares["mean_min_customers"].today, shares["mean_min_customers"].plan,
    )  # fmt: skip


def test_a_day_without_work_is_empty_and_a_day_without_visits_is_nought(plan):
    chart = plan.visits.charts()[0]
    counts = dict(zip(chart.x, chart.lines[0].y, strict=True))
    assert np.isnan(counts["2026-10-02"])  # a holiday
    idle = set(map(str, plan.visits.case.period.days)) - {
        str(one.date()) for one in plan.visits.visits["date"]
    }
    assert {counts[day] for day in idle} <= {0.0}


def _known(plan):
    y = plan.visits.charts()[0].lines[0].y
    return [at for at, one in enumerate(y) if np.isfinite(one)]
