"""Numbers stand for visits: what is counted anew keeps the days, locks and entries that it had."""

import datetime as dt

import geopandas as gpd
import icalendar
import pandas as pd
import pytest
from held_against import held
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import DataError
from planner.schema import APPOINTMENTS, ISSUES, LEAVE, VISIT_LOG
from planner.visits import Diary, Events, VisitRules, plan_visits, replan_visits
from planner.visits.spacing import Need
from planner.visits.standing import Promise, Standing, numbered

A, B = "0000000000", "0000000001"
WEEKLY = VisitRules.load({"tier": {"VIP": {"every": "weekly", "service_min": 60}}})


def day(text):
    return pd.Timestamp(text)


def logged(*rows, outcome="完成", purpose="例行走访"):
    return VISIT_LOG.shape(
        {"account_no": one, "date": day(on), "manager_id": "", "purpose": purpose,
         "outcome": outcome}
        for one, on in rows
    )  # fmt: skip


def promised(*rows):
    return APPOINTMENTS.shape(
        {"account_no": one, "date": day(on), "clock": "", "service_min": None} for one, on in rows
    )


def opened(*rows):
    return ISSUES.shape(
        {"issue_id": f"I{number}", "account_no": one, "opened_on": day(on), "due_on": day(due),
         "text": ""}
        for number, (one, on, due) in enumerate(rows)
    )  # fmt: skip


def replanned(plan, made, today, **news):
    replan = replan_visits(plan, dt.date.fromisoformat(today), Events(**news), made.travel)
    assert held(replan.plan, made.travel) == []
    return replan


def told(plan, account_no=A):
    rows = plan.visits[plan.visits["account_no"] == account_no].sort_values("date")
    return [(no, f"{on:%m-%d}") for no, on in zip(rows["visit_no"], rows["date"], strict=True)]


@pytest.fixture
def monthly(make_case):
    made = make_case([(5, 0, "VIP", "2026-09-20")])
    plan = plan_visits(made.case, made.travel)
    assert told(plan) == [(1, "10-20"), (2, "11-20"), (3, "12-18")]
    return made, plan


def test_who_was_visited_some_days_early_keeps_his_other_days(monthly):
    made, plan = monthly
    replan = replanned(plan, made, "2026-10-19", log=logged((A, "2026-10-16")))
    assert told(replan.plan) == [(2, "11-20"), (3, "12-18")]
    assert replan.moves["visit_no"].tolist() == [1]


def test_a_visit_of_today_that_is_logged_changes_nothing(monthly, tmp_path):
    made, plan = monthly
    replan = replanned(plan, made, "2026-10-20", log=logged((A, "2026-10-20")))
    assert told(replan.plan) == [(2, "11-20"), (3, "12-18")]
    assert replan.moves.empty
    assert (replan.remaining, replan.changed) == (2, 0)
    entries = icalendar.Calendar.from_ical(
        replan.plan.write_calendars(tmp_path)[0].read_bytes()
    ).events
    assert [str(one.get("status")) for one in entries] == ["CONFIRMED", "CONFIRMED"]


def test_a_number_of_a_visit_that_was_missed_is_not_given_to_later_ones(make_case):
    made = make_case([(5, 5, "VIP", "2026-10-05")], other_rules=WEEKLY)
    plan = plan_visits(made.case, made.travel)
    (first, on), (_, second) = told(plan)[:2]
    assert (first, on, second) == (1, "10-12", "10-19")
    log = pd.concat(
        [logged((A, "2026-10-12"), outcome="未完成"), logged((A, "2026-10-19"))], ignore_index=True
    )
    replan = replanned(plan, made, "2026-10-20", log=log)
    assert told(replan.plan) == told(plan)[2:]
    assert replan.moves.empty


def test_a_visit_that_was_missed_is_made_up_under_its_number(make_case):
    made = make_case([(5, 5, "VIP", "2026-10-05")], other_rules=WEEKLY)
    plan = plan_visits(made.case, made.travel)
    log = logged((A, "2026-10-12"), outcome="未完成")
    replan = replanned(plan, made, "2026-10-13", log=log)
    assert [no for no, _ in told(replan.plan)] == [no for no, _ in told(plan)]


def test_a_visit_made_on_another_day_is_not_made_on_the_planned_one_too(monthly):
    made, plan = monthly
    replan = replanned(plan, made, "2026-11-02", log=logged((A, "2026-10-15")))
    assert replan.assumed_done == 0
    log = replan.plan.case.diary.log
    assert log["date"].tolist() == [day("2026-10-15")]


def test_an_appointment_takes_a_number_of_its_own_and_the_lock_keeps_its_day(monthly):
    made, plan = monthly
    lock = plan.visits.loc[plan.visits["visit_no"] == 2, "visit_id"].iloc[0]
    replan = replanned(
        plan, made, "2026-10-12", appointments=promised((A, "2026-11-03")), locks=frozenset([lock])
    )
    assert (4, "11-03") in told(replan.plan)
    assert not {no for no, _ in told(replan.plan)} - {1, 2, 3, 4}


def test_a_lock_that_cannot_hold_is_told(monthly):
    made, plan = monthly
    lock = plan.visits.loc[plan.visits["visit_no"] == 1, "visit_id"].iloc[0]
    replan = replanned(
        plan, made, "2026-10-12", log=logged((A, "2026-10-09")), locks=frozenset([lock])
    )
    found = [one for one in replan.plan.findings if one.rule.rule_id == "W36"]
    assert [(one.account_no, one.value) for one in found] == [(A, "2026-10-20")]


def test_no_news_make_nobody_due_who_was_never_visited(make_case):
    made = make_case([(5, float(one), "T2", None) for one in range(8)])
    plan = plan_visits(made.case, made.travel)
    assert len(plan.visits) == 4
    for today in ("2026-10-20", "2026-11-10"):
        replan = replanned(plan, made, today)
        assert replan.moves.empty
        assert replan.plan.service.due == replan.remaining


def test_new_customers_make_no_old_one_due(make_case):
    made = make_case([(5, float(one), "T2", None) for one in range(8)])
    plan = plan_visits(made.case, made.travel)
    new = gpd.GeoDataFrame(
        {"account_no": ["N1"], "tier": ["T2"], "annual_kwh": [1.0], "weekly_off": [""],
         "critical_grade": [""], "last_visit_on": [pd.NaT]},
        geometry=gpd.points_from_xy([118.05], [24.6]), crs="EPSG:4326",
    )  # fmt: skip
    made.travel.points["N1"] = (5.0, 10.0)
    owners = pd.DataFrame({"account_no": ["N1"], "manager_id": ["M0"]})
    replan = replanned(plan, made, "2026-10-09", customers=new, owners=owners)
    assert set(replan.plan.visits["account_no"]) <= {*plan.visits["account_no"], "N1"}


def test_numbers_are_not_begun_again_by_the_second_replan(make_case):
    made = make_case([(5, 0, "VIP", "2026-09-28"), (5, 1, "T1", "2026-09-28")])
    plan = plan_visits(made.case, made.travel)
    for today in ("2026-11-30", "2026-12-30", "2026-12-31"):
        plan = replanned(plan, made, today).plan
        assert (plan.visits["date"] >= day(today)).all()
    plan = replanned(plan, made, "2026-12-31", appointments=promised((A, "2026-12-31"))).plan
    assert told(plan) == [(4, "12-31")]


def test_who_is_handed_over_is_planned_for_his_new_manager(make_case):
    made = make_case([(5, 0, "VIP", "2026-09-20"), (6, 0, "VIP", "2026-09-21")],
                     bases=((0.0, 0.0), (10.0, 0.0)), owners=[0, 1])  # fmt: skip
    plan = plan_visits(made.case, made.travel)
    owners = pd.DataFrame({"account_no": [A], "manager_id": ["M1"]})
    replan = replanned(plan, made, "2026-10-12", owners=owners)
    mine = replan.plan.visits[replan.plan.visits["account_no"] == A]
    assert set(mine["manager_id"]) == {"M1"}
    assert sorted(mine["visit_no"]) == [1, 2, 3]


def test_news_that_cannot_be_are_refused(monthly):
    made, plan = monthly
    with pytest.raises(DataError, match="visits after today, 2026-10-12: 0000000000 2026-10-13"):
        replanned(plan, made, "2026-10-12", log=logged((A, "2026-10-13")))
    with pytest.raises(DataError, match="outcome"):
        replanned(plan, made, "2026-10-12", log=logged((A, "2026-10-12")).drop(columns="outcome"))
    with pytest.raises(DataError, match="locks name visits that the plan does not have: X"):
        replanned(plan, made, "2026-10-12", locks=frozenset(["X"]))


def test_news_about_strangers_are_told(monthly):
    made, plan = monthly
    leave = LEAVE.shape(
        [{"person_id": "M9", "from_on": day("2026-10-14"), "until_on": day("2026-10-15")}]
    )
    replan = replanned(
        plan, made, "2026-10-12", leave=leave, log=logged(("97", "2026-10-09")),
        appointments=promised(("98", "2026-10-14")),
        issues=opened(("99", "2026-10-12", "2026-10-14")),
    )  # fmt: skip
    found = {one.value for one in replan.plan.findings if one.rule.rule_id == "W30"}
    assert found == {"M9", "97", "98", "99"}


def test_an_issue_raised_at_a_visit_is_seen_to(make_case):
    rows = [(5, 0, "VIP", "2026-09-28")]
    diary = Diary(log=logged((A, "2026-09-28")), issues=opened((A, "2026-09-28", "2026-10-12")))
    made = make_case(rows, diary=diary)
    plan = plan_visits(made.case, made.travel)
    assert held(plan, made.travel) == []
    assert plan.visits["purpose"].iloc[0] == "问题处理"
    diary = Diary(
        log=logged((A, "2026-09-28"), purpose="问题处理"), issues=diary.issues
    )  # it was raised and seen to
    made = make_case(rows, diary=diary)
    assert "问题处理" not in set(plan_visits(made.case, made.travel).visits["purpose"])


def test_an_issue_that_is_late_has_the_days_of_catching_up(make_case):
    leave = LEAVE.shape(
        [{"person_id": "M0", "from_on": day("2026-10-08"), "until_on": day("2026-10-08")}]
    )
    diary = Diary(issues=opened((A, "2026-09-20", "2026-09-30")), leave=leave)
    made = make_case([(5, 0, "VIP", "2026-09-18")], diary=diary)
    plan = plan_visits(made.case, made.travel)
    assert held(plan, made.travel) == []
    assert plan.unserved.empty
    assert plan.visits["purpose"].iloc[0] == "问题处理"


def test_an_issue_that_is_due_before_it_was_opened_is_refused():
    with pytest.raises(DataError, match="due before they were opened: I0"):
        Diary(issues=opened((A, "2026-10-20", "2026-10-15")))


def test_an_appointment_before_the_first_working_day_is_listed(make_case):
    made = make_case(
        [(5, 0, "VIP", "2026-09-20")], diary=Diary(appointments=promised((A, "2026-10-03")))
    )
    plan = plan_visits(made.case, made.travel)
    assert held(plan, made.travel) == []
    assert plan.unserved["purpose"].tolist() == ["预约"]
    assert "W32" in {one.rule.rule_id for one in plan.findings}


def test_an_appointment_on_the_weekend_of_a_replan_is_listed(monthly):
    made, plan = monthly  # 17 October 2026 is a Saturday
    replan = replanned(plan, made, "2026-10-17", appointments=promised((A, "2026-10-18")))
    assert replan.plan.unserved["purpose"].tolist() == ["预约"]


def test_an_appointment_that_was_kept_is_not_made_again(make_case):
    diary = Diary(
        appointments=promised((A, "2026-10-15")),
        log=logged((A, "2026-10-15"), purpose="预约"),
    )
    made = make_case([(5, 0, "VIP", "2026-09-20")], diary=diary)
    plan = plan_visits(made.case, made.travel)
    assert held(plan, made.travel) == []
    assert "预约" not in set(plan.visits["purpose"])
    assert plan.visits["date"].min() > day("2026-10-15")


def test_a_visit_logged_after_the_period_silences_nobody(make_case):
    diary = Diary(log=logged((A, "2062-09-28")))
    made = make_case([(5, 0, "VIP", "2026-09-20")], diary=diary)
    plan = plan_visits(made.case, made.travel)
    assert held(plan, made.travel) == []
    assert len(plan.visits) == 3
    found = [one for one in plan.findings if one.rule.rule_id == "W37"]
    assert [(one.account_no, one.value) for one in found] == [(A, "2062-09-28")]


def test_two_at_one_place_are_told_apart_by_what_is_known_of_them(make_case):
    rows = [(5, 0, "VIP", None), (5, 0, "VIP", None)]
    columns = {"annual_kwh": [1e6, 1e6]}
    plans = []
    for off in (["", "3"], ["3", ""]):
        made = make_case(rows, weekly_off=off, columns=columns)
        plan = plan_visits(made.case, made.travel)
        assert held(plan, made.travel) == []
        by_off = dict(zip((A, B), off, strict=True))
        plans.append({by_off[one]: [on for _, on in told(plan, one)] for one in (A, B)})
    assert plans[0] == plans[1]


@st.composite
def recounts(draw):
    days = sorted(draw(st.lists(st.integers(0, 90), max_size=6, unique=True)))
    due = sorted(draw(st.lists(st.integers(0, 90), max_size=6)))
    numbers = draw(st.permutations(range(1, 9)))
    promises = tuple(Promise(no, on, on, "例行走访") for no, on in zip(numbers, days, strict=False))
    needs = [Need("例行走访", one, 0, 91, 1, 91) for one in due]
    return needs, Standing(promises, last_no=8), draw(st.sampled_from([7.0, 30.4, 91.3]))


@given(recounts())
def test_no_two_visits_have_one_number_and_none_has_one_gone_by(case):
    needs, standing, interval = case
    numbers = numbered(needs, standing, interval)
    assert len(set(numbers)) == len(needs)
    held = {one.visit_no: one.day for one in standing.promises}
    assert all(no in held or no > standing.last_no for no in numbers)
    kept = [(need.due_day, held[no]) for need, no in zip(needs, numbers, strict=True) if no in held]
    assert all(abs(due - on) <= interval / 2 for due, on in kept)
    assert [on for _, on in kept] == sorted(on for _, on in kept)


def test_visits_on_the_days_promised_keep_their_numbers():
    promises = tuple(Promise(no, on, on, "例行走访") for no, on in ((3, 10), (4, 40), (7, 70)))
    needs = [Need("例行走访", one, 0, 91, 1, 91) for one in (12, 41, 66)]
    assert numbered(needs, Standing(promises, last_no=7), 30.4) == [3, 4, 7]
    assert numbered(needs[1:], Standing(promises, last_no=7), 30.4) == [4, 7]
    assert numbered([*needs, needs[-1]], Standing(promises, last_no=7), 30.4)[:2] == [3, 4]
