"""Tier rules: first rule wins, each customer can be told why, faulty rule files are refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import DataError, OptionError, PlannerError
from planner.loads import read_tiers


def judged(measure, customers, **row):
    plain = {"annual_kwh_given": 1e6, "peak_kw_given": 500.0}
    report = measure(customers(plain | row))
    return report.customers[["tier", "tier_rule"]].iloc[0].tolist()


@pytest.mark.parametrize(
    ("row", "tier", "why"),
    [
        ({"voltage_kv": 110.0}, "VIP", "110 kV >= 110 kV"),
        ({"contract_kva": 45_000.0}, "VIP", "45,000 kVA >= 40,000 kVA"),
        ({"critical_grade": "一级"}, "VIP", "一级"),
        ({"voltage_kv": 35.0, "contract_kva": 3000.0}, "T1", "35 kV >= 35 kV"),
        ({"annual_kwh_given": 61_234_567.0}, "T1", "61,234,567 kWh >= 60,000,000 kWh"),
        ({"peak_kw_given": 1500.0}, "T2", "1,500 kW >= 1,500 kW"),
        ({"critical_grade": "二级"}, "T3", "其余大客户"),
        ({"voltage_kv": float("nan"), "peak_kw_given": float("nan")}, "T3", "其余大客户"),
    ],
)
def test_the_first_rule_that_fires_wins_and_says_why(measure, customers, row, tier, why):
    assert judged(measure, customers, **row) == [tier, why]


ORDER = ["T3", "T2", "T1", "VIP"]


@settings(deadline=None, max_examples=25)
@given(
    kva=st.floats(1, 1e6), kwh=st.floats(0, 1e9), more=st.floats(1.0, 10.0)
)  # fmt: skip
def test_a_larger_customer_never_has_a_lower_tier(measure, customers, kva, kwh, more):
    small, _ = judged(measure, customers, contract_kva=kva, annual_kwh_given=kwh)
    large, _ = judged(measure, customers, contract_kva=kva * more, annual_kwh_given=kwh * more)
    assert ORDER.index(large) >= ORDER.index(small)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no \\[\\[rule\\]\\]"),
        ('[[rule]]\ntier = "T3"', "effective_from"),
        ('effective_from = 2026-01-01\n[[rule]]\ntier = "T9"', "tier"),
        ('effective_from = 2026-01-01\n[[rule]]\ntier = "T1"\nany = { kva_min = 5 }', "kva_min"),
        (
            'effective_from = 2026-01-01\n[[rule]]\ntier = "T1"\nany = { annual_kwh_min = 5 }',
            "last",
        ),
        ('effective_from = 2026-01-01\n[[rule]]\ntier = "T2"\n[[rule]]\ntier = "T3"', "last"),
        ("effective_from =", "TOML"),
    ],
)
def test_faulty_rule_files_are_refused_with_the_fault(tmp_path, text, words):
    path = tmp_path / "tiers.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((DataError, OptionError), match=words) as fault:
        read_tiers(path)
    assert isinstance(fault.value, PlannerError)
    assert fault.value.mend


def test_a_missing_rule_file_is_told(tmp_path):
    with pytest.raises(DataError, match="not there"):
        read_tiers(tmp_path / "tiers.toml")
