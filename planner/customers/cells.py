"""Single cells: of what kind they are, and what a spreadsheet has done to them.

What is damaged or of another kind is missing in the values and marked; nothing is repaired, for
nobody knows what is missing. The rules look at what is left.
"""

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from planner.customers.ledger import Ledger
from planner.customers.spelling import respell
from planner.files import (
    Parsed,
    absent_column,
    digits_lost,
    from_file,
    parse_column,
    plain_text,
    stored_as_number,
    uncomputed,
)
from planner.findings import Action
from planner.schema import REGISTER, BoolArray, Column

_MOST_DIFFERENT = 0.5  # of all cells; from there on, looking each one up costs more than it saves
_SCIENTIFIC = r"\d(?:\.\d+)?[eE]\+?\d+"
# Numbers that name something; in a text file a spreadsheet leaves zeros where digits were.
_NUMBERS = ("account_no", "meter_id", "manager_id", "customer_id", "contact_mobile")
_CUT = r"(?:.*[;,、|/\s])?[1-9]\d{14}0{3,}(?:[;,、|/\s].*)?"
# Codes such as 10-07 or 6.7 that a spreadsheet takes for days.
_DAY_LIKE = ("feeder_id", "substation_id", "org_no", "customer_id", "weekly_off",
             "transformer_list")  # fmt: skip
_DAY = (
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?: \d{1,2}:\d{2}(?::\d{2})?)?|\d{1,2}月\d{1,2}日"
    r"|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{2}"
)


@dataclass
class Cells:
    """Typed columns, the marks beside them, and which columns the file fills anywhere."""

    columns: dict[str, pd.Series] = field(default_factory=dict)
    unreadable: dict[str, BoolArray] = field(default_factory=dict)
    damaged: dict[str, BoolArray] = field(default_factory=dict)
    wide: dict[str, BoolArray] = field(default_factory=dict)
    respelled: dict[str, BoolArray] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)


def read_cells(ledger: Ledger, account_form: re.Pattern[str], placeholder: str) -> Cells:
    """Return every register column; damage and wrong kinds are entered in the ledger.

    Parameters
    ----------
    ledger
        Holds the raw table.
    account_form
        What an account number has to match as a whole.
    placeholder
        Regular expression of a whole cell that stands for nothing.
    """
    cells = Cells()
    for column in from_file(REGISTER):
        if column.name in ledger.headings:
            _read_column(ledger, column, account_form, placeholder, cells)
        else:
            cells.columns[column.name] = absent_column(ledger.raw, column)
            if cells.columns[column.name].notna().any():
                cells.present.add(column.name)
    return cells


def _read_column(
    ledger: Ledger, column: Column, account_form: re.Pattern[str], placeholder: str, cells: Cells
) -> None:
    name, heading = column.name, ledger.headings[column.name]
    text = ledger.raw.frame[heading]
    parsed = _parse(text, column)
    drop = Action.QUARANTINED if column.required else Action.FIELD_DROPPED
    formulas = uncomputed(ledger.raw, heading)
    spoilt = _damaged(ledger, heading, column, parsed.values, account_form) & ~formulas
    gone = formulas | spoilt
    bad = parsed.bad & ~gone
    # A word that stands for nothing is an empty cell, of whatever kind the column is (C01); NaN is
    # no word for nothing but what is left of a computation.
    words = plain_text(text[bad])
    nan = _whole(words, "(?i:nan)")
    bad[bad] = nan | ~stands_for_nothing(words, placeholder)
    ledger.add("E02", formulas, name, drop)
    ledger.add("E01", spoilt, name, drop)
    if column.kind != "choice" and name != "voltage_kv":  # those have rules of their own
        ledger.add("V00", bad, name, drop)
    marks = {"damaged": gone, "unreadable": bad, "wide": parsed.wide, "respelled": parsed.respelled}
    for kind, mark in marks.items():
        if mark.any():
            getattr(cells, kind)[name] = mark
    # The account number is what people find the row by, right or wrong.
    values = parsed.values
    cells.columns[name] = values if name == "account_no" else values.mask(gone | parsed.bad)
    if gone.any() or bad.any() or parsed.values.notna().any():
        cells.present.add(name)


def stands_for_nothing(text: pd.Series, placeholder: str, *, digits: bool = False) -> BoolArray:
    """Return which cells hold a placeholder alone; with digits in it only where that is asked."""
    codes, different = pd.factorize(text)
    folded = plain_text(pd.Series(different, dtype="str")).str.lower()
    stands = folded.str.fullmatch(placeholder)
    if not digits:
        stands = stands & ~folded.str.contains(r"\d")
    return np.append(stands.to_numpy(dtype=np.bool_), [False])[codes]


def _parse(text: pd.Series, column: Column) -> Parsed:
    """Parse each different cell once."""
    codes, different = pd.factorize(text)
    if len(different) > _MOST_DIFFERENT * len(text):
        return _parse_each(text, column)
    once = _parse_each(pd.Series(different, dtype="str"), column)
    return Parsed(
        once.values.take(codes).set_axis(text.index),
        once.bad[codes], once.wide[codes], once.respelled[codes],
    )  # fmt: skip


def _parse_each(text: pd.Series, column: Column) -> Parsed:
    """Parse after putting the source systems' spellings into ours; those count as respelled."""
    plain = plain_text(text)
    ours = respell(plain, column.name)
    if ours is plain:
        return parse_column(text, column)
    changed = (ours != plain).to_numpy(dtype=np.bool_)
    first, parsed = parse_column(text, column), parse_column(ours, column)
    return Parsed(parsed.values, parsed.bad, first.wide, (parsed.respelled | changed) & ~parsed.bad)


def _damaged(
    ledger: Ledger, heading: str, column: Column, values: pd.Series, account_form: re.Pattern[str]
) -> BoolArray:
    damaged = digits_lost(ledger.raw, heading, column)
    if column.kind != "text":
        return damaged
    if column.name in _NUMBERS:
        damaged = damaged | _whole(values, _SCIENTIFIC)
    if column.name == "meter_id":
        damaged = damaged | _whole(values, _CUT)
    if column.name in _DAY_LIKE:
        damaged = damaged | _whole(values, _DAY)
    if column.name == "account_no":
        damaged = damaged | (
            stored_as_number(ledger.raw, heading) & ~_whole(values, account_form.pattern)
        )
    return damaged


def _whole(values: pd.Series, pattern: str) -> BoolArray:
    return values.str.fullmatch(pattern).to_numpy(dtype=np.bool_)
