"""The numbers of a division: customers and managers as the engines want them."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from planner.managers.engines.assignment import Evenness, Parties, Positions
from planner.managers.engines.hearts import hearts
from planner.managers.options import ManagersOptions
from planner.managers.parties import Matter
from planner.managers.refusals import most_moves
from planner.managers.skills import optional
from planner.schema import FloatArray
from planner.units import MINUTES_PER_HOUR


class Capacity(NamedTuple):
    """What managers can give: each one's fair part of the work, and the most minutes of it."""

    share: FloatArray
    limit_min: FloatArray


@dataclass(frozen=True, eq=False)
class Case:
    """Work, driving and cost by customer (n, m), the middles of the areas (m, 2), and the parties.

    `base_cost` is what the parties cost by driving from the bases alone, `owner_cost` what each
    customer does with the compactness of areas; `parties` have the price of a move as well.
    """

    work: FloatArray
    driving: FloatArray
    middle_km: FloatArray
    owner_cost: FloatArray
    base_cost: FloatArray
    parties: Parties
    evenness: Evenness


def build_case(
    matter: Matter, capacity: Capacity, workload: pd.DataFrame, options: ManagersOptions
) -> Case:
    """Put costs, work and limits together.

    Each customer counts with his trips in the period and, for the periods after it, with one more;
    so he does with the way from the middle of his manager's area.
    """
    listed = workload.reindex(list(matter.accounts)).fillna(0.0)
    trips = listed["trips"].to_numpy(dtype=np.float64)[:, None]
    driving = 2.0 * trips * matter.minutes
    work = listed["local_min"].to_numpy(dtype=np.float64)[:, None] + driving
    weight = trips + 1.0
    moves = moves_of(matter)
    way_cost = 2.0 * weight * matter.minutes
    base_cost = by_party(way_cost, matter)
    rough = Parties(
        cost=base_cost + options.move_price_min * moves,
        allowed=np.array([matter.allowed[members].all(axis=0) for members in matter.parties]),
        work_min=by_party(work, matter),
        share=capacity.share,
        limit_min=capacity.limit_min,
        moves=moves,
        most_moves=None
        if options.max_moved_share is None
        else most_moves(options, len(matter.accounts)),
    )
    pull = options.compact_price * matter.pace * weight
    middle = hearts(
        rough,
        np.array([matter.place_km[members].mean(axis=0) for members in matter.parties]),
        by_party(pull, matter)[:, 0],
        _today(matter, moves),
    )
    area_cost = pull * away_km(matter, middle)
    return Case(
        work=work,
        driving=driving,
        middle_km=middle,
        owner_cost=way_cost + area_cost,
        base_cost=base_cost,
        parties=replace(rough, cost=rough.cost + by_party(area_cost, matter)),
        evenness=Evenness(options.balance, 2.0 - options.balance, options.overload_price),
    )


def away_km(matter: Matter, middle_km: FloatArray) -> FloatArray:
    """Return how far each customer is from the middle of each area, shape (n, m)."""
    gaps = matter.place_km[:, None, :] - middle_km[None, :, :]
    return np.asarray(np.hypot(*gaps.transpose(2, 0, 1)), dtype=np.float64)


def by_party(values: FloatArray, matter: Matter) -> FloatArray:
    """Add rows up by party: shape (customers, managers) to (parties, managers)."""
    return np.array([values[members].sum(axis=0) for members in matter.parties])


def moves_of(matter: Matter) -> FloatArray:
    """Count the customers of each party who change; nobody changes who has no manager today."""
    before = np.array(matter.before)
    changes = (before[:, None] != np.array(matter.manager_ids)[None, :]) & (before != "")[:, None]
    return by_party(changes.astype(np.float64), matter)


def _today(matter: Matter, moves: FloatArray) -> Positions:
    """Return the manager whom most of each party have today, -1 where none is on the roster."""
    size = np.array([len(members) for members in matter.parties])
    named = np.array([any(matter.before[one] for one in members) for members in matter.parties])
    best = moves.argmin(axis=1)
    known = named & (moves.min(axis=1) < size)
    return np.where(known, best, -1)


def capacity_of(roster: pd.DataFrame, options: ManagersOptions) -> Capacity:
    """Return fair parts by the hours that managers give in the period, and limits likewise."""
    daily = _hours(roster)
    there = optional(roster, "at_work_share").astype("float64").fillna(1.0).to_numpy()
    given = daily * there if there.any() else daily
    limit_min = options.capacity_h * MINUTES_PER_HOUR * there * daily / daily.mean()
    return Capacity(given / given.sum(), limit_min)


def _hours(roster: pd.DataFrame) -> FloatArray:
    hours = optional(roster, "hours_per_day").to_numpy(dtype=np.float64)
    mean = float(np.nanmean(hours)) if np.isfinite(hours).any() else 1.0
    return np.where(np.isfinite(hours), hours, mean)
