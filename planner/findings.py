"""The ledger: what was wrong with the data, row by row, and what was done about it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, overload

import pandas as pd

type Language = Literal["zh", "en"]


class Level(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARN = "warn"
    INFO = "info"


class Action(StrEnum):
    """What was done about a finding."""

    QUARANTINED = "quarantined"
    """The row leaves the plan and is written to the quarantine sheet."""
    FIELD_DROPPED = "field dropped"
    """The value is not used; the row goes on."""
    FIXED = "fixed"
    """The value was mended by a rule that cannot be wrong; the old value is in the finding."""
    REPORTED = "reported"
    """Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue: its id, dimension, level, and what it says in two languages."""

    rule_id: str
    dimension: str
    level: Level
    zh: str
    en: str
    mend_zh: str
    mend_en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place.

    `source_row` is the row as the file's owner counts it (from 1 on, with the headings); 0 when the
    finding is about a whole table. `detail` adds the numbers that the rule's sentence needs.
    """

    rule: Rule
    room: str
    action: Action
    account_no: str = ""
    source_row: int = 0
    column: str = ""
    value: str = ""
    detail: str = ""

    def message(self, language: Language = "zh") -> str:
        """Say what is wrong, in one sentence."""
        sentence = self.rule.zh if language == "zh" else self.rule.en
        return f"{sentence} ({self.detail})" if self.detail else sentence

    def mend(self, language: Language = "zh") -> str:
        """Say how to mend it."""
        return self.rule.mend_zh if language == "zh" else self.rule.mend_en


COLUMNS = (
    "room", "rule", "level", "action", "account_no", "source_row", "column", "value",
    "message", "mend",
)  # fmt: skip


class Findings(Sequence[Finding]):
    """An immutable list of findings; `+` joins two ledgers."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._findings = tuple(findings)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> "Findings": ...
    def __getitem__(self, index: int | slice) -> "Finding | Findings":
        if isinstance(index, slice):
            return Findings(self._findings[index])
        return self._findings[index]

    def __len__(self) -> int:
        return len(self._findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._findings)

    def __add__(self, other: "Findings") -> "Findings":
        return Findings((*self._findings, *other))

    def __repr__(self) -> str:
        return f"<{len(self)} findings, {len(self.quarantined())} of them quarantine a row>"

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(escape=True, index=False)

    def of_customer(self, account_no: str) -> "Findings":
        """Return what was found about one account."""
        return Findings(one for one in self if one.account_no == account_no)

    def quarantined(self) -> "Findings":
        """Return the findings that cost a row its place in the plan."""
        return Findings(one for one in self if one.action is Action.QUARANTINED)

    def counts(self) -> dict[str, int]:
        """Return the number of findings by rule id, most frequent first."""
        tally: dict[str, int] = {}
        for one in self:
            tally[one.rule.rule_id] = tally.get(one.rule.rule_id, 0) + 1
        return dict(sorted(tally.items(), key=lambda item: (-item[1], item[0])))

    def to_frame(self, language: Language = "zh") -> pd.DataFrame:
        """Return a table, one row a finding, columns as in `COLUMNS`."""
        rows = [
            (
                one.room,
                one.rule.rule_id,
                one.rule.level.value,
                one.action.value,
                one.account_no,
                one.source_row,
                one.column,
                one.value,
                one.message(language),
                one.mend(language),
            )
            for one in self
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"source_row": "int64"})
