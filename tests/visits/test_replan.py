"""Replanning: a sick day, a missed visit, an urgent customer; what is agreed stays where it can."""

import dataclasses
import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from held_against import held

from planner.schema import APPOINTMENTS, ISSUES, LEAVE, VISIT_LOG
from planner.visits import Diary, Events, plan_visits, replan_visits

TODAY = dt.date(2026, 10, 19)


def judged(replan, travel):
    return held(replan.plan, travel)


@pytest.fixture(scope="module")
def planned(request):
    return {}


@pytest.fixture
def town(small_town, planned):
    if "plan" not in planned:
        planned["plan"] = plan_visits(small_town.case, small_town.travel, seed=5)
    return small_town, planned["plan"]


def days(plan):
    return plan.visits.set_index(["account_no", "visit_no"])["date"].to_dict()


def sick(manager_id, date):
    day = pd.Timestamp(date)
    return LEAVE.shape(
        [{"person_id": manager_id, "from_on": day, "until_on": day, "reason": "病假"}]
    )


def busiest(plan, today):
    later = plan.tours[plan.tours["date"] >= pd.Timestamp(today)]
    tour = later.loc[later["stops"].idxmax()]
    return tour["manager_id"], tour["date"]


def test_nothing_new_changes_nothing(town):
    made, plan = town
    replan = replan_visits(plan, TODAY, Events(), made.travel)
    assert judged(replan, made.travel) == []
    assert replan.moves.empty
    assert replan.changed_share == 0
    old = plan.visits[plan.visits["date"] >= pd.Timestamp(TODAY)]
    assert len(replan.plan.visits) == replan.remaining == len(old)
    assert replan.assumed_done == len(plan.visits) - len(old)


def test_a_sick_day_moves_that_days_stops_and_hardly_any_other(town):
    made, plan = town
    who, day = busiest(plan, TODAY)
    replan = replan_visits(plan, TODAY, Events(leave=sick(who, day)), made.travel)
    assert judged(replan, made.travel) == []
    hit = plan.visits[(plan.visits["manager_id"] == who) & (plan.visits["date"] == day)]
    moved = replan.moves[replan.moves["needed"]]
    assert set(moved["account_no"]) == set(hit["account_no"])
    assert set(moved["reason"]) == {"客户经理或技术人员当日请假"}
    assert replan.plan.unserved.empty
    assert replan.changed <= len(hit) + 2
    others = replan.moves["manager_id"] != who
    assert not others.any()


def test_a_sick_day_of_anybody_changes_at_most_15_per_cent_of_what_is_left(town):
    made, plan = town
    later = plan.tours[plan.tours["date"] >= pd.Timestamp(TODAY)]
    fullest = later.loc[later.groupby("manager_id")["stops"].idxmax()]
    assert len(fullest) == 3
    for who, day in zip(fullest["manager_id"], fullest["date"], strict=True):
        replan = replan_visits(plan, TODAY, Events(leave=sick(who, day)), made.travel)
        assert judged(replan, made.travel) == []
        assert 0 < replan.changed_share <= 0.15


def test_who_falls_ill_at_noon_still_makes_his_mornings_visits(town):
    made, plan = town
    who, day = busiest(plan, TODAY)
    hit = plan.visits[(plan.visits["manager_id"] == who) & (plan.visits["date"] == day)]
    noon = hit["arrive_clock_min"].max()  # before the last visit of that day
    told = sick(who, day).assign(from_clock=f"{int(noon // 60):02d}:{int(noon % 60):02d}")
    replan = replan_visits(plan, TODAY, Events(leave=told), made.travel)
    assert judged(replan, made.travel) == []
    there = replan.plan.visits.query("manager_id == @who and date == @day")
    assert 0 < len(there) < len(hit)
    assert set(there["account_no"]) <= set(hit["account_no"])
    assert set(replan.moves.loc[replan.moves["needed"], "reason"]) == {"客户经理或技术人员当日请假"}


def test_a_missed_visit_is_made_up_and_counted_anew(town):
    made, plan = town
    past = plan.visits[plan.visits["date"] < pd.Timestamp(TODAY)].iloc[0]
    log = VISIT_LOG.shape(
        [{"account_no": past["account_no"], "date": past["date"], "manager_id": "",
          "purpose": past["purpose"], "outcome": "未完成"}]
    )  # fmt: skip
    replan = replan_visits(plan, TODAY, Events(log=log), made.travel)
    assert judged(replan, made.travel) == []
    made_up = replan.moves[replan.moves["account_no"] == past["account_no"]]
    assert past["visit_no"] in set(made_up["visit_no"])
    assert (replan.plan.visits["date"] >= pd.Timestamp(TODAY)).all()


def test_a_visit_made_on_another_day_counts_from_that_day(town):
    made, plan = town
    later = plan.visits[plan.visits["date"] > pd.Timestamp(TODAY)].iloc[-1]
    log = VISIT_LOG.shape(
        [{"account_no": later["account_no"], "date": pd.Timestamp("2026-10-16"),
          "manager_id": "", "purpose": "例行走访", "outcome": "完成"}]
    )  # fmt: skip
    replan = replan_visits(plan, TODAY, Events(log=log), made.travel)
    assert judged(replan, made.travel) == []


def test_an_urgent_issue_is_seen_to_by_its_deadline(town):
    made, plan = town
    account_no = made.case.customers["account_no"].iloc[3]
    issue = {"issue_id": "I1", "account_no": account_no, "text": "停电投诉",
             "opened_on": pd.Timestamp(TODAY), "due_on": pd.Timestamp("2026-10-21")}  # fmt: skip
    replan = replan_visits(plan, TODAY, Events(issues=ISSUES.shape([issue])), made.travel)
    assert judged(replan, made.travel) == []
    urgent = replan.plan.visits[replan.plan.visits["purpose"] == "问题处理"]
    assert urgent["account_no"].tolist() == [account_no]
    assert urgent["date"].iloc[0] <= pd.Timestamp("2026-10-21")


def test_a_new_customer_with_an_appointment_is_taken_in(town):
    made, plan = town
    new = gpd.GeoDataFrame(
        {"account_no": ["N1"], "tier": ["VIP"], "annual_kwh": [1e7], "weekly_off": [""],
         "critical_grade": [""], "last_visit_on": [pd.NaT]},
        geometry=gpd.points_from_xy([118.02], [24.53]), crs="EPSG:4326",
    )  # fmt: skip
    made.travel.points["N1"] = (2.0, 3.0)
    promised = APPOINTMENTS.shape(
        [{"account_no": "N1", "date": pd.Timestamp("2026-10-20"), "clock": "10:00",
          "service_min": None}]
    )  # fmt: skip
    owners = pd.DataFrame({"account_no": ["N1"], "manager_id": ["M0"]})
    events = Events(customers=new, owners=owners, appointments=promised)
    replan = replan_visits(plan, TODAY, events, made.travel)
    assert judged(replan, made.travel) == []
    first = replan.plan.visits[replan.plan.visits["account_no"] == "N1"].iloc[0]
    assert (first["date"], first["arrive_clock_min"]) == (pd.Timestamp("2026-10-20"), 600)
    assert replan.changed_share < 0.15


def test_a_lock_holds_a_visit_that_would_else_move_and_its_price_is_what_that_saves(make_case):
    """An appointment leaves room for one of the two visits that the day had."""
    rows = [(10, 0, "T1", "2026-07-20"), (10, 0.1, "T1", "2026-07-20"), (10, 9, "T1", "2026-09-10")]
    made = make_case(rows, hours=2.6)
    plan = plan_visits(made.case, made.travel)
    day, there = plan.visits["date"].iloc[0], plan.visits["account_no"].iloc[:2].tolist()
    assert plan.visits["date"].iloc[:2].tolist() == [day, day]
    promised = APPOINTMENTS.shape(
        [{"account_no": "0000000002", "date": day, "clock": "", "service_min": None}]
    )

    def replanned(*locks):
        events = Events(appointments=promised, locks=frozenset(locks))
        replan = replan_visits(plan, dt.date(2026, 10, 9), events, made.travel)
        assert judged(replan, made.travel) == []
        kept = replan.plan.visits[replan.plan.visits["date"] == day]
        return replan, set(kept["account_no"]) & set(there)

    (_, kept), locks = replanned(), plan.visits["visit_id"].iloc[:2].tolist()
    assert len(kept) <= 1
    moved = next(one for one in range(2) if there[one] not in kept)
    held, kept = replanned(locks[moved])
    assert kept == {there[moved]}
    assert held.lock_price_min[locks[moved]] > 0.0


def test_a_lock_keeps_its_day_and_its_price_is_told(town):
    made, plan = town
    who, day = busiest(plan, TODAY)
    later = plan.visits[(plan.visits["date"] > day) & (plan.visits["manager_id"] == who)]
    locks = frozenset(later["visit_id"].iloc[:2])
    replan = replan_visits(plan, TODAY, Events(leave=sick(who, day), locks=locks), made.travel)
    assert judged(replan, made.travel) == []
    assert set(replan.lock_price_min) == locks
    assert all(price >= -1e-6 for price in replan.lock_price_min.values())
    now, before = days(replan.plan), days(plan)
    for row in later.iloc[:2].to_dict("records"):
        key = row["account_no"], row["visit_no"]
        assert now[key] == before[key]


def test_a_plan_that_moves_a_locked_visit_is_refused(town):
    made, plan = town
    locked = plan.visits[plan.visits["date"] > pd.Timestamp(TODAY)].iloc[0]
    replan = replan_visits(plan, TODAY, Events(locks=frozenset([locked["visit_id"]])), made.travel)
    diary = replan.plan.case.diary
    other = diary.agreed.assign(date=diary.agreed["date"].where(
        ~diary.agreed["locked"], pd.Timestamp("2026-12-30")
    ))  # fmt: skip
    case = dataclasses.replace(replan.plan.case, diary=dataclasses.replace(diary, agreed=other))
    after = dataclasses.replace(replan, plan=dataclasses.replace(replan.plan, case=case))
    assert any("locked" in one for one in judged(after, made.travel))


def test_a_replan_can_be_replanned(town):
    made, plan = town
    who, day = busiest(plan, TODAY)
    first = replan_visits(plan, TODAY, Events(leave=sick(who, day)), made.travel)
    again = replan_visits(first.plan, dt.date(2026, 11, 2), Events(), made.travel)
    assert judged(again, made.travel) == []
    assert again.moves.empty


def test_the_same_events_give_the_same_replan(town):
    made, plan = town
    who, day = busiest(plan, TODAY)
    one, two = (
        replan_visits(plan, TODAY, Events(leave=sick(who, day)), made.travel) for _ in range(2)
    )
    pd.testing.assert_frame_equal(one.plan.visits, two.plan.visits)
    pd.testing.assert_frame_equal(one.moves, two.moves)


def test_a_replan_says_that_nothing_is_proven(town):
    made, plan = town
    replan = replan_visits(plan, TODAY, Events(), made.travel)
    assert replan.plan.outcome.status.value == "feasible, not proven"
    figures = {one.key: one.value for one in replan.headline()}
    assert figures["stops_left"] == replan.remaining


def test_an_issue_that_was_seen_to_is_not_planned_again_and_open_ones_keep_their_day(make_case):
    accounts = ["0000000000", "0000000001"]
    issues = ISSUES.shape(
        {"issue_id": one, "account_no": one, "text": "", "opened_on": pd.Timestamp("2026-10-01"),
         "due_on": pd.Timestamp(due)}
        for one, due in zip(accounts, ("2026-10-14", "2026-11-20"), strict=True)
    )  # fmt: skip
    promised = APPOINTMENTS.shape(
        [{"account_no": "0000000002", "date": pd.Timestamp("2026-11-11"), "clock": "",
          "service_min": None}]
    )  # fmt: skip
    rows = [(5, one, "VIP", "2026-09-20") for one in range(3)]
    made = make_case(rows, diary=Diary(issues=issues, appointments=promised))
    plan = plan_visits(made.case, made.travel)
    assert (plan.visits["purpose"] == "问题处理").sum() == 2
    replan = replan_visits(plan, TODAY, Events(), made.travel)
    assert judged(replan, made.travel) == []
    assert replan.moves.empty
