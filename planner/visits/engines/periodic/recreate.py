"""Put visits back: price every slot of a customer, choose the cheapest calendar, lay it."""

import numpy as np

from planner.visits.engines.periodic.chain import choose_chain
from planner.visits.engines.periodic.compiled import (
    Floats,
    Wholes,
    Words,
    below,
    compiled,
    draw,
    inlined,
    inner,
)
from planner.visits.engines.periodic.rhythm import DROP, choose_days
from planner.visits.engines.periodic.ruin import GONE, Undo, keep_route
from planner.visits.engines.periodic.tables import Tables
from planner.visits.engines.periodic.tours import (
    COST,
    MISSING,
    Tours,
    crowding,
    fits_clock,
    put,
    take,
)

BLINK = 0.01
"""Share of positions and calendars that are overlooked: greedy insertion must not repeat itself."""

SLACK = 1e-7
"""Minutes or kilometres by which rounding may go beyond a bound."""

AT_RANDOM, BY_DEMAND, FAR_FIRST, RULES = 4, 8, 10, 11
"""Shares of the orders in which visits come back, of 11; the rest is near first."""


@inner
def _next_blink(rng: Words) -> int:
    return int(np.log(1.0 - draw(rng)) / np.log(1.0 - BLINK))


@inlined
def _least_added(
    tables: Tables, tours: Tours, i: int, r: int, skip: int, timed: int
) -> tuple[float, int]:
    """Return what i adds to route r at least, and after which stop; stop `skip` is overlooked.

    With a plain 0 for `timed` no clock is compiled into the loop, which then takes half as long.
    """
    least, stop = np.inf, -1
    away, towards = tables.cost[i], tables.towards[i]
    stops, edge = tours.stops[r], tours.edge[r]
    came = towards[stops[0]]
    for k in range(tours.length[r] + 1):
        after = stops[k + 1]
        added = came + away[after] - edge[k]
        came = towards[after]
        if added < least and k != skip and (
            not timed or not tables.timed or fits_clock(tables, tours, r, k, i)
        ):  # fmt: skip
            least, stop = added, k
    return least, stop


@inlined
def _least_known(tables: Tables, tours: Tours, i: int, r: int, skip: int) -> tuple[float, int]:
    """Return the same, from what is known of this edition of the route where it can be."""
    known = tours.known[i, r]
    if known[0] != tours.edition[r]:
        if tables.timed:
            least, stop = _least_added(tables, tours, i, r, -1, 1)
        else:
            least, stop = _least_added(tables, tours, i, r, -1, 0)
        known[0], known[1], known[2] = tours.edition[r], least, stop
    if int(known[2]) == skip:
        return _least_added(tables, tours, i, r, skip, 1)
    return float(known[1]), int(known[2])


@inlined
def _overtime(tables: Tables, tours: Tours, i: int, r: int, k: int) -> float:
    """Return by how much i after stop k lengthens what route r takes beyond its limit."""
    limit = tables.limit[tables.slot_of[r]]
    if np.isinf(limit):
        return 0.0
    a, b = tours.stops[r, k], tours.stops[r, k + 1]
    way = tables.minutes[a, i] + tables.minutes[i, b] - tables.minutes[a, b]
    late = tours.busy[r] - limit
    return float(max(0.0, late + way + tables.service[i]) - max(0.0, late))


@inlined
def _strain(tables: Tables, tours: Tours, i: int, r: int, k: int, weight: Floats) -> float:
    """Return what i after stop k costs route r beyond the way: minutes, kilometres, full weeks.

    A link can be left out at a price that may be higher than any weight, so bounds are walls to it.
    """
    over = _overtime(tables, tours, i, r, k)
    a, b = tours.stops[r, k], tours.stops[r, k + 1]
    s = tables.slot_of[r]
    if tables.bounded:
        far = tours.far[r] - tables.limit_km[s]
        more = tables.km[a, i] + tables.km[i, b] - tables.km[a, b]
        over += max(0.0, far + more) - max(0.0, far)
    if tables.linked[i] and over > SLACK:
        return np.inf
    extra = weight[1] * over
    if tables.even[1] > 0.0:
        way = tables.minutes[a, i] + tables.minutes[i, b] - tables.minutes[a, b]
        work = tours.week[tables.week[s]]
        extra += crowding(tables, work + way + tables.service[i]) - crowding(tables, work)
    return float(extra)


@inlined
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
        least, stop = _least_known(tables, tours, i, r, skip)
        extra += least
        if extra >= best:
            continue
        extra += _strain(tables, tours, i, r, stop, weight)
        if extra < best:
            best, best_route, best_stop = extra, r, stop
    return best, best_route, best_stop


@inlined
def put_back(
    tables: Tables, tours: Tours, undo: Undo, i: int, weight: Floats, blink: Wholes, rng: Words
) -> None:
    """Choose a calendar for i and visit him accordingly; he stays missing where none fits."""
    if tables.linked[i]:
        _put_chain(tables, tours, undo, i, weight, blink, rng)
        return
    value, route, stop = undo.value_at, undo.route_at, undo.stop_at
    for x in range(tables.slot_first[i], tables.slot_first[i + 1]):
        s = tables.slots[x]
        value[s], route[s], stop[s] = cheapest(tables, tours, i, s, weight, blink, rng)
    if tables.spaced[i]:
        price, visits = choose_days(tables, undo, i, _overlooked(blink, rng))
        option = tables.option_first[i]
    else:
        option, visits = _choose_option(tables, undo, i, blink, rng)
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
def _is_over(tables: Tables, tours: Tours, r: int) -> bool:
    """Say whether slow hours, known only when a stop is in, take a route beyond its limit."""
    return bool(tours.busy[r] > tables.limit[tables.slot_of[r]] + SLACK)


@inlined
def _put_chain(
    tables: Tables, tours: Tours, undo: Undo, i: int, weight: Floats, blink: Wholes, rng: Words
) -> None:
    """Choose the days of a whole chain together, and visit them; there is always an answer."""
    j = i
    while j >= 0:
        for x in range(tables.slot_first[j], tables.slot_first[j + 1]):
            undo.value_at[x], undo.route_at[x], undo.stop_at[x] = cheapest(
                tables, tours, j, tables.slots[x], weight, blink, rng
            )
        j = tables.after[j]
    visits = choose_chain(tables, undo, i, _overlooked(blink, rng))
    j = i
    while j >= 0:
        tours.option[j] = tables.option_first[j]
        tours.paid[j] = tables.rhythm[j, DROP]
        j = tables.after[j]
    for k in range(visits):
        x, j = undo.chosen[k], undo.order_at[k]
        r = undo.route_at[x]
        keep_route(tours, undo, r)
        put(tables, tours, j, r, undo.stop_at[x])
        if _is_over(tables, tours, r):
            take(tables, tours, j, r)
        else:
            tours.paid[j] = tables.slot_price[x]
    j = i
    while j >= 0:
        tours.totals[COST] += tours.paid[j]
        tours.totals[MISSING] -= 1.0
        j = tables.after[j]


@inlined
def _overlooked(blink: Wholes, rng: Words) -> int:
    # Who is cheaper left out alone may be cheaper visited together with others.
    blink[1] -= 1
    if blink[1] >= 0:
        return 0
    blink[1] = _next_blink(rng)
    return 1


@inlined
def _choose_option(
    tables: Tables, undo: Undo, i: int, blink: Wholes, rng: Words
) -> tuple[int, int]:
    """Set `undo.chosen` to the slots of the cheapest pattern; return it and their number."""
    best, chosen = np.inf, -1
    for o in range(tables.option_first[i], tables.option_first[i + 1]):
        total = tables.price[o]
        for x in range(tables.visit_first[o], tables.visit_first[o + 1]):
            total += undo.value_at[tables.visit_slot[x]]
        if total < best and not _overlooked(blink, rng):
            best, chosen = total, o
    if chosen < 0:
        return -1, -1
    first, end = tables.visit_first[chosen], tables.visit_first[chosen + 1]
    for x in range(first, end):
        undo.chosen[x - first] = tables.visit_slot[x]
    return chosen, end - first


@inlined
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
    if tables.linked[i] and _is_over(tables, tours, route):
        take(tables, tours, i, route)
        return False
    return True


@inlined
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
    if tables.spaced[i] or tables.linked[i]:
        return 1
    return int(tables.visit_first[o + 1] - tables.visit_first[o])


@compiled
def shuffle_blinks(blink: Wholes, rng: Words) -> None:
    """Begin a stream of blinks."""
    blink[0], blink[1] = _next_blink(rng), _next_blink(rng)
