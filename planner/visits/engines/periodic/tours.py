"""Tours that change: put a visit in, take it out, keep sums, clock and the way back."""

from typing import NamedTuple

import numpy as np

from planner.visits.engines.periodic.compiled import Floats, Wholes, compiled, inlined, inner
from planner.visits.engines.periodic.hours import arrival, departure
from planner.visits.engines.periodic.tables import Tables

COST, OVERLOAD, OVERTIME, MISSING, TARDY = 0, 1, 2, 3, 4
"""Where `Tours.totals` holds what."""


class Tours(NamedTuple):
    """The state of a search. Route r is ``stops[r, 0 : length[r] + 2]``, base to base.

    `edge[r, k]` is the cost from stop k to the next; `begin` and `latest` the first and last
    minute at which stop k can begin; `route_of[i, s]` is -1 where i is not visited in slot s;
    `option` is the chosen calendar, -1 where there is none, and `paid` its price. `far` has the
    kilometres of a route, `week` the minutes of a week.

    Each state of a route has a number, its `edition`; `editions` is the last one given. So
    ``known[i, r]`` (edition, least added cost, stop before) tells what putting i into route r costs
    as long as the route has that edition: most routes are as they were a step ago.
    """

    stops: Wholes
    edge: Floats
    length: Wholes
    load: Floats
    busy: Floats
    begin: Floats
    latest: Floats
    route_of: Wholes
    option: Wholes
    paid: Floats
    totals: Floats
    far: Floats
    week: Floats
    edition: Wholes
    editions: Wholes
    known: Floats


def empty_tours(tables: Tables) -> Tours:
    """Return tours without visits, every customer missing."""
    routes, size, slots = len(tables.slot_of), len(tables.demand), len(tables.base)
    bases = size - tables.near.shape[1]
    tours = Tours(
        stops=np.zeros((routes, size + 3), dtype=np.int64),
        edge=np.zeros((routes, size + 3)),
        length=np.zeros(routes, dtype=np.int64),
        load=np.zeros(routes),
        busy=np.zeros(routes),
        begin=np.zeros((routes, size + 3)),
        latest=np.zeros((routes, size + 3)),
        route_of=np.full((size, slots), -1, dtype=np.int64),
        option=np.full(size, -1, dtype=np.int64),
        paid=np.zeros(size),
        totals=np.zeros(5),
        far=np.zeros(routes),
        week=np.zeros(int(tables.week.max(initial=0)) + 1),
        edition=np.zeros(routes, dtype=np.int64),
        editions=np.zeros(1, dtype=np.int64),
        known=np.full((size, routes, 3), -1.0),
    )
    tours.stops[:, :2] = tables.base[tables.slot_of][:, None]
    tours.totals[MISSING] = size - bases
    for route in range(routes):
        set_clock(tables, tours, route)
    return tours


@inlined
def earliest(tables: Tables, i: int, minute: float) -> float:
    """Return the first minute from `minute` on at which i can begin, infinite after its spans."""
    for k in range(tables.window.shape[1]):
        if minute <= tables.window[i, k, 1]:
            return float(max(minute, tables.window[i, k, 0]))
    return np.inf


@inlined
def last_before(tables: Tables, i: int, minute: float) -> float:
    """Return the last minute up to `minute` at which i can begin, -infinite before its spans."""
    for k in range(tables.window.shape[1] - 1, -1, -1):
        if minute >= tables.window[i, k, 0]:
            return float(min(minute, tables.window[i, k, 1]))
    return -np.inf


@compiled
def set_clock(tables: Tables, tours: Tours, r: int) -> None:
    """Compute from when and until when each stop of a route can begin."""
    stops, begin, latest = tours.stops[r], tours.begin[r], tours.latest[r]
    end = tours.length[r] + 1
    begin[0] = tables.window[stops[0], 0, 0]
    for k in range(1, end + 1):
        ready = begin[k - 1] + tables.service[stops[k - 1]]
        reach = arrival(tables, ready, tables.minutes[stops[k - 1], stops[k]])
        begin[k] = earliest(tables, stops[k], reach)
    latest[end] = tables.window[stops[end], tables.window.shape[1] - 1, 1]
    for k in range(end - 1, -1, -1):
        by = departure(tables, latest[k + 1], tables.minutes[stops[k], stops[k + 1]])
        latest[k] = last_before(tables, stops[k], by - tables.service[stops[k]])


@inlined
def _is_tardy(tours: Tours, r: int) -> float:
    return 1.0 if tours.begin[r, 0] > tours.latest[r, 0] else 0.0


@inlined
def _move_clock(tables: Tables, tours: Tours, r: int) -> None:
    # Where a way round is shorter than the straight one, a stop less can make a tour late.
    tours.totals[TARDY] -= _is_tardy(tours, r)
    set_clock(tables, tours, r)
    tours.totals[TARDY] += _is_tardy(tours, r)


@inlined
def fits_clock(tables: Tables, tours: Tours, r: int, k: int, i: int) -> bool:
    """Say whether i can be visited between stops k and k + 1 without anyone's span missed."""
    a, b = tours.stops[r, k], tours.stops[r, k + 1]
    reach = arrival(tables, tours.begin[r, k] + tables.service[a], tables.minutes[a, i])
    leave = earliest(tables, i, reach) + tables.service[i]
    return bool(arrival(tables, leave, tables.minutes[i, b]) <= tours.latest[r, k + 1])


@inlined
def crowding(tables: Tables, work: float) -> float:
    """Return what the minutes of a week cost beyond an even share."""
    return float(tables.even[1] * max(0.0, work - tables.even[0])) if tables.even[1] else 0.0


@inlined
def _add(tables: Tables, tours: Tours, r: int, load: float, minutes: float, km: float) -> None:
    s = tables.slot_of[r]
    room, left = tables.capacity[s] - tours.load[r], tables.limit[s] - tours.busy[r]
    tours.totals[OVERLOAD] += max(0.0, load - room) - max(0.0, -room)
    tours.totals[OVERTIME] += max(0.0, minutes - left) - max(0.0, -left)
    tours.load[r] += load
    tours.busy[r] += minutes
    left = tables.limit_km[s] - tours.far[r]
    tours.totals[OVERTIME] += max(0.0, km - left) - max(0.0, -left)
    tours.far[r] += km
    work = tours.week[tables.week[s]]
    tours.totals[COST] += crowding(tables, work + minutes) - crowding(tables, work)
    tours.week[tables.week[s]] += minutes


@inner
def _driven(tables: Tables, tours: Tours, r: int) -> float:
    """Return the minutes of a route at the hours in which they are driven and served."""
    total = 0.0
    for k in range(tours.length[r] + 1):
        i, j = tours.stops[r, k], tours.stops[r, k + 1]
        leave = tours.begin[r, k] + tables.service[i]
        total += arrival(tables, leave, tables.minutes[i, j]) - leave + tables.service[i]
    return total


@inlined
def _move_hours(tables: Tables, tours: Tours, r: int) -> None:
    """Count the minutes of a route anew; a tour that is late has no hours to count."""
    if tours.begin[r, tours.length[r] + 1] < np.inf:
        _add(tables, tours, r, 0.0, _driven(tables, tours, r) - tours.busy[r], 0.0)


@inlined
def _renew(tours: Tours, r: int) -> None:
    tours.editions[0] += 1
    tours.edition[r] = tours.editions[0]


@inlined
def put(tables: Tables, tours: Tours, i: int, r: int, k: int) -> None:
    """Visit i in route r after its stop k."""
    stops, edge = tours.stops[r], tours.edge[r]
    last = tours.length[r] + 1
    a, b = stops[k], stops[k + 1]
    for x in range(last, k, -1):
        stops[x + 1] = stops[x]
    for x in range(last, k + 1, -1):
        edge[x] = edge[x - 1]
    tours.totals[COST] += tables.cost[a, i] + tables.cost[i, b] - edge[k]
    stops[k + 1] = i
    edge[k], edge[k + 1] = tables.cost[a, i], tables.cost[i, b]
    tours.length[r] += 1
    _renew(tours, r)
    tours.route_of[i, tables.slot_of[r]] = r
    way = tables.minutes[a, i] + tables.minutes[i, b] - tables.minutes[a, b]
    far = tables.km[a, i] + tables.km[i, b] - tables.km[a, b] if tables.bounded else 0.0
    _add(tables, tours, r, tables.demand[i], tables.service[i] + way, far)
    if tables.timed:
        _move_clock(tables, tours, r)
        if tables.paced:
            _move_hours(tables, tours, r)


@inlined
def take(tables: Tables, tours: Tours, i: int, r: int) -> None:
    """Visit i no longer in route r."""
    stops, edge = tours.stops[r], tours.edge[r]
    last = tours.length[r] + 1
    k = 1
    while stops[k] != i:
        k += 1
    a, b = stops[k - 1], stops[k + 1]
    tours.totals[COST] += tables.cost[a, b] - edge[k - 1] - edge[k]
    for x in range(k, last):
        stops[x] = stops[x + 1]
    for x in range(k, last - 1):
        edge[x] = edge[x + 1]
    edge[k - 1] = tables.cost[a, b]
    tours.length[r] -= 1
    _renew(tours, r)
    tours.route_of[i, tables.slot_of[r]] = -1
    way = tables.minutes[a, i] + tables.minutes[i, b] - tables.minutes[a, b]
    far = tables.km[a, i] + tables.km[i, b] - tables.km[a, b] if tables.bounded else 0.0
    _add(tables, tours, r, -tables.demand[i], -tables.service[i] - way, -far)
    if tables.timed:
        _move_clock(tables, tours, r)
        if tables.paced:
            _move_hours(tables, tours, r)


@inner
def _forget_sums(tours: Tours) -> None:
    for k in range(len(tours.totals)):
        tours.totals[k] = 0.0
    for i in range(tours.route_of.shape[0]):
        for s in range(tours.route_of.shape[1]):
            tours.route_of[i, s] = -1
    for w in range(len(tours.week)):
        tours.week[w] = 0.0


@compiled
def settle(tables: Tables, tours: Tours) -> None:
    """Re-add every sum from stops and options, which rounding has blurred."""
    _forget_sums(tours)
    for r in range(len(tours.length)):
        s = tables.slot_of[r]
        load, busy, far = 0.0, 0.0, 0.0
        for k in range(tours.length[r] + 1):
            i, j = tours.stops[r, k], tours.stops[r, k + 1]
            tours.edge[r, k] = tables.cost[i, j]
            tours.totals[COST] += tables.cost[i, j]
            busy += tables.minutes[i, j] + tables.service[i]
            load += tables.demand[i]
            if tables.bounded:
                far += tables.km[i, j]
            if k > 0:
                tours.route_of[i, s] = r
        tours.load[r], tours.busy[r], tours.far[r] = 0.0, 0.0, 0.0
        _renew(tours, r)
        _add(tables, tours, r, load, busy, far)
        set_clock(tables, tours, r)
        if tables.paced:
            _move_hours(tables, tours, r)
        tours.totals[TARDY] += _is_tardy(tours, r)
    for i in range(len(tables.demand) - tables.near.shape[1], len(tables.demand)):
        if tours.option[i] < 0:
            tours.totals[MISSING] += 1.0
        else:
            tours.totals[COST] += tours.paid[i]


@inlined
def copy_route(source: Tours, target: Tours, r: int) -> None:
    """Copy one route with its sums."""
    n = source.length[r] + 2
    target.length[r] = source.length[r]
    target.edition[r] = source.edition[r]
    target.load[r] = source.load[r]
    target.busy[r] = source.busy[r]
    target.far[r] = source.far[r]
    for k in range(n):
        target.stops[r, k] = source.stops[r, k]
        target.edge[r, k] = source.edge[r, k]
        target.begin[r, k] = source.begin[r, k]
        target.latest[r, k] = source.latest[r, k]


@inlined
def copy_place(source: Tours, target: Tours, i: int) -> None:
    """Copy one customer's calendar."""
    target.option[i] = source.option[i]
    target.paid[i] = source.paid[i]
    for s in range(source.route_of.shape[1]):
        target.route_of[i, s] = source.route_of[i, s]


@compiled
def copy_tours(source: Tours, target: Tours) -> None:
    """Copy the whole state."""
    for r in range(len(source.length)):
        copy_route(source, target, r)
    for i in range(len(source.option)):
        copy_place(source, target, i)
    for w in range(len(source.week)):
        target.week[w] = source.week[w]
    for k in range(len(source.totals)):
        target.totals[k] = source.totals[k]
