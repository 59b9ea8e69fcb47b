"""The front: a register file in, accepted and quarantined rows out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from planner.customers.corrections import Correction, close_faults
from planner.customers.duplicates import review_sheet
from planner.customers.joined import join_findings, join_rows
from planner.customers.ledger import MISFIT, Ledger, misfits
from planner.customers.monthly import Months
from planner.customers.opened import OpenRegister, open_register
from planner.customers.options import CustomersOptions
from planner.customers.pieces import JudgedRows, Piece, RowJudge, checks_of
from planner.customers.rules import RuleCheck
from planner.customers.rules.judge import Unrun, judge
from planner.files import FileFacts, HeadingMap, RawTable
from planner.findings import Action, Findings
from planner.schema import CUSTOMERS, PAIRS, REGISTER, BoolArray, CustomerRows, Lineage
from planner.schema.table import DTYPES

PIECE_ROWS = 50_000
_OWN_COLUMNS = ("source_row", "account_no", "rules", "cells")
type Cut = Callable[[int], Iterable[Piece]]
"""All rows of a register in pieces of so many."""
type JudgeAll = Callable[[Cut], Iterable[JudgedRows]]
"""Cuts a register and judges the pieces, wherever that is done; returns them in their order."""


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
    judge_all: JudgeAll | None = None,
) -> RegisterReading:
    """Read and check the customer register.

    Rows are judged a piece at a time, which bounds the memory that takes; then what compares rows
    is judged on all of them. The answer does not depend on the pieces.

    Parameters
    ----------
    corrections
        Filled corrections sheet; its released lines are put into the cells before the rules run.
    monthly
        Bills and readings beside the register; some rules look at both.
    alone
        Judge points and loads as well, which in a walk later rooms do with more knowledge.
    judge_all
        Judges the rows, elsewhere perhaps; here, 50,000 at a time, when not given.

    Raises
    ------
    DataError
        A file cannot be read, has no rows, or lacks a must-column, or is a released one that was
        changed since.
    """
    register = open_register(options, corrections, monthly)
    judging = RowJudge(options, alone=alone)
    if judge_all is None:
        parts = [*map(judging, register.pieces(PIECE_ROWS))]
    else:
        parts = [*judge_all(register.pieces)]
    case, of_rows = join_rows(register, judging, parts)
    del parts
    ledger = Ledger(register.raw, register.whole.headings, register.whole.accounts)
    for rule_id, told in (("E05", register.raw.facts.above), ("E06", register.raw.facts.alike)):
        if told:
            ledger.add_table(rule_id, "", " | ".join(told))
    of_table = checks_of("table", alone=alone)
    judged = judge(case, of_table, ledger)
    findings = join_findings(of_rows, ledger.findings(), judged.emptied, register.raw)
    findings += misfits(register.raw) + register.corrected.refused
    if monthly is not None:
        findings += monthly.findings
    checks = (*checks_of("rows", alone=alone), *of_table)
    lacks = {one: one.lacks(case) for one in checks}
    pairs = review_sheet(judged.pairs, judged.case.rows)
    columns = {str(name): column for name, column in judged.case.rows.items()}
    del case, judged  # their columns are let go one by one
    return _settle(register, columns, findings, lacks, pairs)


def _settle(
    register: OpenRegister,
    columns: dict[str, pd.Series],
    findings: Findings,
    lacks: Mapping[RuleCheck, tuple[str, ...]],
    pairs: pd.DataFrame,
) -> RegisterReading:
    """Part the rows that stay from the others; `columns` is emptied on the way."""
    raw, matched, rules = register.raw, register.matched, _rules_of(findings)
    columns |= _carried(raw, matched)
    return RegisterReading(
        rows=_accepted(columns, ~np.isin(raw.source_rows, list(rules))),
        written=_written(register.whole, rules),
        findings=findings,
        facts=raw.facts,
        headings=matched.known,
        unknown_headings=matched.unknown,
        changes=close_faults(register.corrected.changes, findings, matched.known),
        carried=register.corrected.carried,
        ran=tuple(one for one, wanted in lacks.items() if not wanted),
        unrun=tuple(Unrun(one.rule_id, wanted) for one, wanted in lacks.items() if wanted),
        pairs=pairs,
    )


def _rules_of(findings: Findings) -> dict[int, list[str]]:
    """Return the rules that take a row out, each once, by the row as its owner counts it."""
    rules: dict[int, dict[str, None]] = {}
    for one in findings:
        if one.action is Action.QUARANTINED:
            rules.setdefault(one.source_row, {})[one.rule.rule_id] = None
    return {row: [*ids] for row, ids in rules.items()}


def _carried(raw: RawTable, matched: HeadingMap) -> dict[str, pd.Series]:
    """Return the columns that are none of ours; a name that a room adds later gets a suffix."""
    return {_carried_name(heading): raw.frame[heading] for heading in matched.unknown}


def _carried_name(heading: str) -> str:
    return f"{heading} (file)" if heading in CUSTOMERS else heading


def _accepted(columns: dict[str, pd.Series], kept: BoolArray) -> CustomerRows:
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


def _written(whole: Piece, rules: Mapping[int, Sequence[str]]) -> pd.DataFrame:
    """Return all rows, every cell as the file has it, with the rules that took a row out."""
    raw = whole.raw
    every = raw.frame.drop(columns=[one for one in raw.frame.columns if one in _OWN_COLUMNS])
    told = [" ".join(rules.get(row, ())) for row in raw.source_rows.tolist()]
    every.insert(0, "source_row", raw.source_rows)
    every.insert(1, "account_no", whole.accounts)
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
