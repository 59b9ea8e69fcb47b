"""Put visits back: price every slot of a customer, choose the cheapest calendar, lay it."""

import numpy as np

from planner.visits.engines.periodic.compiled import (
    Floats,
    Wholes,
    Words,
    below,
    compiled,
    draw,
    inner,
)
from planner.visits.engines.periodic.rhythm import choose_days
from planner.visits.engines.periodic.ruin import GONE, Undo, keep_route
from planner.visits.engines.periodic.tables import Tables
from planner.visits.engines.periodic.tours import COST, MISSING, Tours, fits_clock, put

BLINK = 0.01
"""Share of positions that are overlooked, so that greedy insertion does not repeat itself."""

AT_RANDOM, BY_DEMAND, FAR_FIRST, RULES = 4, 8, 10, 11
"""Shares of the orders in which visits come back, of 11; the rest is near first."""


@inner
def _next_blink(rng: Words) -> int:
    return int(np.log(1.0 - draw(rng)) / np.log(1.0 - BLINK))


@inner
def _least_added(tables: Tables, tours: Tours, i: int, r: int, skip: int) -> tuple[float, int]:
    """Return what i adds to route r at least, and after which stop; stop `skip` is overlooked."""
    least, stop = np.inf, -1
    away, towards = tables.cost[i], tables.towards[i]
    stops, edge = tours.stops[r], tours.edge[r]
    came = towards[stops[0]]
    for k in range(tours.length[r] + 1):
        after = stops[k + 1]
        added = came + away[after] - edge[k]
        came = towards[after]
        if added < least and k != skip and (
            not tables.timed or fits_clock(tables, tours, r, k, i)
        ):  # fmt: skip
            least, stop = added, k
    return least, stop


@inner
def _overtime(tables: Tables, tours: Tours, i: int, r: int, k: int) -> float:
    """Return by how much i after stop k lengthens what route r takes beyond its limit."""
    limit = tables.limit[tables.slot_of[r]]
    if np.isinf(limit):
        return 0.0
    a, b = tours.stops[r, k], tours.stops[r, k + 1]
    way = tables.minutes[a, i] + tables.minutes[i, b] - tables.minutes[a, b]
    late = tours.busy[r] - limit
    return float(max(0.0, late + way + tables.service[i]) - max(0.0, late))


@inner
def cheapest(
    tables: Tables, tours: Tours, i: int, s: int, weight: Floats, blink: Wholes, rng: Words
) -> tuple[float, int, int]:
    """Return what one visit to i in slot s adds at least, with the route and the stop before it.

    Load and minutes beyond their bounds cost their weights. Only one of the empty routes is tried:
    the vehicles of a slot are alike.
    """
    best, best_route, best_stop = np.inf, -1, -1
    tried_empty = False
    for r in range(tables.route_first[s], tables.route_first[s + 1]):
        length = tours.length[r]
        if length == 0:
            if tried_empty:
                continue
            tried_empty = True
        over = tours.load[r] - tables.capacity[s]
        extra = weight[0] * (max(0.0, over + tables.demand[i]) - max(0.0, over))
        if extra >= best:
            continue
        skip = blink[0]
        blink[0] -= length + 1
        if skip <= length:
            blink[0] = _next_blink(rng)
        least, stop = _least_added(tables, tours, i, r, skip)
        extra += least
        if extra >= best:
            continue
        extra += weight[1] * _overtime(tables, tours, i, r, stop)
        if extra < best:
            best, best_route, best_stop = extra, r, stop
    return best, best_route, best_stop


@inner
def put_back(
    tables: Tables, tours: Tours, undo: Undo, i: int, weight: Floats, blink: Wholes, rng: Words
) -> None:
    """Choose a calendar for i and visit him accordingly; he stays missing where none fits."""
    value, route, stop = undo.value_at, undo.route_at, undo.stop_at
    for x in range(tables.slot_first[i], tables.slot_first[i + 1]):
        s = tables.slots[x]
        value[s], route[s], stop[s] = cheapest(tables, tours, i, s, weight, blink, rng)
    if tables.spaced[i]:
        price, visits = choose_days(tables, undo, i)
        option = tables.option_first[i]
    else:
        option, visits = _choose_option(tables, undo, i)
        price = tables.price[option] if visits >= 0 else 0.0
    if visits < 0:
        return
    for x in range(visits):
        s = undo.chosen[x]
        keep_route(tours, undo, route[s])
        put(tables, tours, i, route[s], stop[s])
    tours.option[i] = option
    tours.paid[i] = price
    tours.totals[COST] += price
    tours.totals[MISSING] -= 1.0


@inner
def _choose_option(tables: Tables, undo: Undo, i: int) -> tuple[int, int]:
    """Set `undo.chosen` to the slots of the cheapest pattern; return it and their number."""
    best, chosen = np.inf, -1
    for o in range(tables.option_first[i], tables.option_first[i + 1]):
        total = tables.price[o]
        for x in range(tables.visit_first[o], tables.visit_first[o + 1]):
            total += undo.value_at[tables.visit_slot[x]]
        if total < best:
            best, chosen = total, o
    if chosen < 0:
        return -1, -1
    first, end = tables.visit_first[chosen], tables.visit_first[chosen + 1]
    for x in range(first, end):
        undo.chosen[x - first] = tables.visit_slot[x]
    return chosen, end - first


@inner
def put_visit(
    tables: Tables, tours: Tours, undo: Undo, k: int, weight: Floats, blink: Wholes, rng: Words
) -> bool:
    """Put the k-th visit that is gone back into its own slot; false where it fits nowhere."""
    i, s = undo.gone[k], undo.gone_slot[k]
    _, route, stop = cheapest(tables, tours, i, s, weight, blink, rng)
    if route < 0:
        return False
    keep_route(tours, undo, route)
    put(tables, tours, i, route, stop)
    return True


@inner
def sort_gone(tables: Tables, undo: Undo, rng: Words) -> None:
    """Set the order in which to put back: at random, by demand, far first or near first."""
    n = undo.counts[GONE]
    key, order = undo.key, undo.order
    rule = below(rng, RULES)
    for k in range(n):
        i = undo.gone[k]
        home = tables.home[i]
        if rule < AT_RANDOM:
            key[k] = draw(rng)
        elif rule < BY_DEMAND:
            key[k] = -tables.demand[i] * _visits(tables, i)
        elif rule < FAR_FIRST:
            key[k] = -tables.cost[home, i]
        else:
            key[k] = tables.cost[home, i]
    for k in range(n):
        x = k
        while x > 0 and key[order[x - 1]] > key[k]:
            order[x] = order[x - 1]
            x -= 1
        order[x] = k


@inner
def _visits(tables: Tables, i: int) -> int:
    o = tables.option_first[i]
    if tables.spaced[i]:
        return 1
    return int(tables.visit_first[o + 1] - tables.visit_first[o])


@compiled
def shuffle_blinks(blink: Wholes, rng: Words) -> None:
    """Begin a stream of blinks."""
    blink[0] = _next_blink(rng) + below(rng, 2)
