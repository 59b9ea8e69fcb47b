"""Annual kWh, peak and load factor from readings; what is reported and what leaves."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import DataError
from planner.loads import read_monthly


def found(report):
    return [(one.rule.rule_id, one.account_no, one.action.value) for one in report.findings]


def test_a_year_is_the_sum_of_its_months_and_the_highest_peak(customers, readings, measure):
    monthly = readings(A=range(1, 13))
    monthly.loc[4, "max_demand_kw"] = 150.0
    report = measure(customers({}), monthly)
    row = report.customers.iloc[0]
    assert (row["annual_kwh"], row["peak_kw"]) == (78.0, 150.0)
    assert row["load_factor"] == pytest.approx(78.0 / (8760 * 150.0))


def test_only_the_latest_twelve_months_count(customers, readings, measure):
    report = measure(customers({}), readings(A=[1e6] * 12 + [20_000] * 12))
    assert report.customers["annual_kwh"].tolist() == [240_000.0]
    assert found(report) == []


def test_fewer_months_are_scaled_up_and_told(customers, readings, measure):
    report = measure(customers({}), readings(A=[20_000] * 9))
    assert report.customers["annual_kwh"].tolist() == [240_000.0]
    assert found(report) == [("W01", "A", "reported")]
    assert report.findings[0].detail == "9/12"


def test_a_customer_that_stopped_is_not_counted_with_an_older_year(customers, readings, measure):
    monthly = pd.concat([readings(A=[20_000] * 12), readings(B=[20_000] * 24).iloc[:6]])
    report = measure(customers({}, {}), monthly)
    assert found(report) == [("W03", "B", "quarantined")]


def test_the_registers_figures_stand_in_where_there_is_no_reading(customers, readings, measure):
    given_year = {"annual_kwh_given": 5e6, "peak_kw_given": 900.0}
    report = measure(customers(given_year, given_year), readings(A=[20_000] * 12))
    assert report.customers["annual_kwh"].tolist() == [240_000.0, 5e6]
    assert report.customers["peak_kw"].tolist() == [100.0, 900.0]
    without = measure(customers(given_year))
    assert without.customers["annual_kwh"].tolist() == [5e6]


def test_customers_without_any_figure_leave_the_plan(customers, readings, measure):
    report = measure(customers({}, {}), readings(A=[20_000] * 12))
    assert report.customers["account_no"].tolist() == ["A"]
    assert report.quarantined.to_dict("records") == [
        {"account_no": "B", "source_row": 3, "rules": "W03"}
    ]


def test_odd_loads_are_told_and_kept(customers, readings, measure):
    monthly = pd.concat(
        [
            readings(A=[0] * 12),
            readings(peak_kw=1051.0, B=[300_000] * 12),
            readings(peak_kw=900.0, C=[300_000] * 12),
            readings(peak_kw=10.0, D=[300_000] * 12),
        ]
    )
    report = measure(customers({}, {}, {"running_kva": 800.0}, {}), monthly)
    assert found(report) == [
        ("W02", "A", "reported"),
        ("X10", "B", "reported"),
        ("X10", "C", "reported"),
        ("X11", "D", "reported"),
    ]
    assert len(report.customers) == 4
    assert report.findings[2].detail == "900 kW > 800 kVA"


def test_readings_of_strangers_are_told_but_not_those_of_rows_that_left(
    customers, readings, measure
):
    monthly = readings(A=[20_000] * 12, Q=[1] * 12, X=[1] * 12)
    assert found(measure(customers({}), monthly, register_accounts=["A", "Q"])) == [
        ("W04", "X", "reported")
    ]


def test_inputs_stay_as_they_were(customers, readings, measure):
    rows, monthly = customers({}, {}), readings(A=[1] * 12, B=[2] * 12)
    before = rows.copy(), monthly.copy()
    measure(rows, monthly)
    pd.testing.assert_frame_equal(rows, before[0])
    pd.testing.assert_frame_equal(monthly, before[1])


@settings(deadline=None, max_examples=25)
@given(order=st.permutations(range(36)))
def test_the_order_of_readings_does_not_matter(customers, readings, measure, order):
    monthly = readings(A=range(12), B=range(24))
    ours = measure(customers({}, {}), monthly).customers
    theirs = measure(customers({}, {}), monthly.iloc[order]).customers
    pd.testing.assert_frame_equal(ours, theirs)


def test_the_headline_counts_customers_energy_and_tiers(customers, measure):
    rows = [{"annual_kwh_given": 1e6, "peak_kw_given": 500.0}] * 9
    big = {"annual_kwh_given": 91e6, "peak_kw_given": 9000.0, "contract_kva": 20_000.0}
    report = measure(customers(*rows, big))
    figures = {one.key: one.value for one in report.headline()}
    assert figures == {
        "customers": 10, "annual_gwh": 100.0, "top_share": 91.0,
        "tier_vip": 0, "tier_t1": 1, "tier_t2": 0, "tier_t3": 9,
    }  # fmt: skip
    assert report.per_customer("J")["customers"][0]["tier"] == "T1"
    assert "100.0" in report.summary("en")


MONTHLY = "户号,电费年月,总有功电量,最大需量\n"


@pytest.mark.parametrize(
    "month", ["2026-09", "202609", "2026/9", "2026年9月", "2026.09", "２０２６０９"]
)
def test_months_in_every_form_are_one_month(tmp_path, month):
    path = tmp_path / "monthly.csv"
    path.write_text(f'{MONTHLY}0035020114,{month},"12,345.6",\n', encoding="utf-8")
    monthly = read_monthly(path)
    assert monthly["month"].tolist() == ["2026-09"]
    assert monthly["kwh_total"].tolist() == [12345.6]
    assert monthly["account_no"].tolist() == ["0035020114"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("1,2026-13,5,\n", "2026-13"),
        ("1,2026-09,5,\n1,202609,6,\n", "too many"),
        ("1,2026-09,abc,\n", "no number"),
        ("1,2026-09,-5,\n", "outside"),
        ("1,2026-09,,\n", "must be filled"),
    ],
)
def test_readings_that_cannot_be_used_stop_the_run(tmp_path, rows, words):
    path = tmp_path / "monthly.csv"
    path.write_text(MONTHLY + rows, encoding="utf-8")
    with pytest.raises(DataError, match=words):
        read_monthly(path)
