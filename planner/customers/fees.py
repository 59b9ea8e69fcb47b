"""Demand charge and power factor fee of a month, worked out again from the figures of the bill.

Demand charge, S contract kVA, H motors kW, E kWh of the month, MD its maximum demand:
capacity p_c (S + H); actual demand k p_d MD; contract demand, C' = max(C, floor (S + H)):
k p_d C' up to the excess, above it the excess twice (two readings of the text, a switch).
k is the discount of customers with E / S at or above the threshold. Power factor fee: the table of
水电财字〔83〕215号 as a formula, in hundredths, so that no rate is off by rounding.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.customers.quality import FeeRules
from planner.schema import FloatArray

type Whole = npt.NDArray[np.int64]

_REWARD_MOST_BP = {90: 75, 85: 110, 80: 130}
"""By standard in hundredths: the most that the rate goes below zero, in hundredths of a percent."""
_STEP_TO_90_BP, _STEP_ABOVE_BP = 10, 15
_SMALL_STEP_BP, _MIDDLE_STEP_BP, _LARGE_STEP_BP = 50, 100, 200
_SMALL_STEPS, _MIDDLE_STEPS = 20, 5
_TOP = 90


def power_factor(kwh: FloatArray, kvarh: FloatArray) -> Whole:
    """Return cos phi in hundredths, rounded half up; 0 where nothing was taken."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = 1.0 / np.sqrt(1.0 + (kvarh / kwh) ** 2)
    return np.floor(np.nan_to_num(ratio) * 100.0 + 0.5 + 1e-9).astype(np.int64)


def power_factor_rate(factor: Whole, standard: Whole) -> Whole:
    """Return the rate in hundredths of a percent, negative for a reward.

    Parameters
    ----------
    factor, standard
        In hundredths; the standard is 90, 85 or 80.
    """
    most = np.select([standard == one for one in _REWARD_MOST_BP], [*_REWARD_MOST_BP.values()], 0)
    to_top = np.clip(np.minimum(factor, _TOP) - standard, 0, None)
    above = np.clip(factor - np.maximum(standard, _TOP), 0, None)
    reward = np.minimum(_STEP_TO_90_BP * to_top + _STEP_ABOVE_BP * above, most)
    short = np.clip(standard - factor, 0, None)
    charge = (
        _SMALL_STEP_BP * np.minimum(short, _SMALL_STEPS)
        + _MIDDLE_STEP_BP * np.clip(short - _SMALL_STEPS, 0, _MIDDLE_STEPS)
        + _LARGE_STEP_BP * np.clip(short - _SMALL_STEPS - _MIDDLE_STEPS, 0, None)
    )
    return np.asarray(charge - reward, dtype=np.int64)


def demand_charge(months: pd.DataFrame, rules: FeeRules) -> FloatArray:
    """Return the demand charge of each month in yuan; NaN where a figure is missing.

    Parameters
    ----------
    months
        `basic_mode`, `contract_kva`, `hv_motor_kw`, `contract_demand_kw`, `kwh_total`,
        `max_demand_kw`, `demand_price_yuan`, `capacity_price_yuan`.
    """
    kva = months["contract_kva"].to_numpy(np.float64)
    size = kva + np.nan_to_num(months["hv_motor_kw"].to_numpy(np.float64))
    demand_kw = months["max_demand_kw"].to_numpy(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        much = months["kwh_total"].to_numpy(np.float64) / kva >= rules.discount_from_kwh_per_kva
    price = months["demand_price_yuan"].to_numpy(np.float64) * np.where(much, rules.discount, 1.0)
    price = np.where(np.isnan(kva), np.nan, price)  # nobody knows whether it is discounted
    agreed = np.maximum(months["contract_demand_kw"].to_numpy(np.float64), rules.floor_share * size)
    most = rules.excess_from * agreed
    kept = most if rules.excess_twice_over else agreed
    charged_kw = np.where(demand_kw > most, kept + 2.0 * (demand_kw - most), agreed)
    charged_kw = np.where(np.isnan(demand_kw), np.nan, charged_kw)
    by_mode = {
        "容量": months["capacity_price_yuan"].to_numpy(np.float64) * size,
        "实际需量": price * demand_kw,
        "合同需量": price * charged_kw,
    }
    mode = months["basic_mode"].to_numpy(dtype=object)
    return np.select([mode == one for one in by_mode], [*by_mode.values()], np.nan)


def power_factor_fee(months: pd.DataFrame, rules: FeeRules) -> FloatArray:
    """Return the power factor fee of each month in yuan; NaN where a figure is missing.

    Parameters
    ----------
    months
        `pf_standard`, `kwh_total`, `kvarh`, `basic_fee_yuan`, `energy_fee_yuan`, `funds_fee_yuan`.
    """
    standard = (
        pd.to_numeric(months["pf_standard"], errors="coerce").mul(100).round().fillna(0)
    ).to_numpy(np.int64)
    kvarh = months["kvarh"].to_numpy(np.float64)
    factor = power_factor(months["kwh_total"].to_numpy(np.float64), kvarh)
    rate = power_factor_rate(factor, standard) / 10_000.0
    base = months["basic_fee_yuan"].fillna(0.0) + months["energy_fee_yuan"]
    if rules.pf_base_includes_funds:
        base = base + months["funds_fee_yuan"].fillna(0.0)
    known = np.isin(standard, list(_REWARD_MOST_BP)) & ~np.isnan(kvarh)
    return np.where(known, rate * base.to_numpy(np.float64), np.nan)
