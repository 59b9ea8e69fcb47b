import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import OptionError
from planner.visits import check_visits, plan_visits
from planner.visits.hours import common, in_order, read_clock, read_slot
from planner.visits.pace import depart_by, drive_min

RUSH = (1.0,) * 7 + (1.5, 2.0) + (1.0,) * 8 + (1.8,) + (1.0,) * 6
"""Slow from seven to nine and from seventeen to eighteen."""

clocks = st.floats(300, 1300)
drives = st.floats(0, 200)
paces = st.lists(st.floats(0.5, 3.0), min_size=24, max_size=24).map(tuple)


def test_a_drive_over_the_turn_of_an_hour_changes_its_pace_on_the_way():
    # 20 minutes at half the pace cover 10, the other 10 are free
    assert drive_min(520, 20, RUSH) == pytest.approx(20 + 10)


def test_without_factors_the_road_is_as_free_as_it_is():
    assert drive_min(480, 33.3, ()) == 33.3
    assert depart_by(480, 33.3, ()) == 480 - 33.3


@given(clocks, st.floats(0, 60), drives, paces)
def test_who_leaves_later_never_arrives_earlier(depart, later, free, pace):
    early = depart + drive_min(depart, free, pace)
    assert depart + later + drive_min(depart + later, free, pace) >= early - 1e-6


@given(clocks, drives, paces)
def test_leaving_in_time_is_the_reverse_of_driving(depart, free, pace):
    arrive = depart + drive_min(depart, free, pace)
    assert depart_by(arrive, free, pace) == pytest.approx(depart, abs=1e-5)


def test_a_day_with_rush_hours_takes_longer_and_passes_the_judge(make_case):
    rows = [(20, one, "T1", "2026-07-09") for one in range(4)]
    free, slow = make_case(rows), make_case(rows, pace=(1.4,) * 24)
    plans = [plan_visits(one.case, one.travel) for one in (free, slow)]
    for made, plan in zip((free, slow), plans, strict=True):
        assert check_visits(plan.visits, plan.tours, plan.unserved, made.case, made.travel) == []
    assert plans[1].tours["drive_min"].sum() > plans[0].tours["drive_min"].sum() + 1
    told = check_visits(plans[0].visits, plans[0].tours, plans[0].unserved, slow.case, slow.travel)
    assert any("minutes of a leg" in one for one in told)


def test_pace_has_a_factor_for_every_hour(make_options):
    with pytest.raises(OptionError, match="24 hours"):
        make_options(pace=[1.0] * 23)


@pytest.mark.parametrize("text", ["25:00", "9.30", "", "12:75", "24:01"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match="time of the day"):
        read_clock(text)


@pytest.mark.parametrize("text", ["09:00", "11:00-10:00", "a-b"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(ValueError, match=r"span|before|time"):
        read_slot(text)


def test_spans_are_read_in_both_spellings_and_joined():
    assert read_slot("8:30-11:30") == read_slot("08\uff1a30至11\uff1a30") == (510, 690)
    assert in_order([(600, 700), (500, 600), (800, 900)]) == ((500, 700), (800, 900))


@given(
    st.lists(st.tuples(st.integers(0, 700), st.integers(1, 300)), max_size=4),
    st.lists(st.tuples(st.integers(0, 700), st.integers(1, 300)), max_size=4),
    st.integers(1, 120),
)
def test_common_time_is_what_both_have_minute_by_minute(one, other, least):
    spans = [in_order((a, a + length) for a, length in each) for each in (one, other)]
    both = np.ones(1100, dtype=bool)
    for each in spans:
        inside = np.zeros(1100, dtype=bool)
        for a, b in each:
            inside[int(a) : int(b)] = True
        both &= inside
    for a, b in common(*spans, least_min=least):
        assert b - a >= least
        assert both[int(a) : int(b)].all()
    assert sum(b - a for a, b in common(*spans, least_min=0)) == both.sum()
