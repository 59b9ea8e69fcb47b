"""Where the figures of a report come from: their definitions, and the tables at its end."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from planner.findings import Language
from planner.plan.books import row_books
from planner.plan.names import with_names
from planner.plan.page import CUSTOMER_FACTS
from planner.render import Fact, Picture, Source, section_of
from planner.schema import CUSTOMERS, Chart, Figure, Table, meaning_of

if TYPE_CHECKING:
    from planner.plan.plan import Plan

_TOP = (
    "open_outlets", "mean_min_kwh", "p90_min", "share_15_min_customers", "yearly_yuan", "once_yuan",
    "visits_planned", "priority_share_pct",
)  # fmt: skip
MOST_ROWS = 1000
"""Rows of a table that the page holds; the whole table is in the file that it names."""


def first(figures: Iterable[Figure]) -> list[Figure]:
    """Return those that a meeting asks first."""
    return sorted((one for one in figures if one.key in _TOP), key=lambda one: _TOP.index(one.key))


def rest(figures: Iterable[Figure]) -> list[Figure]:
    """Return those that belong to a chapter: all but the first."""
    return [one for one in figures if one.key not in _TOP]


def facts_of(figures: Iterable[Figure], language: Language) -> list[Fact]:
    """Return figures with their definitions and sources."""
    return [Fact(one, *_told(one.key, language)) for one in figures]


def pictures_of(charts: Iterable[Chart], language: Language) -> list[Picture]:
    """Return charts with what they say and their sources."""
    return [Picture(one, *_told(one.key, language)) for one in charts]


def plan_sources(plan: "Plan", language: Language) -> list[Source]:
    """Return every table of the plan and the books of its rows, the names beside the ids."""
    answers: Mapping[Table, pd.DataFrame] = dict(with_names(plan.tables(), plan))
    return [
        Source(
            table.name,
            section_of(
                table, frame, language, most=MOST_ROWS,
                columns=CUSTOMER_FACTS if table.name == CUSTOMERS.name else (),
            ),
            len(frame),
            f"tables/{table.name}.parquet",
        )
        for table, frame in {**answers, **row_books(plan, language)}.items()
    ]  # fmt: skip


def _told(key: str, language: Language) -> tuple[str, tuple[str, ...]]:
    """Return what a figure or chart means, and the names of the tables that it comes from."""
    meaning = meaning_of(key)
    if meaning is None:
        return "", ()
    return meaning.text.say(language), tuple(table.name for table in meaning.tables)
