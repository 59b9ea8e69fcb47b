"""Tier rules: dated data in a file, the first rule that fires wins, and each says why."""

import datetime as dt
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import Field, model_validator

from planner.errors import OptionError
from planner.files import read_toml
from planner.options import NotNegative, Options

type Tier = Literal["VIP", "T1", "T2", "T3"]

_THRESHOLDS = {
    "voltage_kv_min": ("voltage_kv", "kV"),
    "contract_kva_min": ("contract_kva", "kVA"),
    "annual_kwh_min": ("annual_kwh", "kWh"),
    "peak_kw_min": ("peak_kw", "kW"),
}


class Conditions(Options):
    """Any one of these makes the rule fire; a value that is missing in a row never does."""

    voltage_kv_min: NotNegative | None = None
    """Supply voltage from here on."""
    contract_kva_min: NotNegative | None = None
    """Contract capacity from here on."""
    annual_kwh_min: NotNegative | None = None
    """Annual consumption from here on."""
    peak_kw_min: NotNegative | None = None
    """Peak demand from here on."""
    critical_grade: tuple[Literal["特级", "一级", "二级", "临时性", "非重要"], ...] = ()
    """Critical grades that count."""


class TierRule(Options):
    """One tier and what brings a customer into it; without conditions it takes everyone left."""

    tier: Tier
    """The tier given."""
    any: Conditions | None = None
    """Conditions, any of which is enough."""
    zh: str = ""
    """The rule in words, Chinese."""
    en: str = ""
    """The rule in words, English."""


class TierRules(Options):
    """The rules in order, and the day from which they hold."""

    effective_from: dt.date
    """First day on which the rules hold."""
    rule: tuple[TierRule, ...] = Field(min_length=1)
    """Rules, highest tier first; only the last one takes everyone left."""

    @model_validator(mode="after")
    def _last_takes_the_rest(self) -> "TierRules":
        *before, last = self.rule
        if last.any is not None or any(one.any is None for one in before):
            raise ValueError("exactly the last rule must be without `any`, to take everyone left")
        return self

    def judge(self, customers: pd.DataFrame) -> pd.DataFrame:
        """Return `tier` and `tier_rule`, one row a customer, index as given.

        Parameters
        ----------
        customers
            With `voltage_kv`, `contract_kva`, `annual_kwh`, `peak_kw` and `critical_grade`.
        """
        tier = pd.Series(self.rule[-1].tier, index=customers.index, dtype="str")
        why = pd.Series(self.rule[-1].zh, index=customers.index, dtype="str")
        free = pd.Series(data=True, index=customers.index)
        for rule in self.rule:
            reasons = _reasons(rule.any or Conditions(), customers)
            fires = free & reasons.notna()
            tier = tier.mask(fires, rule.tier)
            why = why.mask(fires, reasons)
            free &= ~fires
        return pd.DataFrame({"tier": tier, "tier_rule": why})


def _reasons(conditions: Conditions, customers: pd.DataFrame) -> pd.Series:
    """Return the first condition that holds, with the customer's own number; missing if none."""
    reasons = pd.Series(index=customers.index, dtype="str")
    for key, (column, unit) in _THRESHOLDS.items():
        low = getattr(conditions, key)
        if low is None:
            continue
        fires = reasons.isna() & (customers[column] >= low)
        values = customers[column].map("{:,.10g}".format)
        reasons = reasons.mask(fires, values + f" {unit} >= {low:,.10g} {unit}")
    fires = reasons.isna() & customers["critical_grade"].isin(conditions.critical_grade)
    return reasons.mask(fires, customers["critical_grade"])


def read_tiers(path: Path) -> TierRules:
    """Read the rule file.

    Raises
    ------
    DataError
        The file is missing or no TOML.
    OptionError
        A key is unknown, a value out of range, or no rule takes the rest.
    """
    values = read_toml(path, what="tier rules", mend="name a TOML file with one [[rule]] a tier")
    if "rule" not in values:
        raise OptionError(
            f"{path.name} has no [[rule]]", where=str(path), mend="add one [[rule]] a tier"
        )
    return TierRules.load(values, where=str(path))
