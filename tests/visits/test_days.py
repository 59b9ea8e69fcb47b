from itertools import pairwise
from pathlib import Path

import pytest

from planner.solve import SolveOptions
from planner.visits import due_visits
from planner.visits.engines.clusters import Clusters, neighbourhoods
from planner.visits.engines.days import NO_DAY, choose_days, formulate, offered_days
from planner.visits.opening import open_books

GOLDEN = Path(__file__).parent / "days_2x3.lp"


def book_of(made):
    case = made.case
    return open_books(case, due_visits(case.customers, case.period), made.travel)[0]


def choose(book, **changes):
    clusters = neighbourhoods(book, 15.0)
    return choose_days(book, clusters, candidate_days=100, solve=SolveOptions(), **changes)


def test_neighbours_are_visited_on_one_day(make_case):
    rows = [(20, 0, "T2", "2026-05-01"), (21, 0, "T2", "2026-05-03"), (20, 1, "T2", "2026-05-02")]
    days, outcome = choose(book_of(make_case(rows)))
    assert len(set(days)) == 1
    assert outcome.gap == 0


def test_visits_of_one_customer_are_spaced(make_case):
    book = book_of(make_case([(5, 0, "VIP", "2026-09-20")]))
    days, _ = choose(book)
    dates = [book.days[one] for one in days]
    gaps = [b - a for a, b in pairwise(dates)]
    assert all(19 <= gap <= 39 for gap in gaps)


def test_a_day_holds_no_more_than_its_hours(make_case):
    rows = [(5, one / 10, "T1", "2026-03-01") for one in range(12)]
    book = book_of(make_case(rows, catch_up_days=1))
    days, _ = choose(book)
    placed = [one for one in days if one != NO_DAY]
    # seven visits of an hour and the way leave no place for an eighth in 7.5 hours
    assert max(placed.count(one) for one in placed) <= 7
    assert days.count(NO_DAY) == 0


def test_what_does_not_fit_is_left_without_a_day(make_case):
    rows = [(5, one / 10, "T1", "2026-03-01") for one in range(24)]
    book = book_of(make_case(rows, catch_up_days=0))
    days, _ = choose(book)
    assert days.count(NO_DAY) > 0


def test_places_further_apart_than_the_diameter_are_not_one_neighbourhood(make_case):
    rows = [(x, y, "T1", "2026-08-01") for x, y in ((20, 0), (20, 10), (20, 20), (-20, 0))]
    clusters = neighbourhoods(book_of(make_case(rows)), 15.0)
    assert len(set(clusters.of)) >= 3


def test_thinned_days_of_neighbours_still_meet(make_case):
    rows = [(20, 0, "T3", "2025-11-01"), (20, 1, "T2", "2026-05-01"), (20, 2, "VIP", "2026-09-20")]
    book = book_of(make_case(rows))
    clusters = neighbourhoods(book, 15.0)
    offers = offered_days(book, clusters, 8)
    assert all(len(one) <= 8 for one in offers)
    yearly, half_yearly = set(offers[0]), set(offers[1])
    assert yearly & half_yearly


def test_the_model_of_two_visits_and_three_days_is_written_as_agreed(make_case, tmp_path):
    book = book_of(make_case([(5, 0, "VIP", "2026-09-12")], end="2026-11-20"))
    assert len(book.visits) == 2
    clusters = Clusters(of=(0, 0), trip_min=(10.0,), hop_min=(0.0, 0.0))
    problem, _ = formulate(book, clusters, [(3, 6, 9), (21, 25, 29)])
    problem.writeLP(str(tmp_path / "model.lp"))
    assert (tmp_path / "model.lp").read_text() == GOLDEN.read_text()


def test_a_visit_with_no_day_allowed_stays_out(make_case):
    made = make_case([(5, 0, "T1", "2026-03-01"), (6, 0, "T1", "2026-03-01")],
                     weekly_off=["1.2.3.4.5.6.7", ""])  # fmt: skip
    days, _ = choose(book_of(made))
    assert sorted(days)[0] == NO_DAY
    assert sorted(days)[1] != NO_DAY


@pytest.mark.parametrize("minutes", [5.0, 50.0])
def test_every_place_has_a_neighbourhood(small_town, minutes):
    book = book_of(small_town)
    clusters = neighbourhoods(book, minutes)
    assert len(clusters.of) == len(book.visits)
    assert set(clusters.of) == set(range(len(clusters.trip_min)))
