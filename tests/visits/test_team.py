"""The technical team: who goes along is chosen by the time he can give, and stays in a replan."""

import dataclasses
import datetime as dt
import itertools
from types import SimpleNamespace

import pandas as pd
import pytest
from held_against import held

from planner.schema import APPOINTMENTS, LEAVE, TECHNICIANS
from planner.visits import Diary, Events, VisitRules, plan_visits, replan_visits

TODAY = dt.date(2026, 11, 2)
QUARTER = ("2026-10-01", "2026-12-31")
FIRST_MONTH = ("2026-10-01", "2026-11-05")
FAR = (400.0, 0.0)


@pytest.fixture
def for_two(make_case, rules):
    """Inspections for two, of customers (x, y, last visit, last inspection, manager)."""

    def make(
        rows, team, *, away=(), promised=(), bases=((0.0, 0.0), (10.0, 0.0)), **options
    ) -> SimpleNamespace:
        diary = Diary(
            technicians=TECHNICIANS.shape(
                {"technician_id": one, "technician_name": one, "outlet_id": base,
                 "hours_per_day": hours}
                for one, base, hours in team
            ),
            leave=leave(*(one for one in away if one[0] in {who for who, *_ in team})),
            appointments=APPOINTMENTS.shape(
                {"account_no": one, "date": pd.Timestamp(day)} for one, day in promised
            ),
        )  # fmt: skip
        return make_case(
            [(x, y, "T1", last) for x, y, last, _, _ in rows],
            bases=bases,
            owners=[owner for *_, owner in rows],
            columns={
                "last_inspect_on": pd.to_datetime([seen for _, _, _, seen, _ in rows]),
                "inspect_cycle_m": [12.0] * len(rows),
                "voltage_kv": [110.0] * len(rows),
            },
            diary=diary,
            other_rules=VisitRules.load(
                rules.model_dump(exclude_defaults=True)
                | {"team": {"purposes": ["用电检查"], "min_voltage_kv": 35}}
            ),
            **{"search_steps": 400} | options,
        )

    return make


def leave(*rows):
    return LEAVE.shape(
        {"person_id": one, "from_on": pd.Timestamp(first), "until_on": pd.Timestamp(last)}
        for one, first, last in rows
    )


def planned(made):
    plan = plan_visits(made.case, made.travel, language="en")
    assert held(plan, made.travel) == []
    return plan


def company(plan):
    """Who goes along, by visit."""
    return plan.visits.set_index(["account_no", "visit_no"])["second_id"].to_dict()


SOON = [(5.0 + one, float(one), "2026-07-20", "2025-10-20", one % 2) for one in range(4)]
T1, T2, X = ("T1", "O0", 7.5), ("T2", "O0", 7.5), ("X", "O1", 2.5)


def test_who_is_away_all_the_time_is_given_nothing(for_two):
    plan = planned(for_two(SOON, [T1, T2], away=[("T1", *QUARTER)]))
    assert plan.unserved.empty
    assert set(plan.visits["second_id"]) == {"T2"}


def test_what_a_technician_has_no_place_for_goes_to_another(for_two):
    # T1 has days left, but none of them in the weeks in which the visits may be.
    made = for_two(SOON, [T1, T2], away=[("T1", "2026-10-01", "2026-12-10")])
    assert max(max(one.window) for book in made.books() for one in book.visits) < 46
    plan = planned(made)
    assert plan.unserved.empty
    assert set(plan.visits["second_id"]) == {"T2"}


def test_two_technicians_of_one_manager_never_come_on_one_day(for_two):
    # T2 has two days for two visits each, T1 two for one; both are there on the day that is due.
    rows = [(5.0, float(one), "2026-07-20", "2025-10-20", 0) for one in range(5)]
    away = [
        *[("T1", *span) for span in (("2026-10-01", "2026-10-18"), ("2026-10-20", "2026-10-22"))],
        ("T1", "2026-10-24", "2026-12-31"),
        *[("T2", *span) for span in (("2026-10-01", "2026-10-18"), ("2026-10-21", "2026-12-31"))],
    ]
    plan = planned(for_two(rows, [("T1", "O0", 1.5), ("T2", "O0", 2.6)], away=away))
    assert plan.unserved.empty
    on_day = plan.visits.groupby("second_id")["date"].agg(set)
    assert on_day["T2"] == set(pd.to_datetime(["2026-10-19", "2026-10-20"]))
    assert on_day["T1"] == {pd.Timestamp("2026-10-23")}


@pytest.mark.parametrize(
    ("rows", "team", "away"),
    [
        (SOON, [T1, T2], [("T1", *QUARTER)]),
        (SOON, [T1, T2, X], [("T1", *FIRST_MONTH), ("X", "2026-10-12", "2026-12-31")]),
        (SOON * 3, [T1, X], [("X", "2026-10-15", "2026-10-31")]),
        ([(9.0, 2.0, "2026-09-01", "2025-10-25", 1), *SOON], [X, T2, T1], [("T2", *FIRST_MONTH)]),
        (SOON, [T1, ("AFAR", "O2", 7.5)], []),
    ],
)
def test_one_more_technician_never_serves_fewer(for_two, rows, team, away):
    bases = ((0.0, 0.0), (10.0, 0.0), FAR)
    served = {
        one: planned(for_two(rows, list(one), away=away, bases=bases)).service.planned
        for count in range(len(team) + 1)
        for one in itertools.combinations(team, count)
    }
    for fewer, more in itertools.product(served, served):
        if set(fewer) < set(more):
            assert served[fewer] <= served[more], (fewer, more)
    assert served[tuple(team)] == len(rows)


# M0's visits are over by November, M1's are not: of what is left M1 has all.
EARLY = [(5.0 + one, 1.0, "2026-07-05", "2025-10-20", 0) for one in range(3)]
LATE = [(12.0 + one, 1.0, "2026-08-25", "2025-12-01", 1) for one in range(2)]


def test_without_news_the_same_technicians_come(for_two):
    made = for_two(EARLY + LATE, [T1, T2])
    plan = planned(made)
    replan = replan_visits(plan, TODAY, Events(), made.travel)
    assert held(replan.plan, made.travel) == []
    assert replan.moves.empty
    assert replan.plan.cancelled.empty
    assert len(company(replan.plan)) == len(LATE)
    assert company(replan.plan).items() <= company(plan).items()


def test_another_technician_on_the_same_day_is_told_as_a_change(for_two):
    made = for_two(EARLY + LATE, [T1, T2])
    plan = planned(made)
    (gone,) = {one for key, one in company(plan).items() if key[0] >= "0000000003"}
    (other,) = {"T1", "T2"} - {gone}
    (day,) = set(plan.visits.loc[plan.visits["second_id"] == gone, "date"])
    # He is there no more from the week after on; but until then he had agreed to come.
    off = Events(leave=leave((gone, day + pd.Timedelta(days=1), "2026-12-31")))
    later = replan_visits(plan, TODAY, off, made.travel, language="en")
    assert later.moves.empty, "he has some time, and comes as he had agreed"

    away = Events(leave=leave((gone, TODAY, "2026-12-31")))
    replan = replan_visits(plan, TODAY, away, made.travel, language="en")
    assert held(replan.plan, made.travel) == []
    assert set(company(replan.plan).values()) == {other}
    moves = replan.moves
    assert len(moves) == replan.changed == len(LATE)
    assert (moves["second_id_before"] == gone).all()
    assert (moves["second_id"] == other).all()
    assert set(moves["reason"]) == {"the manager or technician is away that day"}
    assert moves["needed"].all()


def test_who_left_the_team_is_followed_by_another_and_the_day_stays(for_two):
    made = for_two(EARLY + LATE, [T1, T2])
    plan = planned(made)
    (gone,) = {one for key, one in company(plan).items() if key[0] >= "0000000003"}
    diary = plan.case.diary
    fewer = diary.technicians[diary.technicians["technician_id"] != gone]
    case = dataclasses.replace(plan.case, diary=dataclasses.replace(diary, technicians=fewer))
    left = dataclasses.replace(plan, case=case)
    for language, reason in (("zh", "同行技术人员调整"), ("en", "another technician goes along")):
        replan = replan_visits(left, TODAY, Events(), made.travel, language=language)
        assert held(replan.plan, made.travel) == []
        moves = replan.moves
        assert len(moves) == replan.changed == len(replan.plan.cancelled) == len(LATE)
        assert (moves["date"] == moves["date_before"]).all()
        assert set(moves["second_id_before"]) == {gone}
        assert set(moves["reason"]) == {reason}
        assert not moves["needed"].any()


ENDS = ((0.0, 0.0), (61.0, 0.0))


def priced(made, account_no):
    """What a lock on a customer's first visit costs."""
    plan = planned(made)
    lock = plan.visits.loc[plan.visits["account_no"] == account_no, "visit_id"].iloc[0]
    events = Events(locks=frozenset([lock]))
    replan = replan_visits(plan, dt.date(2026, 10, 9), events, made.travel)
    return replan.lock_price_min[lock]


def test_a_lock_does_not_pay_for_visits_that_wait_for_a_technician(for_two):
    # Of the two the first is an inspection for two, and there is nobody to come along.
    rows = [(5.0, 0.0, "2026-07-20", "2025-10-20", 0), (6.0, 0.0, "2026-07-20", "2026-09-20", 0)]
    assert priced(for_two(rows, []), "0000000001") == pytest.approx(0.0)


def test_a_lock_is_priced_with_technicians_coming_when_they_do(for_two):
    # Two visits are for two, the third one is near the second and three weeks later.
    rows = [
        (5.0, 0.0, "2026-07-20", "2025-10-20", 0), (60.0, 0.0, "2026-07-20", "2025-10-20", 0),
        (61.0, 3.0, "2026-08-22", "2026-09-20", 0),
    ]  # fmt: skip
    made = for_two(rows, [("X", "O1", 7.5)], away=[("X", "2026-10-01", "2026-10-30")], bases=ENDS)
    first, second, third = (priced(made, f"{one:010d}") for one in range(3))
    assert min(first, second) > 1.0, "at another hour the third one could be made with them"
    assert third == pytest.approx(0.0), "the others are bound to the technician's day"


def test_no_lock_is_priced_by_days_on_which_the_technician_is_away(for_two):
    # The way to both is long, but only on one day is there somebody to come along.
    rows = [(60.0, 0.0, "2026-07-20", "2025-10-20", 0), (61.0, 3.0, "2026-08-22", "2026-09-20", 0)]
    away = [("X", "2026-10-01", "2026-10-30"), ("X", "2026-11-03", "2026-12-31")]
    made = for_two(
        rows, [("X", "O1", 7.5)], away=away, promised=[("0000000001", "2026-11-20")], bases=ENDS,
        move_price_min=0.0,
    )  # fmt: skip
    assert priced(made, "0000000000") == pytest.approx(0.0)
