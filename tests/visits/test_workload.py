import pandas as pd
import pytest

from planner.schema import LEAVE
from planner.visits import Diary, correct_workload, estimate_workload, plan_visits, with_leave


def test_a_customer_with_more_visits_due_is_more_work(make_case):
    rows = [(5, 0, "VIP", "2026-09-20"), (5, 1, "T1", "2026-08-01"), (5, 2, "T3", "2026-09-01")]
    made = make_case(rows)
    case = made.case
    work = estimate_workload(case.customers, case.roster, made.travel, case.period)
    assert work.index.tolist() == case.customers["account_no"].tolist()
    monthly, quarterly, not_due = work["local_min"].tolist()
    assert monthly > 3 * 90
    assert 60 < quarterly < 90
    assert not_due == 0
    assert work["trips"].tolist()[2] == 0


def test_nothing_due_is_no_work(make_case):
    made = make_case([(5, 2, "T3", "2026-09-01")])
    case = made.case
    work = estimate_workload(case.customers, case.roster, made.travel, case.period)
    assert work.to_numpy().sum() == 0


def test_one_customer_alone_has_no_neighbour(make_case):
    made = make_case([(5, 2, "T1", "2026-07-01")])
    case = made.case
    work = estimate_workload(case.customers, case.roster, made.travel, case.period)
    assert work["local_min"].tolist() == [60.0]


def test_the_estimate_is_near_what_the_tours_take(small_town):
    case = small_town.case
    work = estimate_workload(case.customers, case.roster, small_town.travel, case.period)
    plan = plan_visits(case, small_town.travel)
    base = case.roster.set_index("manager_id")["outlet_id"]
    owner = case.owners.set_index("account_no")["manager_id"]
    guess = 0.0
    for account_no, row in work.iterrows():
        ways = small_town.travel.between([base[owner[account_no]]], [account_no])
        guess += row["local_min"] + 2 * row["trips"] * ways.time_min[0, 0]
    assert guess / 60.0 == pytest.approx(plan.hours.sum(), rel=0.25)


def test_customers_of_a_manager_who_took_longer_count_for_more():
    accounts = ["1", "2", "3", "4"]
    workload = pd.DataFrame({"local_min": [60.0] * 4, "trips": [0.5] * 4}, index=accounts)
    owners = pd.DataFrame(
        {
            "account_no": accounts,
            "manager_id": ["M0", "M0", "M1", "M2"],
            "workload_min": [60.0, 60.0, 60.0, 0.0],
        }
    )
    hours = pd.Series({"M0": 3.0, "M1": 1.0, "M2": 0.0})
    made = pd.Series(1.0, index=accounts[:3])
    corrected = correct_workload(workload, owners, hours, made)
    assert corrected["local_min"].tolist() == [90.0, 90.0, 60.0, 60.0]
    assert corrected["trips"].tolist() == [0.75, 0.75, 0.5, 0.5]
    assert workload["local_min"].tolist() == [60.0] * 4


def test_visits_that_nobody_made_do_not_make_work_look_light():
    workload = pd.DataFrame({"local_min": [60.0, 60.0], "trips": [0.0, 0.0]}, index=["1", "2"])
    owners = pd.DataFrame(
        {"account_no": ["1", "2"], "manager_id": ["M0", "M0"], "workload_min": [60.0, 60.0]}
    )
    made = pd.Series({"1": 1.0, "2": 0.5})
    corrected = correct_workload(workload, owners, pd.Series({"M0": 1.5}), made)
    assert corrected["local_min"].tolist() == [60.0, 60.0]


def test_leave_is_time_that_a_manager_is_not_there(make_case):
    made = make_case([(5, 2, "T1", "2026-07-01")], bases=[(0.0, 0.0), (9.0, 9.0)])
    period, roster = made.case.period, made.case.roster
    first, last = (pd.Timestamp(period.days[place]) for place in (0, -1))
    half = pd.Timestamp(period.days[1])
    leave = LEAVE.shape(
        [
            {"person_id": "M0", "from_on": first, "until_on": first},
            {"person_id": "M0", "from_on": half, "until_on": half, "from_clock": "12:30"},
            {"person_id": "M1", "from_on": first, "until_on": last},
        ]
    )
    whole = period.options.end_clock_min - period.options.start_clock_min
    left = 750.0 - period.options.start_clock_min
    there = with_leave(roster, period, Diary(leave=leave))["at_work_share"].tolist()
    assert there[0] == pytest.approx(1.0 - (1.0 + (whole - left) / whole) / len(period.days))
    assert there[1] == 0.0
    assert with_leave(roster, period, Diary())["at_work_share"].tolist() == [1.0, 1.0]


def test_what_was_made_of_each_account_is_told(make_case):
    plan_of = make_case([(5, 0, "VIP", "2026-09-20"), (5, 2, "T3", "2026-09-01")])
    plan = plan_visits(plan_of.case, plan_of.travel)
    assert plan.made_share.to_dict() == {"0000000000": 1.0}
