"""The bound on calendars: never above the best of all calendars, and near to it where it can be."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.visits.bound import least_cost_min
from planner.visits.engines import day_tours
from planner.visits.engines.day_tours import BoundEffort, Days, least_cost
from planner.visits.fill import Filler


def days_of(points, waits, *, skips=None, service=30.0, room=480.0, stop_of=None, **more):
    """Visits at points of a plane, one kilometre a minute, the base at the origin."""
    places = np.array([(0.0, 0.0), *points])
    wait = np.array(waits, dtype=np.float64)
    count, days = wait.shape
    return Days(
        legs_min=np.linalg.norm(places[:, None] - places[None], axis=2),
        stop_of=np.array(stop_of or range(1, count + 1)),
        service_min=np.full(count, service),
        skip_price=np.full(count, np.inf) if skips is None else np.array(skips, dtype=np.float64),
        wait=wait,
        room_min=np.full(days, room),
        week_of=np.arange(days) // 2,
        fastest=1.0,
        **more,
    )


def exact(days: Days) -> float:
    """Look at every day of every visit, and at every order of every day."""
    visits, count = days.wait.shape
    best = math.inf
    for where in itertools.product(range(-1, count), repeat=visits):
        cost = sum(days.skip_price[v] for v, day in enumerate(where) if day < 0)
        cost += sum(days.wait[v, day] for v, day in enumerate(where) if day >= 0)
        work = np.zeros(int(days.week_of.max()) + 1)
        for day in range(count):
            mine = [v for v, on in enumerate(where) if on == day]
            stops = [int(days.stop_of[v]) for v in mine]
            if len(set(stops)) < len(stops):
                cost = math.inf
            drive = min(_drive(days, order) for order in itertools.permutations(stops))
            spent = drive + sum(days.service_min[v] for v in mine)
            cost += drive if spent <= days.room_min[day] else math.inf
            work[days.week_of[day]] += spent
        cost += days.crowding * np.maximum(work - days.even_min, 0.0).sum()
        best = min(best, float(cost))
    return best


def _drive(days: Days, order) -> float:
    ids = [0, *order, 0]
    return sum(days.legs_min[a, b] for a, b in itertools.pairwise(ids)) if order else 0.0


SPOTS = st.tuples(st.integers(-60, 60), st.integers(-60, 60))
WAIT = st.sampled_from([0.0, 5.0, 40.0, math.inf])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(SPOTS, min_size=1, max_size=4),
    st.lists(st.tuples(WAIT, WAIT, WAIT), min_size=4, max_size=4),
    st.sampled_from([20.0, 90.0, 1000.0]),
    st.sampled_from([200.0, 480.0]),
    st.sampled_from([0.0, 0.5, 3.0]),
)
def test_no_calendar_costs_less_than_the_bound(points, waits, skip, room, crowding):
    days = days_of(
        points, waits[: len(points)], skips=[skip] * len(points), room=room,
        even_min=60.0, crowding=crowding,
    )  # fmt: skip
    best = exact(days)
    assert -1e-9 <= least_cost(days, best, BoundEffort()) <= best + 1e-6


@settings(max_examples=30, deadline=None)
@given(st.lists(SPOTS, min_size=2, max_size=2), st.sampled_from([50.0, 1000.0]))
def test_visits_of_one_stop_are_made_on_days_of_their_own(points, skip):
    here = points[0]
    days = days_of(
        [here, points[1]], [[0.0, 0.0], [0.0, 0.0], [0.0, 9.0]],
        skips=[skip] * 3, stop_of=[1, 1, 2],
    )  # fmt: skip
    best = exact(days)
    bound = least_cost(days, best, BoundEffort())
    assert bound <= best + 1e-6
    if skip == 1000.0:  # both ways to it have to be driven
        assert bound >= 0.98 * 2 * 2 * math.hypot(*here) - 1e-6


def test_one_visit_is_made_or_skipped_whichever_is_cheaper():
    for skip, waits, right in ((500.0, [7.0, 3.0], 103.0), (60.0, [7.0, 3.0], 60.0)):
        days = days_of([(30.0, 40.0)], [waits], skips=[skip])
        assert least_cost(days, right, BoundEffort()) == pytest.approx(right, rel=2e-3)


def test_what_no_day_holds_is_skipped_at_its_price():
    assert least_cost(
        days_of([(300.0, 0.0)], [[0.0]], skips=[70.0]), 70.0, BoundEffort()
    ) == pytest.approx(70.0)
    shut = days_of([(3.0, 0.0)], [[math.inf]], skips=[70.0])
    assert least_cost(shut, 70.0, BoundEffort()) == pytest.approx(70.0)


def test_where_services_are_too_short_for_the_table_there_is_no_bound():
    assert least_cost(days_of([(3.0, 0.0)], [[0.0]], service=0.01), 6.0, BoundEffort()) == 0.0


def test_most_of_what_a_towns_calendars_cost_is_proven(small_town):
    shares = []
    for book in small_town.books():
        draft = Filler(small_town.case.period.options).fill(book, np.random.default_rng(1)).draft
        cost = draft.cost_min()
        shares.append(least_cost_min(book, cost, BoundEffort()) / cost)
        assert shares[-1] == least_cost_min(book, cost, BoundEffort()) / cost  # the same again
    assert max(shares) <= 1.0
    assert np.mean(shares) >= 0.75


def test_an_interrupt_keeps_the_bound_so_far_and_hurries_the_next(monkeypatch):
    days = days_of([(30.0, 40.0), (-20.0, 9.0), (3.0, -50.0)], [[0.0, 3.0]] * 3, skips=[300.0] * 3)
    seen, look = [], day_tours._look

    def interrupted(*args):
        if len(seen) == 4:
            raise KeyboardInterrupt
        seen.append(look(*args))
        return seen[-1]

    monkeypatch.setattr(day_tours, "_look", interrupted)
    effort = BoundEffort()
    assert least_cost(days, 300.0, effort) == max(one[0] for one in seen) > 0.0
    assert effort.hurried
    monkeypatch.setattr(day_tours, "_look", look)
    first = least_cost(days, 300.0, effort)
    assert 0.0 < first <= least_cost(days, 300.0, BoundEffort())
    assert first == least_cost(days, 300.0, BoundEffort(cpu_limit_s=0.0))
