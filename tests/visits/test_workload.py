import pandas as pd
import pytest

from planner.visits import correct_workload, estimate_workload, plan_visits


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
    corrected = correct_workload(workload, owners, hours)
    assert corrected["local_min"].tolist() == [90.0, 90.0, 60.0, 60.0]
    assert corrected["trips"].tolist() == [0.75, 0.75, 0.5, 0.5]
    assert workload["local_min"].tolist() == [60.0] * 4
