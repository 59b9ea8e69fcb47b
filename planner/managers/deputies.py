"""Who stands in when a manager is away: near, able, and not for too many."""

import numpy as np

from planner.managers.engines.assignment import Evenness, Parties, Positions
from planner.managers.engines.divide import divide
from planner.managers.options import ManagersOptions
from planner.managers.parties import Matter
from planner.schema import BoolArray, FloatArray

NOBODY = -1
_FREE = 1e-9


def appoint(
    matter: Matter, owner: Positions, cost: FloatArray, share: FloatArray, options: ManagersOptions
) -> Positions:
    """Give every party a deputy: least driving, another manager than the owner, able by skill.

    The same assignment as that of owners, where work is the number of customers and only too many
    of them are priced.

    Returns
    -------
    deputies
        By party; `NOBODY` where no other manager is able.
    """
    chosen = np.full(len(matter.parties), NOBODY, dtype=np.intp)
    allowed = np.array([_may(matter, members, options) for members in matter.parties])
    allowed[np.arange(len(owner)), owner] = False
    some = np.flatnonzero(allowed.any(axis=1))
    if not len(some):
        return chosen
    size = np.array([len(members) for members in matter.parties], dtype=np.float64)[some]
    managers = len(share)
    case = Parties(
        cost=cost[some],
        allowed=allowed[some],
        work_min=np.repeat(size[:, None], managers, axis=1),
        share=share,
        limit_min=np.full(managers, np.inf),
        moves=np.zeros((len(some), managers)),
    )
    # One deputy too many weighs as much as an hour of overload does for an owner.
    evenness = Evenness(options.deputy_balance, 0.0, 60.0 * options.overload_price + _FREE)
    chosen[some] = divide(case, evenness, options.solve).owner
    return chosen


def _may(matter: Matter, members: list[int], options: ManagersOptions) -> BoolArray:
    """Return who is able for all of a party; the best qualified where nobody else is, if wanted."""
    able = matter.able[members].all(axis=0)
    if able.sum() > 1 or options.unskilled == "refuse":
        return np.asarray(able, dtype=np.bool_)
    others = matter.ways[members].all(axis=0)
    return np.asarray(able | (others & _any_best(matter, members)), dtype=np.bool_)


def _any_best(matter: Matter, members: list[int]) -> BoolArray:
    kv, tier = matter.skills.of(members)
    lack = np.maximum(kv - matter.skills.limit_kv, 0) + 0.01 * np.maximum(
        matter.skills.limit_tier - tier, 0
    )
    second = np.sort(lack)[:2].max()
    return np.asarray(lack <= second, dtype=np.bool_)
