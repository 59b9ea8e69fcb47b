"""Columns of a layer as plain values for a page's script: as exact as they are shown, no more."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from planner.render.values import column_of, decimals_of, kind_of, style_of, unit_of
from planner.schema import Layer, Table, Text

_SAID_ELSEWHERE = {
    "account_no", "account_name", "tier", "outlet_id", "today_outlet_id", "time_min",
    "today_time_min", "manager_id", "manager_name", "outlet_name", "decision", "geometry",
}  # fmt: skip


def say(text: Text) -> dict[str, str]:
    """Return the words of both languages."""
    return {"zh": text.zh, "en": text.en}


def numbers(values: pd.Series, decimals: int = 2) -> list[float | None]:
    """Return numbers for JSON: rounded, an empty or endless one as null."""
    plain = pd.to_numeric(values, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    finite = np.isfinite(plain).tolist()
    rounded = np.round(plain, decimals).tolist()
    return [one if known else None for one, known in zip(rounded, finite, strict=True)]


def minutes(values: pd.Series, limits: Sequence[float]) -> list[float | None]:
    """Return minutes to the tenth that is shown, each on its own side of every limit.

    30.04 minutes are beyond 30, and counted so by the report: they are shown as 30.1.
    """
    exact = pd.to_numeric(values, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    tenths = np.round(exact, 1)
    for limit in limits:
        tenths[(exact > limit) & (tenths <= limit)] = np.floor(limit * 10 + 1) / 10
    return numbers(pd.Series(tenths), 1)


def texts(values: pd.Series) -> list[str]:
    """Return a column as texts; an empty value as an empty one."""
    return ["" if known else str(one) for one, known in zip(
        values.tolist(), values.isna().tolist(), strict=True
    )]  # fmt: skip


def places(values: pd.Series, known: list[str]) -> list[int]:
    """Return the position of each id in a list of ids; -1 for an unknown one."""
    position = {one: place for place, one in enumerate(known)}
    return [position.get(one, -1) for one in texts(values)]


def facts_of(layer: Layer, table: Table) -> list[dict[str, Any]]:
    """Return the columns that a popup shows beyond those it always says."""
    facts = []
    for name, heading in layer.fields.items():
        if name in _SAID_ELSEWHERE or name not in layer.rows.columns:
            continue
        values = layer.rows[name]
        kind = kind_of(values, column_of(table, name))
        style = "flag" if kind == "boolean" else style_of(name, kind)
        facts.append(
            {
                "key": name,
                "heading": say(heading),
                "unit": unit_of(name, heading),
                "style": style,
                "values": _plain(values, kind, style),
            }
        )
    return facts


def _plain(values: pd.Series, kind: str, style: str) -> list[Any]:
    if kind in {"number", "integer"}:
        return numbers(values, decimals_of(style))
    filled = values.astype(object).where(values.notna(), None)
    if kind == "date":
        return [None if one is None else pd.Timestamp(one).date().isoformat() for one in filled]
    if kind == "boolean":
        return [None if one is None else bool(one) for one in filled]
    return [None if one is None or str(one) == "" else str(one) for one in filled]
