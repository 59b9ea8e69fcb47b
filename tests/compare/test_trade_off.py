"""Cost against minutes: who beats whom, and what is proven."""

import itertools
import math

from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from small_plans import record, settings

import planner as pl
from planner.comparing.trade_off import Position, pictures, position, trade_off

PLACES = st.lists(st.tuples(*[st.integers(1, 4)] * 3), min_size=1, max_size=8)


@effort(max_examples=40)
@given(PLACES)
def test_the_dominated_are_those_that_somebody_beats_in_everything(values):
    places = [Position(str(at), *map(float, one)) for at, one in enumerate(values)]
    rows = trade_off(places).to_dict("records")
    for own, row in zip(values, rows, strict=True):
        beats = [
            str(at)
            for at, other in enumerate(values)
            if all(a <= b for a, b in zip(other, own, strict=True)) and other != own
        ]
        assert row["beaten_by"] == ", ".join(beats)
        assert (row["standing"] == "dominated") == bool(beats)


@effort(max_examples=40)
@given(PLACES)
def test_the_line_joins_plans_that_fall_as_they_get_dearer(values):
    table = trade_off([Position(str(at), *map(float, one)) for at, one in enumerate(values)])
    for picture in pictures(table, None):
        joined = [picture.spots[one] for one in picture.joined]
        assert all(a.x < b.x and a.y > b.y for a, b in itertools.pairwise(joined))
        lowest = min(one.y for one in picture.spots)
        assert joined[-1].y == lowest


def test_cost_counts_a_share_of_what_is_spent_once():
    plan = record()
    once = [one for one in plan.figures if one.key != "once_yuan"]
    dear = record(
        figures=(*once, type(once[0])("once_yuan", *_words(plan), 500_000.0, _unit(plan)))
    )
    assert position(dear, "x").cost_yuan == 1_050_000.0


def _words(plan):
    return (plan.figures[-1].title,)


def _unit(plan):
    return plan.figures[-1].unit


def test_a_bound_stands_only_on_the_axis_that_was_the_goal():
    both = position(record(bounds=(4.5, 900_000.0)), "x")
    assert (both.least_mean_min, both.least_cost_yuan) == (4.5, 900_000.0)
    for own in (
        settings(goal=["farthest"]),
        settings(weight={"kwh": 1.0, "customers": 1.0, "items": 0.0}, minute_yuan=2.0),
        settings(scenario=[{"name": "growth"}]),
    ):
        none = position(record(settings=own, bounds=(4.5, 900_000.0)), "x")
        assert math.isnan(none.least_mean_min)
        assert math.isnan(none.least_cost_yuan)
    money = position(record(settings=settings(goal=["yuan"]), bounds=(4.5, 900_000.0)), "x")
    assert money.least_cost_yuan == 4.5, "the first goal's proof is the one called outlets"
    assert math.isnan(money.least_mean_min)


def test_a_plan_that_counted_no_money_has_no_place_and_makes_no_picture():
    plain = record(figures=record().figures[:2])
    assert position(plain, "x") is None
    comparison = pl.compare([plain, record("other", figures=plain.figures)])
    assert comparison.trade_off.empty
    assert comparison.pictures() == []


def test_a_difference_smaller_than_the_gap_is_said_to_be_open():
    near = pl.compare([record(mean=5.0, bounds=(4.0, 1e6)), record("near", mean=4.9)])
    assert "differ by less than what is unproven" in near.report("en").lines[0]
    far = pl.compare([record(mean=5.0, bounds=(4.9, 1e6)), record("far", mean=4.0)])
    assert far.report("en").lines == []
