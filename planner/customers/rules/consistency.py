"""Consistency 一致: fields of one row that contradict each other."""

import numpy as np
import pandas as pd

from planner.customers.rules.case import Case, Hits, RuleCheck, Said
from planner.files import plain_text
from planner.findings import Action
from planner.schema import BoolArray, FloatArray

_PAUSED, _NORMAL, _CLOSED = "暂停", "正常", "销户"
_BY_CONTRACT = "合同需量"
_TIMES = r"^(?:(\d+)\s*[x×*])?\s*(\d+(?:\.\d+)?)$"


def demand_charge(case: Case) -> Said:
    """X01: the two-part tariff without a demand charge mode, or the single-part with one."""
    groups = case.quality.groups
    charged = case.isin("basic_mode", groups.demand_charge_modes)
    two = case.isin("usage_category", groups.two_part_usage) & ~charged
    one = case.isin("usage_category", groups.single_part_usage) & charged
    unread = case.spoilt("basic_mode")
    yield Hits((two | one) & ~unread, "basic_mode",
               detail=case.shown("usage_category", "basic_mode"))  # fmt: skip


def voltage_and_capacity(case: Case) -> Said:
    """X02: a large capacity at low voltage, or a small one at high voltage."""
    limits = case.quality.voltage
    kv, kva = case.number("voltage_kv"), case.number("contract_kva")
    low = (kv <= limits.low_kv) & (kva > limits.low_most_kva)
    high = (kv >= limits.high_kv) & (kva < limits.high_least_kva)
    yield Hits(low | high, "voltage_kv", detail=case.shown("voltage_kv", "contract_kva"))


def transformers(case: Case) -> Said:
    """X03: the transformers do not add up to the contract's kVA, or cannot be read."""
    total_kva = transformer_kva(case.rows["transformer_list"])
    contract = case.number("contract_kva")
    wrong = np.abs(total_kva - contract) > case.quality.capacity.tolerance_kva
    unread = case.filled("transformer_list") & np.isnan(total_kva)
    yield Hits(wrong | unread, "transformer_list",
               detail=lambda place: f"{total_kva[place]:g} ≠ {contract[place]:g} kVA")  # fmt: skip


def transformer_kva(lists: pd.Series) -> FloatArray:
    """Return the sum of lists such as ``1250;800;800`` or ``2×1600``; NaN where not readable."""
    codes, different = pd.factorize(lists)
    parts = plain_text(pd.Series(different, dtype="str"))
    parts = parts.str.split(r"[;,、+|]", regex=True).explode()
    parts = parts.str.lower().str.removesuffix("kva").str.strip()
    read = parts[parts != ""].str.extract(_TIMES)
    kva = read[1].astype("float64") * read[0].astype("float64").fillna(1.0)
    sums = kva.groupby(level=0).sum().where(kva.notna().groupby(level=0).all())
    once = np.asarray(sums.reindex(range(len(different))), dtype=np.float64)
    return np.append(once, [np.nan])[codes]


def paused(case: Case) -> Said:
    """X04: paused but running in full, or in normal state and not running in full."""
    short = case.number("contract_kva") - case.number("running_kva")
    is_less = short > case.quality.capacity.tolerance_kva
    full = np.isfinite(short) & ~is_less
    wrong = (case.isin("status", (_PAUSED,)) & full) | (case.isin("status", (_NORMAL,)) & is_less)
    yield Hits(wrong, "status", detail=case.shown("status", "running_kva", "contract_kva"))


def contract_demand(case: Case) -> Said:
    """X06: the contract demand is missing or outside the shares of the capacity it may be."""
    limits, demand = case.quality.capacity, case.number("contract_demand_kw")
    kva = case.number("contract_kva")
    motors = np.nan_to_num(case.number("hv_motor_kw")) if case.has("hv_motor_kw") else 0.0
    least, most = limits.demand_least_share * (kva + motors), limits.demand_most_share * kva
    asked = case.isin("basic_mode", (_BY_CONTRACT,))
    known = case.spoilt("contract_demand_kw")
    outside = np.isnan(demand) | (demand < least) | (demand > most)
    yield Hits(asked & outside & ~known, "contract_demand_kw",
               detail=lambda place: f"{least[place]:g}..{most[place]:g} kW")  # fmt: skip


def secured_supply(case: Case) -> Said:
    """X07: a critical customer lacks a second supply, self-supply, or a phone for the night."""
    critical = case.isin("critical_grade", case.quality.groups.critical_grades)
    if case.has("supply_mode"):
        single = case.isin("supply_mode", case.quality.capacity.single_supply)
        yield Hits(critical & (single | _empty(case, "supply_mode")), "supply_mode",
                   detail=case.shown("critical_grade", "supply_mode"))  # fmt: skip
    if case.has("self_power_kw", "safety_load_kw"):
        ratio = case.quality.capacity.self_power_ratio
        need = ratio * case.number("safety_load_kw")
        enough = case.number("self_power_kw") >= need - 1e-9
        known = case.spoilt("self_power_kw")
        yield Hits(
            critical & ~enough & ~known, "self_power_kw",
            detail=lambda place: f"{case.shown('self_power_kw')(place)} < {need[place]:g} kW",
        )  # fmt: skip
    if case.has("duty_phone_24h"):
        yield Hits(critical & _empty(case, "duty_phone_24h"), "duty_phone_24h",
                   detail=case.shown("critical_grade"))  # fmt: skip


def power_factor_standard(case: Case) -> Said:
    """X08: the power factor standard is not that of the usage, voltage and capacity."""
    kv, kva = case.number("voltage_kv"), case.number("contract_kva")
    left, wrong = case.filled("pf_standard"), case.nobody()
    right = np.full(len(case), "", dtype=object)
    for line in case.quality.power_factor:
        fits = left & case.isin("usage_category", line.usage)
        fits = fits & ((kv >= line.least_kv) & (kva > line.above_kva))
        off = fits & ~case.isin("pf_standard", line.standards)
        right[off] = " | ".join(line.standards)
        wrong, left = wrong | off, left & ~fits
    shown = case.shown("usage_category", "pf_standard")
    yield Hits(wrong, "pf_standard", detail=lambda place: f"{shown(place)} ≠ {right[place]}")


def closed(case: Case) -> Said:
    """W05: the account is closed and leaves the plan."""
    yield Hits(case.isin("status", (_CLOSED,)), "status", Action.QUARANTINED)


def _empty(case: Case, name: str) -> BoolArray:
    return ~case.filled(name) & ~case.spoilt(name)


CHECKS = (
    RuleCheck("X01", demand_charge, ("basic_mode",), requires=("usage_category", "basic_mode")),
    RuleCheck("X02", voltage_and_capacity, ("voltage_kv",)),
    RuleCheck("X03", transformers, ("transformer_list",)),
    RuleCheck("X04", paused, ("status",), requires=("status", "running_kva")),
    RuleCheck("X06", contract_demand, ("contract_demand_kw",),
              requires=("basic_mode", "contract_demand_kw")),
    RuleCheck("X07", secured_supply, ("supply_mode", "self_power_kw", "duty_phone_24h"),
              requires=("critical_grade",)),
    RuleCheck("X08", power_factor_standard, ("pf_standard",),
              requires=("pf_standard", "usage_category", "voltage_kv")),
)  # fmt: skip

LAST = (RuleCheck("W05", closed, ("status",)),)
"""Runs when all other rules have seen the status."""
