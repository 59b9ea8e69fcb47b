"""Collecting faults while a register is checked, whole or in part; it becomes `Findings` once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.files import RawTable
from planner.findings import Action, Finding, Findings
from planner.schema import RULES, BoolArray

ROOM = "customers"
MISFIT = "E03"


@dataclass(frozen=True, eq=False, slots=True)
class _Block:
    """Faults of one rule in one column; `places` are row positions, in order."""

    rule_id: str
    action: Action
    column: str
    places: npt.NDArray[np.int64]
    details: list[str] | None
    values: list[str] | None


@dataclass
class Ledger:
    """Faults of some rows; `headings` is our column name -> file heading, `accounts` by row."""

    raw: RawTable
    headings: Mapping[str, str]
    accounts: pd.Series
    _blocks: list[_Block] = field(default_factory=list)
    _tables: list[Finding] = field(default_factory=list)

    def add(
        self,
        rule_id: str,
        rows: BoolArray,
        column: str,
        action: Action,
        detail: Callable[[int], str] | None = None,
        value: Callable[[int], str] | None = None,
    ) -> None:
        """Enter a fault of one column at every row of the mask.

        Parameters
        ----------
        detail, value
            Row position -> the figures of the sentence; what was found, if it is no cell.
        """
        places = np.flatnonzero(rows)
        if not places.size:
            return
        details = None if detail is None else [detail(place) for place in places.tolist()]
        values = None if value is None else [value(place) for place in places.tolist()]
        self._blocks.append(_Block(rule_id, action, column, places, details, values))

    def add_table(self, rule_id: str, column: str, detail: str) -> None:
        """Enter a fault of the whole table."""
        self._tables.append(
            Finding(RULES[rule_id], ROOM, Action.REPORTED, column=column, detail=detail)
        )

    def findings(self) -> Findings:
        """Return everything entered: the table's faults, then those of rows in their order."""
        ours = [pair for block in self._blocks for pair in self._of(block)]
        ours.sort(key=lambda pair: pair[0])
        return Findings([*self._tables, *(one for _, one in ours)])

    def _of(self, block: _Block) -> list[tuple[int, Finding]]:
        rule, places = RULES[block.rule_id], block.places.tolist()
        accounts = self.accounts.iloc[block.places].tolist()
        details = block.details or [""] * len(places)
        values = block.values or self._cells(block.column, block.places)
        rows = self.raw.source_rows[block.places].tolist()
        told = zip(places, accounts, rows, values, details, strict=True)
        return [
            (place, Finding(rule, ROOM, block.action, account, row, block.column, value, detail))
            for place, account, row, value, detail in told
        ]

    def _cells(self, column: str, places: npt.NDArray[np.int64]) -> list[str]:
        # One look-up a block: a list of a whole column of a million cells would take 100 MB.
        heading = self.headings.get(column, column)
        if heading not in self.raw.frame:
            return [""] * len(places)
        return [str(one) for one in self.raw.frame[heading].iloc[places].tolist()]


def misfits(raw: RawTable) -> Findings:
    """Return a fault for each row that does not fit under the headings."""
    width = raw.frame.shape[1]
    return Findings(
        Finding(
            RULES[MISFIT], ROOM, Action.QUARANTINED, source_row=row.source_row,
            value=" | ".join(row.cells),
            detail="NUL" if len(row.cells) == width else f"{len(row.cells)} ≠ {width}",
        )
        for row in raw.odd_rows
    )  # fmt: skip
