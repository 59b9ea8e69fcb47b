"""How good a plan is for customers, beside today."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from planner.schema import COMPARISON, Figure, FloatArray, Text

type Direction = Literal["lower", "higher", "neither"]

MINUTES = Text("分钟", "min")
PERCENT = Text("%", "%")
OUTLETS = Text("个", "outlets")
YUAN = Text("元", "yuan")


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of today's outlets and of the plan's; NaN where there is nothing to measure."""

    key: str
    title: Text
    unit: Text
    today: float
    plan: float
    better: Direction

    def figure(self, decimals: int = 1) -> Figure:
        """Return the measure as a headline figure with today's value beside it."""
        before = self.today if np.isfinite(self.today) else None
        return Figure(
            self.key, self.title, self.plan, self.unit, decimals, before=before, better=self.better
        )


def measure(
    today_min: FloatArray,
    plan_min: FloatArray,
    kwh: FloatArray,
    counts: tuple[int, int],
    standards_min: Sequence[float],
) -> list[Measure]:
    """Compare the customers' minutes today with those of the plan.

    Parameters
    ----------
    today_min
        Minutes to the nearest existing outlet, shape (n,); NaN for customers that reach none, who
        are left out of today's means and count as beyond every standard.
    plan_min
        Minutes in the plan, shape (n,).
    kwh
        Annual kWh, shape (n,).
    counts
        Outlets open today and in the plan.
    standards_min
        Minutes to report shares for.
    """
    each = np.ones(len(kwh))

    def both(
        key: str, zh: str, en: str, rule: Callable[[FloatArray], float], unit: Text = MINUTES
    ) -> Measure:
        better: Direction = "higher" if unit is PERCENT else "lower"
        return Measure(key, Text(zh, en), unit, rule(today_min), rule(plan_min), better)

    found = [
        Measure(
            "open_outlets", Text("开放网点", "Open outlets"), OUTLETS, float(counts[0]),
            float(counts[1]), "neither",
        ),
        both("mean_min_kwh", "平均到达时间(按电量)", "Mean travel, by kWh",
             lambda one: weighted_mean(one, kwh)),
        both("mean_min_customers", "平均到达时间(按户)", "Mean travel, by customer",
             lambda one: weighted_mean(one, each)),
        both("p90_min", "九成客户到达时间", "Nine in ten customers within", ninth_tenth),
        both("max_min", "最远客户到达时间", "Farthest customer", largest),
    ]  # fmt: skip
    for limit in standards_min:
        for suffix, weight, zh, en in (
            ("kwh", kwh, "电量", "kWh"), ("customers", each, "客户", "Customers"),
        ):  # fmt: skip
            key = f"share_{limit:g}_min_{suffix}"
            rule = functools.partial(share_within, weight=weight, limit=limit)
            found.append(
                both(key, f"{limit:g}分钟内{zh}占比", f"{en} within {limit:g} min", rule, PERCENT)
            )
    return found


def comparison(measures: Sequence[Measure]) -> pd.DataFrame:
    """Return the measures as a table COMPARISON."""
    return COMPARISON.shape(
        {
            "measure": one.key,
            "title_zh": one.title.zh,
            "title_en": one.title.en,
            "unit_zh": one.unit.zh,
            "unit_en": one.unit.en,
            "today": one.today,
            "plan": one.plan,
            "better": one.better,
        }
        for one in measures
    )


def money(today: tuple[float, float], plan: tuple[float, float]) -> list[Measure]:
    """Compare what running costs a year, and what is spent once: today's pair with the plan's."""
    return [
        Measure("yearly_yuan", Text("年运行费用", "Running cost a year"), YUAN, today[0], plan[0],
                "lower"),
        Measure("once_yuan", Text("一次性费用", "Spent once"), YUAN, today[1], plan[1], "lower"),
    ]  # fmt: skip


def weighted_mean(time_min: FloatArray, weight: FloatArray) -> float:
    """Return the mean of what is known; NaN when nothing is."""
    known = np.isfinite(time_min)
    total = float(weight[known].sum())
    return float(weight[known] @ time_min[known]) / total if total > 0 else float("nan")


def ninth_tenth(time_min: FloatArray) -> float:
    """Return the time of a real customer, not one between two."""
    known = time_min[np.isfinite(time_min)]
    return float(np.quantile(known, 0.9, method="inverted_cdf")) if len(known) else float("nan")


def largest(time_min: FloatArray) -> float:
    """Return the largest time that is known; NaN when none is."""
    known = time_min[np.isfinite(time_min)]
    return float(known.max()) if len(known) else float("nan")


def share_within(time_min: FloatArray, weight: FloatArray, limit: float) -> float:
    """Return the percentage of weight within a limit; NaN when there is nothing to share."""
    if not np.isfinite(time_min).any() or not weight.sum() > 0:
        return float("nan")
    return float(weight[time_min <= limit].sum() / weight.sum() * 100)
