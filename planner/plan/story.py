"""Everything the rooms said about one account, in the order of the walk."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from planner.findings import Findings, Language
from planner.schema import Source


@dataclass(frozen=True)
class CustomerStory:
    """One account's way through the plan.

    `rows` are the register rows it came from with their fate, `facts` its columns in the plan
    (empty when quarantined), `answers` what each result said, by table name, `sources` the cell
    that each fact was read from (none for what a room worked out).
    """

    account_no: str
    rows: pd.DataFrame
    facts: Mapping[str, Any]
    answers: Mapping[str, Any]
    findings: Findings
    language: Language
    sources: Mapping[str, Source] = field(default_factory=dict)

    @property
    def fate(self) -> str:
        """`planned` or `quarantined`."""
        return str(self.rows["fate"].iloc[0])

    def __repr__(self) -> str:
        lines = [f"{self.account_no}: {self.fate}"]
        lines += [f"  {name}: {value}" for name, value in self.facts.items()]
        for name, told in self.answers.items():
            lines += [f"  {name}: {one}" for one in told]
        lines += [
            f"  {one.rule.rule_id} {one.column}: {one.message(self.language)}"
            for one in self.findings
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(repr(self))}</pre>"
