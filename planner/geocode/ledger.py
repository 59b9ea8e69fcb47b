"""Collecting faults of located rows; the room's findings are made once, at the end."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from planner.findings import Action, Finding, Findings
from planner.schema import RULES, BoolArray

ROOM = "geocode"


@dataclass
class Ledger:
    """Faults by row position; `rows` has `account_no` and `source_row`."""

    rows: pd.DataFrame
    _faults: list[tuple[int, Finding]] = field(default_factory=list)
    _lists: dict[str, list[Any]] = field(default_factory=dict)

    def add(
        self, rule_id: str, hits: BoolArray, column: str, action: Action, detail: str = ""
    ) -> None:
        """Enter a fault at every row of the mask."""
        for place in np.flatnonzero(hits).tolist():
            self.add_one(rule_id, place, column, action, detail)

    def add_one(
        self, rule_id: str, place: int, column: str, action: Action, detail: str = ""
    ) -> None:
        """Enter a fault of one row, with the value as it came."""
        finding = Finding(
            RULES[rule_id],
            ROOM,
            action,
            account_no=str(self._cells("account_no")[place]),
            source_row=int(self._cells("source_row")[place]),
            column=column,
            value=self._value(place, column),
            detail=detail,
        )
        self._faults.append((place, finding))

    def _value(self, place: int, column: str) -> str:
        """Return the cell as it came; a point is told whole, whichever half is at fault."""
        if column == "lon":
            return f"{self._cells('lon')[place]:.10g} {self._cells('lat')[place]:.10g}"
        value = self._cells(column)[place]
        return "" if pd.isna(value) else str(value)

    def _cells(self, column: str) -> list[Any]:
        # Thousands of single look-ups in a frame cost seconds; in a list, nothing.
        if column not in self._lists:
            self._lists[column] = self.rows[column].tolist()
        return self._lists[column]

    def findings(self) -> Findings:
        """Return everything entered, in the order of the rows."""
        return Findings(one for _, one in sorted(self._faults, key=lambda fault: fault[0]))
