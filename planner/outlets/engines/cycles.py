"""The cheapest split of all demand over sites that are open, where there is one unit: compiled."""

import dataclasses
import time

import numpy as np
import numpy.typing as npt

from planner.compiled import compiled
from planner.outlets.engines.allocation import Loads, Plan, Sites, cost_of
from planner.schema import FloatArray

type Nodes = npt.NDArray[np.int64]

_TRACE = 1e-12  # less than this of all demand is rounding
_PART = 1e-9  # of a customer, likewise
_AT_ONCE = 50  # cycles between two looks at the clock
_NOBODY = -1


def rearranged(sites: Sites, loads: Loads, plan: Plan, ends: float) -> tuple[Plan, bool]:
    """Move demand between the open sites of a plan until no moves save anything.

    Demand that leaves one site for a second, there pushes other demand on to a third, and so on
    until it finds room or comes back: a plan from which no such chain saves anything is the
    cheapest that these sites allow. What a site has to be loaded with at least stays there.

    Parameters
    ----------
    sites, loads
        The question in one unit; loads as `as_units` gives them.
    plan
        Keeps every rule.
    ends
        Moment of `time.perf_counter` at which to stop with what there is.

    Returns
    -------
    plan, best
        From the same sites; `best` says that no plan from these sites costs less.

    References
    ----------
    Klein (1967), A primal method for minimal cost flows, Management Science 14(3).
    """
    opened, demand = plan.opened, loads.demand[:, 0]
    trace = _TRACE * float(demand.sum())
    heavy = demand > trace
    moves = heavy[plan.customer]  # whoever weighs nothing is served by the nearest as it is
    who, where = plan.customer[moves], np.searchsorted(opened, plan.site[moves])
    amount = np.zeros((len(demand), len(opened)))
    np.add.at(amount, (who, where), plan.share[moves] * demand[who])
    one = sites.serve_cost[:, opened] / np.where(heavy, demand, 1.0)[:, None]
    least = np.zeros(len(opened)) if loads.least is None else loads.least[opened, 0]
    hold = least, loads.capacity[opened, 0]
    rounding = _TRACE * float(np.abs(one[np.isfinite(one)]).max(initial=0.0))
    best = False
    while not best and time.perf_counter() < ends:
        best = not cancelled(one, amount, hold, (trace, rounding), _AT_ONCE)
    who, where = np.nonzero(amount > _PART * demand[:, None])
    share = amount[who, where] / amount[who].sum(axis=1)
    better = Plan(
        opened,
        np.concatenate([who, plan.customer[~moves]]),
        np.concatenate([opened[where], plan.site[~moves]]),
        np.concatenate([share, plan.share[~moves]]),
    )
    return dataclasses.replace(better, cost=cost_of(sites, better)), best


@compiled
def cancelled(
    one: FloatArray,
    amount: FloatArray,
    hold: tuple[FloatArray, FloatArray],
    rounding: tuple[float, float],
    most: int,
) -> bool:
    """Carry out up to `most` chains of moves that save; say whether there may be more.

    `one` is the cost of a unit of demand, `amount` what each site serves of each customer, both
    shape (n, k); `amount` is changed. `hold` are least loads and capacities, shape (k,);
    `rounding` is what is nothing, of demand and of a cost.
    """
    trace, least = rounding
    size = one.shape[1]
    load = amount.sum(axis=0)
    way = np.full((size + 1, size + 1), np.inf)  # the last node is room that nobody uses
    mover = np.full((size + 1, size + 1), _NOBODY)
    for a in range(size):
        _moves(a, one, amount, trace, way, mover)
    for _ in range(most):
        for a in range(size):
            way[a, size] = 0.0 if hold[1][a] - load[a] > trace else np.inf
            way[size, a] = 0.0 if load[a] - hold[0][a] > trace else np.inf
        cycle = _saving(way, least)
        if len(cycle) == 0:
            return False
        part = _part(cycle, amount, mover, load - hold[0], hold[1] - load)
        for k in range(len(cycle)):
            a, b = cycle[k - 1], cycle[k]
            if a == size:
                load[b] -= part
            elif b == size:
                load[a] += part
            else:
                amount[mover[a, b], a] -= part
                amount[mover[a, b], b] += part
        for a in cycle:
            if a < size:
                _moves(a, one, amount, trace, way, mover)
    return True


@compiled
def _part(
    cycle: Nodes, amount: FloatArray, mover: Nodes, spare: FloatArray, room: FloatArray
) -> float:
    """Return how much demand can be sent round: what a site can lose, gain, or has to move."""
    size, part = len(room), np.inf
    for k in range(len(cycle)):
        a, b = cycle[k - 1], cycle[k]
        if a == size:
            part = min(part, spare[b])
        elif b == size:
            part = min(part, room[a])
        else:
            part = min(part, amount[mover[a, b], a])
    return part


@compiled
def _moves(
    a: int, one: FloatArray, amount: FloatArray, trace: float, way: FloatArray, mover: Nodes
) -> None:
    """Find for each other site the customer whose demand leaves `a` for it most cheaply."""
    size = one.shape[1]
    for b in range(size):
        way[a, b], mover[a, b] = np.inf, _NOBODY
    for i in range(len(one)):
        if amount[i, a] > trace:
            for b in range(size):
                if b != a and one[i, b] - one[i, a] < way[a, b]:
                    way[a, b], mover[a, b] = one[i, b] - one[i, a], i


@compiled
def _saving(way: FloatArray, least: float) -> Nodes:
    """Return the nodes of a cycle of negative cost in their order, none where there is none.

    References
    ----------
    Bellman (1958), On a routing problem, Quarterly of Applied Mathematics 16(1).
    """
    size = len(way)
    far, before = np.zeros(size), np.full(size, _NOBODY)
    for _ in range(size + 1):
        nearer = False
        for a in range(size):
            for b in range(size):
                if far[a] + way[a, b] < far[b] - least:
                    far[b], before[b], nearer = far[a] + way[a, b], a, True
        if not nearer:
            break
        cycle = _closed(before)
        if len(cycle):
            return cycle
    return np.empty(0, dtype=np.int64)


@compiled
def _closed(before: Nodes) -> Nodes:
    """Return a cycle among the nodes' predecessors, in the order of the ways; none if none."""
    seen = np.full(len(before), _NOBODY)
    for first in range(len(before)):
        node = first
        while node != _NOBODY and seen[node] == _NOBODY:
            seen[node] = first
            node = before[node]
        if node != _NOBODY and seen[node] == first:
            cycle = [node]
            back = before[node]
            while back != node:
                cycle.append(back)
                back = before[back]
            return np.array(cycle[::-1])
    return np.empty(0, dtype=np.int64)
