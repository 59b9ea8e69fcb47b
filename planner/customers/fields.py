"""Rules that look at one cell: kind, form, code list, range, damage done by a spreadsheet."""

import re

import numpy as np
import pandas as pd

from planner.customers.ledger import Ledger
from planner.customers.spelling import VOLTAGE_LEVELS_KV, respell
from planner.customers.uscc import is_credit_code
from planner.files import (
    Parsed,
    digits_lost,
    out_of_range,
    parse_column,
    plain_text,
    stored_as_number,
    uncomputed,
)
from planner.findings import Action
from planner.schema import BoolArray, Column

_SCIENTIFIC = r"\d(?:\.\d+)?[eE]\+?\d+"
# Where a swapped pair can be told from a wrong one is known only in geocode.
_RANGE_JUDGED_LATER = ("lon", "lat")


def check_field(ledger: Ledger, column: Column, account_form: re.Pattern[str]) -> pd.Series:
    """Return a column's typed values; what is wrong is entered and left empty.

    Parameters
    ----------
    ledger
        Holds the raw table; faults are entered here.
    account_form
        What an account number has to match as a whole.
    """
    heading = ledger.headings[column.name]
    text = ledger.raw.frame[heading]
    parsed = _parse(text, column)
    gone = np.zeros(len(text), dtype=np.bool_)
    drop = Action.QUARANTINED if column.required else Action.FIELD_DROPPED

    def reject(rule_id: str, rows: BoolArray) -> None:
        nonlocal gone
        ledger.add(rule_id, rows & ~gone, column.name, drop)
        gone |= rows

    reject("E02", uncomputed(ledger.raw, heading))
    reject("E01", _damaged(ledger, heading, column, parsed.values, account_form))
    reject(_kind_rule(column), parsed.bad)
    if column.name == "voltage_kv":
        reject("V10", _off_level(parsed.values))
    if column.name not in _RANGE_JUDGED_LATER:
        reject("V11", out_of_range(parsed.values, column))
    if column.name == "account_no":
        filled = parsed.values.notna().to_numpy(dtype=np.bool_)
        reject("V01", filled & ~_matches(parsed.values, account_form))
    if column.name == "uscc":
        reject("V02", _fails(parsed.values))
    if column.required:
        reject("C01", parsed.values.isna().to_numpy(dtype=np.bool_))
    ledger.add("N01", parsed.wide & ~gone, column.name, Action.FIXED)
    ledger.add("N02", parsed.respelled & ~gone, column.name, Action.FIXED)
    return parsed.values if column.name == "account_no" else parsed.values.mask(gone)


def _parse(text: pd.Series, column: Column) -> Parsed:
    """Parse after putting the source systems' spellings into ours; those count as respelled."""
    plain = plain_text(text)
    ours = respell(plain, column.name)
    if ours is plain:
        return parse_column(text, column)
    changed = (ours != plain).to_numpy(dtype=np.bool_)
    first, parsed = parse_column(text, column), parse_column(ours, column)
    return Parsed(parsed.values, parsed.bad, first.wide, (parsed.respelled | changed) & ~parsed.bad)


def _kind_rule(column: Column) -> str:
    if column.name == "voltage_kv":
        return "V10"
    return "V05" if column.kind == "choice" else "V00"


def _damaged(
    ledger: Ledger, heading: str, column: Column, values: pd.Series, account_form: re.Pattern[str]
) -> BoolArray:
    """Find numbers that a spreadsheet cut: never repaired, since nobody knows what is missing."""
    damaged = digits_lost(ledger.raw, heading, column)
    if column.kind != "text":
        return damaged
    scientific = values.str.fullmatch(_SCIENTIFIC).fillna(value=False).to_numpy(dtype=np.bool_)
    if column.name in ("account_no", "meter_id", "manager_id", "customer_id", "contact_mobile"):
        damaged = damaged | scientific
    if column.name == "account_no":
        damaged = damaged | (
            stored_as_number(ledger.raw, heading) & ~_matches(values, account_form)
        )
    return damaged


def _matches(values: pd.Series, form: re.Pattern[str]) -> BoolArray:
    return np.array(
        [isinstance(one, str) and form.fullmatch(one) is not None for one in values.tolist()],
        dtype=np.bool_,
    )


def _fails(values: pd.Series) -> BoolArray:
    return np.array(
        [isinstance(one, str) and not is_credit_code(one) for one in values.tolist()],
        dtype=np.bool_,
    )


def _off_level(values: pd.Series) -> BoolArray:
    return (values.notna() & ~values.isin(VOLTAGE_LEVELS_KV)).to_numpy(dtype=np.bool_)
