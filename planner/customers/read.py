"""The front: a register file in, accepted and quarantined rows out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
from pydantic import AfterValidator, Field

from planner.customers.corrections import (
    Corrected,
    Correction,
    close_faults,
    correct,
    read_corrections,
    uncorrected,
)
from planner.customers.fields import check_field
from planner.customers.ledger import Ledger
from planner.customers.rows import check_rows
from planner.files import (
    FileFacts,
    HeadingMap,
    RawTable,
    absent_column,
    from_file,
    match_headings,
    plain_text,
    read_raw,
)
from planner.findings import Findings
from planner.options import InputPath, Options
from planner.schema import CUSTOMERS, REGISTER, CustomerRows
from planner.schema.table import DTYPES

_OWN_COLUMNS = ("source_row", "account_no", "rules", "cells")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


class CustomersOptions(Options):
    """Which file the register is, and how the utility writes it."""

    file: InputPath
    """CSV, workbook (.xlsx), GeoPackage or Parquet file of the customer register."""
    sheet: str = ""
    """Sheet of the workbook or layer of the GeoPackage; the first one when empty."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Our column name -> heading in the file, where it is not one of the known headings; an empty
    heading says that a column of the file is not to be used."""
    account_pattern: Annotated[str, AfterValidator(_compiles)] = r"\d{10}|\d{13}"
    """Regular expression that a whole account number matches."""
    datum: Literal["", "WGS84", "GCJ02", "BD09", "CGCS2000"] = ""
    """Datum of the coordinates of rows that do not state one; empty: such points are not used."""


@dataclass(frozen=True, eq=False)
class RegisterReading:
    """The register after the door: `read_count` = accepted + quarantined rows, always.

    `rows` are the accepted ones, typed. `written` has every row as the file has it: the columns
    ``source_row``, ``account_no``, ``rules`` (that take the row out; empty when accepted) and
    ``cells`` (only for rows that do not fit under the headings), then every column of the file as
    text. `headings` is our column name -> heading in the file; `unknown_headings` are carried
    through as text. Where corrections came along, `rows` and `written` hold the corrected
    values, `changes` logs each of them, and `carried` are the lines of the corrections sheet that
    a next sheet has to repeat.
    """

    rows: CustomerRows
    written: pd.DataFrame
    findings: Findings
    facts: FileFacts
    headings: Mapping[str, str]
    unknown_headings: tuple[str, ...]
    changes: pd.DataFrame = field(default_factory=pd.DataFrame)
    carried: tuple[Correction, ...] = ()

    @property
    def read_count(self) -> int:
        """Rows read, accepted or not."""
        return len(self.written)

    @property
    def quarantined(self) -> pd.DataFrame:
        """The rows of `written` that a rule took out."""
        return self.written.loc[self.written["rules"] != ""].reset_index(drop=True)


def read_customers(options: CustomersOptions, corrections: Path | None = None) -> RegisterReading:
    """Read and check the customer register.

    Parameters
    ----------
    corrections
        Filled corrections sheet; its released lines are put into the cells before the rules run.

    Raises
    ------
    DataError
        A file cannot be read, has no rows, or lacks a must-column.
    """
    raw = read_raw(options.file, sheet=options.sheet)
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
    ledger.accounts = plain_text(raw.frame[matched.known["account_no"]]).tolist()
    form = re.compile(options.account_pattern)
    checked = pd.DataFrame(
        {
            column.name: check_field(ledger, column, form)
            if column.name in matched.known
            else absent_column(raw, column)
            for column in from_file(REGISTER)
        },
        index=raw.frame.index,
    )
    checked = check_rows(ledger, checked)
    checked = _add_lineage(_state_datum(checked, options.datum), raw)
    checked = checked.assign(**_carried(raw, matched))
    out = ledger.quarantined()
    findings = ledger.findings() + corrected.refused
    return RegisterReading(
        rows=CustomerRows(_settle(checked.loc[~out].reset_index(drop=True))),
        written=_written(ledger),
        findings=findings,
        facts=raw.facts,
        headings=matched.known,
        unknown_headings=matched.unknown,
        changes=close_faults(corrected.changes, findings, matched.known),
        carried=corrected.carried,
    )


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
    return {
        f"{heading} (file)" if heading in CUSTOMERS else heading: raw.frame[heading]
        for heading in matched.unknown
    }


def _settle(frame: pd.DataFrame) -> pd.DataFrame:
    """Give every register column its declared kind, optional integers a nullable one."""
    kinds = {
        column.name: "Int64"
        if column.kind == "integer" and column.name != "source_row"
        else DTYPES[column.kind]
        for column in REGISTER
    }
    return frame.astype(kinds)


def _written(ledger: Ledger) -> pd.DataFrame:
    """Return all rows, every cell as the file has it, with the rules that took a row out."""
    raw, rules = ledger.raw, ledger.rules_by_row()
    every = raw.frame.drop(columns=[one for one in raw.frame.columns if one in _OWN_COLUMNS])
    told = [" ".join(rules.get(place, ())) for place in range(len(every))]
    every.insert(0, "source_row", raw.source_rows)
    every.insert(1, "account_no", pd.Series(ledger.accounts, index=every.index, dtype="str"))
    every.insert(2, "rules", pd.Series(told, index=every.index, dtype="str"))
    every.insert(3, "cells", pd.Series("", index=every.index, dtype="str"))
    odd = [
        dict.fromkeys(every.columns, "")
        | {"source_row": row.source_row, "rules": "L01", "cells": " | ".join(row.cells)}
        for row in raw.odd_rows
    ]
    both = pd.concat([every, pd.DataFrame(odd).astype(every.dtypes)]) if odd else every
    return both.sort_values("source_row", kind="stable", ignore_index=True)
