"""The headline figures of several plans side by side."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from planner.plan import PlanRecord
from planner.schema import Figure, Text, change_column, side_by_side

_TOURS, _DAYS, _VISITS = Text("趟", "tours"), Text("天", "days"), Text("次", "visits")


def figures_of(plan: PlanRecord) -> list[Figure]:
    """Return the plan's headline, and how many tours, days and missed visits its tables have."""
    tours, missed = plan.tables["tours"], plan.tables["unserved"]
    counts = (
        ("tours", Text("走访行程", "Tours"), len(tours), _TOURS),
        ("tour_days", Text("有走访的日子", "Days with visits"), tours["date"].nunique(), _DAYS),
        ("unserved", Text("未安排走访", "Visits without a day"), len(missed), _VISITS),
    )
    more = [Figure(key, title, float(n), unit, decimals=0) for key, title, n, unit in counts]
    return [*plan.figures, *more]


def beside(headlines: Sequence[Sequence[Figure]], labels: Sequence[str]) -> pd.DataFrame:
    """Return the table that `side_by_side` declares: a row a figure, NaN where a plan lacks it.

    Today's value stands there where all plans say the same one.
    """
    by_key: dict[str, Figure] = {}
    for headline in headlines:
        for one in headline:
            by_key.setdefault(one.key, one)
    values = [{one.key: one for one in headline} for headline in headlines]
    rows = []
    for key, words in by_key.items():
        known = [one.get(key) for one in values]
        plans = [np.nan if one is None else one.value for one in known]
        row = {
            "figure": key,
            "title_zh": words.title.zh,
            "title_en": words.title.en,
            "unit_zh": words.unit.zh,
            "unit_en": words.unit.en,
            "today": _same([one.before for one in known if one is not None]),
            **dict(zip(labels, plans, strict=True)),
        }
        for label, value in zip(labels[1:], plans[1:], strict=True):
            row[change_column(label)] = value - plans[0]
        rows.append(row)
    return side_by_side(labels).shape(rows)


def _same(values: Sequence[float | None]) -> float:
    first = values[0]
    if first is None or any(one is None or not np.isclose(one, first) for one in values):
        return float("nan")
    return first
