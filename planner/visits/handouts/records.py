"""Rows of a table as plain values, gathered by a column: one pass, however many groups."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

type Row = Mapping[Any, Any]


def records(table: pd.DataFrame) -> list[Row]:
    """Return the rows in order."""
    columns = [table[name].tolist() for name in table.columns]
    return [dict(zip(table.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def gathered(table: pd.DataFrame, by: str) -> dict[str, list[Row]]:
    """Return the rows by the value of a column, in order; an unknown value has none."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in records(table):
        groups[str(row[by])].append(row)
    return groups
