"""What a rule looks at, and what it says: columns in, masks of rows out."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.customers.quality import Quality
from planner.findings import Action
from planner.schema import BoolArray, FloatArray

type Detail = Callable[[int], str]

type Scope = Literal["rows", "table"]
"""What a rule has to see: each row by itself, with the months of its account, or all of them."""


@dataclass(frozen=True, eq=False)
class References:
    """Lists and layers that some rules look things up in; None where there is none."""

    orgs: frozenset[str] | None = None
    industries: frozenset[str] | None = None
    feeders: frozenset[str] | None = None
    substations: frozenset[str] | None = None
    roster: pd.DataFrame | None = None
    """Columns of `ROSTER`."""
    areas: gpd.GeoDataFrame | None = None
    """Districts: `district_code`, `name`, WGS-84 polygons."""


@dataclass(frozen=True, eq=False)
class Case:
    """A register before its rules, or some of its rows.

    `rows` are typed, index 0..n-1; cells that are not of their column's kind are missing there and
    marked in `unreadable`, those that a spreadsheet spoilt in `damaged` (our column name -> mask);
    `wide` and `respelled` mark what was written in another way that can mean only one thing.
    `present` are our columns that the file fills in any row. `monthly` are months of accounts as
    `place_months` returns them, or None. `as_of` is the day on which the register is judged.
    """

    rows: pd.DataFrame
    present: frozenset[str]
    quality: Quality
    account_form: re.Pattern[str]
    unreadable: Mapping[str, BoolArray] = field(default_factory=dict)
    damaged: Mapping[str, BoolArray] = field(default_factory=dict)
    wide: Mapping[str, BoolArray] = field(default_factory=dict)
    respelled: Mapping[str, BoolArray] = field(default_factory=dict)
    origin: Mapping[str, pd.Series] = field(default_factory=dict)
    """What the file itself says of where a row came from, as text, by column name."""
    references: References = field(default_factory=References)
    monthly: pd.DataFrame | None = None
    as_of: dt.date | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def has(self, *names: str) -> bool:
        """Say whether the file has all of these columns."""
        return all(name in self.present for name in names)

    @property
    def day(self) -> pd.Timestamp:
        """The day on which the register is judged; only for rules that ask for it."""
        if self.as_of is None:
            raise ValueError("a rule about ages ran without a day")
        return pd.Timestamp(self.as_of)

    def nobody(self) -> BoolArray:
        """Return a mask without any row."""
        return np.zeros(len(self.rows), dtype=np.bool_)

    def filled(self, name: str) -> BoolArray:
        """Return which rows have a value."""
        return self.rows[name].notna().to_numpy(dtype=np.bool_)

    def spoilt(self, name: str) -> BoolArray:
        """Return which cells somebody filled, but with what cannot be read."""
        nobody = self.nobody()
        return self.unreadable.get(name, nobody) | self.damaged.get(name, nobody)

    def number(self, name: str) -> FloatArray:
        """Return a column as floats, NaN where missing."""
        return self.rows[name].to_numpy(dtype=np.float64, na_value=np.nan)

    def isin(self, name: str, values: Iterable[str]) -> BoolArray:
        """Return which rows have one of these values; none where the file lacks the column."""
        if name not in self.present:
            return self.nobody()
        return self.rows[name].isin(list(values)).to_numpy(dtype=np.bool_)

    def shown(self, *names: str, mark: str = " / ") -> Detail:
        """Return a detail that shows these columns of a row."""
        columns = [self.rows[name] for name in names]
        return lambda place: mark.join(_show(column.iloc[place]) for column in columns)

    def without(self, rows: BoolArray, names: Iterable[str]) -> "Case":
        """Return the case with these cells emptied, so that no later rule uses them."""
        emptied = {name: self.rows[name].mask(rows) for name in names}
        return replace(self, rows=self.rows.assign(**emptied))


@dataclass(frozen=True, eq=False)
class Hits:
    """Rows at fault in one column.

    Attributes
    ----------
    rows
        Shape (n,).
    action
        What is done: a dropped field is emptied in `column` and `also`.
    detail
        Row position -> the numbers that the rule's sentence needs.
    value
        Row position -> what was found, where it is no cell of the register.
    mended
        Columns in their mended form, for faults that are put right.
    pairs
        Pairs of rows for people to look at: `place`, `other`, `column`, `why`.
    """

    rows: BoolArray
    column: str
    action: Action = Action.REPORTED
    detail: Detail | None = None
    value: Detail | None = None
    also: tuple[str, ...] = ()
    mended: Mapping[str, pd.Series] = field(default_factory=dict)
    pairs: pd.DataFrame | None = None


@dataclass(frozen=True, eq=False)
class TableHit:
    """A fault of the whole table, which no row is to blame for."""

    column: str
    detail: str


type Said = Iterable[Hits | TableHit]


@dataclass(frozen=True)
class RuleCheck:
    """One rule of the catalogue as it runs.

    Attributes
    ----------
    rule_id
        Its id in `RULES`, where dimension, level, sentence and mend are.
    check
        The one function that judges.
    columns
        Cells that it looks at; the score counts it there.
    requires
        Columns that the file must have; `columns` where None, any of `columns` where empty.
    inputs
        What else must be given: "monthly", "as_of", or a field of `References`.
    or_monthly
        Readings do in place of the columns.
    later
        In a walk another room judges this, with more knowledge.
    scope
        "table" where a row is judged by others. Whatever judges "rows" says the same of any part
        of them, so that a register may be cut; it runs first, and yields `Hits` alone.
    """

    rule_id: str
    check: Callable[[Case], Said]
    columns: tuple[str, ...]
    requires: tuple[str, ...] | None = None
    inputs: tuple[str, ...] = ()
    or_monthly: bool = False
    later: bool = False
    scope: Scope = "rows"

    def lacks(self, case: Case) -> tuple[str, ...]:
        """Return what is not there that the rule needs: inputs, then columns of the file."""
        given = {"monthly": case.monthly is not None, "as_of": case.as_of is not None} | {
            name: getattr(case.references, name) is not None
            for name in ("orgs", "industries", "feeders", "substations", "roster", "areas")
        }
        if self.requires == () and self.columns:
            some = case.present.intersection(self.columns) or (self.or_monthly and given["monthly"])
            wanted = () if some else self.columns
        else:
            wanted = self.columns if self.requires is None else self.requires
        return (
            *(name for name in self.inputs if not given[name]),
            *(name for name in wanted if name not in case.present),
        )


def _show(value: object) -> str:
    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124  NaN
        return "∅"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return f"{value:g}" if isinstance(value, float) else str(value)
