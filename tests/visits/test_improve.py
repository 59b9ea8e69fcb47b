import numpy as np
import pytest

from planner.visits import due_visits
from planner.visits.engines.improve import NO_DAY, Draft, improve
from planner.visits.opening import open_books


def books_of(made):
    case = made.case
    return open_books(case, due_visits(case.customers, case.period), made.travel)


def test_more_rounds_never_cost_more(small_town):
    for book in books_of(small_town):
        costs = []
        for rounds in (0, 20, 80):
            draft = Draft.empty(book)
            improve(draft, rounds=rounds, rng=np.random.default_rng(1))
            costs.append(draft.cost_min())
        assert costs == sorted(costs, reverse=True)


def test_days_and_stops_agree(small_town):
    for book in books_of(small_town):
        draft = Draft.empty(book)
        improve(draft, rounds=30, rng=np.random.default_rng(2))
        for day, stops in enumerate(draft.stops):
            assert all(draft.day_of[one] == day for one in stops)
            assert draft.fits(stops) or not stops
            assert draft.drive[day] == pytest.approx(sum(draft.legs(stops)[0]))
        placed = sum(one != NO_DAY for one in draft.day_of)
        assert placed == sum(len(one) for one in draft.stops)


def test_a_visit_taken_out_can_be_put_back(small_town):
    book = books_of(small_town)[0]
    draft = Draft.empty(book)
    improve(draft, rounds=0, rng=np.random.default_rng(0))
    cost = draft.cost_min()
    visit = draft.stops[next(day for day, stops in enumerate(draft.stops) if stops)][0]
    draft.take(visit)
    assert draft.day_of[visit] == NO_DAY
    assert draft.cost_min() > cost
    assert draft.place(visit)
    assert draft.cost_min() <= cost + 1e-6


def test_waiting_is_dearer_for_the_overdue(make_case):
    rows = [(5, 0, "T1", "2026-03-01"), (5, 1, "T1", "2026-07-09")]
    book = books_of(make_case(rows))[0]
    overdue = next(one for one, visit in enumerate(book.visits) if visit.late_factor > 1)
    later = len(book.days) - 1
    on_time = book.waiting_min(1 - overdue, later) / (
        book.days[later] - book.visits[1 - overdue].due
    )
    waited = book.waiting_min(overdue, later) / (book.days[later] - book.visits[overdue].due)
    assert waited == pytest.approx(3 * on_time)
