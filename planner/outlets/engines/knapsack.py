"""What each site would rather serve at given prices: one knapsack a site, compiled.

A pair of customer and site is a row of flat arrays ordered by site; the pairs of site j are
``start[j]`` to ``start[j + 1]``. What serving gains (price less cost) is the profit, demand is the
weight, and the site's capacity is the room.
"""

import numpy as np
import numpy.typing as npt

from planner.compiled import compiled
from planner.schema import FloatArray

type Index = npt.NDArray[np.int64]

_BRANCHES = 20_000  # nodes of one knapsack before its relaxed value is taken instead


@compiled
def best_loads(
    ways: tuple[Index, Index, FloatArray],
    demand: FloatArray,
    room: FloatArray,
    price: FloatArray,
    *,
    whole: bool,
) -> tuple[FloatArray, FloatArray]:
    """Let every site choose what it serves at these prices.

    With several units a site keeps the one that holds it back most; each alone is a relaxation.

    Parameters
    ----------
    ways
        `start`, and for every pair its customer and its cost.
    demand, room
        Shapes (n, u) and (m, u).
    price
        What serving a customer is paid, shape (n,).
    whole
        Whether customers are served as a whole.

    Returns
    -------
    profit, taken
        Shapes (m,) and (pairs,); profit is never less than the truth.
    """
    start, who, cost = ways
    size = len(start) - 1
    profit, taken = np.zeros(size), np.zeros(len(who))
    for j in range(size):
        first, last = start[j], start[j + 1]
        gain = price[who[first:last]] - cost[first:last]
        wanted = np.flatnonzero(gain > 0.0)
        gain = gain[wanted]
        for unit in range(room.shape[1]):
            weight = demand[who[first:last][wanted], unit]
            order = np.argsort(-gain / np.maximum(weight, 1e-300))
            share = np.zeros(len(order))
            if whole:
                here = _pack(gain[order], weight[order], room[j, unit], share)
            else:
                here = _fill(gain[order], weight[order], room[j, unit], share)
            if unit == 0 or here < profit[j]:
                profit[j] = here
                taken[first:last] = 0.0
                for k in range(len(order)):
                    taken[first + wanted[order[k]]] = share[k]
    return profit, taken


@compiled
def _fill(profit: FloatArray, weight: FloatArray, room: float, taken: FloatArray) -> float:
    """Fill a sack with parts of items, best ratio first; return the profit."""
    total = 0.0
    for k in range(len(profit)):
        if weight[k] > room:
            taken[k] = room / weight[k]
            return float(total + profit[k] * taken[k])
        taken[k] = 1.0
        room -= weight[k]
        total += profit[k]
    return total


@compiled
def _pack(profit: FloatArray, weight: FloatArray, room: float, taken: FloatArray) -> float:
    """Fill a sack with whole items, best ratio first; return the profit, or more than it can be.

    Depth first, cut off by the profit of parts. When the branches run out, the profit of parts
    is returned, which is never less than the truth.

    References
    ----------
    Horowitz and Sahni (1974), Computing partitions with applications to the knapsack problem,
    Journal of the ACM 21(2).
    """
    size = len(profit)
    inside = np.zeros(size, dtype=np.bool_)
    best, here, k = 0.0, 0.0, 0
    for _ in range(_BRANCHES):
        if _with_parts(profit, weight, room, here, k) > best * (1.0 + 1e-12):
            while k < size and weight[k] <= room:
                inside[k] = True
                room, here = room - weight[k], here + profit[k]
                k += 1
            if k < size:
                k += 1  # without item k, which does not fit
                continue
            if here > best:
                best = here
                taken[:] = inside
        k -= 1  # back to the last item inside, and leave it out
        while k >= 0 and not inside[k]:
            k -= 1
        if k < 0:
            return best
        inside[k] = False
        room, here = room + weight[k], here - profit[k]
        k += 1
    room += (weight * inside).sum()
    return _with_parts(profit, weight, room, 0.0, 0)


@compiled
def _with_parts(profit: FloatArray, weight: FloatArray, room: float, here: float, k: int) -> float:
    """Return the profit with items `k` and on, the last of them in part."""
    while k < len(profit) and weight[k] <= room:
        room -= weight[k]
        here += profit[k]
        k += 1
    if k < len(profit):
        here += profit[k] * room / weight[k]
    return here


@compiled
def forced_loads(
    ways: tuple[Index, Index, FloatArray],
    demand: FloatArray,
    room: FloatArray,
    price: FloatArray,
) -> FloatArray:
    """Return what each site can gain at most when it has to serve a pair's customer whole.

    The others are taken in parts. Shape (pairs,), minus infinity where the customer does not fit.
    """
    start, who, cost = ways
    most = np.empty(len(who))
    for j in range(len(start) - 1):
        first, last = start[j], start[j + 1]
        gain = price[who[first:last]] - cost[first:last]
        for unit in range(room.shape[1]):
            weight = demand[who[first:last], unit]
            wanted = np.flatnonzero(gain > 0.0)
            wanted = wanted[np.argsort(-gain[wanted] / np.maximum(weight[wanted], 1e-300))]
            for k in range(last - first):
                here = _beside(gain, weight, wanted, room[j, unit], k)
                most[first + k] = here if unit == 0 else min(here, most[first + k])
    return most


@compiled
def _beside(gain: FloatArray, weight: FloatArray, wanted: Index, room: float, k: int) -> float:
    """Return the gain of item `k` and of parts of the others beside it."""
    room -= weight[k]
    if room < 0.0:
        return -np.inf
    total = gain[k]
    for one in wanted:
        if one == k:
            continue
        if weight[one] > room:
            return float(total + gain[one] * room / weight[one])
        room -= weight[one]
        total += gain[one]
    return float(total)
