"""Visits of one customer, and managers with technicians: moved together so that all find a day."""

import itertools
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.schema import APPOINTMENTS, LEAVE, TECHNICIANS
from planner.visits import Diary, VisitRules, check_visits, plan_visits
from planner.visits.joint import joint_days

A, C, D = "0000000000", "0000000002", "0000000003"
FAR = (90.0, 0.0)


@pytest.fixture
def for_two(make_case, rules):
    """Inspections for two of neighbours of one manager; the technician has a long way to them."""

    def make(*rows, leave=(), promised=()) -> SimpleNamespace:
        columns = {
            "last_inspect_on": pd.to_datetime(["2026-05-20"] * len(rows)),
            "inspect_cycle_m": [6] * len(rows),
            "voltage_kv": [110.0, 110.0, *[10.0] * (len(rows) - 2)],
        }
        diary = Diary(
            technicians=TECHNICIANS.shape(
                [
                    {
                        "technician_id": "T",
                        "technician_name": "钱工",
                        "outlet_id": "O1",
                        "hours_per_day": 7.0,
                    }
                ]
            ),
            leave=LEAVE.shape(_away(*one) for one in leave),
            appointments=APPOINTMENTS.shape(
                {"account_no": one, "date": pd.Timestamp(day), "service_min": minutes}
                for one, day, minutes in promised
            ),
        )
        team = {"purposes": ["用电检查"], "min_voltage_kv": 35}
        return make_case(
            rows,
            bases=[(0.0, 0.0), FAR],
            owners=[0] * len(rows),
            columns=columns,
            diary=diary,
            other_rules=VisitRules.load(rules.model_dump(exclude_defaults=True) | {"team": team}),
        )

    return make


def all_served(made: SimpleNamespace) -> pd.DataFrame:
    plan = plan_visits(made.case, made.travel)
    faults = check_visits(
        plan.visits, plan.tours, plan.unserved, made.case, made.travel,
        team_tours=plan.team_tours, team_stops=plan.team_stops,
    )  # fmt: skip
    assert faults == []
    assert plan.unserved.empty
    return plan.visits


def test_an_inspection_for_two_leaves_a_day_to_the_visit_before_it(for_two):
    # The technician would best see both at once in October. But the manager is back on the 17th
    # only, and his monthly customer's inspection is 19 days after the visit before it.
    made = for_two(
        (1.0, 5.0, "VIP", "2026-09-01"),
        (1.0, 6.0, "T1", "2026-07-13"),
        leave=[("2026-10-01", "2026-10-16")],
    )
    visits = all_served(made)
    mine = visits[visits["account_no"] == A]
    assert mine["purpose"].tolist() == ["例行走访", "用电检查", "例行走访"]
    assert mine["date"].diff().dt.days.iloc[1] >= 19
    assert (visits["second_id"] == "T").sum() == 2


def test_a_technician_comes_on_another_day_where_the_managers_is_full(for_two):
    rows = [(1.0, 5.0, "T1", "2026-08-10"), (1.0, 6.0, "T1", "2026-08-10")]
    at_best = set(all_served(for_two(*rows))["date"])
    (day,) = at_best
    # That very day the manager is promised elsewhere, morning and afternoon.
    busy = [(0.0, -1.0, "T1", "2026-09-20"), (0.0, -1.0, "T1", "2026-09-20")]
    visits = all_served(for_two(*rows, *busy, promised=[(C, day, 200.0), (D, day, 240.0)]))
    promised = visits["account_no"].isin([C, D])
    assert set(visits.loc[promised, "date"]) == {day}
    assert day not in set(visits.loc[~promised, "date"])
    assert promised.sum() == len(rows)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    ago=st.integers(10, 45),
    off=st.sampled_from(["", "3", "6.7", "1.2.3.4"]),
    leave=st.lists(st.tuples(st.integers(0, 80), st.integers(1, 25)), max_size=3),
)
def test_joint_days_are_those_of_all_ways_to_visit_a_customer(make_case, ago, off, leave):
    start = pd.Timestamp("2026-10-01")
    away = LEAVE.shape(
        _away(start + pd.Timedelta(days=first), start + pd.Timedelta(days=first + days))
        for first, days in leave
    )
    last = str((start - pd.Timedelta(days=ago)).date())
    made = make_case([(1.0, 1.0, "VIP", last)], weekly_off=[off], diary=Diary(leave=away))
    (book,) = made.books()
    ways = [
        way
        for way in itertools.product(*(one.open_days for one in book.visits))
        if all(_in_reach(book, visit, *way[visit - 1 : visit + 1]) for visit in range(1, len(way)))
    ]
    if ways:
        assert joint_days(book) == [tuple(sorted(set(days))) for days in zip(*ways, strict=True)]
    else:
        assert all(
            set(days) <= set(one.open_days)
            for days, one in zip(joint_days(book), book.visits, strict=True)
        )


def _away(first: object, last: object) -> dict[str, object]:
    return {"person_id": "M0", "from_on": pd.Timestamp(first), "until_on": pd.Timestamp(last)}


def _in_reach(book, visit: int, before: int, day: int) -> bool:
    least, most = book.reach(visit, book.days[before])
    return least <= book.days[day] <= most
