"""Completeness 完整: must-fields, contacts of large customers, months of readings."""

import numpy as np

from planner.customers.cells import stands_for_nothing
from planner.customers.rules.case import Case, Hits, RuleCheck, Said
from planner.customers.rules.months import missing_months
from planner.findings import Action
from planner.schema import REGISTER, BoolArray

_WORDS = ("account_name", "address")
_REQUIRED = tuple(column.name for column in REGISTER if column.required)


def must_fields(case: Case) -> Said:
    """C01: a must-field is empty or holds a placeholder.

    A row leaves for the fields that it cannot be planned without; for the others the cell is
    counted as empty and the row goes on.
    """
    musts, groups = case.quality.must, case.quality.groups
    everyone = np.ones(len(case), dtype=np.bool_)
    for name in _REQUIRED:
        yield _empty(case, name, everyone, Action.QUARANTINED)
    asked = {
        musts.always: everyone,
        musts.large: case.isin("tier_given", groups.large_tiers),
        musts.two_part: case.isin("usage_category", groups.two_part_usage),
        musts.high_voltage: case.number("voltage_kv") >= groups.high_voltage_kv,
    }
    for names, rows in asked.items():
        for name in names:
            if case.has(name):
                yield _empty(case, name, rows, Action.FIELD_DROPPED)


def _empty(case: Case, name: str, rows: BoolArray, action: Action) -> Hits:
    values = case.rows[name]
    empty = values.isna().to_numpy(dtype=np.bool_)
    if REGISTER[name].kind == "text" and name != "account_no":
        # A code may well be digits alone.
        empty = empty | stands_for_nothing(values, case.quality.placeholder, digits=name in _WORDS)
    return Hits(rows & empty & ~case.spoilt(name), name, action)


def contacts(case: Case) -> Said:
    """C02: a customer of a large tier has no contact's name or mobile."""
    large = case.isin("tier_given", case.quality.groups.large_tiers)
    for name in ("contact_name", "contact_mobile"):
        yield Hits(large & ~case.filled(name), name)


def months(case: Case) -> Said:
    """C03: an active account lacks months between the first and the last of the readings."""
    gaps = missing_months(case)
    rows = case.nobody()
    rows[list(gaps)] = True
    yield Hits(rows, "kwh_total", detail=lambda place: ", ".join(gaps[place]))


CHECKS = (
    RuleCheck("C01", must_fields, _REQUIRED, requires=()),
    RuleCheck("C02", contacts, ("contact_name", "contact_mobile"),
              requires=("tier_given", "contact_name", "contact_mobile")),
    RuleCheck("C03", months, (), requires=("status",), inputs=("monthly",), scope="table"),
)  # fmt: skip
