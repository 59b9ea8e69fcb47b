import pandas as pd
import pytest

from planner.errors import DataError, OptionError
from planner.visits import due_visits


def due_of(made):
    return due_visits(made.case.customers, made.case.period)


def test_a_monthly_customer_is_due_a_month_after_his_last_visit_and_each_month_on(make_case):
    due = due_of(make_case([(1, 1, "VIP", "2026-09-20")]))
    assert due["visit_no"].tolist() == [1, 2, 3]
    assert due["due_day"].tolist() == [19, 50, 80]
    assert not due["overdue"].any()


def test_the_window_of_the_first_visit_keeps_the_gaps_to_the_last_real_one(make_case):
    first = due_of(make_case([(1, 1, "VIP", "2026-09-20")])).iloc[0]
    # 19 to 39 days after 20 September, which is day -11 of the period
    assert (first["first_day"], first["last_day"]) == (8, 28)


def test_an_overdue_customer_is_due_on_the_first_working_day_and_soon(make_case):
    due = due_of(make_case([(1, 1, "T1", "2026-03-01")]))
    assert due["due_day"].tolist() == [7]
    assert due["overdue"].tolist() == [True]
    # from the first day that is worked, 8 October, for two weeks
    assert (due["first_day"].iloc[0], due["last_day"].iloc[0]) == (7, 21)


def test_visits_missed_in_the_past_are_made_up_by_one(make_case):
    due = due_of(make_case([(1, 1, "VIP", "2026-03-01")]))
    assert due["due_day"].tolist() == [7, 37, 68]


def test_who_is_not_due_in_the_period_is_not_listed(make_case):
    assert due_of(make_case([(1, 1, "T3", "2026-09-01"), (2, 2, "T2", "2026-09-01")])).empty


def test_customers_never_visited_take_turns_the_larger_loads_first(make_case):
    due = due_of(make_case([(one, 0, "T1", None) for one in range(4)])).set_index("account_no")
    by_load = due["due_day"].reindex([f"{one:010d}" for one in (3, 2, 1, 0)])
    assert by_load.tolist() == [18, 41, 64, 87]


def test_a_critical_grade_makes_a_visit_dearer_to_miss_and_a_priority(make_case):
    rows = [(1, 1, "T1", "2026-08-01"), (2, 2, "T1", "2026-08-01"), (3, 3, "VIP", "2026-09-20")]
    due = due_of(make_case(rows, grades=["一级", "", ""])).groupby("account_no").first()
    assert due["priority"].tolist() == [True, False, True]
    assert due["price_min"].tolist() == [20_000.0, 4_000.0, 12_000.0]


def test_row_order_and_numbers_do_not_matter(make_case):
    rows = [(one, one % 3, "T1", None) for one in range(6)]
    made = make_case(rows)
    mixed = made.case.customers.iloc[::-1].assign(
        account_no=[f"X{one}" for one in made.case.customers["account_no"][::-1]]
    )
    again = due_visits(mixed, made.case.period)
    first = due_of(made)
    assert ("X" + first["account_no"]).tolist() == again["account_no"].tolist()
    pd.testing.assert_frame_equal(
        first.drop(columns="account_no"), again.drop(columns="account_no")
    )


def test_customers_without_a_tier_or_rule_are_refused(make_case):
    made = make_case([(1, 1, "T1", None)])
    with pytest.raises(DataError, match="tier"):
        due_visits(made.case.customers.drop(columns="tier"), made.case.period)
    with pytest.raises(OptionError, match="T7"):
        due_visits(made.case.customers.assign(tier="T7"), made.case.period)
    doubled = pd.concat([made.case.customers, made.case.customers])
    with pytest.raises(DataError, match="repeated"):
        due_visits(doubled, made.case.period)


def test_a_visit_already_made_in_the_period_counts_as_the_last_one(make_case):
    due = due_of(make_case([(1, 1, "VIP", "2026-10-11")]))
    assert due["due_day"].tolist() == [40, 71]
    assert due["first_day"].iloc[0] == 29


def test_customers_at_one_point_are_told_apart_by_their_last_visit(make_case):
    made = make_case([(1, 1, "T1", "2026-08-01"), (1, 1, "T1", "2026-07-20")])
    same_load = made.case.customers.assign(annual_kwh=5.0)
    first = due_visits(same_load, made.case.period)
    again = due_visits(same_load.iloc[::-1], made.case.period)
    pd.testing.assert_frame_equal(first, again)
