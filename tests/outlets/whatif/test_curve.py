"""The curve over the number of outlets."""

import dataclasses

import numpy as np
import pytest

from planner.outlets.whatif import WhatIf, trace_curve
from planner.outlets.whatif.curve import find_elbow


def test_more_outlets_never_take_longer_and_the_plan_lies_on_the_curve(road):
    rows = trace_curve(road, range(1, 9)).rows
    assert (rows["value"].diff().dropna() <= 1e-12).all()
    assert rows.loc[rows["open_outlets"] == 3, "value"].item() == road.plan.reached[0].value
    assert (rows["bound"] <= rows["value"] + 1e-12).all()


def test_a_point_that_a_limit_cut_short_is_known(road):
    curve = trace_curve(road, [2, 3])
    assert not WhatIf(curve=curve).cut_short
    short = curve.rows.assign(status=["proven optimal", "feasible, not proven"])
    assert WhatIf(curve=dataclasses.replace(curve, rows=short)).cut_short


def test_what_an_outlet_saves_is_the_step_of_the_curve(road):
    rows = trace_curve(road, [2, 3, 5]).rows.set_index("open_outlets")
    assert np.isnan(rows.loc[2, "saved"])
    assert rows.loc[3, "saved"] == pytest.approx(rows.loc[2, "value"] - rows.loc[3, "value"])
    assert np.isnan(rows.loc[5, "saved"])  # four was not asked for


def test_a_number_that_cannot_be_has_no_figures(road, case_of):
    question = dataclasses.replace(road.question, must_open=np.arange(8) < 2)
    rows = trace_curve(case_of(question), [1, 2, 3]).rows
    assert rows["status"].tolist() == ["infeasible", "proven optimal", "proven optimal"]
    assert np.isnan(rows["value"].iloc[0])


def test_a_weighted_minute_saved_is_priced_by_the_running_cost(case_of, line_question):
    question = line_question(2)
    posts = dataclasses.replace(question.posts, yearly_yuan=np.full(8, 500.0))
    rows = trace_curve(case_of(dataclasses.replace(question, posts=posts)), [2, 3]).rows
    saved = rows["weighted_min"].iloc[0] - rows["weighted_min"].iloc[1]
    assert rows["yuan_per_saved_min"].iloc[1] == pytest.approx(500.0 / saved)


def test_the_elbow_is_where_the_curve_bends_most():
    count = np.arange(1.0, 8.0)
    assert find_elbow(count, np.array([10.0, 8, 2, 1.8, 1.6, 1.4, 1.2])) == 2
    assert find_elbow(count, 10 - count) is None  # a straight line has none
    assert find_elbow(count[:2], np.array([3.0, 1.0])) is None
    assert find_elbow(count, np.full(7, 4.0)) is None


def test_without_numbers_the_curve_goes_around_the_plan(road):
    assert trace_curve(road).rows["open_outlets"].tolist() == [1, 2, 3, 4, 5]
