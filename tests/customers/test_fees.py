"""Fees worked out again: the published table, and the worked examples of the domain notes."""

import json

import numpy as np
import pandas as pd
import pytest

from planner.customers.fees import (
    demand_charge,
    power_factor,
    power_factor_fee,
    power_factor_rate,
)
from planner.customers.quality import read_quality

RULES = read_quality(None).fees
OTHER_READING = RULES.model_copy(update={"excess_twice_over": False})


def test_every_rate_of_the_published_table_comes_out(shared):
    vectors = json.loads((shared / "domain" / "vectors.json").read_text("utf-8"))
    table = vectors["pf_table"]
    factors = np.array([round(float(one) * 100) for one in table])
    for place, standard in enumerate((90, 85, 80)):
        rates = power_factor_rate(factors, np.full(len(factors), standard))
        assert (rates / 100).tolist() == pytest.approx([one[place] for one in table.values()])
    assert len(factors) > 50


@pytest.mark.parametrize(
    ("ratio", "hundredths"),
    [(0.1003, 100), (0.1004, 99), (0.1751, 99), (0.1752, 98), (1.1536, 66), (1.1537, 65)],
)
def test_the_limits_of_the_printed_ratios_round_as_printed(ratio, hundredths):
    assert power_factor(np.array([1.0]), np.array([ratio])).tolist() == [hundredths]


def _month(mode, peak_kw, *, contract_kw=np.nan, kwh=1_000.0, price=36.1):
    return pd.DataFrame(
        {
            "basic_mode": [mode], "contract_kva": [3200.0], "hv_motor_kw": [0.0],
            "contract_demand_kw": [contract_kw], "kwh_total": [kwh], "max_demand_kw": [peak_kw],
            "demand_price_yuan": [price], "capacity_price_yuan": [22.6],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("peak_kw", "contract_kw", "once", "twice"),
    [(2140, 2000, 75_088.00, 78_698.00), (2100, 2000, 72_200.00, 72_200.00),
     (2200, 2000, 79_420.00, 83_030.00), (1000, 1000, 46_208.00, 46_208.00)],
)  # fmt: skip
def test_contract_demand_in_both_readings(peak_kw, contract_kw, once, twice):
    month = _month("合同需量", float(peak_kw), contract_kw=float(contract_kw))
    assert demand_charge(month, OTHER_READING) == pytest.approx([once])
    assert demand_charge(month, RULES) == pytest.approx([twice])


def test_capacity_actual_demand_and_the_discount_of_steady_customers():
    assert demand_charge(_month("容量", 0.0), RULES) == pytest.approx([72_320.00])
    assert demand_charge(_month("实际需量", 1480.0), RULES) == pytest.approx([53_428.00])
    july = _month("实际需量", 2105.0, kwh=902_000.0)
    assert demand_charge(july, RULES) == pytest.approx([68_391.45])


def test_what_is_not_known_gives_no_fee():
    assert np.isnan(demand_charge(_month("不执行", 1000.0), RULES)).all()
    month = _month("实际需量", 1000.0).assign(contract_kva=np.nan)
    assert np.isnan(demand_charge(month, RULES)).all()


def test_the_power_factor_fee_of_example_three():
    month = pd.DataFrame(
        {"pf_standard": ["0.90", "不考核"], "kwh_total": 600_000.0, "kvarh": 350_000.0,
         "basic_fee_yuan": 80_000.0, "energy_fee_yuan": 400_000.0, "funds_fee_yuan": np.nan}
    )  # fmt: skip
    fee = power_factor_fee(month, RULES)
    assert fee[0] == pytest.approx(9_600.0)
    assert np.isnan(fee[1])
