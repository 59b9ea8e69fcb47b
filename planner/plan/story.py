"""Everything the rooms said about one account, in the order of the walk."""

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from planner.findings import Findings, Language
from planner.render import say_choice, shown
from planner.schema import (
    ASSIGNMENT,
    CUSTOMERS,
    LOCKS,
    OWNERS,
    SERVICE,
    UNSERVED,
    VISITS,
    Source,
    Table,
)

_ANSWERS = {one.name: one for one in (ASSIGNMENT, SERVICE, OWNERS, LOCKS, VISITS, UNSERVED)}


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

    def lines(self, language: Language | None = None) -> list[str]:
        """Say all of it, a line a thing, in the words of the tables that it stands in."""
        said = language or self.language
        return list(_lines(self, said))

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(repr(self))}</pre>"


def facts_of(customers: pd.DataFrame, account_no: str) -> dict[str, Any]:
    """Return what a plan's table of customers says of one account; nothing for an unknown one."""
    mine = pd.DataFrame(customers.loc[customers["account_no"] == account_no])
    if mine.empty:
        return {}
    filled = mine.drop(columns="geometry").iloc[0].dropna()
    return {str(name): value for name, value in filled.items()}


def _lines(story: CustomerStory, language: Language) -> Iterator[str]:
    """Yield fate, facts, what each room answered, and what was found, in this order."""
    yield f"{story.account_no}: {say_choice(story.fate, language)}"
    for row in story.rows.to_dict("records"):
        if row["fate"] != "planned":
            yield f"  {row['rule']} {row[f'reason_{language}']}"
    for name, value in story.facts.items():
        said = _shown(value, name, CUSTOMERS, language)
        cell = story.sources.get(name)
        place = "" if cell is None else f"  [{cell.file}: {cell.row}, {cell.column}]"
        yield f"  {_heading(CUSTOMERS, name, language)}: {said}{place}"
    for name, told in story.answers.items():
        table = _ANSWERS.get(name)
        yield f"{(table.zh if language == 'zh' else table.en) if table else name}"
        yield from (f"  {_row(one, table, language)}" for one in told)
    for one in story.findings:
        column = _heading(CUSTOMERS, one.column, language)
        yield f"  {one.rule.rule_id} {column}: {one.message(language)}; {one.mend(language)}"


def _row(row: Mapping[str, Any], table: Table | None, language: Language) -> str:
    """Return the filled cells of a row, each after its heading."""
    cells = [
        f"{_heading(table, name, language)} {said}"
        for name, value in row.items()
        if name != "geometry" and (said := _shown(value, name, table, language))
    ]
    return ("，" if language == "zh" else ", ").join(cells)


def _shown(value: Any, name: str, table: Table | None, language: Language) -> str:  # noqa: ANN401
    kind = table[name].kind if table is not None and name in table else ""
    if kind in {"", "text", "geometry"}:
        return "" if pd.isna(value) else str(value)
    return shown(value, name, kind, language)


def _heading(table: Table | None, name: str, language: Language) -> str:
    return table[name].heading(language) if table is not None and name in table else name
