"""Cost against minutes: which plans no other one beats in everything."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from planner.plan import PlanRecord
from planner.schema import TRADE_OFF, Figure, Scatter, Spot, Text

_AXES = ("cost_yuan", "mean_min", "p90_min")
_TOLERANCE = 1e-9
_COST = Text("年均费用(万元)", "Cost of a year, 10,000 yuan")
_UP = {
    "mean_min": Text("平均到达时间(分，按电量)", "Mean minutes, by kWh"),
    "p90_min": Text("九成客户到达时间(分)", "Nine in ten customers within, min"),
}
_BOUNDS = {"mean_min": "least_mean_min"}
_PER_TICK = 10_000.0


@dataclass(frozen=True)
class Position:
    """A plan's place among cost and minutes; the `least` are proven, NaN where nothing is."""

    plan: str
    cost_yuan: float
    mean_min: float
    p90_min: float
    least_cost_yuan: float = math.nan
    least_mean_min: float = math.nan


def position(plan: PlanRecord, label: str) -> Position | None:
    """Return a plan's place, ``None`` where it counted no money.

    A bound is taken only where the goal was the axis itself: minutes weighted by kWh alone on one
    demand, yuan without a price on minutes.
    """
    figures = {one.key: one for one in plan.figures}
    cost = _cost_of_a_year(plan, figures, today=False)
    if math.isnan(cost):
        return None
    options = plan.settings["outlets"]
    goals = list(options["goal"])
    one_state = not options["scenario"] and not options["phase"]
    weight = options["weight"]
    by_kwh = one_state and weight["kwh"] > 0 and not weight["customers"] and not weight["items"]
    plain_cost = one_state and not options["minute_yuan"]
    return Position(
        label,
        cost,
        figures["mean_min_kwh"].value,
        figures["p90_min"].value,
        _least(plan, goals, "yuan", cost) if plain_cost else math.nan,
        _least(plan, goals, "minutes", figures["mean_min_kwh"].value) if by_kwh else math.nan,
    )


def place_today(plan: PlanRecord) -> Position | None:
    """Return the place of today's outlets, as a plan measured them."""
    figures = {one.key: one for one in plan.figures}
    cost = _cost_of_a_year(plan, figures, today=True)
    minutes = [figures[key].before for key in ("mean_min_kwh", "p90_min")]
    if math.isnan(cost) or None in minutes:
        return None
    return Position("today", cost, *[float(one) for one in minutes if one is not None])


def trade_off(places: Sequence[Position]) -> pd.DataFrame:
    """Return TRADE_OFF: every plan with whoever is no worse in all three and better in one."""
    values = np.array([[getattr(one, axis) for axis in _AXES] for one in places]).reshape(-1, 3)
    slack = _TOLERANCE * np.maximum(1.0, np.abs(values))
    rows = []
    for own, place in zip(range(len(places)), places, strict=True):
        no_worse = (values <= values[own] + slack[own]).all(axis=1)
        better = (values < values[own] - slack[own]).any(axis=1)
        beaten_by = [
            one.plan for one, beats in zip(places, no_worse & better, strict=True) if beats
        ]
        standing = "dominated" if beaten_by else "on the frontier"
        rows.append(asdict(place) | {"standing": standing, "beaten_by": ", ".join(beaten_by)})
    return TRADE_OFF.shape(rows)


def pictures(table: pd.DataFrame, now: Position | None) -> list[Scatter]:
    """Return cost against mean minutes and against the ninth tenth, where there is anything."""
    if table.empty:
        return []
    return [_picture(table, now, axis) for axis in _UP]


def _picture(table: pd.DataFrame, now: Position | None, axis: str) -> Scatter:
    bound = _BOUNDS.get(axis)
    spots = [
        Spot(
            Text(row["plan"], row["plan"]),
            row["cost_yuan"] / _PER_TICK,
            row[axis],
            x_least=row["least_cost_yuan"] / _PER_TICK,
            y_least=row[bound] if bound else math.nan,
            role="frontier" if row["standing"] == "on the frontier" else "dominated",
        )
        for row in table.to_dict("records")
    ]
    if now is not None:
        cost, minutes = now.cost_yuan / _PER_TICK, getattr(now, axis)
        spots.append(Spot(Text("现状", "today"), cost, minutes, role="today"))
    title = Text(
        f"费用与{_UP[axis].zh}", f"Cost against {_UP[axis].en[0].lower()}{_UP[axis].en[1:]}"
    )
    return Scatter(f"cost_{axis}", title, _COST, _UP[axis], tuple(spots), _frontier(spots))


def _frontier(spots: Sequence[Spot]) -> tuple[int, ...]:
    """Return the plans that no other beats on this picture's two axes, from cheap to dear."""
    least, found = math.inf, []
    plans = [one for one, spot in enumerate(spots) if spot.role != "today"]
    for one in sorted(plans, key=lambda one: (spots[one].x, spots[one].y)):
        if spots[one].y < least:
            least = spots[one].y
            found.append(one)
    return tuple(found)


def _cost_of_a_year(plan: PlanRecord, figures: dict[str, Figure], *, today: bool) -> float:
    """Return running cost and a year's share of what is spent once, as the goal "yuan" has it."""
    if "yearly_yuan" not in figures:
        return math.nan
    horizon = float(plan.settings["outlets"]["horizon_years"])
    money = [figures[key] for key in ("yearly_yuan", "once_yuan") if key in figures]
    values = [one.before if today else one.value for one in money]
    yearly, *once = [math.nan if one is None else one for one in values]
    return yearly + sum(once) / horizon


def _least(plan: PlanRecord, goals: list[str], goal: str, value: float) -> float:
    """Return the bound that was proven for a goal, NaN where it was none or is above the value."""
    if goal not in goals:
        return math.nan
    key = "outlets" if goals[0] == goal else f"outlets/{goal}"
    bound = plan.outcomes[key].bound
    return min(bound, value) if math.isfinite(bound) else math.nan
