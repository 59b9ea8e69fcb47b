"""Judged pieces of a register, together again."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from planner.customers.opened import OpenRegister
from planner.customers.pieces import JudgedRows, RowJudge
from planner.customers.rules import Case
from planner.files import RawTable
from planner.findings import Finding, Findings
from planner.schema import BoolArray

_NOTES = ("N01", "N02")
"""Said of cells that are used, never of ones that a rule emptied."""


def join_rows(
    register: OpenRegister, judging: RowJudge, parts: Sequence[JudgedRows]
) -> tuple[Case, Findings]:
    """Lay all rows under each other, for the rules that compare them, and what was said of each.

    Both are measured against the same lists and thresholds, those of `judging`.
    """
    sizes = [len(one.rows) for one in parts]
    case = Case(
        rows=pd.concat([one.rows for one in parts], ignore_index=True),
        present=frozenset(register.whole.present),
        quality=judging.quality,
        account_form=judging.spelling.account,
        unreadable=_marks([one.unreadable for one in parts], sizes),
        damaged=_marks([one.damaged for one in parts], sizes),
        references=judging.references,
        monthly=register.whole.monthly,
        as_of=judging.options.as_of,
    )
    return case, Findings(one for part in parts for one in part.findings)


def join_findings(
    of_rows: Findings, of_table: Findings, emptied: Mapping[str, BoolArray], raw: RawTable
) -> Findings:
    """Return the table's faults, then each row's in order: its own, then those beside other rows.

    Parameters
    ----------
    emptied
        Cells that only rules of the table emptied, by column: the notes on them are withdrawn.
    """
    empty = {name: {*raw.source_rows[mask].tolist()} for name, mask in emptied.items()}

    def stands(one: Finding) -> bool:
        return one.rule.rule_id not in _NOTES or one.source_row not in empty.get(one.column, ())

    told = [*filter(stands, of_rows), *of_table]
    told.sort(key=lambda one: one.source_row)  # that of the table is 0
    return Findings(told)


def _marks(parts: Sequence[Mapping[str, BoolArray]], sizes: Sequence[int]) -> dict[str, BoolArray]:
    """Join marks by column; a piece without one marks nothing there."""
    names = {name for part in parts for name in part}
    return {
        name: np.concatenate(
            [
                part.get(name, np.zeros(size, dtype=np.bool_))
                for part, size in zip(parts, sizes, strict=True)
            ]
        )
        for name in names
    }
