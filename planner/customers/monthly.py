"""Monthly bills and readings beside the register: a file, or a folder with a file a month."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from planner.customers.ledger import ROOM
from planner.files import (
    FileFacts,
    RawTable,
    absent_column,
    from_file,
    headings_of,
    match_headings,
    parse_column,
    parse_month,
    read_raw,
    table_files,
)
from planner.findings import Action, Finding, Findings
from planner.schema import BILLS, RULES, BoolArray, Column

_KEYS = ("account_no", "month")
_IN_NAME = re.compile(r"(?<!\d)(20\d{2})[-_.年]?(0[1-9]|1[0-2])(?!\d)")


@dataclass(frozen=True, eq=False)
class Months:
    """All months that were read, columns of `BILLS`; `facts` of each file, faults of its cells.

    A cell that cannot be read is missing; a row without a readable account or month, and the
    second row of an account and month, is left out and told.
    """

    rows: pd.DataFrame
    findings: Findings
    facts: tuple[FileFacts, ...]
    read_count: int


def read_months(path: Path) -> Months:
    """Read a file of months, or every table in a folder.

    A file that has no column for the month is of the month in its name, as in ``2026-09.csv``.

    Raises
    ------
    DataError
        A file cannot be read or lacks a column, or the folder holds no table.
    """
    frames: list[pd.DataFrame] = []
    findings: list[Finding] = []
    facts: list[FileFacts] = []
    for one in table_files(path):
        raw = read_raw(one, known=headings_of(BILLS))
        frame, faults = _typed(raw, one)
        frames.append(frame)
        findings += faults
        facts.append(raw.facts)
    every = pd.concat(frames, ignore_index=True)
    again = every.duplicated(list(_KEYS)) & every[list(_KEYS)].notna().all(axis=1)
    findings += [_finding("U05", every, place, "month") for place in np.flatnonzero(again).tolist()]
    fit = every[list(_KEYS)].notna().all(axis=1) & ~again & every["kwh_total"].notna()
    rows = every.loc[fit].reset_index(drop=True)
    return Months(rows, Findings(findings), tuple(facts), len(every))


def _typed(raw: RawTable, path: Path) -> tuple[pd.DataFrame, list[Finding]]:
    in_name = _IN_NAME.search(path.stem)
    named = in_name is not None
    matched = match_headings(
        tuple(raw.frame.columns), BILLS, where=str(path), given=("month",) if named else ()
    )
    frame = pd.DataFrame(
        {"file": pd.Series(path.name, index=raw.frame.index, dtype="str"),
         "file_row": raw.source_rows}
    )  # fmt: skip
    findings: list[Finding] = []
    for column in from_file(BILLS):
        heading = matched.known.get(column.name)
        if heading is None:
            frame[column.name] = absent_column(raw, column)
            continue
        parsed = parse_column(raw.frame[heading], column)
        frame[column.name] = parsed.values
        findings += _bad(frame.assign(cell=raw.frame[heading]), parsed.bad, column)
    if "month" in matched.known:
        known = {one: parse_month(one) for one in frame["month"].dropna().unique()}
        months = frame["month"].map(known).astype("str")
        wrong = (frame["month"].notna() & months.isna()).to_numpy(dtype=np.bool_)
        findings += _bad(frame.assign(cell=frame["month"]), wrong, BILLS["month"])
        frame["month"] = months
    elif in_name is not None:
        frame["month"] = pd.Series(f"{in_name[1]}-{in_name[2]}", index=frame.index, dtype="str")
    findings += [
        Finding(RULES["E03"], ROOM, Action.REPORTED, value=" | ".join(row.cells),
                detail=f"{path.name} {row.source_row}")
        for row in raw.odd_rows
    ]  # fmt: skip
    return frame, findings


def _bad(frame: pd.DataFrame, wrong: BoolArray, column: Column) -> list[Finding]:
    return [
        _finding("V00", frame, place, column.name, str(frame["cell"].iloc[place]))
        for place in np.flatnonzero(wrong).tolist()
    ]


def _finding(
    rule_id: str, frame: pd.DataFrame, place: int, column: str, value: str = ""
) -> Finding:
    row = frame.iloc[place]
    account = row["account_no"] if isinstance(row["account_no"], str) else ""
    month = value or (row["month"] if isinstance(row["month"], str) else "")
    return Finding(
        RULES[rule_id], ROOM, Action.FIELD_DROPPED, account, 0, column, month,
        f"{row['file']} {row['file_row']}",
    )  # fmt: skip
