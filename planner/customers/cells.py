"""Single cells: of what kind they are, and what a spreadsheet has done to them.

What is damaged or of another kind is missing in the values and marked; nothing is repaired, for
nobody knows what is missing. The rules look at what is left.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from planner.customers.ledger import Ledger
from planner.customers.spelling import respell
from planner.files import (
    Parsed,
    RawTable,
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

_FIRST_ROWS, _GLANCE = 1_000, 20
_PLAIN = re.compile(r"[!-~\u4e00-\u9fff]+")  # reads as it stands
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
    """Typed columns and the marks beside them, by our column name."""

    columns: dict[str, pd.Series] = field(default_factory=dict)
    unreadable: dict[str, BoolArray] = field(default_factory=dict)
    damaged: dict[str, BoolArray] = field(default_factory=dict)
    wide: dict[str, BoolArray] = field(default_factory=dict)
    respelled: dict[str, BoolArray] = field(default_factory=dict)


@dataclass(frozen=True)
class Spelling:
    """How cells are written: what an account number has to match, what stands for nothing."""

    account: re.Pattern[str]
    placeholder: str


@dataclass(frozen=True, eq=False)
class _Read:
    """One column: its values, and which cells are formulas, spoilt, or of another kind."""

    parsed: Parsed
    formulas: BoolArray
    spoilt: BoolArray
    bad: BoolArray

    @property
    def gone(self) -> BoolArray:
        return self.formulas | self.spoilt

    @property
    def fills(self) -> bool:
        """Whether anything was written."""
        return bool(self.gone.any() or self.bad.any() or self.parsed.values.notna().any())


def read_cells(ledger: Ledger, spelling: Spelling) -> Cells:
    """Return every register column; damage and wrong kinds are entered in the ledger.

    Parameters
    ----------
    ledger
        Holds the raw table.
    """
    cells = Cells()
    for column in from_file(REGISTER):
        if column.name in ledger.headings:
            read = _read_column(ledger.raw, ledger.headings[column.name], column, spelling)
            _enter(ledger, column, read, cells)
        else:
            cells.columns[column.name] = absent_column(ledger.raw, column)
    return cells


def filled_columns(
    raw: RawTable, headings: Mapping[str, str], spelling: Spelling
) -> frozenset[str]:
    """Return our columns that a table fills in any row; most are known after the first ones."""
    found: set[str] = set()
    for column in from_file(REGISTER):
        if column.name not in headings:
            found |= {column.name} if absent_column(raw, column).notna().any() else set()
        elif any(_fills(part, headings[column.name], column, spelling) for part in _growing(raw)):
            found.add(column.name)
    return frozenset(found)


def _fills(raw: RawTable, heading: str, column: Column, spelling: Spelling) -> bool:
    """Say whether anything is written in a column; nearly always a glance at it tells."""
    text = raw.frame[heading]
    for cell in text.head(_GLANCE).tolist():
        word = column.kind != "text" and not re.search(r"\d", cell)
        if _PLAIN.fullmatch(cell) and not (
            word and re.fullmatch(spelling.placeholder, cell.lower())
        ):
            return True
    if (text == "").all() and heading not in raw.uncomputed:
        return False
    return _read_column(raw, heading, column, spelling).fills


def _growing(raw: RawTable) -> Iterator[RawTable]:
    first, length = 0, _FIRST_ROWS
    while first < len(raw.frame):
        yield raw.part(first, first + length)
        first, length = first + length, 10 * length


def _read_column(raw: RawTable, heading: str, column: Column, spelling: Spelling) -> _Read:
    text = raw.frame[heading]
    parsed = _parse(text, column)
    formulas = uncomputed(raw, heading)
    spoilt = _damaged(raw, heading, column, parsed.values, spelling.account) & ~formulas
    bad = parsed.bad & ~(formulas | spoilt)
    # A word that stands for nothing is an empty cell, of whatever kind the column is (C01); NaN is
    # no word for nothing but what is left of a computation.
    words = plain_text(text[bad])
    nan = _whole(words, "(?i:nan)")
    bad[bad] = nan | ~stands_for_nothing(words, spelling.placeholder)
    return _Read(parsed, formulas, spoilt, bad)


def _enter(ledger: Ledger, column: Column, read: _Read, cells: Cells) -> None:
    name, parsed = column.name, read.parsed
    drop = Action.QUARANTINED if column.required else Action.FIELD_DROPPED
    ledger.add("E02", read.formulas, name, drop)
    ledger.add("E01", read.spoilt, name, drop)
    if column.kind != "choice" and name != "voltage_kv":  # those have rules of their own
        ledger.add("V00", read.bad, name, drop)
    marks = {
        "damaged": read.gone, "unreadable": read.bad,
        "wide": parsed.wide, "respelled": parsed.respelled,
    }  # fmt: skip
    for kind, mark in marks.items():
        if mark.any():
            getattr(cells, kind)[name] = mark
    # The account number is what people find the row by, right or wrong.
    values = parsed.values
    cells.columns[name] = values if name == "account_no" else values.mask(read.gone | parsed.bad)


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
    raw: RawTable, heading: str, column: Column, values: pd.Series, account_form: re.Pattern[str]
) -> BoolArray:
    damaged = digits_lost(raw, heading, column)
    if column.kind != "text":
        return damaged
    if column.name in _NUMBERS:
        damaged = damaged | _whole(values, _SCIENTIFIC)
    if column.name == "meter_id":
        damaged = damaged | _whole(values, _CUT)
    if column.name in _DAY_LIKE:
        damaged = damaged | _whole(values, _DAY)
    if column.name == "account_no":
        damaged = damaged | (stored_as_number(raw, heading) & ~_whole(values, account_form.pattern))
    return damaged


def _whole(values: pd.Series, pattern: str) -> BoolArray:
    return values.str.fullmatch(pattern).to_numpy(dtype=np.bool_)
