"""Validity 有效: forms of numbers and codes, code lists, ranges."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from planner.customers.codes import fails_credit_check, fails_organisation_check
from planner.customers.rules.case import Case, Hits, RuleCheck, Said
from planner.customers.spelling import VOLTAGE_LEVELS_KV
from planner.files import out_of_range
from planner.findings import Action
from planner.schema import REGISTER, BoolArray

_DROP = Action.FIELD_DROPPED
_CODED = {
    "V05": "status", "V06": "critical_grade", "V07": "load_class", "V09": "usage_category",
    "V13": "basic_mode", "V14": "metering_mode", "V17": "urban_class",
}  # fmt: skip
_OTHER_CHOICES = tuple(
    column.name
    for column in REGISTER
    if column.kind == "choice" and column.name not in {*_CODED.values(), "shift"}
)
# Longitude and latitude are judged with the place, where a swapped pair can be told from a wrong
# one; the others have rules of their own.
_OWN_RANGE = {"lon", "lat", "running_kva", "meter_reading_ok_rate", "inspect_cycle_m", "voltage_kv"}
_RANGED = tuple(
    column.name
    for column in REGISTER
    if column.kind in ("number", "integer") and column.name not in _OWN_RANGE
    and (column.low is not None or column.high is not None)
)  # fmt: skip


def account_form(case: Case) -> Said:
    """V01: the account number has not the agreed form."""
    accounts = case.rows["account_no"]
    known = case.spoilt("account_no")
    yield Hits(_misses(accounts, case.account_form.pattern) & ~known, "account_no",
               Action.QUARANTINED)  # fmt: skip


def credit_code(case: Case) -> Said:
    """V02: alphabet, length or check character of the credit code (GB 32100-2015)."""
    yield Hits(fails_credit_check(case.rows["uscc"]), "uscc", _DROP)


def organisation_code(case: Case) -> Said:
    """V03: characters 9 to 17 of a good credit code fail the organisation check (GB 11714)."""
    yield Hits(fails_organisation_check(case.rows["uscc"]), "uscc")


def supply_unit(case: Case) -> Said:
    """V04: the supply unit is not in the list of units."""
    yield Hits(_unlisted(case.rows["org_no"], case.references.orgs), "org_no", _DROP)


def coded(name: str) -> Callable[[Case], Said]:
    """V05 to V07, V09, V13, V14, V17: the code of one column is not in its list."""

    def check(case: Case) -> Said:
        yield Hits(case.unreadable.get(name, case.nobody()), name, _DROP)

    return check


def industry(case: Case) -> Said:
    """V08: the industry code has not the form of GB/T 4754, or is not in the list given."""
    codes = case.rows["industry_code"]
    wrong = _misses(codes, case.quality.forms.industry)
    yield Hits(wrong | _unlisted(codes, case.references.industries), "industry_code", _DROP)


def voltage(case: Case) -> Said:
    """V10: the voltage is no level, whatever text or code it was written in."""
    values = case.rows["voltage_kv"]
    off = (values.notna() & ~values.isin(VOLTAGE_LEVELS_KV)).to_numpy(dtype=np.bool_)
    yield Hits(off | case.unreadable.get("voltage_kv", case.nobody()), "voltage_kv", _DROP)


def ranges(case: Case) -> Said:
    """V11: contract kVA is not above 0 and at most 2e6, or another number leaves its range."""
    for name in _RANGED:
        if case.has(name):
            column = REGISTER[name]
            wrong = out_of_range(case.rows[name], column)
            if name == "contract_kva":
                wrong = wrong | (case.number(name) == 0.0)
            yield Hits(wrong, name, Action.QUARANTINED if column.required else _DROP)


def running_capacity(case: Case) -> Said:
    """V12: running kVA below 0 or above the contract; later rules fall back to the contract."""
    running = case.number("running_kva")
    above = running > case.number("contract_kva")
    yield Hits((running < 0) | above, "running_kva", _DROP,
               case.shown("running_kva", "contract_kva"))  # fmt: skip


def reading_success(case: Case) -> Said:
    """V15: the success rate of meter reading is no percentage."""
    yield _range(case, "meter_reading_ok_rate")


def district(case: Case) -> Said:
    """V16: no six-digit district code, or none of the service area's."""
    codes = case.rows["district_code"]
    wrong = _misses(codes, case.quality.forms.district)
    areas = case.references.areas
    if areas is not None:
        wrong = wrong | (_unlisted(codes, frozenset(areas["district_code"].astype("str"))))
    yield Hits(wrong, "district_code", _DROP)


def phones(case: Case) -> Said:
    """V18: a phone number that cannot be one, or that people type to get past a form."""
    forms = case.quality.forms
    if case.has("contact_mobile"):
        mobiles = case.rows["contact_mobile"]
        dummy = mobiles.isin(forms.dummy_mobiles).to_numpy(dtype=np.bool_) | _monotonous(mobiles)
        yield Hits(_misses(mobiles, forms.mobile) | dummy, "contact_mobile")
    if case.has("duty_phone_24h"):
        duty = case.rows["duty_phone_24h"]
        either = f"(?:{forms.mobile})|(?:{forms.duty_phone})"
        dummy = duty.isin(forms.dummy_mobiles).to_numpy(dtype=np.bool_) | _monotonous(duty)
        yield Hits(_misses(duty, either) | dummy, "duty_phone_24h")


def inspection_cycle(case: Case) -> Said:
    """V19: the inspection cycle is not 1 to 24 months."""
    yield _range(case, "inspect_cycle_m")


def working_time(case: Case) -> Said:
    """V20: days off are not digits 1 to 7 joined by points, or the shift is not in its list."""
    if case.has("weekly_off"):
        off = case.rows["weekly_off"]
        yield Hits(_misses(off, case.quality.forms.weekly_off), "weekly_off", _DROP)
    if case.has("shift"):
        yield from coded("shift")(case)


def other_choices(case: Case) -> Said:
    """V21: the value of another column is not in its list."""
    for name in _OTHER_CHOICES:
        if case.has(name):
            yield from coded(name)(case)


def _range(case: Case, name: str) -> Hits:
    return Hits(out_of_range(case.rows[name], REGISTER[name]), name, _DROP)


def _misses(values: pd.Series, pattern: str) -> BoolArray:
    """Return which filled cells the pattern does not match as a whole."""
    return (values.notna() & ~values.str.fullmatch(pattern)).to_numpy(dtype=np.bool_)


def _unlisted(values: pd.Series, listed: frozenset[str] | None) -> BoolArray:
    if listed is None:
        return np.zeros(len(values), dtype=np.bool_)
    return (values.notna() & ~values.isin(listed)).to_numpy(dtype=np.bool_)


def _monotonous(values: pd.Series) -> BoolArray:
    """Return which numbers end in eight equal digits, or hold eight that count up or down."""
    folded = values.fillna("")
    hits = folded.str.contains("|".join(f"{one}{{8}}$" for one in "0123456789"), regex=True)
    for run in ("0123456789", "9876543210"):
        for start in range(3):
            hits = hits | (folded.str.contains(run[start : start + 8], regex=False))
    return np.asarray(hits, dtype=np.bool_)


CHECKS = (
    RuleCheck("V01", account_form, ("account_no",)),
    RuleCheck("V02", credit_code, ("uscc",)),
    RuleCheck("V03", organisation_code, ("uscc",)),
    RuleCheck("V04", supply_unit, ("org_no",), inputs=("orgs",)),
    *(RuleCheck(rule_id, coded(name), (name,)) for rule_id, name in _CODED.items()),
    RuleCheck("V08", industry, ("industry_code",)),
    RuleCheck("V10", voltage, ("voltage_kv",)),
    RuleCheck("V11", ranges, _RANGED, requires=()),
    RuleCheck("V12", running_capacity, ("running_kva",)),
    RuleCheck("V15", reading_success, ("meter_reading_ok_rate",)),
    RuleCheck("V16", district, ("district_code",)),
    RuleCheck("V18", phones, ("contact_mobile", "duty_phone_24h"), requires=()),
    RuleCheck("V19", inspection_cycle, ("inspect_cycle_m",)),
    RuleCheck("V20", working_time, ("weekly_off", "shift"), requires=()),
    RuleCheck("V21", other_choices, _OTHER_CHOICES, requires=()),
)
