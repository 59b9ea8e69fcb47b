"""How many managers: service and driving against the head count."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.errors import InfeasibleError
from planner.managers.case import Case, by_party
from planner.managers.engines.assignment import Parties, Positions, loads_of
from planner.managers.engines.divide import divide
from planner.managers.engines.team import Pool, choose_team
from planner.managers.loads import imbalance
from planner.managers.options import ManagersOptions
from planner.managers.parties import Matter
from planner.schema import HEADCOUNT, FloatArray
from planner.solve import Outcome
from planner.units import MINUTES_PER_HOUR

_ROUNDING = 1e-9
_HIRES = 2  # people who could be hired at one base, or more where the bases are few


@dataclass(frozen=True, eq=False)
class HeadCount:
    """Table HEADCOUNT, one row a number of managers, and the proof of each.

    Numbers with which somebody could not be served at all have no row.
    """

    table: pd.DataFrame
    outcomes: dict[int, Outcome]


@dataclass(frozen=True, eq=False)
class _People:
    """Who could be in a team: labels, base and what each can give."""

    names: tuple[str, ...]
    pool: Pool
    driving: FloatArray
    on_roster: int


def compare_head_counts(
    matter: Matter, case: Case, roster: pd.DataFrame, options: ManagersOptions
) -> HeadCount:
    """Compare the best teams of every size in `options.head_count`.

    People are those on the roster and, where more are asked for, new ones who would start at one of
    the bases and may serve everybody. A team costs driving and, at `overload_price`, the minutes
    that nobody has within `capacity_h`: that is what the bound is about. Then its work is divided
    evenly, as if all began anew, and hours, driving and evenness are told of that division.
    """
    low, high = options.head_count or (len(roster), len(roster))
    people = _people(matter, case, roster, high, options)
    rows, outcomes = [], {}
    owner: Positions | None = None
    for count in range(low, min(high, len(people.names)) + 1):
        try:
            owner, outcome = choose_team(
                people.pool, count, options.overload_price, options.solve, owner
            )
        except InfeasibleError:
            continue
        outcomes[count] = outcome
        rows.append(_row(count, people, owner, outcome, case, options))
    return HeadCount(HEADCOUNT.shape(rows), outcomes)


def _people(
    matter: Matter, case: Case, roster: pd.DataFrame, high: int, options: ManagersOptions
) -> _People:
    """List roster and possible hires; a hire drives as who is at his base does.

    Nobody is hired in the place of a colleague who could do as much.
    """
    ids, count = list(matter.manager_ids), len(matter.manager_ids)
    bases = roster["outlet_id"].tolist()
    first_at = {base: bases.index(base) for base in bases}
    wanted = max(high - count, 0)
    copies = min(max(_HIRES, -(-wanted // len(first_at))), wanted)
    new = [(base, copy) for base in first_at for copy in range(copies)]
    like = np.array([*range(count), *(first_at[base] for base, _ in new)], dtype=np.intp)
    allowed = np.array([matter.able[members].all(axis=0) for members in matter.parties])
    ways = np.array([matter.ways[members].all(axis=0) for members in matter.parties])
    allowed = np.where(allowed.any(axis=1)[:, None], allowed, case.parties.allowed)
    limit, usual_min = case.parties.limit_min, options.capacity_h * MINUTES_PER_HOUR
    as_good = (allowed | ~ways).all(axis=0) & (limit >= usual_min * (1.0 - _ROUNDING))
    turns = [
        (count + place, first)
        for place, (base, copy) in enumerate(new)
        for first in (
            [count + place - 1]
            if copy
            else [one for one in range(count) if bases[one] == base and as_good[one]]
        )
    ]
    pool = Pool(
        cost=case.base_cost[:, like],
        allowed=np.hstack([allowed, ways[:, like[count:]]]),
        work_min=case.parties.work_min[:, like],
        limit_min=np.concatenate([limit, np.full(len(new), usual_min)]),
        turns=tuple(turns),
    )
    names = (*ids, *(base for base, _ in new))
    return _People(names, pool, by_party(case.driving, matter)[:, like], count)


def _row(
    count: int,
    people: _People,
    owner: Positions,
    outcome: Outcome,
    case: Case,
    options: ManagersOptions,
) -> dict[str, object]:
    team = np.unique(owner)
    even, driving = _evenly(people, team, case, options)
    absent = [people.names[one] for one in range(people.on_roster) if one not in team]
    hired = [people.names[one] for one in team.tolist() if one >= people.on_roster]
    over = np.maximum(even - people.pool.limit_min[team], 0.0)
    return {
        "managers": count,
        "work_h": even.sum() / MINUTES_PER_HOUR,
        "overload_h": over.sum() / MINUTES_PER_HOUR,
        "drive_h": driving / MINUTES_PER_HOUR,
        "work_max_mean": imbalance(even, people.pool.limit_min[team]),
        "cost_min": outcome.objective,
        "bound_min": outcome.bound,
        "team": ", ".join(people.names[one] for one in team.tolist()),
        "leaves": ", ".join(absent),
        "joins": ", ".join(hired),
    }


def _evenly(
    people: _People, team: Positions, case: Case, options: ManagersOptions
) -> tuple[FloatArray, float]:
    """Divide the work evenly among a team; return the minutes of each and those of driving."""
    pool = people.pool
    parties = Parties(
        cost=pool.cost[:, team],
        allowed=pool.allowed[:, team],
        work_min=pool.work_min[:, team],
        share=pool.limit_min[team] / pool.limit_min[team].sum(),
        limit_min=pool.limit_min[team],
        moves=np.zeros((len(pool.cost), len(team))),
    )
    division = divide(parties, case.evenness, options.solve)
    rows = np.arange(len(pool.cost))
    driving = people.driving[:, team][rows, division.owner].sum()
    return loads_of(parties, division.owner), float(driving)
