"""Bounds on driving against all orders and all calendars of tiny cases, and exact service."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.schema import LEAVE
from planner.visits import Diary, check_visits, plan_visits
from planner.visits.bound import bound_driving
from planner.visits.draft import Draft
from planner.visits.engines.day_tours import BoundEffort
from planner.visits.fill import Filler

quiet = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
points = st.lists(
    st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=1, max_size=5, unique=True
)


@quiet
@given(points)
def test_the_days_bound_is_the_best_of_all_orders(make_case, places):
    book = make_case([(x, y, "T1", "2026-03-01") for x, y in places]).books()[0]
    draft = Draft.empty(book)
    draft.put_day(0, list(range(len(places))))
    best = min(draft.length(list(one))[0] for one in itertools.permutations(draft.stops[0]))
    service = sum(one.service_min for one in book.visits)
    assert bound_driving(draft, BoundEffort()).same_days_min == pytest.approx(best - service)


def exact(book, days):
    """Least driving of every way to put visits on some days, and the most visits any way serves."""
    draft, best = Draft.empty(book), {}
    for where in itertools.product([-1, *days], repeat=len(book.visits)):
        length = 0.0
        for day in days:
            stops = [one for one, on in enumerate(where) if on == day]
            orders = [list(one) for one in itertools.permutations(stops)]
            fitting = (
                [draft.length(one)[0] for one in orders if draft.fits(day, one)] if stops else [0]
            )
            if not fitting or any(day not in book.visits[one].open_days for one in stops):
                break
            length += min(fitting) - sum(book.visits[one].service_min for one in stops)
        else:
            served = sum(on != -1 for on in where)
            best[served] = min(best.get(served, float("inf")), length)
    return best


@quiet
@given(points.filter(lambda one: len(one) <= 4))
def test_no_calendar_drives_less_than_the_bound_for_any_days(make_case, places):
    book = make_case([(x, y, "T1", "2026-03-01") for x, y in places], max_day_min=250.0).books()[0]
    best = exact(book, (0, 1))
    options = make_case([], max_day_min=250.0).case.period.options
    draft = Filler(options).fill(book, np.random.default_rng(1)).draft
    if all(one >= 0 for one in draft.day_of) and len(places) in best:
        assert bound_driving(draft, BoundEffort()).any_days_min <= best[len(places)] + 1e-6
    assert (
        bound_driving(draft, BoundEffort()).any_days_min
        <= bound_driving(draft, BoundEffort()).same_days_min + 1e-6
    )
    assert bound_driving(draft, BoundEffort()).same_days_min <= sum(draft.drive) + 1e-6


@quiet
@given(points.filter(lambda one: len(one) <= 4), st.sampled_from([130.0, 200.0, 280.0]))
def test_one_more_day_of_a_manager_never_serves_less(make_case, places, max_day_min):
    """Three days, and the first of them on leave: exactly, and by the planner itself."""
    served = []
    for leave in ((), ("2026-10-08",)):
        rows = [
            {"person_id": "M0", "from_on": pd.Timestamp(one), "until_on": pd.Timestamp(one),
             "reason": ""} for one in leave
        ]  # fmt: skip
        made = make_case(
            [(x, y, "T1", "2026-03-01") for x, y in places],
            diary=Diary(leave=LEAVE.shape(rows)), max_day_min=max_day_min, end="2026-10-10",
            unserved_price_min=5000.0,
        )  # fmt: skip
        plan = plan_visits(made.case, made.travel)
        assert check_visits(plan.visits, plan.tours, plan.unserved, made.case, made.travel) == []
        book = made.books()[0]
        assert len(plan.visits) == max(exact(book, tuple(range(len(book.days)))))
        served.append(len(plan.visits))
    assert served[0] >= served[1]
