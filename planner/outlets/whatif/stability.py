"""How well a plan holds when demand, times and locations are not quite what the data say."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from planner import seeds
from planner.errors import InfeasibleError
from planner.outlets.engines.lists import Positions
from planner.outlets.engines.question import Question, State
from planner.outlets.questions import StabilityOptions
from planner.outlets.whatif import noise
from planner.outlets.whatif.case import Case, Progress, proof, value_of
from planner.result import Result
from planner.schema import REGRETS, STABILITY, Chart, Figure, FloatArray, Layer, Line, Table, Text
from planner.solve import Status

type Noise = Literal["demand", "time", "place"]

NOISES: tuple[Noise, ...] = ("demand", "time", "place")
_FIRM_PCT = 90.0


@dataclass(frozen=True, eq=False)
class Stability(Result):
    """`sites` has the columns of STABILITY, `draws` those of REGRETS."""

    sites: pd.DataFrame
    draws: pd.DataFrame
    options: StabilityOptions

    @property
    def title(self) -> Text:
        """What this is the answer to."""
        return Text("选址稳定性", "How well the plan holds")

    def headline(self) -> list[Figure]:
        """Return how many outlets are firm, and the regrets of keeping the plan."""
        mine = self.sites.loc[self.sites["is_open"], "share_pct"]
        outlets, percent = Text("个", "outlets"), Text("%", "%")
        firm = Text(f"{_FIRM_PCT:g}%以上入选的网点", f"Outlets chosen in {_FIRM_PCT:g} % of draws")
        figures = [Figure("firm_outlets", firm, float((mine >= _FIRM_PCT).sum()), outlets, 0)]
        regret = self.draws["regret_pct"].dropna()
        if len(regret):
            mean = Text("平均遗憾值", "Mean regret of keeping the plan")
            most = Text("最大遗憾值", "Largest regret of keeping the plan")
            figures += [
                Figure("mean_regret_pct", mean, float(regret.mean()), percent, 2),
                Figure("max_regret_pct", most, float(regret.max()), percent, 2),
            ]
        return figures

    def layers(self) -> list[Layer]:
        """Return nothing: the sites are drawn by the plan itself."""
        return []

    def charts(self) -> list[Chart]:
        """Return the shares of all sites that are ever chosen, most often first."""
        ever = self.sites.loc[self.sites["share_pct"] > 0]
        ever = ever.sort_values("share_pct", ascending=False, kind="stable")
        lines = (Line(Text("入选比例", "chosen"), tuple(ever["share_pct"])),)
        across, up = Text("网点", "site"), Text("入选比例(%)", "chosen, % of draws")
        return [
            Chart("stability", "bars", self.title, across, up, tuple(ever["outlet_name"]), lines)
        ]

    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return the sites' shares, and every draw."""
        return {STABILITY: self.sites, REGRETS: self.draws}


def shake_plan(
    case: Case,
    options: StabilityOptions,
    *,
    seed: int,
    progress: Progress | None = None,
) -> Stability:
    """Choose the sites anew under noise, and see how often each comes back.

    demand
        Every customer's weight is multiplied by a lognormal factor of mean 1.
    time
        Every travel time is multiplied by two lognormal factors of mean 1, one of the site (a
        congested street) and one of the pair.
    place
        Every customer stands anywhere within his location error, evenly over that circle; times
        change with the straight distance at the pace of the journey. Left out
        where the case has no `spots`.

    In each draw the question is answered anew, and once more with exactly this plan's sites: the
    difference is the regret of having built the plan.

    Parameters
    ----------
    case
        The question and its plan.
    options
        How much noise and how many draws.
    seed
        The scenario's seed.
    """
    makers: dict[Noise, Callable[[np.random.Generator], Callable[[State], State]]] = {
        "demand": lambda draw: noise.demand_noise(case.question, options.demand_share, draw),
        "time": lambda draw: noise.time_noise(case.question, options.time_share, draw),
    }
    spots = case.spots
    if spots is not None:
        makers["place"] = lambda draw: noise.place_noise(case.question, spots, draw)
    chosen: dict[Noise, list[Positions]] = {one: [] for one in NOISES}
    rows = []
    for name, make in makers.items():
        draw = seeds.rng(seed, f"outlets/stability/{name}")
        for number in range(options.draws):
            shaken = _shaken(case.question, make(draw))
            row, opened = _ask(case, shaken)
            chosen[name] += [] if opened is None else [opened]
            rows.append({"noise": name, "draw": number + 1, **row})
            if progress is not None:
                progress(len(rows), len(makers) * options.draws)
    return Stability(_shares(case, chosen), REGRETS.shape(rows), options)


def _shaken(question: Question, change: Callable[[State], State]) -> Question:
    return dataclasses.replace(question, states=tuple(change(one) for one in question.states))


def _ask(case: Case, shaken: Question) -> tuple[dict[str, object], Positions | None]:
    """Choose anew, and keep the plan, under one draw."""
    try:
        best = case.again(shaken)
    except InfeasibleError:
        return {"sites_changed": 0, "status": Status.INFEASIBLE.value}, None
    mine = np.zeros(shaken.site_count, dtype=np.bool_)
    mine[case.plan.opened] = True
    row: dict[str, object] = {
        "best_value": value_of(best),
        "sites_changed": len(np.setdiff1d(best.opened, case.plan.opened)),
        "status": proof(best.outcome),
    }
    try:
        kept = case.again(dataclasses.replace(shaken, must_open=mine, barred=~mine))
    except InfeasibleError:
        return row, best.opened
    here, there = value_of(kept), value_of(best)
    regret = max(case.sign * (here - there), 0.0)
    row |= {"plan_value": here, "regret_pct": 100.0 * regret / abs(there) if there else 0.0}
    return row, best.opened


def _shares(case: Case, chosen: Mapping[Noise, list[Positions]]) -> pd.DataFrame:
    m = case.question.site_count

    def share_pct(draws: list[Positions]) -> FloatArray:
        if not draws:
            return np.full(m, np.nan)
        times = np.bincount(np.concatenate(draws), minlength=m).astype(np.float64)
        return times * (100.0 / len(draws))

    everything = [one for draws in chosen.values() for one in draws]
    by_noise = {name: share_pct(draws) for name, draws in chosen.items()}
    overall = np.nan_to_num(share_pct(everything))
    is_open = np.isin(np.arange(m), case.plan.opened)
    return STABILITY.shape(
        {
            "outlet_id": case.site_ids[site],
            "outlet_name": case.site_names[site],
            "is_open": bool(is_open[site]),
            **{f"share_{name}_pct": float(by_noise[name][site]) for name in NOISES},
            "share_pct": float(overall[site]),
        }
        for site in range(m)
    )
