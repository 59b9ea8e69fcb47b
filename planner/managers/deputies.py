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
    """Give every customer a deputy: least driving, another manager than the owner, able by skill.

    The same assignment as that of owners, where work is the number of customers and only too many
    of them are priced. Who shares a manager shares the deputy, where one is able for all; else each
    has his own.

    Parameters
    ----------
    owner
        By party.
    cost
        By customer, shape (n, m).

    Returns
    -------
    deputies
        By customer; `NOBODY` where no other manager is able.
    """
    chosen = np.full(len(matter.accounts), NOBODY, dtype=np.intp)
    held = [
        (members, may)
        for party, mine in zip(matter.parties, owner.tolist(), strict=True)
        for members, may in _sharing(matter, party, mine, options)
        if may.any()
    ]
    if not held:
        return chosen
    size = np.array([len(members) for members, _ in held], dtype=np.float64)
    managers = len(share)
    case = Parties(
        cost=np.array([cost[members].sum(axis=0) for members, _ in held]),
        allowed=np.array([may for _, may in held]),
        work_min=np.repeat(size[:, None], managers, axis=1),
        share=share,
        limit_min=np.full(managers, np.inf),
        moves=np.zeros((len(held), managers)),
    )
    # One deputy too many weighs as much as an hour of overload does for an owner.
    evenness = Evenness(options.deputy_balance, 0.0, 60.0 * options.overload_price + _FREE)
    deputies = divide(case, evenness, options.solve).owner.tolist()
    for (members, _), deputy in zip(held, deputies, strict=True):
        chosen[members] = deputy
    return chosen


def _sharing(
    matter: Matter, party: list[int], owner: int, options: ManagersOptions
) -> list[tuple[list[int], BoolArray]]:
    """Return a party with those who may be its deputy; its customers alone where nobody may."""
    may = _others(matter, party, owner, options)
    if may.any():
        return [(party, may)]
    return [([one], _others(matter, [one], owner, options)) for one in party]


def _others(matter: Matter, members: list[int], owner: int, options: ManagersOptions) -> BoolArray:
    """Return who but the owner is able for all; the best qualified where nobody is, if wanted."""
    able = matter.able[members].all(axis=0)
    able[owner] = False
    if able.any() or options.unskilled == "refuse":
        return np.asarray(able, dtype=np.bool_)
    ways = matter.ways[members].all(axis=0)
    ways[owner] = False
    return matter.skills.best_of(matter.skills.of(members), ways)
