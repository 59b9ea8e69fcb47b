"""Accuracy 准确 of what months say: closed accounts, fees, peaks, load factors, jumps."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from planner.customers.fees import demand_charge, power_factor_fee
from planner.customers.rules.case import Case, Hits, RuleCheck, Said
from planner.customers.rules.months import MONTHS_PER_YEAR, bills, days_in, number_of, spelled
from planner.schema import BoolArray, FloatArray
from planner.units import HOURS_PER_DAY, HOURS_PER_YEAR

_CLOSED = "销户"
_NAMED = 3
_NORMAL_SCATTER = 1.4826  # of a normal distribution: standard deviation over median deviation
_OF_REGISTER = ("basic_mode", "contract_kva", "hv_motor_kw", "contract_demand_kw", "pf_standard")


def after_closing(case: Case) -> Said:
    """X05: a closed account took power after the month in which it was closed.

    The register's field list has no day of closing. Where a file has one it decides; else the day
    from which the row's state holds, which for a closed account is that of its last change.
    """
    months = bills(case)
    closed = case.isin("status", (_CLOSED,))
    month = np.full(len(case), np.iinfo(np.int64).max)
    for since in (_month_of(case.rows["valid_from"]), case.rows["closed_on"].dt.strftime("%Y-%m")):
        known = closed & since.notna().to_numpy(dtype=np.bool_)
        month[known] = number_of(since[known].astype("str"))
    place = months["place"].to_numpy()
    wrong = (months["kwh_total"] > 0).to_numpy(np.bool_) & (months["number"] > month[place])
    yield _by_account(
        case, months, wrong.to_numpy(np.bool_), "kwh_total",
        lambda one: f"{one.kwh_total:g} kWh > {spelled(int(month[one.place]))}",
    )  # fmt: skip


def _month_of(day: pd.Series) -> pd.Series:
    parts = day.str.extract(r"^(\d{4})[-/.年]?(\d{2})")
    return parts[0] + "-" + parts[1]


def fees(case: Case) -> Said:
    """X09: the demand charge or the power factor fee is not what the bill's own figures give."""
    months, rules = bills(case), case.quality.fees
    place = months["place"].to_numpy()
    months = months.assign(**{name: case.rows[name].to_numpy()[place] for name in _OF_REGISTER})
    again = {
        "basic_fee_yuan": demand_charge(months, rules),
        "pf_fee_yuan": power_factor_fee(months, rules),
    }
    for name, fee in again.items():
        off = np.abs(np.round(fee, 2) - months[name].to_numpy(np.float64))
        wrong = off > rules.tolerance_yuan + 1e-6
        told = months.assign(again=np.round(fee, 2))
        yield _by_account(
            case, told, wrong, name,
            lambda one, name=name: f"{getattr(one, name):.2f} ≠ {one.again:.2f}",
        )  # fmt: skip


def peaks(case: Case) -> Said:
    """X10: the peak exceeds running kVA: over-contract use, or physically impossible."""
    limits = case.quality.loads
    running = case.rows["running_kva"].fillna(case.rows["contract_kva"]).to_numpy(np.float64)
    if case.monthly is not None:
        months = bills(case)
        kva = running[months["place"].to_numpy()]
        told = months.assign(share=months["max_demand_kw"].to_numpy(np.float64) / kva)
        yield _by_account(
            case, told, _above(told["share"], limits.over_contract), "max_demand_kw",
            lambda one: _peak(one.max_demand_kw, one.share, limits.impossible),
        )  # fmt: skip
    elif case.has("peak_kw_given"):
        peak = case.number("peak_kw_given")
        share = peak / running
        yield Hits(
            share > limits.over_contract, "peak_kw_given",
            detail=lambda place: _peak(peak[place], share[place], limits.impossible),
        )  # fmt: skip


def load_factors(case: Case) -> Said:
    """X11: a load factor above 1, or next to nothing while power is taken."""
    limits = case.quality.loads
    if case.monthly is not None:
        months = bills(case)
        hours = days_in(months["month"]) * HOURS_PER_DAY
        factor = _factor(months["kwh_total"], months["max_demand_kw"], hours)
        taken = (months["kwh_total"] > 0).to_numpy(np.bool_)
        odd = taken & ((factor > limits.factor_high) | (factor < limits.factor_low))
        yield _by_account(case, months.assign(factor=factor), odd, "max_demand_kw",
                          lambda one: f"{one.factor:.3f}")  # fmt: skip
    elif case.has("annual_kwh_given", "peak_kw_given"):
        kwh = case.rows["annual_kwh_given"]
        factor = _factor(kwh, case.rows["peak_kw_given"], np.full(len(case), HOURS_PER_YEAR))
        odd = (kwh > 0).to_numpy(np.bool_)
        odd = odd & ((factor > limits.factor_high) | (factor < limits.factor_low))
        yield Hits(odd, "annual_kwh_given", detail=lambda place: f"{factor[place]:.3f}")


def jumps(case: Case) -> Said:
    """X12: a month of the last year is far from the same month of the years before.

    On the logarithm of kWh, against the median of the same month before. The scatter is the median
    deviation of these differences within the account, so that one year before is enough; but never
    less than between accounts in one month, for from a dozen months a small one may well be luck.
    """
    limits, months = case.quality.loads, bills(case)
    months = months.loc[months["kwh_total"] > 0].reset_index(drop=True)
    if months.empty:
        return
    log = pd.Series(np.log(months["kwh_total"].to_numpy(np.float64)))
    recent = (months["number"] > months["number"].max() - MONTHS_PER_YEAR).to_numpy(np.bool_)
    keys = [months["place"], months["number"] % MONTHS_PER_YEAR]
    before = log.mask(recent)
    usual = before.groupby(keys).transform("median")
    count = before.groupby(keys).transform("count")
    judged = recent & (count >= limits.jump_years).to_numpy(np.bool_)
    off = (log - usual).where(judged)
    within, between = (_deviation(off, months[by]) for by in ("place", "number"))
    least = max(limits.jump_least_scatter, _NORMAL_SCATTER * float(between.median()))
    scatter = _NORMAL_SCATTER * within.groupby(months["place"]).transform("median")
    z = (off / scatter.clip(lower=least)).abs().to_numpy(np.float64)
    wrong = judged & (z > limits.jump_z)
    told = months.assign(z=z, usual=np.exp(usual))
    yield _by_account(
        case, told, wrong, "kwh_total",
        lambda one: f"{one.kwh_total:,.0f} / {one.usual:,.0f} kWh, z = {one.z:.1f}",
    )  # fmt: skip


def _deviation(values: pd.Series, groups: pd.Series) -> pd.Series:
    return (values - values.groupby(groups).transform("median")).abs()


def _by_account(
    case: Case,
    months: pd.DataFrame,
    wrong: BoolArray,
    column: str,
    say: Callable[..., str],
) -> Hits:
    """Gather the wrong months of each account in one hit."""
    told: dict[int, list[str]] = {}
    values: dict[int, str] = {}
    some = months.loc[wrong]
    places, numbers = some["place"].tolist(), some["number"].tolist()
    for place, number, one in zip(places, numbers, some.itertuples(index=False), strict=True):
        told.setdefault(place, []).append(f"{spelled(number)}: {say(one)}")
        values.setdefault(place, f"{getattr(one, column):.12g}")
    rows = case.nobody()
    rows[list(told)] = True

    def detail(place: int) -> str:
        more = len(told[place]) - _NAMED
        return "; ".join(told[place][:_NAMED]) + (f" … +{more}" if more > 0 else "")

    return Hits(rows, column, detail=detail, value=lambda place: values[place])


def _above(share: pd.Series, most: float) -> BoolArray:
    return (share > most).to_numpy(np.bool_)


def _peak(peak_kw: float, share: float, impossible: float) -> str:
    sign = " !!" if share > impossible else ""
    return f"{peak_kw:,.0f} kW = {share:.2f} × kVA{sign}"


def _factor(kwh: pd.Series, peak_kw: pd.Series, hours: FloatArray) -> FloatArray:
    peak = peak_kw.where(peak_kw > 0).to_numpy(np.float64)
    return np.asarray(kwh.to_numpy(np.float64) / (hours * peak), dtype=np.float64)


CHECKS = (
    RuleCheck("X05", after_closing, ("closed_on", "valid_from"), requires=(), inputs=("monthly",)),
    RuleCheck("X09", fees, (), requires=("basic_mode",), inputs=("monthly",)),
    RuleCheck("X10", peaks, ("peak_kw_given",), requires=(), or_monthly=True, later=True),
    RuleCheck("X11", load_factors, ("annual_kwh_given",), requires=(), or_monthly=True,
              later=True),
    RuleCheck("X12", jumps, (), requires=(), inputs=("monthly",), scope="table"),
)  # fmt: skip
