"""What was asked of a plan, as a report shows it: each figure defined, the curve in money."""

import numpy as np
import pytest

from planner.outlets import charts, whatif
from planner.outlets.measures import Measure
from planner.schema import (
    ALTERNATIVES,
    CURVE,
    REASONS,
    REGRETS,
    RULE_PRICES,
    STABILITY,
    Text,
    meaning_of,
)

MINUTES, YUAN = Text("分钟", "min"), Text("元", "yuan")


def _filled(table, **columns):
    usual = {"number": 1.0, "integer": 1, "boolean": True}
    row = {one.name: usual.get(one.kind, "x") for one in table}
    return table.shape([row | dict(zip(columns, values, strict=True))
                        for values in zip(*columns.values(), strict=True)])  # fmt: skip


@pytest.fixture
def curve():
    frame = _filled(
        CURVE, open_outlets=(4, 5, 6), value=(3.0, 2.0, np.nan),
        mean_min_customers=(9.0, 7.0, np.nan), yearly_yuan=(4e6, 5e6, np.nan),
        elbow=(False, True, False),
    )  # fmt: skip
    return whatif.Curve(frame, MINUTES)


def test_every_figure_and_chart_of_what_was_asked_has_a_meaning(curve):
    parts = [
        curve,
        whatif.Reasons(_filled(REASONS, asked=("without", "with")), MINUTES),
        whatif.RulePrices(_filled(RULE_PRICES, price=(1.0,)), MINUTES),
        whatif.Alternatives(_filled(ALTERNATIVES, rank=(1,)), 1.0, complete=True),
        whatif.Stability(
            _filled(STABILITY, share_pct=(95.0,)), _filled(REGRETS, draw=(1,)),
            whatif.StabilityOptions(),
        ),
    ]  # fmt: skip
    keys = [one.key for part in parts for one in (*part.headline(), *part.charts())]
    assert len(keys) == 11
    assert [key for key in keys if meaning_of(key) is None] == []


class _Siting:
    """All that a chart of money asks of a siting."""

    measures = (
        Measure("mean_min_customers", MINUTES, MINUTES, 12.0, 6.0, "lower"),
        Measure("yearly_yuan", YUAN, YUAN, 6e6, 5e6, "lower"),
    )


def test_money_against_minutes_has_today_the_plan_and_each_number_that_is_possible(curve):
    chart = charts.money_chart(_Siting(), curve)
    assert chart.x == (12.0, 6.0, 9.0, 7.0)
    points = {
        line.title.en: [one for one in zip(chart.x, line.y, line.labels, strict=True)
                        if np.isfinite(one[1])]
        for line in chart.lines
    }  # fmt: skip
    assert points == {
        "today": [(12.0, 600.0, "")],
        "plan": [(6.0, 500.0, "")],
        "best of each number": [(9.0, 400.0, "4"), (7.0, 500.0, "5")],
    }


def test_without_money_there_is_no_chart_of_it():
    siting = _Siting()
    siting.measures = siting.measures[:1]
    assert charts.money_chart(siting) is None
