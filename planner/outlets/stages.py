"""Tables of what the rules of a scenario add to a plan: years, scenarios, standards, groups."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from planner.outlets.asking import Asked
from planner.outlets.engines import figures
from planner.outlets.engines.answer import Answer, Serving
from planner.outlets.measures import largest, ninth_tenth, share_within, weighted_mean
from planner.schema import GROUPS, SERVICE, STAGES, STANDARDS, STEPS, BoolArray, FloatArray

_KINDS = {"tier": "tier", "district": "district_code", "area": "urban_class"}


def service_table(asked: Asked, answer: Answer) -> pd.DataFrame:
    """Return SERVICE: who is served where in every year and scenario, and for which share."""
    accounts = asked.customers["account_no"].to_numpy()
    ids = asked.sites["outlet_id"].to_numpy()
    parts = []
    for state, served in zip(asked.question.states, answer.serving, strict=True):
        parts.append(
            pd.DataFrame(
                {
                    "year": asked.years[state.phase],
                    "scenario": asked.scenario_names[state.scenario],
                    "account_no": accounts[served.customer],
                    "outlet_id": ids[served.site],
                    "share": served.share,
                    "time_min": state.time_min[served.customer, served.site],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)[list(SERVICE.names)]


def steps_table(asked: Asked, answer: Answer) -> pd.DataFrame:
    """Return STEPS: the open outlets of every year, with class and what happens to them."""
    ids = asked.sites["outlet_id"].to_numpy()

    def rows() -> Iterator[Mapping[str, object]]:
        before = asked.question.posts.today
        for year, now in zip(asked.years, answer.posts, strict=True):
            was = asked.question.open_sites(before)
            for post in np.flatnonzero(now):
                one = asked.posts[post]
                step = "changes class" if was[one.site] else "opens"
                yield {
                    "year": year,
                    "outlet_id": ids[one.site],
                    "plan_class": one.class_name,
                    "step": "stays" if before[post] else step,
                }
            before = now

    return STEPS.shape(rows())


def stages_table(asked: Asked, answer: Answer) -> pd.DataFrame:
    """Return STAGES: minutes and money of every year and scenario.

    Where regret is asked for, `least_min` is what the scenario alone could have, over all years.
    """
    least = answer.best_min

    def rows() -> Iterator[Mapping[str, object]]:
        for number, state in enumerate(asked.question.states):
            minutes = figures.minutes_of(asked.question, answer.serving[number], number)
            money = answer.money[state.phase]
            yield {
                "year": asked.years[state.phase],
                "scenario": asked.scenario_names[state.scenario],
                "probability": state.probability,
                "open_outlets": int(answer.sites[state.phase].sum()),
                "mean_min": float(state.weight @ minutes),
                "least_min": np.nan if least is None else float(least[state.scenario]),
                "p90_min": ninth_tenth(minutes),
                "max_min": largest(minutes),
                "once_yuan": money.once_yuan,
                "yearly_yuan": money.yearly_yuan,
            }

    return STAGES.shape(rows())


def standards_table(asked: Asked, answer: Answer) -> pd.DataFrame:
    """Return STANDARDS: what each standard asks, what holds today and in the plan."""
    question = asked.question
    before = figures.nearest(question, np.tile(question.posts.today, (len(question.phases), 1)))

    def rows() -> Iterator[Mapping[str, object]]:
        for row, standard in enumerate(question.standards):
            for number, state in enumerate(question.states):
                if not standard.weight[number].sum() > 0:
                    continue
                yield {
                    "standard": standard_name(asked, row),
                    "year": asked.years[state.phase],
                    "scenario": asked.scenario_names[state.scenario],
                    "within_min": standard.within_min,
                    "asked_pct": 100 * standard.share,
                    "today_pct": _percent(asked, before[number], number, row),
                    "plan_pct": _percent(asked, answer.serving[number], number, row),
                    "short_pct": float(answer.short[row, number]),
                }

    return STANDARDS.shape(rows())


def standard_name(asked: Asked, row: int) -> str:
    """Return the name of a standard, made from the rule where it has none."""
    one = asked.options.standard[row]
    who = "+".join(one.named()) or "all"
    return one.name or f"{who} {one.of} {100 * one.share:g}% {one.within_min:g} min"


def groups_table(asked: Asked, today_min: FloatArray, plan_min: FloatArray) -> pd.DataFrame:
    """Return GROUPS: minutes by tier, district and urban or rural, as far as these are known.

    Parameters
    ----------
    today_min, plan_min
        Minutes of each customer, in the order of `asked`; NaN for who reaches nothing today.
    """
    kwh = asked.customers["annual_kwh"].to_numpy(np.float64)

    def rows() -> Iterator[Mapping[str, object]]:
        for kind, column in _KINDS.items():
            if column not in asked.customers:
                continue
            values = asked.customers[column].astype("str").where(asked.customers[column].notna())
            for group in sorted(values.dropna().unique()):
                mine: BoolArray = (values == group).to_numpy(np.bool_)
                each = np.ones(int(mine.sum()))
                yield {
                    "kind": kind,
                    "group": group,
                    "customers": int(mine.sum()),
                    "annual_kwh": float(kwh[mine].sum()),
                    "today_mean_min": weighted_mean(today_min[mine], each),
                    "mean_min": weighted_mean(plan_min[mine], each),
                    "p90_min": ninth_tenth(plan_min[mine]),
                    "max_min": largest(plan_min[mine]),
                    "share_15_min": share_within(plan_min[mine], each, 15.0),
                    "share_30_min": share_within(plan_min[mine], each, 30.0),
                }

    return GROUPS.shape(rows())


def _percent(asked: Asked, served: Serving, state: int, row: int) -> float:
    standard = asked.question.standards[row]
    weight = standard.weight[state]
    near = figures.within(asked.question, served, state, standard.within_min)
    return float(100 * (weight @ near) / weight.sum())
