"""Corrections that people wrote on the sheet of faults: read, judged, put into the raw cells.

A correction changes a cell of the table in memory before any rule looks at it; the register file
itself is never written. Nothing is applied that a second person has not released, nor to a cell
that no longer holds the value the corrector saw.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from planner.customers.ledger import ROOM
from planner.errors import DataError
from planner.files import (
    FileFacts,
    RawTable,
    match_headings,
    parse_day,
    read_raw,
    stored_as_number,
)
from planner.files import uncomputed as formula_cells
from planner.findings import Action, Finding, Findings
from planner.schema import CHANGES, CORRECTIONS, RULES, BoolArray

REFUSALS = ("L02", "L03", "L04", "L05")
"""Rules about a correction and not about the register."""
_ODD_ROWS_TOLD = 10
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_LETTERS_COMPARED = 32_000  # a cell of a workbook holds a few more
_NAMES = ("corrected_by", "corrected_on", "reason", "released_by")


@dataclass(frozen=True, slots=True)
class Correction:
    """One filled line of the sheet: `line` is its own row there, `row` that of the register."""

    line: int
    row: int | None
    heading: str
    written: str
    value: str
    rule: str
    corrected_by: str
    corrected_on: str
    reason: str
    released_by: str
    is_number: bool = False
    """The sheet holds the value as a number, which is how leading zeros and digits get lost."""
    is_uncomputed: bool = False
    """The value is a formula whose result was never stored."""


@dataclass(frozen=True)
class CorrectionSheet:
    """The filled lines of a corrections file."""

    lines: tuple[Correction, ...]
    facts: FileFacts


@dataclass(frozen=True, eq=False)
class Corrected:
    """The table with corrections in it; which lines changed it and which were refused.

    `changes` has the columns of `CHANGES` but ``closed``, which is known after the rules ran.
    """

    raw: RawTable
    changes: pd.DataFrame
    refused: Findings = field(default_factory=Findings)
    carried: tuple[Correction, ...] = ()
    """Lines that still speak of the file as it is: applied ones, and those that lack a release."""


def read_corrections(path: Path) -> CorrectionSheet:
    """Read the lines of a corrections sheet that have a correction; the others wait.

    Raises
    ------
    DataError
        The file cannot be read, or lacks a column that a correction needs.
    """
    raw = read_raw(path, sheet=CORRECTIONS.zh if path.suffix.lower() == ".xlsx" else "")
    where = f"corrections = {path}"
    if raw.odd_rows:
        told = ", ".join(str(one.source_row) for one in raw.odd_rows[:_ODD_ROWS_TOLD])
        raise DataError(
            f"{path.name}: rows with more or fewer cells than headings: {told}",
            where=where,
            mend="clear the cells beyond the last heading; the heading is row 1",
        )
    headings = match_headings(tuple(raw.frame.columns), CORRECTIONS, where=where).known
    filled = raw.frame[headings["correction"]].str.strip() != ""
    formulas = formula_cells(raw, headings["correction"])
    numbers = stored_as_number(raw, headings["correction"])
    cells = {
        column.name: raw.frame[headings[column.name]].tolist()
        if column.name in headings
        else [""] * len(raw.frame)
        for column in CORRECTIONS
    }
    wanted = np.flatnonzero(filled.to_numpy(dtype=np.bool_) | formulas)
    return CorrectionSheet(
        tuple(
            Correction(
                line=int(raw.source_rows[place]),
                row=_row_number(cells["row"][place]),
                heading=cells["heading"][place].strip(),
                written=cells["written"][place],
                value=cells["correction"][place],
                rule=cells["rule"][place].strip(),
                corrected_by=cells["corrected_by"][place].strip(),
                corrected_on=cells["corrected_on"][place].strip(),
                reason=cells["reason"][place].strip(),
                released_by=cells["released_by"][place].strip(),
                is_number=bool(numbers[place]),
                is_uncomputed=bool(formulas[place]),
            )
            for place in wanted.tolist()
        ),
        raw.facts,
    )


def uncorrected(raw: RawTable) -> Corrected:
    """Return the table as it is, with an empty log."""
    return Corrected(raw, pd.DataFrame(columns=_log_columns(), dtype="str"))


def correct(
    raw: RawTable, headings: Mapping[str, str], accounts: Sequence[str], sheet: CorrectionSheet
) -> Corrected:
    """Put the released corrections into their cells; refuse the others, each with a rule.

    Parameters
    ----------
    headings
        Our column name -> heading in the file.
    accounts
        Account number of every row of `raw`, as it was before.
    """
    places = {int(row): place for place, row in enumerate(raw.source_rows)}
    refused: list[tuple[Correction, str, str]] = []
    by_cell: dict[tuple[int, str], list[Correction]] = {}
    for one in sheet.lines:
        place = None if one.row is None else places.get(one.row)
        heading = one.heading if one.heading in raw.frame else headings.get(one.heading, "")
        if place is None or not heading:
            refused.append((one, "L04", f"{one.row or ''} / {one.heading}"))
            continue
        here = replace(one, heading=heading)
        fault = _refusal(here, str(raw.frame[heading].iloc[place]))
        if fault:
            refused.append((here, *fault))
        else:
            by_cell.setdefault((place, heading), []).append(here)
    agreed: dict[tuple[int, str], Correction] = {}
    for cell, lines in by_cell.items():
        values = sorted({one.value for one in lines})
        if len(values) > 1:
            refused += [(one, "L05", " ≠ ".join(values)) for one in lines]
        else:
            rules = " ".join(dict.fromkeys(one.rule for one in lines if one.rule))
            agreed[cell] = replace(lines[0], rule=rules)
    unreleased = [one for one, rule_id, _ in refused if rule_id == "L02"]
    ours = {heading: name for name, heading in headings.items()}
    return Corrected(
        _put(raw, agreed),
        _log(raw, accounts, agreed, sheet.facts),
        Findings(
            _finding(one, rule_id, detail, ours) for one, rule_id, detail in refused
        ),
        (*agreed.values(), *unreleased),
    )  # fmt: skip


def open_faults(findings: Findings) -> list[Finding]:
    """Return the findings that somebody has to mend: neither mended by a rule nor a refusal."""
    return [
        one
        for one in findings
        if one.action is not Action.FIXED and one.rule.rule_id not in REFUSALS
    ]


def close_faults(
    changes: pd.DataFrame, findings: Findings, headings: Mapping[str, str]
) -> pd.DataFrame:
    """Say of every change whether its cell is now free of faults."""
    still = {
        (one.source_row, headings.get(one.column, one.column)) for one in open_faults(findings)
    }
    cells = zip(changes["source_row"], changes["heading"], strict=True)
    closed = [(int(row), str(heading)) not in still for row, heading in cells]
    place = CHANGES.names.index("closed")
    told = changes.astype({"source_row": "int64"})
    told.insert(place, "closed", pd.Series(closed, index=changes.index, dtype="bool"))
    return told


def _refusal(one: Correction, now: str) -> tuple[str, str] | None:
    unsigned = _unsigned(one)
    if unsigned:
        return "L02", unsigned
    if one.is_uncomputed:
        return "L05", "= ?"
    if _seen(one.written) != _seen(now):
        return "L03", f"「{one.written}」 ≠ 「{now}」"
    if one.value == now:
        return "L05", f"「{now}」 = 「{now}」"
    return None


def _unsigned(one: Correction) -> str:
    """Say what a record of a change lacks: who, when, why, or a second person."""
    missing = [name for name in _NAMES if not getattr(one, name)]
    if missing:
        return ", ".join(CORRECTIONS[name].zh for name in missing) + " = ∅"
    if _fold(one.corrected_by) == _fold(one.released_by):
        return f"{one.corrected_by} = {one.released_by}"
    if parse_day(one.corrected_on) is None:
        return f"{CORRECTIONS['corrected_on'].zh} = {one.corrected_on}"
    return ""


def _fold(name: str) -> str:
    """Reduce a person's name to what tells two people apart."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _seen(value: str) -> str:
    """Return a value as it comes back from a workbook.

    That changes line ends, writes control characters as codes and cuts long cells.
    """
    lines = value.replace("_x000D_", "\r").replace("\r\n", "\n").replace("\r", "\n")
    coded = _CONTROL.sub(lambda one: f"_x{ord(one.group()):04X}_", lines)
    return coded[:_LETTERS_COMPARED]


def _row_number(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    return int(plain) if plain.isdecimal() else None


def _put(raw: RawTable, agreed: Mapping[tuple[int, str], Correction]) -> RawTable:
    columns: dict[str, list[str]] = {}
    length = len(raw.frame)
    numbers = {name: mask.copy() for name, mask in raw.stored_as_number.items()}
    formulas = {name: mask.copy() for name, mask in raw.uncomputed.items()}
    for (place, heading), one in agreed.items():
        columns.setdefault(heading, raw.frame[heading].tolist())[place] = one.value
        _mark(numbers, heading, place, length, is_so=one.is_number)
        _mark(formulas, heading, place, length, is_so=False)
    frame = raw.frame.copy()
    for heading, cells in columns.items():
        frame[heading] = pd.Series(cells, index=frame.index, dtype="str")
    return replace(raw, frame=frame, stored_as_number=numbers, uncomputed=formulas)


def _mark(
    masks: dict[str, BoolArray], heading: str, place: int, length: int, *, is_so: bool
) -> None:
    if is_so or heading in masks:
        masks.setdefault(heading, np.zeros(length, dtype=np.bool_))[place] = is_so


def _log_columns() -> list[str]:
    return [name for name in CHANGES.names if name != "closed"]


def _log(
    raw: RawTable,
    accounts: Sequence[str],
    agreed: Mapping[tuple[int, str], Correction],
    sheet: FileFacts,
) -> pd.DataFrame:
    rows = [
        (
            one.row,
            accounts[place],
            heading,
            one.rule,
            raw.frame[heading].iloc[place],
            one.value,
            one.corrected_by,
            one.corrected_on,
            one.reason,
            one.released_by,
            raw.facts.name,
            raw.facts.sha256,
            sheet.name,
            sheet.sha256,
        )
        for (place, heading), one in sorted(agreed.items(), key=lambda item: item[0])
    ]
    return pd.DataFrame(rows, columns=_log_columns())


def _finding(one: Correction, rule_id: str, detail: str, ours: Mapping[str, str]) -> Finding:
    return Finding(
        RULES[rule_id],
        ROOM,
        Action.REPORTED,
        source_row=one.row or 0,
        column=ours.get(one.heading, one.heading),
        value=one.value,
        detail=detail,
    )
