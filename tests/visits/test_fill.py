"""Filling a book: against every calendar of tiny books, and the laws of larger ones."""

import dataclasses
import itertools
import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.solve import Status
from planner.visits import Diary, VisitRules, check_visits, plan_visits
from planner.visits import fill as fill_module
from planner.visits.bound import least_cost_min
from planner.visits.draft import NO_DAY, Draft
from planner.visits.engines.day_tours import BoundEffort
from planner.visits.engines.periodic import Effort, check_answer, solve_periodic
from planner.visits.fill import Filler
from planner.visits.pose import as_draft, as_periodic, as_tours

RUSH = (1.0,) * 8 + (1.6, 2.0) + (1.0,) * 7 + (1.8,) + (1.0,) * 6

quiet = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
points = st.lists(
    st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=1, max_size=6, unique=True
)


def fill(made, book=None, **changes):
    options = made.case.period.options.model_copy(update=changes)
    return Filler(options).fill(book or made.books()[0], np.random.default_rng(1)).draft


def fortnightly() -> VisitRules:
    """Visits 7 to 21 days apart, and one kind that hardly matters."""
    rule = {"visits_per_year": 26, "service_min": 50, "min_gap_share": 0.5, "max_gap_share": 1.5}
    rare = {"visits_per_year": 1, "service_min": 20}
    return VisitRules.load({"tier": {"VIP": rule, "T3": rare}})


def least_cost(book) -> float:
    """What the cheapest of all calendars costs: every day of every visit, every order of a day."""
    best = math.inf
    choices = [(NO_DAY, *one.open_days) for one in book.visits]
    for where in itertools.product(*choices):
        draft = Draft.empty(book)
        for visit, day in enumerate(where):
            if day != NO_DAY:
                if not draft.is_spaced(visit, day):
                    break
                draft.put_day(day, [*draft.stops[day], visit])
        else:
            best = min(best, _in_best_order(draft))
    return best


def _in_best_order(draft: Draft) -> float:
    for day, stops in enumerate(draft.stops):
        orders = [list(one) for one in itertools.permutations(stops)] if stops else []
        fitting = [one for one in orders if draft.fits(day, one)]
        if stops and not fitting:
            return math.inf
        if stops:
            draft.put_day(day, min(fitting, key=draft.length))
    return draft.cost_min()


def half_days() -> Diary:
    """Leave that takes an afternoon, a whole day, the middle of a day, and a morning."""
    names = ("person_id", "from_on", "from_clock", "until_on", "until_clock")
    rows = [
        ("M0", "2026-10-12", "下午", "2026-10-13", ""),
        ("M0", "2026-10-19", "", "2026-10-19", "pm"),
        ("M0", "2026-10-21", "09:30", "2026-10-21", "11:00"),
        ("M0", "2026-10-26", "", "2026-10-26", "上午"),
    ]
    table = pd.DataFrame(rows, columns=list(names))
    days = ["from_on", "until_on"]
    return Diary(leave=table.assign(**{one: pd.to_datetime(table[one]) for one in days}))


@quiet
@given(
    st.lists(st.tuples(st.integers(-30, 30), st.integers(-30, 30)), min_size=1, max_size=2),
    st.sampled_from([130.0, 220.0, 450.0]),
    st.sampled_from([70.0, 200.0]),
    st.sampled_from([(), RUSH]),
    st.sampled_from([5.0, 1000.0]),
    st.booleans(),
)
def test_no_calendar_costs_less_than_the_one_found(
    make_case, places, minutes, km, pace, price, leave
):
    """Chains of visits that may be left out, limits of every kind, roads slow at some hours."""
    rows = [(x, y, "VIP", "2026-09-28") for x, y in places]
    made = make_case(
        rows, weekly_off=["1.2.4.5.6.7", "2.3.4.6.7"][: len(rows)], other_rules=fortnightly(),
        diary=half_days() if leave else None,
        end="2026-10-31", max_day_min=minutes, max_day_km=km, pace=pace,
        unserved_price_min=price, spread_price_min=0.0 if pace else 0.3,
    )  # fmt: skip
    book = made.books()[0]
    best = least_cost(book)
    assert fill(made, book).cost_min() == pytest.approx(best, abs=1e-4)
    assert least_cost_min(book, best, BoundEffort()) <= best + 1e-6


@quiet
@given(
    points,
    st.lists(st.sampled_from(["VIP", "T3"]), min_size=6, max_size=6),
    st.sampled_from([(), RUSH]),
    st.sampled_from([120.0, 450.0]),
)
def test_every_rule_of_the_book_holds_in_the_answer(make_case, places, tiers, pace, minutes):
    rows = [(x, y, tier, None) for (x, y), tier in zip(places, tiers, strict=False)]
    made = make_case(
        rows, other_rules=fortnightly(), end="2026-11-20", pace=pace, max_day_min=minutes,
        weekly_off=["3", "", "5", "", "", ""][: len(rows)],
    )  # fmt: skip
    for book in made.books():
        problem = as_periodic(book)
        answer = solve_periodic(problem, Effort(400))
        assert check_answer(problem, answer) == []
        draft = as_draft(book, answer.tours)
        made_visits = [place - 1 for tour in answer.tours for place in tour.stops]
        assert sorted(made_visits) == [v for v, day in enumerate(draft.day_of) if day != NO_DAY]
        assert len(made_visits) == len(set(made_visits))
        for visit, day in enumerate(draft.day_of):
            if day != NO_DAY:
                assert day in book.visits[visit].open_days
                assert draft.is_spaced(visit, day)
                assert draft.fits(day, draft.stops[day])
        if not pace:  # weeks are crowded by real minutes in the one, by free ones in the other
            assert answer.cost == pytest.approx(draft.cost_min())


@quiet
@given(points)
def test_a_tour_is_as_short_as_the_best_of_all_orders(make_case, places):
    rows = [(x / 2, y / 2, "T1", "2026-03-01") for x, y in places]
    made = make_case(rows, lunch_min=0.0, max_day_min=2000.0, end_clock_min=1440, end="2026-10-08",
                     start_clock_min=0, hours=24.0, max_day_km=2000.0)  # fmt: skip
    draft = fill(made)
    stops = list(range(len(rows)))
    assert sorted(draft.stops[0]) == stops
    best = min(draft.length(list(one))[0] for one in itertools.permutations(stops))
    assert draft.length(draft.stops[0])[0] == pytest.approx(best)


def one_way(book, by):
    """The same book where ways towards later places take longer, and kilometres with them."""
    longer = np.triu(np.full_like(book.minutes, by), 1) * (1.0 + np.arange(len(book.minutes)))
    return dataclasses.replace(book, minutes=book.minutes + longer, km=book.km + longer)


@quiet
@given(points, st.floats(0.0, 30.0))
def test_a_tour_is_the_best_of_all_orders_where_ways_back_differ(make_case, places, by):
    rows = [(x / 2, y / 2, "T1", "2026-03-01") for x, y in places]
    made = make_case(rows, lunch_min=0.0, max_day_min=4000.0, end_clock_min=1440, end="2026-10-08",
                     start_clock_min=0, hours=24.0, max_day_km=4000.0)  # fmt: skip
    book = one_way(made.books()[0], by)
    draft = fill(made, book)
    stops = [one for one, day in enumerate(draft.day_of) if day != NO_DAY]
    best = min(draft.length(list(one))[0] for one in itertools.permutations(stops))
    assert draft.length(draft.stops[0])[0] == pytest.approx(best)
    there, back = (draft.length([0, len(rows) - 1][::step])[0] for step in (1, -1))
    if by > 1.0 and len(rows) > 1:
        assert there != pytest.approx(back)  # so that a turned matrix would be seen


def test_neighbours_are_visited_on_one_day(make_case):
    rows = [(20, 0, "T2", "2026-05-01"), (21, 0, "T2", "2026-05-03"), (20, 1, "T2", "2026-05-02")]
    assert len(set(fill(make_case(rows)).day_of)) == 1


def test_visits_of_one_customer_are_spaced(make_case):
    draft = fill(make_case([(5, 0, "VIP", "2026-09-20")]))
    dates = [draft.book.days[one] for one in draft.day_of]
    assert len(dates) == 3
    assert all(19 <= b - a <= 39 for a, b in pairwise(dates))


def test_a_day_holds_no_more_than_its_hours(make_case):
    rows = [(5, one / 10, "T1", "2026-03-01") for one in range(12)]
    days = fill(make_case(rows, catch_up_days=1)).day_of
    # seven visits of an hour and the way leave no place for an eighth in 7.5 hours
    assert max(days.count(one) for one in days) <= 7
    assert days.count(NO_DAY) == 0


def test_what_does_not_fit_is_left_without_a_day(make_case):
    rows = [(5, one / 10, "T1", "2026-03-01") for one in range(24)]
    assert fill(make_case(rows, catch_up_days=0)).day_of.count(NO_DAY) > 0


def test_a_visit_with_no_day_allowed_stays_out(make_case):
    made = make_case([(5, 0, "T1", "2026-03-01"), (6, 0, "T1", "2026-03-01")],
                     weekly_off=["1.2.3.4.5.6.7", ""])  # fmt: skip
    days = sorted(fill(made).day_of)
    assert days[0] == NO_DAY
    assert days[1] != NO_DAY


def test_kilometres_are_kept(make_case):
    rows = [(30, 0, "T1", "2026-03-01"), (-30, 0, "T1", "2026-03-01")]
    draft = fill(make_case(rows, max_day_km=100.0))
    assert NO_DAY not in draft.day_of
    assert len(set(draft.day_of)) == 2


def test_a_search_goes_on_from_a_calendar_and_never_ends_with_a_dearer_one(small_town):
    for book in small_town.books():
        costs = [fill(small_town, book, search_steps=20).cost_min()]
        draft = fill(small_town, book, search_steps=20)
        for _ in range(3):
            options = small_town.case.period.options.model_copy(update={"search_steps": 200})
            draft = Filler(options).fill(book, np.random.default_rng(7), draft).draft
            costs.append(draft.cost_min())
        assert costs == sorted(costs, reverse=True)


def test_days_and_stops_agree(small_town):
    for book in small_town.books():
        draft = fill(small_town, book)
        for day, stops in enumerate(draft.stops):
            assert all(draft.day_of[one] == day for one in stops)
            assert draft.fits(day, stops) or not stops
            assert draft.drive[day] == pytest.approx(sum(draft.legs(stops)[0]))
        placed = sum(one != NO_DAY for one in draft.day_of)
        assert placed == sum(len(one) for one in draft.stops)


def test_a_day_that_does_not_fit_gives_up_its_cheapest_visits(small_town):
    book = small_town.books()[0]
    limits = tuple(dataclasses.replace(one, work_min=200.0) for one in book.limits)
    short = dataclasses.replace(book, limits=limits)
    draft = as_draft(short, as_tours(fill(small_town, book)))
    assert NO_DAY in draft.day_of
    assert all(draft.fits(day, stops) for day, stops in enumerate(draft.stops) if stops)


def test_waiting_is_dearer_for_the_overdue(make_case):
    rows = [(5, 0, "T1", "2026-03-01"), (5, 1, "T1", "2026-07-09")]
    book = make_case(rows).books()[0]
    overdue = next(one for one, visit in enumerate(book.visits) if visit.late_factor > 1)
    later = len(book.days) - 1
    on_time = book.waiting_min(1 - overdue, later) / (
        book.days[later] - book.visits[1 - overdue].due
    )
    waited = book.waiting_min(overdue, later) / (book.days[later] - book.visits[overdue].due)
    assert waited == pytest.approx(3 * on_time)


def test_a_time_limit_is_owned_up_to(small_town):
    options = small_town.case.period.options.model_copy(
        update={"search_steps": 10**9, "time_limit_s": 0.05}
    )
    outcome = (
        Filler(options).fill(small_town.books()[0], np.random.default_rng(1)).outcome(BoundEffort())
    )
    assert not outcome.deterministic
    assert outcome.bound <= outcome.objective


def test_after_an_interrupt_the_other_managers_are_filled_in_a_hurry(small_town, monkeypatch):
    real, asked = solve_periodic, []

    def stopped(problem, effort, *, start=None):
        asked.append(effort.iterations)
        answer = real(problem, effort, start=start)
        ending = answer.ending
        if len(asked) == 1:
            ending = dataclasses.replace(ending, stopped_by="interrupt", repeatable=False)
        return dataclasses.replace(answer, ending=ending)

    monkeypatch.setattr(fill_module, "solve_periodic", stopped)
    plan = plan_visits(small_town.case, small_town.travel)
    assert asked == [2_000, 400, 400]
    assert plan.outcome.status is Status.INTERRUPTED
    assert not plan.outcome.deterministic
    assert check_visits(
        plan.visits, plan.tours, plan.unserved, small_town.case, small_town.travel
    ) == []  # fmt: skip
