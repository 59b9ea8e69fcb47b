"""Each rule of `check_visits` by its words: whoever breaks one rule is told that one.

Most mutants break a single rule: the case changes under a plan, or a tour moves with its visits.
"""

import dataclasses

import geopandas as gpd
import pandas as pd
import pytest
from held_against import (
    DAY,
    A,
    B,
    all_told,
    but,
    judged,
    later,
    leave_of,
    lines,
    on_days,
    plus,
    with_diary,
    with_period,
    with_rules,
    with_service,
)

from planner.schema import AGREED, APPOINTMENTS, ISSUES
from planner.visits import Diary, plan_visits

MONTHLY = ("2026-10-12", "2026-11-10", "2026-12-10")


@pytest.fixture
def monthly(make_case):
    """One customer who is visited in October, November and December; two managers at one base."""
    made = make_case([(5.0, 0.0, "VIP", "2026-09-10")], bases=[(0.0, 0.0)] * 2)
    return made, on_days(plan_visits(made.case, made.travel), *MONTHLY)


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (MONTHLY, []),
        (("2026-10-14", "2026-11-02", "2026-12-10"), []),  # nineteen days
        (("2026-10-15", "2026-11-02", "2026-12-10"), ["visits too near each other"]),
        (("2026-10-19", "2026-11-10", "2026-12-10"), []),  # thirty-nine days
        (("2026-10-20", "2026-11-10", "2026-12-10"), ["visits too far apart"]),
        # thirty-nine days end on a Sunday
        (("2026-10-14", "2026-11-23", "2026-12-15"), []),
        (("2026-10-14", "2026-11-24", "2026-12-15"), ["visits too far apart"]),
        # thirty-nine days after the last one, the period has ended, or not
        (("2026-10-09", "2026-10-29", "2026-11-23"), []),
        (
            ("2026-10-09", "2026-10-29", "2026-11-19"),
            ["left alone too long before the period ends"],
        ),
        (("2026-10-12", "2026-11-15", "2026-12-10"), ["2026-11-15 is not worked"]),
    ],
)
def test_the_days_between_visits_are_measured(monthly, dates, words):
    made, plan = monthly
    assert judged(made, on_days(plan, *dates)) == [f"{A}: {one}" for one in words]


@pytest.mark.parametrize(
    ("last", "dates", "words"),
    [
        ("2026-09-23", MONTHLY, []),
        ("2026-09-24", MONTHLY, ["visits too near each other"]),
        ("2026-09-11", ("2026-10-20", *MONTHLY[1:]), []),
        ("2026-09-10", ("2026-10-20", *MONTHLY[1:]), ["visits too far apart"]),
        # overdue: two weeks from the first day that is worked
        ("2026-07-01", ("2026-10-22", *MONTHLY[1:]), []),
        ("2026-07-01", ("2026-10-23", "2026-11-12", *MONTHLY[2:]), ["visits too far apart"]),
        # never visited: due in the middle of the first month
        (None, ("2026-10-30", "2026-11-24", "2026-12-24"), []),
        (None, ("2026-11-02", "2026-11-24", "2026-12-24"), ["visits too far apart"]),
    ],
)
def test_another_last_visit_brings_the_first_too_near_or_too_far(monthly, last, dates, words):
    made, plan = monthly
    customers = made.case.customers.assign(last_visit_on=pd.to_datetime([last]))
    told = judged(made, on_days(plan, *dates), customers=customers)
    assert [one for one in told if "due on another day" not in one] == [f"{A}: {w}" for w in words]


def test_another_customers_day_off_owner_days_or_visits_are_told(monthly):
    made, plan = monthly
    case = made.case
    other = case.owners.assign(manager_id="M1")
    without = plan.visits.iloc[:2], plan.tours.iloc[:2]
    listed = plan.visits.iloc[2:].assign(price_min=1.0, rule="full", reason="x", mend="y")
    listed = listed[list(plan.unserved.columns)]
    mutants = {
        "day off": (
            plan, {"customers": case.customers.assign(weekly_off="1")},
            [f"{A}: 2026-10-12 is the customer's day off"],
        ),
        "owner": (
            plan, {"owners": other}, [f"{A}: visited by M0, looked after by M1"] * 3,
        ),
        "left out": (
            dataclasses.replace(plan, visits=without[0], tours=without[1]), {},
            [f"{A}: due for 例行走访, but neither planned nor listed"],
        ),
        "listed as well": (
            dataclasses.replace(plan, unserved=listed), {},
            [f"{A} 3: planned or listed more than once"],
        ),
        "not due": (
            dataclasses.replace(plan, unserved=listed.assign(visit_no=4)), {},
            [f"{A} 4: is not due"],
        ),
        "other day due": (
            but(plan, visits__due_on=plus(DAY)), {}, [f"{A}: due on another day"] * 3,
        ),
        "other purpose": (
            but(plan, visits__purpose="用电检查"), {}, [f"{A}: is for 例行走访, not 用电检查"] * 3,
        ),
        "other minutes": (
            plan, with_service(case, 91.0), [f"{A}: other minutes of service"] * 3,
        ),
        "no more worked": (
            plan, with_period(case, days=case.period.days[:-16]),
            [f"{A}: 2026-12-10 is not worked"],
        ),
        "two asked for": (
            plan, with_rules(case, team={"purposes": ["例行走访"]}),
            [f"{A}: goes alone, two are asked for"] * 3,
        ),
        "on leave": (
            plan, with_diary(case, leave=leave_of("M0", pd.Timestamp(MONTHLY[1]))),
            ["tour M0-20261110: M0 is on leave from 2026-11-10 00:00 until 2026-11-11 00:00"],
        ),
    }  # fmt: skip
    assert all_told(made, mutants.items()) == {}


def test_a_lock_holds_unless_the_manager_is_away(monthly):
    made, plan = monthly
    locked = AGREED.shape(
        {
            "account_no": A, "visit_no": row["visit_no"], "due_on": row["due_on"],
            "purpose": row["purpose"], "date": row["date"] + DAY * int(row["visit_no"] == 2),
            "manager_id": "M0", "second_id": "", "binding": False, "locked": True,
        }
        for row in plan.visits.to_dict("records")
    )  # fmt: skip
    on_its_day = locked.assign(date=plan.visits["date"].to_numpy())
    assert judged(made, plan, **with_diary(made.case, agreed=on_its_day)) == []
    bound = with_diary(made.case, agreed=locked)
    assert judged(made, plan, **bound) == [f"{A}: locked, but not on its day"]
    away = leave_of("M0", locked["date"].iloc[1])
    assert judged(made, plan, **with_diary(made.case, agreed=locked, leave=away)) == []


def test_who_is_listed_has_his_owner_a_rule_a_reason_and_a_mend(make_case):
    made = make_case(
        [(70.0, 0.0, "T3", "2025-10-20")], bases=[(0.0, 0.0)] * 2, max_day_km=100.0
    )  # fmt: skip
    plan = plan_visits(made.case, made.travel)
    other = made.case.owners.assign(manager_id="M1")
    mutants = {
        "as made": (plan, {}, []),
        "owner": (plan, {"owners": other}, [f"{A}: visited by M0, looked after by M1"]),
        "day": (but(plan, unserved__due_on=plus(DAY)), {}, [f"{A}: due on another day"]),
        "purpose": (but(plan, unserved__purpose="预约"), {}, [f"{A}: is for 例行走访, not 预约"]),
        **{
            column: (
                but(plan, **{f"unserved__{column}": " "}),
                {},
                [f"{A}: listed without {column}"],
            )
            for column in ("rule", "reason", "mend")
        },
    }
    assert all_told(made, mutants.items()) == {}


def test_ids_and_the_tours_that_visits_name_are_compared(monthly):
    made, plan = monthly
    first, second = plan.tours["tour_id"].iloc[:2]
    visit_id = plan.visits["visit_id"].iloc[0]
    more = plan.tours.iloc[[0]].assign(tour_id="X", date=pd.Timestamp("2026-10-13"))
    mutants = {
        "visit id": (
            but(plan, visits__visit_id=[visit_id, visit_id, "V"]), {},
            [f"visit {visit_id} is repeated"],
        ),
        "tour twice": (
            dataclasses.replace(plan, tours=pd.concat([plan.tours, plan.tours.iloc[[0]]])), {},
            [f"tour {first} is repeated", "M0: two tours on one day"],
        ),
        "tour without a row": (
            dataclasses.replace(plan, tours=plan.tours.iloc[1:]), {},
            [f"tour {first}: has visits but no row"],
        ),
        "tour without a visit": (
            dataclasses.replace(plan, tours=pd.concat([plan.tours, more])), {},
            ["tour X: has no visit"],
        ),
        "base": (
            but(plan, tours__outlet_id=["O1", "O0", "O0"]), {},
            ["tour of M0: from O1, his base is O0"],
        ),
        "day of the tour": (
            but(plan, tours__date=plus(pd.to_timedelta([0, 1, 0], unit="D"))), {},
            [f"visit {plan.visits['visit_id'].iloc[1]}: not his tour's manager or day"],
        ),
        "manager of the tour": (
            but(plan, tours__manager_id=["M0", "M1", "M0"], tours__outlet_id=["O0", "O1", "O0"]),
            {}, [f"visit {plan.visits['visit_id'].iloc[1]}: not his tour's manager or day"],
        ),
        "stop": (
            but(plan, visits__stop=[1, 2, 1]), {},
            [f"tour {second}: stops are not numbered 1, 2, 3 .."],
        ),
    }  # fmt: skip
    assert all_told(made, mutants.items()) == {}


def of_the_first(amount):
    """Add to the first of three rows alone."""
    return plus([amount, 0.0, 0.0])


def test_clock_lengths_and_sums_of_a_tour_are_compared(monthly):
    made, plan = monthly
    first = plan.tours["tour_id"].iloc[0]
    sums = {"stops": (2, 1), "distance_km": (12, 10), "service_min": (92, 90)}
    sums |= {"duration_min": (102, 100)}
    longer = {"tours__end_clock_min": of_the_first(1), "tours__duration_min": of_the_first(1)}
    mutants = {
        **{
            column: (
                but(plan, **{f"tours__{column}": of_the_first(said - right)}),
                f"{column} is {said}, not {right}",
            )
            for column, (said, right) in sums.items()
        },
        "driving": (
            but(plan, tours__drive_min=of_the_first(1), **longer), "drive_min is 11, not 10",
        ),
        "late return": (but(plan, **longer), "the return is not when the last leg ends"),
        "late start": (
            but(
                plan, tours__start_clock_min=of_the_first(1),
                tours__duration_min=of_the_first(-1),
            ),
            "a visit begins before he can be there",
        ),
        "cut short": (
            but(
                plan, visits__leave_clock_min=of_the_first(-1),
                tours__end_clock_min=of_the_first(-1), tours__duration_min=of_the_first(-1),
            ),
            "a visit does not last its minutes of service",
        ),
        "kilometres": (
            but(plan, visits__drive_km=of_the_first(-1)),
            "kilometres of a leg are not those measured",
        ),
    }  # fmt: skip
    expected = {
        what: (one, {}, [f"tour {first}: {words}"]) for what, (one, words) in mutants.items()
    }
    assert all_told(made, expected.items()) == {}


def test_bounds_of_the_day_lunch_and_customers_hours_are_kept(monthly):
    made, plan = monthly
    case = made.case
    noon = later(plan, 120.0)
    mutants = {
        "as late as may be": (later(plan, 440.0), {}, []),
        "work": (plan, with_period(case, max_day_min=99.0), "100 minutes of work, at most 99"),
        "own work": (
            plan, {"roster": case.roster.assign(hours_per_day=1.5)},
            "100 minutes of work, at most 90",
        ),
        "km": (plan, with_period(case, max_day_km=9.0), "10 km, at most 9"),
        "early": (plan, with_period(case, start_clock_min=511), "starts too early"),
        "late": (later(plan, 441.0), {}, "ends too late"),
        "lunch": (noon, {}, "a visit reaches into lunch"),
        "no lunch": (noon, with_period(case, lunch_min=0.0), []),
        "hours": (
            plan, with_rules(case, hours={"customer": {A: ["08:36-11:30"]}}),
            f"{A} does not receive visitors then",
        ),
        "hours kept": (plan, with_rules(case, hours={"customer": {A: ["08:35-10:05"]}}), []),
    }  # fmt: skip
    tours = plan.tours["tour_id"]
    expected = {
        what: (one, changes, [f"tour {tour}: {words}" for tour in tours] if words else [])
        for what, (one, changes, words) in mutants.items()
    }
    assert all_told(made, expected.items()) == {}


def test_lines_begin_and_end_at_the_base_and_pass_every_stop(monthly):
    made, plan = monthly
    at_base = "the line does not begin and end at the base"
    mutants = {
        "as made": (("O0", A, "O0"), []),
        "from elsewhere": ((None, "O0", A, "O0"), [at_base]),
        "to elsewhere": (("O0", A, "O0", None), [at_base]),
        "past the stop": (("O0", None, "O0"), ["the line does not pass every stop"]),
    }
    rest = list(plan.tours.geometry[1:])
    expected = {
        what: (
            dataclasses.replace(plan, tours=plan.tours.set_geometry(
                gpd.GeoSeries([lines(made, *names), *rest], crs="EPSG:4326")
            )),
            {}, [f"tour {plan.tours['tour_id'].iloc[0]}: {one}" for one in words],
        )
        for what, (names, words) in mutants.items()
    }  # fmt: skip
    assert all_told(made, expected.items()) == {}


def test_each_leg_is_measured_and_nobody_makes_two_tours_on_a_day(make_case):
    """Two neighbours on one tour; then each on a tour of his own, both on one day."""
    rows = [(5.0, 0.0, "T1", "2026-07-20"), (5.0, 5.0, "T1", "2026-07-20")]
    made = make_case(rows)
    plan = plan_visits(made.case, made.travel)
    assert plan.visits["stop"].tolist() == [1, 2]
    shifted = later(but(plan, visits__drive_min=plus([1.0, -1.0])), 10.0)
    early = but(shifted, tours__start_clock_min=plus(-1.0), tours__duration_min=plus(1.0))
    tour_id = plan.tours["tour_id"].iloc[0]
    assert judged(made, early) == [f"tour {tour_id}: minutes of a leg are not those measured"]
    far = make_case([(60.0, 0.0, "T1", "2026-07-20"), (-60.0, 0.0, "T1", "2026-07-20")])
    alone = plan_visits(far.case, far.travel)
    assert len(alone.tours) == 2
    assert judged(far, on_days(alone, "2026-10-19", "2026-10-20")) == []
    told = judged(far, on_days(alone, "2026-10-19", "2026-10-19"))
    assert told == ["M0: two tours on one day"]


def test_promised_days_hours_and_deadlines_are_kept(make_case):
    promised = APPOINTMENTS.shape(
        [{"account_no": A, "date": pd.Timestamp("2026-10-14"), "clock": "14:20"}]
    )
    issue = {"issue_id": "I1", "account_no": B, "opened_on": pd.Timestamp("2026-10-01")}
    issues = ISSUES.shape([issue | {"due_on": pd.Timestamp("2026-10-23")}])
    sooner = ISSUES.shape([issue | {"due_on": pd.Timestamp("2026-10-20")}])
    rows = [(5.0, 0.0, "T1", "2026-07-10"), (60.0, 60.0, "T1", "2026-07-10")]
    made = make_case(rows, diary=Diary(appointments=promised, issues=issues))
    plan = plan_visits(made.case, made.travel)
    plan = dataclasses.replace(
        plan, visits=plan.visits.sort_values("account_no"),
        tours=plan.tours.set_index("tour_id").loc[
            plan.visits.sort_values("account_no")["tour_id"]
        ].reset_index(),
    )  # fmt: skip
    assert plan.visits["purpose"].tolist() == ["预约", "问题处理"]
    plan = on_days(plan, "2026-10-14", "2026-10-23")
    days_off = {"customers": made.case.customers.assign(weekly_off="3")}
    other_day = "not on the day promised, or after its deadline"
    mutants = {
        "as promised": (plan, {}, []),
        "on his day off": (plan, days_off, []),
        "a day late": (on_days(plan, "2026-10-15", "2026-10-23"), {}, [f"{A}: {other_day}"]),
        "a day early": (on_days(plan, "2026-10-13", "2026-10-23"), {}, [f"{A}: {other_day}"]),
        "past the deadline": (
            on_days(plan, "2026-10-14", "2026-10-26"), {}, [f"{B}: {other_day}"],
        ),
        "a nearer deadline": (plan, with_diary(made.case, issues=sooner), [f"{B}: {other_day}"]),
        "minutes late": (later(plan, 7.0), {}, [f"{A}: not at the time promised"]),
    }  # fmt: skip
    assert all_told(made, mutants.items()) == {}
