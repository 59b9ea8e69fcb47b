import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.visits import due_visits
from planner.visits.engines.improve import Draft
from planner.visits.engines.tour import order_stops
from planner.visits.opening import open_books


def book_of(made):
    case = made.case
    return open_books(case, due_visits(case.customers, case.period), made.travel)[0]


@pytest.fixture
def town(make_case):
    def make(points, **changes):
        rows = [(x, y, "T1", "2026-03-01") for x, y in points]
        return book_of(make_case(rows, **changes))

    return make


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=2, max_size=6, unique=True
    )
)
def test_a_tour_is_as_short_as_the_best_of_all_orders(make_case, points):
    rows = [(x, y, "T1", "2026-03-01") for x, y in points]
    book = book_of(make_case(rows, lunch_min=0.0, max_day_min=2000.0, end_clock_min=1440,
                             start_clock_min=0, hours=12.0, max_day_km=2000.0))  # fmt: skip
    draft = Draft.empty(book)
    stops = list(range(len(points)))
    found = order_stops(book, stops, iterations=200, seed=1)
    if found is None:
        # more than twelve hours: then no order fits
        assert not any(draft.fits(list(one)) for one in itertools.permutations(stops))
        return
    best = min(draft.length(list(one))[0] for one in itertools.permutations(stops))
    assert sorted(found) == stops
    # whole seconds, rounded up, may hide that much a leg
    assert draft.length(found)[0] <= best + (len(stops) + 1) / 60.0


def test_the_same_seed_gives_the_same_order(town):
    book = town([(3, 4), (5, 1), (-6, 2), (1, 9), (2, -7)])
    orders = {tuple(order_stops(book, [0, 1, 2, 3, 4], iterations=100, seed=5)) for _ in range(3)}
    assert len(orders) == 1


def test_a_day_that_is_too_long_has_no_order(town):
    book = town([(60, 0), (-60, 0), (0, 60), (0, -60)])
    assert order_stops(book, [0, 1, 2, 3], iterations=50, seed=1) is None


def test_kilometres_are_kept(town):
    book = town([(30, 0), (-30, 0)], max_day_km=100.0)
    assert order_stops(book, [0, 1], iterations=50, seed=1) is None
    assert order_stops(book, [0], iterations=50, seed=1) == [0]


def test_lunch_is_kept_by_the_order(town):
    book = town([(10, 0), (12, 0), (14, 0), (16, 0)])
    found = order_stops(book, [0, 1, 2, 3], iterations=200, seed=1)
    assert found is not None
    assert Draft.empty(book).fits(found)
