"""Collecting faults while a register is checked; it becomes `Findings` once, at the end."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from planner.files import OddRow, RawTable
from planner.findings import Action, Finding, Findings
from planner.schema import RULES, BoolArray

ROOM = "customers"


@dataclass
class Ledger:
    """Faults of one register, by row position; `headings` is our column name -> file heading."""

    raw: RawTable
    headings: dict[str, str]
    accounts: list[str] = field(default_factory=list)
    _faults: list[tuple[int, str, Action, str, str]] = field(default_factory=list)
    _lists: dict[str, list[str]] = field(default_factory=dict)

    def add(
        self,
        rule_id: str,
        rows: BoolArray,
        column: str,
        action: Action,
        detail: Callable[[int], str] | None = None,
    ) -> None:
        """Enter a fault of one column at every row of the mask."""
        self._faults += [
            (place, rule_id, action, column, detail(place) if detail else "")
            for place in np.flatnonzero(rows).tolist()
        ]

    def quarantined(self) -> BoolArray:
        """Return which rows have a fault that costs them their place."""
        rows = np.zeros(len(self.raw.frame), dtype=np.bool_)
        rows[[place for place, _, action, *_ in self._faults if action is Action.QUARANTINED]] = (
            True
        )
        return rows

    def rules_by_row(self) -> dict[int, list[str]]:
        """Return the rules that quarantine, by row position."""
        rules: dict[int, list[str]] = {}
        for place, rule_id, action, *_ in self._faults:
            if action is Action.QUARANTINED and rule_id not in rules.setdefault(place, []):
                rules[place].append(rule_id)
        return rules

    def findings(self) -> Findings:
        """Return everything entered, in the order of the rows; rows that did not fit come last."""
        ours = [self._finding(*fault) for fault in sorted(self._faults, key=lambda one: one[0])]
        odd = [
            Finding(RULES["L01"], ROOM, Action.QUARANTINED, source_row=row.source_row,
                    value=" | ".join(row.cells), detail=self._misfit(row))
            for row in self.raw.odd_rows
        ]  # fmt: skip
        return Findings([*ours, *odd])

    def _finding(
        self, place: int, rule_id: str, action: Action, column: str, detail: str
    ) -> Finding:
        return Finding(
            RULES[rule_id],
            ROOM,
            action,
            account_no=self.accounts[place],
            source_row=int(self.raw.source_rows[place]),
            column=column,
            value=self._cells(column)[place],
            detail=detail,
        )

    def _misfit(self, row: OddRow) -> str:
        cells, headings = len(row.cells), self.raw.frame.shape[1]
        return "NUL" if cells == headings else f"{cells} ≠ {headings}"

    def _cells(self, column: str) -> list[str]:
        # Thousands of single look-ups in a frame cost seconds; in a list, nothing.
        if column not in self._lists:
            heading = self.headings.get(column)
            empty = [""] * len(self.raw.frame)
            self._lists[column] = empty if heading is None else self.raw.frame[heading].tolist()
        return self._lists[column]
