"""What a calendar costs at least: for each day the cheapest tour, at prices of the visits.

    minimise    sum over days d, tours r of d of (drive[r] + sum over v in r of wait[v, d]) x[d, r]
                + sum over visits v of skip[v] u[v] + crowding * sum over weeks w of z[w]
    subject to  each visit is in a tour or skipped           price[v]
                each day has at most one tour
                z[w] >= work of the tours of w - even        toll[w], from 0 to crowding

With prices on the first rule and tolls on the last, days fall apart, and whatever the prices are,

    sum of min(price[v], skip[v]) + sum over d of min(0, cheapest tour of d) - even * sum of toll[w]

is a lower bound (Geoffrion, 1974). Prices follow the subgradient (Held, Wolfe and Crowder, 1974).
Spacing between visits and hours of the day are let go. So is that a tour comes to a stop once: the
cheapest tour is found in a table over (minutes spent, last stop) without 2-cycles (q-routes:
Christofides, Mingozzi and Toth, 1981), minutes rounded down, so that no tour is lost.
"""

import math
import time
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import csgraph_from_dense, floyd_warshall

from planner.compiled import compiled
from planner.schema import FloatArray

type Wholes = npt.NDArray[np.int64]

_FEWEST_STEPS, _MANY_STEPS, _MOST_STEPS = 30, 120, 2_000
_LEGS_A_ROUND = 2e6
"""Steps of a day: as many as make so many legs in all days, between the fewest and many; the most
only where services are so short."""
_ROUNDS, _PATIENCE = 120, 5
"""Rounds of prices, and those without a better bound after which strides are halved.

Of quarters of 110 visits these prove 84 % of the cost in 0.7 CPU s; twice the legs and 150 rounds
87 % in 1.2. What is left is mostly what is let go: 400 rounds and 300 steps prove 88 %.
"""
_FIRST_STRIDE, _LAST_STRIDE = 1.5, 0.01
_CLOSE = 1e-4


class Days(NamedTuple):
    """Visits, and the days on which they may be made.

    Parameters
    ----------
    legs_min
        Shape (n + 1, n + 1), minutes of driving between stops, the base first; infinite where there
        is no way.
    stop_of, service_min, skip_price
        Shape (visits,), where a visit is, from 1 on, what it takes, and what it costs not to make
        it, infinite where that is not offered. Of visits of one stop, a day holds one.
    wait
        Shape (visits, days), price of making a visit on a day; infinite where it may not be.
    room_min, week_of
        Shape (days,), most minutes of a day's tour, and its week, from 0 on.
    fastest
        Least factor on driving minutes of any hour of the day.
    even_min, crowding
        Minutes of a week, and the price of each one beyond.
    """

    legs_min: FloatArray
    stop_of: Wholes
    service_min: FloatArray
    skip_price: FloatArray
    wait: FloatArray
    room_min: FloatArray
    week_of: Wholes
    fastest: float
    even_min: float = 1.0
    crowding: float = 0.0


@dataclass
class BoundEffort:
    """How long bounds are sought: rounds and CPU seconds of each.

    A keyboard interrupt ends the search for one, and leaves those that follow their first round.
    """

    rounds: int = _ROUNDS
    cpu_limit_s: float = math.inf

    def hurry(self) -> None:
        """Seek the bounds that are left for one round each."""
        self.rounds = 1

    @property
    def hurried(self) -> bool:
        """Whether somebody has interrupted."""
        return self.rounds == 1


def least_cost(days: Days, known: float, effort: BoundEffort) -> float:
    """Return what no calendar costs less than; 0 where no bound can be had.

    Parameters
    ----------
    known
        What some calendar costs, which scales the steps.
    effort
        Told of an interrupt.
    """
    if not days.wait.size:
        return float(days.skip_price.sum())
    if not days.service_min.min() * _MOST_STEPS > days.room_min.max():
        return 0.0
    # With every leg a shortest way, no tour gains by a stop that is worth nothing.
    graph = csgraph_from_dense(days.legs_min, null_value=np.inf)  # legs of no length are legs
    days = days._replace(legs_min=floyd_warshall(graph))
    desk = _desk(days)
    price, toll = _first_prices(days), np.zeros(int(days.week_of.max()) + 1)
    best, stride, since = 0.0, _FIRST_STRIDE, 0
    began_s = time.process_time()
    try:
        for _ in range(effort.rounds):
            bound, made, work = _look(days, desk, price, toll)
            since = 0 if bound > best + _CLOSE * known else since + 1
            best = max(best, bound)
            if since == _PATIENCE:
                stride, since = stride / 2.0, 0
            short = 1.0 - made - (price > days.skip_price)
            late = (work / days.even_min - 1.0) * (days.crowding > 0.0)
            late[((toll <= 0.0) & (late < 0.0)) | ((toll >= days.crowding) & (late > 0.0))] = 0.0
            length = float(short @ short + late @ late)
            near = known - best <= _CLOSE * known or stride < _LAST_STRIDE
            if length == 0.0 or near or time.process_time() - began_s > effort.cpu_limit_s:
                break
            pace = stride * (known - bound) / length
            price = np.maximum(price + pace * short, 0.0)
            toll = np.clip(toll + pace * late / days.even_min, 0.0, days.crowding)
    except KeyboardInterrupt:
        effort.hurry()
    return best


def _first_prices(days: Days) -> FloatArray:
    """Price each visit by its least wait and the shortest leg to it: no tour is cheaper."""
    legs = days.legs_min.copy()
    np.fill_diagonal(legs, np.inf)
    return np.minimum(days.wait.min(axis=1) + legs.min(axis=0)[days.stop_of], days.skip_price)


def _look(
    days: Days, desk: "_Desk", price: FloatArray, toll: FloatArray
) -> tuple[float, FloatArray, FloatArray]:
    """Return the bound at these prices, how often visits are made, and the work of weeks."""
    made, work = np.zeros(len(price)), np.zeros(len(toll))
    tours = _cheapest_tours(days, desk, price, toll, made, work)
    kept = float(np.minimum(price, days.skip_price).sum())
    return kept + tours - days.even_min * float(toll.sum()), made, work


class _Desk(NamedTuple):
    """Where the tours of a day are worked out; what is open to a day comes first.

    `cost` and `came` have the least and the second least cost of being at a stop after so many
    steps, and the stop before; the second comes from another stop than the first. `here` are the
    stops open, `worth` and `takes` what each is worth and takes, `who` the visit made there. `legs`
    and `spent` are minutes and steps to one of them (with the service there) from another.
    """

    step_min: float
    cost: FloatArray
    came: Wholes
    here: Wholes
    worth: FloatArray
    takes: FloatArray
    who: Wholes
    legs: FloatArray
    spent: Wholes


def _desk(days: Days) -> _Desk:
    size, room = len(days.legs_min), float(days.room_min.max())
    steps = np.clip(_LEGS_A_ROUND / (size * size * len(days.room_min)), _FEWEST_STEPS, _MANY_STEPS)
    step = min(room / float(steps), float(days.service_min.min()))  # every stop takes a step
    table = (2, int(room / step) + 1, size)
    return _Desk(
        step_min=step,
        cost=np.empty(table),
        came=np.empty(table, dtype=np.int64),
        here=np.empty(size, dtype=np.int64),
        worth=np.empty(size),
        takes=np.empty(size),
        who=np.empty(size, dtype=np.int64),
        legs=np.empty((size, size)),
        spent=np.empty((size, size), dtype=np.int64),
    )


@compiled
def _cheapest_tours(
    days: Days, desk: _Desk, price: FloatArray, toll: FloatArray, made: FloatArray, work: FloatArray
) -> float:
    """Add up the cheapest tours of all days, none where each costs; count visits and work."""
    total = 0.0
    for day in range(len(days.room_min)):
        week = days.week_of[day]
        count = _open_stops(days, desk, day, price, toll[week])
        if not count:
            continue
        least, last, spent = _fill(days, desk, day, count, 1.0 + toll[week])
        if last >= 0:
            total += least
            work[week] += _walk(days, desk, count, last, spent, made)
    return total


@compiled
def _open_stops(days: Days, desk: _Desk, day: int, price: FloatArray, toll: float) -> int:
    """Lay out the stops that are worth something, each with the visit that is worth most."""
    desk.worth[:] = 0.0
    desk.takes[:] = np.inf
    for visit in range(len(days.stop_of)):
        if days.wait[visit, day] == np.inf:
            continue
        stop, service = days.stop_of[visit], days.service_min[visit]
        gain = price[visit] - days.wait[visit, day] - toll * service
        desk.takes[stop] = min(desk.takes[stop], service)
        if gain > desk.worth[stop]:
            desk.worth[stop], desk.who[stop] = gain, visit
    count = 0
    for stop in range(1, len(days.legs_min)):
        if desk.worth[stop] > 0.0:
            desk.here[count] = stop
            count += 1
    rooms = int(days.room_min[day] / desk.step_min)
    for a in range(count):
        for b in range(count):
            desk.legs[b, a] = days.legs_min[desk.here[a], desk.here[b]]
            desk.spent[b, a] = _steps(days, desk, desk.here[a], desk.here[b], rooms)
    return count


@compiled
def _steps(days: Days, desk: _Desk, one: int, two: int, rooms: int) -> int:
    """Return the steps of a leg and the service at its end, too many where there is no way."""
    way = days.fastest * days.legs_min[one, two] + (desk.takes[two] if two else 0.0)
    return int(way / desk.step_min) if way < np.inf else rooms + 1


@compiled
def _fill(days: Days, desk: _Desk, day: int, count: int, dear: float) -> tuple[float, int, int]:
    """Fill in a day's table; return the cheapest tour's cost, last stop and steps, -1 for none."""
    rooms = int(days.room_min[day] / desk.step_min)
    least, last, spent = 0.0, -1, 0
    for now in range(rooms + 1):
        for b in range(count):
            stop = desk.here[b]
            first = second = np.inf
            by_first = by_second = -1
            if _steps(days, desk, 0, stop, rooms) == now:
                first, by_first = dear * days.legs_min[0, stop], count
            for a in range(count):
                then = now - desk.spent[b, a]
                if a == b or then < 0:
                    continue
                level = 1 if desk.came[0, then, a] == b else 0
                told = desk.cost[level, then, a] + dear * desk.legs[b, a]
                if told < first:
                    second, by_second = first, by_first
                    first, by_first = told, a
                elif told < second:
                    second, by_second = told, a
            desk.cost[0, now, b], desk.came[0, now, b] = first - desk.worth[stop], by_first
            desk.cost[1, now, b], desk.came[1, now, b] = second - desk.worth[stop], by_second
            if now + _steps(days, desk, stop, 0, rooms) <= rooms:
                whole = desk.cost[0, now, b] + dear * days.legs_min[stop, 0]
                if whole < least:
                    least, last, spent = whole, b, now
    return least, last, spent


@compiled
def _walk(days: Days, desk: _Desk, count: int, last: int, spent: int, made: FloatArray) -> float:
    """Follow a tour back to the base and count its visits; return its minutes of work."""
    work, level, after = 0.0, 0, 0
    while last != count:
        stop = desk.here[last]
        made[desk.who[stop]] += 1.0
        work += days.service_min[desk.who[stop]] + days.legs_min[stop, after]
        before = desk.came[level, spent, last]
        if before != count:
            spent -= desk.spent[last, before]
            level = 1 if desk.came[0, spent, before] == last else 0
        last, after = before, stop
    return work + float(days.legs_min[0, after])
