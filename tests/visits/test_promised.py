"""Appointments, issues, inspections, leave, hours, technicians: planned, judged, and broken."""

import dataclasses
import datetime as dt

import pandas as pd
import pytest
from held_against import held

from planner.errors import DataError, OptionError
from planner.schema import APPOINTMENTS, ISSUES, LEAVE, TECHNICIANS, VISIT_LOG
from planner.visits import (
    Diary,
    Events,
    VisitRules,
    due_visits,
    plan_visits,
    read_diary,
    replan_visits,
    strangers,
)

A, B, C = "0000000000", "0000000001", "0000000002"


def table(kind, *rows):
    names = [one.name for one in kind]
    return kind.shape(
        {
            name: pd.Timestamp(cell) if kind[name].kind == "date" else cell
            for name, cell in zip(names, row, strict=False)
        }
        for row in rows
    )


def judged(made, plan, case=None):
    return held(plan, made.travel, case or made.case)


def planned(made, **kwargs):
    plan = plan_visits(made.case, made.travel, **kwargs)
    assert judged(made, plan) == []
    return plan


def with_rules(rules, **sections):
    return VisitRules.load(rules.model_dump(exclude_defaults=True) | sections)


def test_an_appointment_is_kept_to_the_minute_and_goes_before_spacing(make_case):
    diary = Diary(appointments=table(APPOINTMENTS, (A, "2026-10-14", "14:20", 45)))
    made = make_case([(5, 0, "VIP", "2026-10-05"), (5, 1, "T1", "2026-07-10")], diary=diary)
    plan = planned(made)
    row = plan.visits[plan.visits["purpose"] == "预约"].iloc[0]
    assert (row["account_no"], row["date"], row["arrive_clock_min"]) == (
        A, pd.Timestamp("2026-10-14"), 860,
    )  # fmt: skip
    assert row["service_min"] == 45
    # nine days after the last visit, where the rule says nineteen
    assert [one.rule.rule_id for one in plan.findings] == ["W31"]
    after = plan.visits[(plan.visits["account_no"] == A) & (plan.visits["visit_no"] == 2)]
    assert (after["date"].iloc[0] - row["date"]).days >= 19


def test_an_appointment_on_a_day_of_leave_is_listed_and_reported(make_case):
    diary = Diary(
        appointments=table(APPOINTMENTS, (A, "2026-10-14", "", None)),
        leave=table(LEAVE, ("M0", "2026-10-13", "2026-10-14", "病假")),
    )
    plan = planned(make_case([(5, 0, "T1", "2026-07-10")], diary=diary), language="en")
    assert plan.unserved["rule"].tolist() == ["appointment"]
    assert [one.rule.rule_id for one in plan.findings] == ["W32"]


def test_an_appointment_may_be_on_the_customers_day_off(make_case):
    diary = Diary(appointments=table(APPOINTMENTS, (A, "2026-10-14", "", None)))
    plan = planned(make_case([(5, 0, "T1", "2026-07-10")], weekly_off=["3"], diary=diary))
    assert plan.visits["date"].tolist() == [pd.Timestamp("2026-10-14")]


def test_an_open_issue_is_seen_to_by_its_deadline_and_counts_as_a_visit(make_case):
    issues = table(ISSUES, ("I1", A, "2026-10-01", "2026-10-16", "电压偏低"))
    made = make_case([(5, 0, "T3", "2026-09-01")], diary=Diary(issues=issues))
    plan = planned(made)
    assert plan.visits["purpose"].tolist() == ["问题处理"]
    assert plan.visits["date"].iloc[0] <= pd.Timestamp("2026-10-16")
    plain = make_case([(5, 0, "T3", "2026-09-01")])
    assert due_visits(plain.case.customers, plain.case.period).empty


def test_an_issue_is_seen_to_at_an_appointment_within_its_days(make_case):
    diary = Diary(
        issues=table(ISSUES, ("I1", A, "2026-10-01", "2026-10-16", "")),
        appointments=table(APPOINTMENTS, (A, "2026-10-15", "", None)),
    )
    plan = planned(make_case([(5, 0, "T1", "2026-07-10")], diary=diary))
    assert plan.visits["purpose"].tolist() == ["预约"]


def test_an_inspection_falls_to_the_last_visit_before_it_is_due(make_case):
    columns = {"last_inspect_on": pd.to_datetime(["2026-05-25"]), "inspect_cycle_m": [6]}
    plan = planned(make_case([(5, 0, "VIP", "2026-09-20")], columns=columns))
    assert plan.visits["purpose"].tolist() == ["例行走访", "用电检查", "例行走访"]


def test_an_inspection_that_no_visit_carries_is_reported(make_case):
    """Visited yearly and last in August, so nobody goes; his inspection falls due in November."""
    rows = [(3, 4, "T3", "2026-08-20"), (4, 4, "T1", "2026-07-20")]
    columns = {"last_inspect_on": pd.to_datetime(["2025-11-10"] * 2), "inspect_cycle_m": [12] * 2}
    plan = planned(make_case(rows, columns=columns))
    assert set(plan.visits["account_no"]) == {"0000000001"}
    assert [(one.rule.rule_id, one.account_no) for one in plan.findings] == [("W33", "0000000000")]
    log = table(VISIT_LOG, ("0000000000", "2026-09-10", "M0", "用电检查", "完成"))
    again = planned(make_case(rows, columns=columns, diary=Diary(log=log)))
    assert list(again.findings) == []


def _inspected(make_case, tier, last, seen, cycle_m, **changes):
    columns = {"last_inspect_on": pd.to_datetime([seen]), "inspect_cycle_m": [cycle_m]}
    return planned(make_case([(5, 0, tier, last)], columns=columns, **changes))


@pytest.mark.parametrize(
    ("seen", "cycle_m", "inspections"),
    [
        ("2026-09-15", 1, [1, 2, 3]),
        ("2026-08-01", 2, [1, 3]),
        ("2026-09-25", 2, [2]),
        ("2026-09-25", 3, [3]),
        ("2026-10-05", 3, []),
        ("2026-10-05", 0, []),
    ],
)
def test_inspections_fall_due_again_a_cycle_after_the_visit_that_was_one(
    make_case, seen, cycle_m, inspections
):
    visits = _inspected(make_case, "VIP", "2026-09-20", seen, cycle_m).visits
    assert visits.loc[visits["purpose"] == "用电检查", "visit_no"].tolist() == inspections


def test_an_inspection_made_after_its_day_is_reported(make_case):
    plan = _inspected(make_case, "T1", "2026-09-10", "2025-10-10", 12)
    made = plan.visits["date"].iloc[0]
    assert plan.visits["purpose"].tolist() == ["用电检查"]
    assert made > pd.Timestamp("2026-10-10")
    told = [(one.rule.rule_id, one.value, one.detail) for one in plan.findings]
    assert told == [("W33", "2025-10-10", f"2026-10-10 → {made:%Y-%m-%d}")]


def test_an_inspection_that_falls_due_again_with_no_visit_left_is_reported(make_case):
    plan = _inspected(make_case, "T1", "2026-07-20", "2026-09-25", 1)
    due = plan.visits["date"].iloc[0] + pd.DateOffset(months=1)
    told = [(one.rule.rule_id, one.detail) for one in plan.findings]
    assert told == [("W33", f"{due:%Y-%m-%d}")]


def test_a_cycle_without_a_last_inspection_is_reported_and_no_day_invented(make_case):
    plan = _inspected(make_case, "VIP", "2026-09-20", None, 3)
    assert set(plan.visits["purpose"]) == {"例行走访"}
    assert [(one.rule.rule_id, one.account_no) for one in plan.findings] == [("W34", A)]
    assert "上次检查日期" in next(iter(plan.findings)).message()


def test_the_judge_misses_the_second_inspection(make_case):
    columns = {"last_inspect_on": pd.to_datetime(["2026-08-01"]), "inspect_cycle_m": [2]}
    made = make_case([(5, 0, "VIP", "2026-09-20")], columns=columns)
    plan = planned(made)
    plan.visits.loc[plan.visits["visit_no"] == 3, "purpose"] = "例行走访"
    assert any("is for 用电检查" in one for one in judged(made, plan))


def test_overdue_inspections_and_issues_raise_the_price_of_not_going(make_case):
    columns = {
        "last_inspect_on": pd.to_datetime(["2026-05-25", None, None]),
        "inspect_cycle_m": [6, None, None],
    }
    rows = [(1, 1, "T1", "2026-08-01"), (2, 2, "T1", "2026-08-01"), (3, 3, "T1", "2026-03-01")]
    made = make_case(rows, columns=columns)
    price = due_visits(made.case.customers, made.case.period).set_index("account_no")["price_min"]
    assert price[A] == price[C] == 2 * price[B]


def test_nobody_is_visited_on_leave_and_a_plan_for_other_leave_is_refused(make_case):
    rows = [(5, one, "VIP", "2026-09-10") for one in range(4)]
    made = make_case(rows)
    plan = planned(made)
    day = plan.visits["date"].iloc[0]
    leave = table(LEAVE, ("M0", day, day, "病假"))
    away = dataclasses.replace(made.case, diary=Diary(leave=leave))
    assert any("on leave" in one for one in judged(made, plan, away))
    again = plan_visits(away, made.travel)
    assert judged(made, again, away) == []
    assert day not in set(again.visits["date"])


def leave_of(*rows):
    """Leave with times: person, from day and time, until day and time."""
    return LEAVE.shape(
        {
            "person_id": who, "from_on": pd.Timestamp(first), "from_clock": at,
            "until_on": pd.Timestamp(last), "until_clock": until,
        }
        for who, first, at, last, until in rows
    )  # fmt: skip


def test_on_a_half_day_visits_are_made_in_the_half_that_is_worked(make_case):
    """Everybody wants the morning or the afternoon of one day; leave takes it, then gives it."""
    day = "2026-10-14"
    promised = table(APPOINTMENTS, (A, day, "", None), (B, day, "", None))
    rows = [(5, 0, "T1", "2026-07-10"), (5, 1, "T1", "2026-07-10")]
    free = make_case(rows, diary=Diary(appointments=promised))
    whole = plan_visits(free.case, free.travel)
    for at, until, opens, closes in (
        ("下午", "", 510, 720), ("", "上午", 720, 1050), ("", "10:15", 615, 1050),
        ("09:00", "pm", 510, 540), ("15:40", "", 510, 940), ("9:30", "11:00", 660, 1050),
    ):  # fmt: skip
        diary = Diary(appointments=promised, leave=leave_of(("M0", day, at, day, until)))
        made = make_case(rows, diary=diary)
        plan = planned(made)
        if closes - opens < 2 * 5 + 60:  # not even one visit of an hour
            assert plan.visits.empty
            assert plan.unserved["rule"].tolist() == ["appointment"] * 2
            continue
        assert plan.visits["date"].tolist() == [pd.Timestamp(day)] * 2
        tour = plan.tours.iloc[0]
        assert opens <= tour["start_clock_min"] < tour["end_clock_min"] <= closes
        moved = dataclasses.replace(made.case, diary=diary)
        clear = whole.tours["start_clock_min"].iloc[0] >= opens
        clear = clear and whole.tours["end_clock_min"].iloc[0] <= closes
        assert any("on leave" in one for one in judged(made, whole, moved)) is not clear


def test_leave_over_several_days_begins_and_ends_within_one(make_case):
    rows = [(5, one, "VIP", "2026-09-10") for one in range(4)]
    leave = leave_of(("M0", "2026-10-12", "13:30", "2026-10-15", "10:00"))
    made = make_case(rows, diary=Diary(leave=leave))
    book = made.books()[0]
    limits = dict(zip(book.days, book.limits, strict=True))
    assert {11, 14} <= set(limits)  # the 12th and the 15th
    assert not {12, 13} & set(limits)
    assert (limits[11].start_clock_min, limits[11].end_clock_min) == (510, 810)
    assert (limits[14].start_clock_min, limits[14].work_min) == (600, 450)
    assert (limits[15].start_clock_min, limits[15].end_clock_min) == (510, 1050)
    planned(made)


def test_a_day_whose_only_free_hours_are_lunch_is_not_worked(make_case):
    day = "2026-10-14"
    leave = leave_of(("M0", day, "", day, "12:00"), ("M0", day, "12:50", day, ""))
    made = make_case([(5, 0, "VIP", "2026-09-10")], diary=Diary(leave=leave))
    assert 13 not in made.books()[0].days


@pytest.mark.parametrize(
    ("at", "until", "said"),
    [("25:00", "", "25:00"), ("", "noon", "noon"), ("14:00", "09:00", "ends before it begins")],
)
def test_leave_without_sense_is_refused(at, until, said):
    rows = leave_of(("M0", "2026-10-14", at, "2026-10-14", until))
    with pytest.raises(DataError, match=said) as caught:
        Diary(leave=rows)
    assert caught.value.where == "visits.leave"
    assert "13:30" in caught.value.mend


def test_a_visit_for_two_goes_to_the_half_day_of_both(make_case, rules):
    """Manager and technician share one afternoon; the visit is in it, or the other rule is told."""
    day = "2026-10-14"
    team = table(TECHNICIANS, ("T1", "技术员", "O1", 7.5))
    both = with_rules(rules, team={"purposes": ["预约"]})
    promised = table(APPOINTMENTS, (A, day, "", None))
    for at, until, served in (("", "上午", True), ("", "16:30", False)):
        leave = leave_of(("M0", day, at, day, until), ("T1", day, "16:00", day, ""))
        diary = Diary(appointments=promised, technicians=team, leave=leave)
        made = make_case(
            [(5, 0, "T1", "2026-07-10")], bases=[(0.0, 0.0), (9.0, 0.0)], owners=[0],
            columns={"voltage_kv": [110.0]}, diary=diary, other_rules=both,
        )  # fmt: skip
        plan = planned(made)
        assert len(plan.visits) == served
        if served:
            assert plan.visits["second_id"].tolist() == ["T1"]
            assert plan.visits["arrive_clock_min"].iloc[0] >= 780
            assert plan.visits["leave_clock_min"].iloc[0] <= 960


def test_promises_and_issues_are_dearer_to_miss_than_a_routine_visit(make_case):
    diary = Diary(
        issues=table(ISSUES, ("I1", B, "2026-10-08", "2026-10-14", "")),
        appointments=table(APPOINTMENTS, (C, "2026-10-20", "", None)),
    )
    made = make_case([(one, 1, "T1", "2026-08-01") for one in range(3)], diary=diary)
    due = due_visits(made.case.customers, made.case.period, diary)
    price = due.groupby("account_no")["price_min"].max()
    options = made.case.period.options
    assert price[B] == options.pressing_factor * price[A] == 2 * price[A]
    assert price[C] == options.promise_factor * price[A] == 10 * price[A]


def test_what_is_listed_has_the_price_of_a_visit_due(make_case):
    made = make_case([(one / 10, 5, "T1", "2026-03-01") for one in range(9)], end="2026-10-08")
    plan = plan_visits(made.case, made.travel)
    assert len(plan.unserved) > 0
    due = due_visits(made.case.customers, made.case.period).set_index(["account_no", "visit_no"])
    listed = plan.unserved.set_index(["account_no", "visit_no"])["price_min"]
    assert listed.tolist() == due.loc[listed.index, "price_min"].tolist()
    assert (listed > 0).all()


def test_the_register_counts_where_it_is_later_than_the_log(make_case):
    log = table(VISIT_LOG, (A, "2026-08-01", "M0", "例行走访", "完成"))
    made = make_case([(5, 0, "VIP", "2026-09-20")], diary=Diary(log=log))
    due = due_visits(made.case.customers, made.case.period, made.case.diary)
    assert due["due_day"].tolist() == [19, 50, 80]


def test_a_visit_lasts_as_long_as_its_purpose_does(make_case):
    tier = {"visits_per_year": 4, "service_min": 60, "purpose_min": {"用电检查": 120}}
    columns = {"last_inspect_on": pd.to_datetime(["2026-05-01"]), "inspect_cycle_m": [6]}
    made = make_case(
        [(5, 0, "T1", "2026-07-25")], columns=columns,
        other_rules=VisitRules.load({"tier": {"T1": tier}}),
    )  # fmt: skip
    plan = planned(made)
    assert plan.visits[["purpose", "service_min"]].to_numpy().tolist() == [["用电检查", 120.0]]


def test_only_visits_made_count_as_the_last_one(make_case):
    log = table(
        VISIT_LOG,
        (A, "2026-09-20", "M0", "例行走访", "完成"),
        (A, "2026-09-25", "M0", "例行走访", "未完成"),
    )
    made = make_case([(5, 0, "VIP", "2026-08-01")], diary=Diary(log=log))
    due = due_visits(made.case.customers, made.case.period, made.case.diary)
    assert due["due_day"].tolist() == [19, 50, 80]
    planned(made)


def test_an_inspection_in_the_log_is_the_last_one(make_case):
    log = table(VISIT_LOG, (A, "2026-09-20", "M0", "用电检查", "完成"))
    columns = {"last_inspect_on": pd.to_datetime(["2026-04-01"]), "inspect_cycle_m": [6]}
    made = make_case([(5, 0, "VIP", "2026-08-01")], diary=Diary(log=log), columns=columns)
    assert "用电检查" not in set(planned(made).visits["purpose"])


def test_visits_lie_in_the_customers_hours(make_case, rules):
    hours = {"shift": {"二班": ["09:40-11:30", "14:00-16:30"]}, "customer": {B: ["16:00-17:00"]}}
    made = make_case(
        [(5, 0, "T1", "2026-07-10"), (5, 1, "T1", "2026-07-10"), (6, 0, "T1", "2026-07-10")],
        other_rules=with_rules(rules, hours=hours),
        columns={"shift": ["二班", "二班", "单班"]},
    )
    plan = planned(made)
    visits = plan.visits.set_index("account_no")
    assert visits.loc[A, "arrive_clock_min"] >= 580
    assert (visits.loc[B, "arrive_clock_min"], visits.loc[B, "leave_clock_min"]) == (960, 1020)
    free = dataclasses.replace(
        made.case.period, rules=with_rules(rules, hours={"customer": {B: ["08:40-10:00"]}})
    )
    other = dataclasses.replace(made.case, period=free)
    assert any("does not receive visitors" in one for one in judged(made, plan, other))


@pytest.mark.parametrize(
    "spans",
    [
        ["08:30-09:30", "09:30-10:40"], ["09:00-10:40", "08:30-09:30"],
        ["08:30-10:40", "09:00-09:30", "09:30-10:00"], ["08:30-09:30", "08:30-10:40"],
    ],
)  # fmt: skip
def test_hours_that_touch_are_one_span_to_planner_and_judge(make_case, rules, spans):
    told = with_rules(rules, hours={"customer": {A: spans}})
    made = make_case([(5, 0, "VIP", "2026-09-20")], other_rules=told)
    plan = planned(made)
    assert len(plan.visits) == 3
    apart = ["08:30-09:30", "09:35-10:40"]
    gap = dataclasses.replace(
        made.case.period, rules=with_rules(rules, hours={"customer": {A: apart}})
    )
    breach = judged(made, plan, dataclasses.replace(made.case, period=gap))
    assert len(breach) == 3
    assert all("does not receive visitors then" in one for one in breach)


def test_hours_too_short_for_the_visit_are_named(make_case, rules):
    narrow = with_rules(rules, hours={"customer": {A: ["11:30-12:30"]}})
    made = make_case([(5, 0, "T1", "2026-07-10")], other_rules=narrow)
    plan = planned(made, language="en")
    assert plan.unserved["rule"].tolist() == ["hours"]
    assert plan.unserved["mend"].iloc[0] == "agree a span of 60 minutes with the customer"


@pytest.mark.parametrize(
    ("word", "visits"), [("weekly", 13), ("fortnightly", 6), ("monthly", 3), ("quarterly", 1)]
)
def test_frequencies_are_given_in_words(make_case, word, visits):
    rule = {"every": word, "service_min": 30, "min_gap_share": 0.5, "max_gap_share": 1.6}
    rules = VisitRules.load({"tier": {"VIP": rule}})
    made = make_case([(5, 0, "VIP", "2026-09-28")], other_rules=rules)
    plan = planned(made)
    assert len(plan.visits) == visits
    assert plan.unserved.empty


def test_a_customers_own_frequency_goes_before_tier_and_grade(make_case, rules):
    own = {A: {"every": "fortnightly", "service_min": 20}}
    made = make_case(
        [(5, 0, "T3", "2026-09-28")], grades=["特级"], other_rules=with_rules(rules, customer=own)
    )
    assert len(planned(made).visits) == 6
    with pytest.raises(OptionError, match="given both"):
        with_rules(rules, customer={A: own[A] | {"visits_per_year": 5}})


def test_a_last_day_in_a_holiday_rolls_to_the_next_working_day(make_case):
    rule = {"every": "weekly", "service_min": 30, "max_gap_share": 1.0}
    rules = VisitRules.load({"tier": {"VIP": rule}})
    made = make_case([(5, 0, "VIP", "2026-09-28")], other_rules=rules, end=dt.date(2026, 10, 12))
    plan = planned(made)
    # 5 October is in the holiday; the first working day after it is the eighth
    assert plan.visits["date"].iloc[0] == pd.Timestamp("2026-10-08")


@pytest.fixture
def for_two(make_case, rules):
    """Eight customers of two managers, inspections for two, one technician at a third base."""
    n = 8
    columns = {
        "last_inspect_on": pd.to_datetime(["2026-04-20"] * n), "inspect_cycle_m": [6] * n,
        "voltage_kv": [110.0] * 5 + [10.0] * 3,
    }  # fmt: skip
    team = table(TECHNICIANS, ("T1", "钱工", "O1", 7.0))
    return make_case(
        [(5 + one, one, "T1", "2026-07-20") for one in range(n)],
        bases=[(0.0, 0.0), (20.0, 0.0)],
        owners=[0, 1] * 4,
        columns=columns,
        diary=Diary(technicians=team, leave=table(LEAVE, ("T1", "2026-10-19", "2026-10-20", ""))),
        other_rules=with_rules(rules, team={"purposes": ["用电检查"], "min_voltage_kv": 35}),
    )


def test_a_technician_is_there_when_two_are_asked_for(for_two):
    plan = planned(for_two)
    two = plan.visits[plan.visits["second_id"] != ""]
    assert len(two) == len(plan.team_stops) == 5
    assert set(two["second_id"]) == {"T1"}
    assert plan.team_tours["stops"].sum() == 5
    assert not set(plan.team_tours["date"]) & set(pd.to_datetime(["2026-10-19", "2026-10-20"]))


def test_broken_technicians_tours_are_refused(for_two):
    plan = planned(for_two)

    def told(**changes):
        return judged(for_two, dataclasses.replace(plan, **changes))

    tours, stops, visits = plan.team_tours, plan.team_stops, plan.visits
    day = pd.Timedelta(days=1)
    assert told(team_stops=stops.iloc[1:])
    assert told(team_stops=pd.concat([stops, stops.iloc[:1]]))
    assert told(team_stops=stops.assign(stop=stops["stop"] + 1))
    assert told(team_stops=stops.assign(drive_min=stops["drive_min"] - 1))
    assert told(team_stops=stops.assign(drive_km=stops["drive_km"] - 1))
    assert told(team_stops=stops.assign(tour_id="X"))
    assert told(team_tours=tours.iloc[1:])
    assert told(team_tours=tours.assign(date=tours["date"] + day))
    assert told(team_tours=tours.assign(outlet_id="O0"))
    assert told(team_tours=tours.assign(manager_id="T2"))
    assert told(team_tours=tours.assign(start_clock_min=tours["start_clock_min"] + 400))
    assert told(team_tours=tours.assign(distance_km=0.0))
    assert told(visits=visits.assign(second_id=""))
    assert told(visits=visits.assign(second_id="T1"))
    away = Diary(
        technicians=for_two.case.diary.technicians,
        leave=table(LEAVE, ("T1", "2026-10-01", "2026-12-31", "")),
    )
    assert judged(for_two, plan, dataclasses.replace(for_two.case, diary=away))


def test_who_is_manager_and_technician_under_one_id_is_refused(for_two):
    team = table(TECHNICIANS, ("M1", "经理1", "O1", 7.0), ("T1", "钱工", "O1", 7.0))
    with pytest.raises(DataError, match="manager and technician at once: M1") as told:
        dataclasses.replace(for_two.case, diary=Diary(technicians=team))
    assert "an id of his own" in told.value.mend
    plan = planned(for_two)
    names = {"M1": "T1"}
    shared = dataclasses.replace(
        plan,
        visits=plan.visits.replace({"manager_id": names}),
        tours=plan.tours.replace({"manager_id": names}),
    )
    assert "T1: manager and technician at once" in judged(for_two, shared)


def test_without_a_technician_visits_for_two_are_listed(for_two):
    alone = dataclasses.replace(for_two.case, diary=Diary())
    plan = plan_visits(alone, for_two.travel)
    assert judged(for_two, plan, alone) == []
    assert plan.unserved["rule"].tolist() == ["team"] * 5


def test_mutants_of_promises_are_refused(make_case):
    diary = Diary(
        appointments=table(APPOINTMENTS, (A, "2026-10-14", "14:20", 45)),
        issues=table(ISSUES, ("I1", B, "2026-10-01", "2026-10-16", "")),
    )
    made = make_case([(5, 0, "VIP", "2026-09-10"), (5, 1, "T1", "2026-07-10")], diary=diary)
    plan = planned(made)
    later = {
        "day": table(APPOINTMENTS, (A, "2026-10-15", "14:20", 45)),
        "hour": table(APPOINTMENTS, (A, "2026-10-14", "14:21", 45)),
        "minutes": table(APPOINTMENTS, (A, "2026-10-14", "14:20", 46)),
    }
    for changed in later.values():
        other = dataclasses.replace(diary, appointments=changed)
        assert judged(made, plan, dataclasses.replace(made.case, diary=other))
    no_issue = dataclasses.replace(diary, issues=ISSUES.empty())
    assert judged(made, plan, dataclasses.replace(made.case, diary=no_issue))
    purpose = plan.visits.assign(purpose="例行走访")
    assert any("is for" in one for one in judged(made, dataclasses.replace(plan, visits=purpose)))


def test_rows_about_strangers_are_reported(make_case):
    diary = Diary(
        appointments=table(APPOINTMENTS, ("9", "2026-10-14", "", None)),
        leave=table(LEAVE, ("M7", "2026-10-13", "2026-10-14", "")),
    )
    made = make_case([(5, 0, "T1", "2026-07-10")], diary=diary)
    found = strangers(diary, made.case.customers, {"M0"})
    assert [(one.rule.rule_id, one.value) for one in found] == [("W30", "9"), ("W30", "M7")]
    planned(made)


def test_the_log_is_read_from_a_spreadsheet_as_from_text(tmp_path, make_options):
    rows = pd.DataFrame(
        {"户号": ["0035020114"], "走访日期": ["2026-09-20"], "工号": ["M0"], "事由": ["例行走访"],
         "结果": ["完成"]}
    )  # fmt: skip
    rows.to_excel(tmp_path / "log.xlsx", index=False)
    rows.to_csv(tmp_path / "log.csv", index=False)
    sheet, text = (read_diary(make_options(log=tmp_path / f"log.{one}")) for one in ("xlsx", "csv"))
    pd.testing.assert_frame_equal(sheet.log, text.log)
    assert sheet.log["date"].tolist() == [pd.Timestamp("2026-09-20")]


def test_the_diary_is_read_from_files_and_faults_are_told(tmp_path, make_options):
    (tmp_path / "log.csv").write_text(
        "户号,走访日期,工号,事由,结果\n0035020114,2026-09-20,M0,例行走访,完成\n", encoding="utf-8"
    )
    (tmp_path / "app.csv").write_text(
        "户号,日期,时间\n0035020114,2026-10-20,9点\n", encoding="utf-8"
    )
    diary = read_diary(make_options(log=tmp_path / "log.csv"))
    assert diary.log["account_no"].tolist() == ["0035020114"]
    assert diary.leave.empty
    with pytest.raises(DataError, match="time of the day"):
        read_diary(make_options(appointments=tmp_path / "app.csv"))


def test_rules_about_strangers_are_reported(make_case, rules):
    told = with_rules(
        rules,
        customer={"0098": {"visits_per_year": 4, "service_min": 30},
                  A: {"visits_per_year": 4, "service_min": 30}},
        hours={"customer": {"0099": ["08:30-09:00"], A: ["08:30-11:00"]},
               "shift": {one: ["08:30-11:00"] for one in ("双班", "三班", "夜班")}},
    )  # fmt: skip
    made = make_case([(5, 0, "T1", "2026-07-10")], other_rules=told, columns={"shift": ["夜班"]})
    found = strangers(made.case.diary, made.case.customers, {"M0"}, told)
    assert [(one.rule.rule_id, one.account_no, one.value, one.detail) for one in found] == [
        ("W30", "0098", "0098", "visits.rules [customer]"),
        ("W30", "0099", "0099", "visits.rules [hours.customer]"),
        ("W30", "", "双班", "visits.rules [hours.shift]"),
    ]


def test_tables_may_lack_the_columns_that_a_file_may_lack(make_case, rules):
    diary = Diary(
        log=pd.DataFrame(
            {"account_no": [A], "date": [pd.Timestamp("2026-09-28")], "outcome": ["完成"]}
        ),
        appointments=pd.DataFrame({"account_no": [B], "date": [pd.Timestamp("2026-10-16")]}),
        technicians=pd.DataFrame(
            {"technician_id": ["X1"], "technician_name": ["乙"], "outlet_id": ["O0"]}
        ),
    )
    with_two = with_rules(rules, team={"purposes": ["例行走访"]})
    rows = [(5, 0, "VIP", "2026-08-20"), (5, 1, "T1", "2026-07-10")]
    columns = {"last_inspect_on": pd.to_datetime(["2026-05-25"] * 2), "inspect_cycle_m": [12] * 2}
    made = make_case(rows, diary=diary, other_rules=with_two, columns=columns)
    plan = planned(made)
    assert plan.visits["second_id"].tolist().count("X1") == 3
    assert plan.unserved.empty
    extra = pd.DataFrame(
        {"account_no": [A], "date": [pd.Timestamp("2026-10-30")], "outcome": ["完成"]}
    )
    assert replan_visits(plan, dt.date(2026, 11, 2), Events(log=extra), made.travel).remaining


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("log", "outcome"), ("appointments", "date"), ("issues", "due_on"),
        ("technicians", "outlet_id"),
    ],
)  # fmt: skip
def test_a_column_that_a_file_must_have_is_named(name, column):
    whole = getattr(Diary(), name)
    with pytest.raises(DataError, match=f"{column} is missing"):
        Diary(**{name: whole.drop(columns=column)})


def test_a_roster_without_names_is_refused(make_case):
    case = make_case([(5, 0, "T1", "2026-07-10")]).case
    with pytest.raises(DataError, match="manager_name is missing"):
        dataclasses.replace(case, roster=case.roster.drop(columns="manager_name"))
