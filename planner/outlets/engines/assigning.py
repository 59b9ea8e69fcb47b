"""Good ways to serve customers from a set of open sites, compiled: a start, shifts and swaps."""

import dataclasses

import numpy as np
import numpy.typing as npt

from planner.compiled import compiled
from planner.outlets.engines.allocation import Loads, Plan, Sites, cost_of, whole_plan
from planner.outlets.engines.lists import Positions
from planner.schema import FloatArray

type Serving = npt.NDArray[np.int64]

_PASSES = 50
_TRACE = 1e-12  # less than this of a customer is rounding
_SAVED = 1e-9  # less than this is rounding, too
_RECENTRES = 10


def serve_whole(sites: Sites, loads: Loads, opened: Positions, serving: Serving) -> Plan:
    """Serve everybody by one open site each, as cheaply as shifts and swaps get it.

    What a site holds too much or too little costs more than any way, so that a plan in which
    nothing does is found where one is near. Each cluster may move on to a better site.

    Parameters
    ----------
    sites, loads
        The question; loads as `as_units` gives them.
    opened
        Positions 0..m-1.
    serving
        A first site for each customer, shape (n,); -1 where there is none.
    """
    least = np.zeros_like(loads.capacity) if loads.least is None else loads.least
    scale = np.maximum(loads.demand.mean(axis=0), 1e-300)
    demand = loads.demand / scale
    finite = sites.serve_cost[np.isfinite(sites.serve_cost)]
    penalty = 1.0 + float(finite.max() - finite.min())
    for _ in range(_RECENTRES):
        place = np.full(len(sites.open_cost), -1)
        place[opened] = np.arange(len(opened))
        here = np.where(serving < 0, -1, place[serving])
        inner = better_served(
            np.ascontiguousarray(sites.serve_cost[:, opened]), demand,
            (loads.capacity[opened] / scale, least[opened] / scale), here, penalty,
        )  # fmt: skip
        if (inner < 0).any():  # somebody reaches none of these sites
            return Plan(opened, inner, inner, np.ones(len(inner)))
        serving = opened[inner]
        moved = _recentred(sites, loads, opened, inner)
        if (moved == opened).all():
            break
        opened, serving = moved, moved[inner]
    return whole_plan(sites, opened, serving)


def _recentred(sites: Sites, loads: Loads, opened: Positions, inner: Serving) -> Positions:
    """Return for each cluster the site that serves it best, no site twice."""
    least = np.zeros_like(loads.capacity) if loads.least is None else loads.least
    moved, taken = opened.copy(), np.zeros(len(sites.open_cost), dtype=np.bool_)
    taken[opened] = True
    for place, site in enumerate(opened.tolist()):
        members = np.flatnonzero(inner == place)
        if sites.must_open[site] or not len(members):
            continue
        load = loads.demand[members].sum(axis=0)
        total = sites.serve_cost[members].sum(axis=0) + sites.open_cost
        fits = ((load <= loads.capacity) & (load >= least)).all(axis=1)
        total[(taken | sites.barred | ~fits) & (np.arange(len(total)) != site)] = np.inf
        best = int(np.argmin(total))
        if total[best] < total[site] * (1 - 1e-12):
            taken[site], taken[best], moved[place] = False, True, best
    return moved


def serve_split(sites: Sites, loads: Loads, opened: Positions) -> Plan:
    """Serve whoever would lose most first, from his cheapest open site that has room left."""
    cost = sites.serve_cost[:, opened]
    two = np.sort(cost, axis=1)[:, :2]
    if not np.isfinite(two[:, 0]).all():
        return Plan(opened, opened[:0], opened[:0], np.empty(0))
    loss = two[:, -1] - two[:, 0]
    who, where, share = filled(
        np.argsort(-loss, kind="stable"), np.argsort(cost, axis=1, kind="stable"), cost,
        loads.demand, loads.capacity[opened].copy(),
    )  # fmt: skip
    plan = Plan(np.sort(opened), who, opened[where], share)
    left_out = len(cost) - share.sum() > _TRACE * len(cost)
    return plan if left_out else dataclasses.replace(plan, cost=cost_of(sites, plan))


@compiled
def filled(
    order: Serving, near: Serving, cost: FloatArray, demand: FloatArray, room: FloatArray
) -> tuple[Serving, Serving, FloatArray]:
    """Return customers, places and shares; whoever finds no room is left out in part."""
    who, where, share = [0][:0], [0][:0], [0.0][:0]
    for i in order:
        wanted = 1.0
        for j in near[i]:
            part = wanted if np.isfinite(cost[i, j]) else 0.0
            for unit in range(demand.shape[1]):
                if demand[i, unit] > 0.0:
                    part = min(part, max(room[j, unit], 0.0) / demand[i, unit])
            if part > 0.0:
                who.append(i)
                where.append(j)
                share.append(part)
                room[j] -= part * demand[i]
                wanted -= part
            if wanted <= _TRACE:
                break
    return np.array(who), np.array(where), np.array(share)


@compiled
def better_served(
    cost: FloatArray,
    demand: FloatArray,
    hold: tuple[FloatArray, FloatArray],
    serving: Serving,
    penalty: float,
) -> Serving:
    """Shift single customers and swap two, each time something is saved, until nothing is."""
    serving = serving.copy()
    load = np.zeros_like(hold[0])
    for i in range(len(serving)):
        if serving[i] >= 0:
            load[serving[i]] += demand[i]
    for i in np.argsort(-demand.sum(axis=1)):
        if serving[i] < 0:
            _shift(i, cost, demand, hold, serving, load, penalty)
    for _ in range(_PASSES):
        again = False
        for i in range(len(serving)):
            again |= _shift(i, cost, demand, hold, serving, load, penalty)
        for i in range(len(serving)):
            again |= _swap(i, cost, demand, hold, serving, load, penalty)
        if not again:
            break
    return serving


@compiled
def _strain(load: FloatArray, hold: tuple[FloatArray, FloatArray], j: int) -> float:
    """Return how much too much or too little site `j` would hold, over all units."""
    total = 0.0
    for unit in range(len(load)):
        total += max(0.0, load[unit] - hold[0][j, unit]) + max(0.0, hold[1][j, unit] - load[unit])
    return total


@compiled
def _shift(
    i: int,
    cost: FloatArray,
    demand: FloatArray,
    hold: tuple[FloatArray, FloatArray],
    serving: Serving,
    load: FloatArray,
    penalty: float,
) -> bool:
    """Serve customer `i` where it is best; say whether that is somewhere else."""
    old, best, saved = serving[i], serving[i], -_SAVED
    leaving = 0.0
    if old >= 0:
        leaving = _strain(load[old] - demand[i], hold, old) - _strain(load[old], hold, old)
        leaving = leaving * penalty - cost[i, old]
    for j in range(cost.shape[1]):
        if j == old or not np.isfinite(cost[i, j]):
            continue
        strain = _strain(load[j] + demand[i], hold, j) - _strain(load[j], hold, j)
        change = cost[i, j] + penalty * strain + leaving
        if change < saved or best < 0:
            best, saved = j, change
    if best == old:
        return False
    if old >= 0:
        load[old] -= demand[i]
    load[best] += demand[i]
    serving[i] = best
    return True


@compiled
def _swap(
    i: int,
    cost: FloatArray,
    demand: FloatArray,
    hold: tuple[FloatArray, FloatArray],
    serving: Serving,
    load: FloatArray,
    penalty: float,
) -> bool:
    """Swap customer `i` with whoever saves something; say whether anybody did."""
    done = False
    for k in range(i + 1, len(serving)):
        a, b = serving[i], serving[k]
        way = cost[i, b] + cost[k, a] - cost[i, a] - cost[k, b]
        if a == b or not way < penalty:
            continue
        more = demand[k] - demand[i]
        before = _strain(load[a], hold, a) + _strain(load[b], hold, b)
        if way >= 0.0 and before == 0.0:
            continue
        after = _strain(load[a] + more, hold, a) + _strain(load[b] - more, hold, b)
        if way + penalty * (after - before) < -_SAVED:
            load[a] += more
            load[b] -= more
            serving[i], serving[k] = b, a
            done = True
    return done
