"""The front: a register file in, accepted and quarantined rows out."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import Field

from planner.customers.cells import read_cells
from planner.customers.corrections import (
    Corrected,
    Correction,
    close_faults,
    correct,
    read_corrections,
    uncorrected,
)
from planner.customers.duplicates import review_sheet
from planner.customers.ledger import MISFIT, Ledger
from planner.customers.monthly import Months
from planner.customers.quality import Pattern, read_quality
from planner.customers.references import read_references
from planner.customers.rules import CATALOGUE, Case, RuleCheck
from planner.customers.rules.judge import Unrun, judge
from planner.customers.seal import require_seal
from planner.files import (
    LINEAGE,
    FileFacts,
    HeadingMap,
    RawTable,
    headings_of,
    match_headings,
    plain_text,
    read_raw,
)
from planner.findings import Findings
from planner.options import InputPath, Options
from planner.schema import (
    CUSTOMERS,
    PAIRS,
    REGISTER,
    BoolArray,
    CustomerRows,
    Lineage,
    fold_heading,
)
from planner.schema.table import DTYPES

_OWN_COLUMNS = ("source_row", "account_no", "rules", "cells")
_SYSTEM = "source_system"


class CustomersOptions(Options):
    """Which file the register is, how the utility writes it, and what it is measured against."""

    file: InputPath
    """CSV, workbook (.xlsx), GeoPackage or Parquet file of the customer register."""
    sheet: str = ""
    """Sheet of the workbook or layer of the GeoPackage; when empty the first one, of a workbook the
    first with most headings of a register."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Our column name -> heading in the file, where it is not one of the known headings; an empty
    heading says that a column of the file is not to be used."""
    account_pattern: Pattern = r"\d{10}|\d{13}"
    """Regular expression that a whole account number matches."""
    datum: Literal["", "WGS84", "GCJ02", "BD09", "CGCS2000"] = ""
    """Datum of the coordinates of rows that do not state one; empty: such points are not used."""
    quality: InputPath | None = None
    """TOML file of what the rules measure against; the one that comes with the package when not
    given."""
    references: InputPath | None = None
    """Folder with lists that rules look things up in: orgs, industries, feeders, substations,
    managers (.csv or .xlsx), districts.geojson; each may be absent."""
    as_of: dt.date | None = None
    """The day on which the register is judged; without it no rule about ages runs."""


@dataclass(frozen=True, eq=False)
class RegisterReading:
    """The register after the door: `read_count` = accepted + quarantined rows, always.

    `rows` are the accepted ones, typed. `written` has every row as the file has it: the columns
    ``source_row``, ``account_no``, ``rules`` (that take the row out; empty when accepted) and
    ``cells`` (only for rows that do not fit under the headings), then every column of the file as
    text. `headings` is our column name -> heading in the file; `unknown_headings` are carried
    through as text. Where corrections came along, `rows` and `written` hold the corrected
    values, `changes` logs each of them, and `carried` are the lines of the corrections sheet that
    a next sheet has to repeat. `ran` are the rules that had what they need, `unrun` the others.
    `pairs` are rows that may be one customer (columns of `PAIRS`); nothing was merged.
    """

    rows: CustomerRows
    written: pd.DataFrame
    findings: Findings
    facts: FileFacts
    headings: Mapping[str, str]
    unknown_headings: tuple[str, ...]
    changes: pd.DataFrame = field(default_factory=pd.DataFrame)
    carried: tuple[Correction, ...] = ()
    ran: tuple[RuleCheck, ...] = ()
    unrun: tuple[Unrun, ...] = ()
    pairs: pd.DataFrame = field(default_factory=PAIRS.empty)

    @property
    def read_count(self) -> int:
        """Rows read, accepted or not."""
        return len(self.written)

    @property
    def lineage(self) -> Lineage:
        """Where every value came from, with `source_row` of its row; headings of the file for ours
        and for those that were carried through.
        """  # noqa: D205
        carried = {_carried_name(heading): heading for heading in self.unknown_headings}
        return Lineage(
            self.facts.name, self.facts.sha256, self.facts.sheet, {**carried, **self.headings}
        )

    @property
    def quarantined(self) -> pd.DataFrame:
        """The rows of `written` that a rule took out."""
        return self.written.loc[self.written["rules"] != ""].reset_index(drop=True)


def read_customers(
    options: CustomersOptions,
    corrections: Path | None = None,
    *,
    monthly: Months | None = None,
    alone: bool = False,
) -> RegisterReading:
    """Read and check the customer register.

    Parameters
    ----------
    corrections
        Filled corrections sheet; its released lines are put into the cells before the rules run.
    monthly
        Bills and readings beside the register; some rules look at both.
    alone
        Judge points and loads as well, which in a walk later rooms do with more knowledge.

    Raises
    ------
    DataError
        A file cannot be read, has no rows, or lacks a must-column, or is a released one that was
        changed since.
    """
    known = headings_of(REGISTER, options.columns)
    raw = read_raw(options.file, sheet=options.sheet, known=known)
    require_seal(options.file, raw.facts.sha256)
    matched = match_headings(
        tuple(raw.frame.columns),
        REGISTER,
        columns=options.columns,
        where=f"customers.file = {options.file}",
        given=() if raw.points is None else ("lon", "lat", "coord_sys"),
    )
    corrected = _correct(raw, matched, corrections)
    raw = corrected.raw
    ledger = Ledger(raw, dict(matched.known))
    ledger.accounts = plain_text(raw.frame[matched.known["account_no"]])
    for rule_id, told in (("E05", raw.facts.above), ("E06", raw.facts.alike)):
        if told:
            ledger.add_table(rule_id, "", " | ".join(told))
    checks = [one for one in CATALOGUE if alone or not one.later]
    judged = judge(_open_case(ledger, matched, options, monthly), checks, ledger)
    ran, unrun = judged.ran, judged.unrun
    pairs = review_sheet(judged.pairs, judged.case.rows)
    columns = {str(name): column for name, column in judged.case.rows.items()}
    columns |= _carried(raw, matched)
    del judged  # its columns are let go one by one
    rows = _settle(columns, ~ledger.quarantined())
    findings = ledger.findings() + corrected.refused
    if monthly is not None:
        findings += monthly.findings
    return RegisterReading(
        rows=rows,
        written=_written(ledger),
        findings=findings,
        facts=raw.facts,
        headings=matched.known,
        unknown_headings=matched.unknown,
        changes=close_faults(corrected.changes, findings, matched.known),
        carried=corrected.carried,
        ran=ran,
        unrun=unrun,
        pairs=pairs,
    )


def _open_case(
    ledger: Ledger, matched: HeadingMap, options: CustomersOptions, monthly: Months | None
) -> Case:
    """Read every cell, and gather what the rules may look at."""
    raw, form = ledger.raw, re.compile(options.account_pattern)
    quality = read_quality(options.quality)
    cells = read_cells(ledger, form, quality.placeholder)
    rows = _state_datum(pd.DataFrame(cells.columns, index=raw.frame.index), options.datum)
    return Case(
        rows=_add_lineage(rows, raw),
        present=frozenset(cells.present | ({"coord_sys"} if options.datum else set())),
        quality=quality,
        account_form=form,
        unreadable=cells.unreadable,
        damaged=cells.damaged,
        wide=cells.wide,
        respelled=cells.respelled,
        origin=_origin(raw, matched),
        references=read_references(options.references),
        monthly=None if monthly is None else monthly.rows,
        as_of=options.as_of,
    )


def _origin(raw: RawTable, matched: HeadingMap) -> dict[str, pd.Series]:
    """Return what the file itself says of where its rows came from, if it says so anywhere."""
    known = REGISTER.known_headings()
    named = {known.get(fold_heading(heading), ""): heading for heading in matched.unknown}
    named |= {name: heading for name, heading in matched.known.items() if name == _SYSTEM}
    columns = {name: raw.frame[named[name]] for name in (_SYSTEM, *LINEAGE) if name in named}
    said = {name: text for name, text in columns.items() if (text.str.strip() != "").any()}
    return said if any(name in said for name in LINEAGE) else {}


def _correct(raw: RawTable, matched: HeadingMap, path: Path | None) -> Corrected:
    if path is None:
        return uncorrected(raw)
    accounts = plain_text(raw.frame[matched.known["account_no"]]).tolist()
    return correct(raw, matched.known, accounts, read_corrections(path))


def _state_datum(frame: pd.DataFrame, datum: str) -> pd.DataFrame:
    if not datum:
        return frame
    return frame.assign(coord_sys=frame["coord_sys"].fillna(datum))


def _add_lineage(frame: pd.DataFrame, raw: RawTable) -> pd.DataFrame:
    return frame.assign(
        source_file=pd.Series(raw.facts.name, index=frame.index, dtype="str"),
        source_row=raw.source_rows,
    )


def _carried(raw: RawTable, matched: HeadingMap) -> dict[str, pd.Series]:
    """Return the columns that are none of ours; a name that a room adds later gets a suffix."""
    return {_carried_name(heading): raw.frame[heading] for heading in matched.unknown}


def _carried_name(heading: str) -> str:
    return f"{heading} (file)" if heading in CUSTOMERS else heading


def _settle(columns: dict[str, pd.Series], kept: BoolArray) -> CustomerRows:
    """Keep the accepted rows, every register column in its declared kind.

    `columns` is emptied on the way, so that both never stand in memory as a whole. Optional
    integers are of a nullable kind.
    """
    kinds: dict[str, Any] = {
        column.name: "Int64"
        if column.kind == "integer" and column.name != "source_row"
        else DTYPES[column.kind]
        for column in REGISTER
    }
    settled = {
        name: columns.pop(name).loc[kept].reset_index(drop=True).astype(kinds.get(name, "str"))
        for name in list(columns)
    }
    return CustomerRows(pd.DataFrame(settled))


def _written(ledger: Ledger) -> pd.DataFrame:
    """Return all rows, every cell as the file has it, with the rules that took a row out."""
    raw, rules = ledger.raw, ledger.rules_by_row()
    every = raw.frame.drop(columns=[one for one in raw.frame.columns if one in _OWN_COLUMNS])
    told = [" ".join(rules.get(place, ())) for place in range(len(every))]
    every.insert(0, "source_row", raw.source_rows)
    every.insert(1, "account_no", ledger.accounts)
    every.insert(2, "rules", pd.Series(told, index=every.index, dtype="str"))
    every.insert(3, "cells", pd.Series("", index=every.index, dtype="str"))
    odd = [
        dict.fromkeys(every.columns, "")
        | {"source_row": row.source_row, "rules": MISFIT, "cells": " | ".join(row.cells)}
        for row in raw.odd_rows
    ]
    if not odd:
        return every
    both = pd.concat([every, pd.DataFrame(odd).astype(every.dtypes)])
    return both.sort_values("source_row", kind="stable", ignore_index=True)
