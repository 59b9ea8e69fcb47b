"""Slots that can change places: two plans may differ in nothing but the names of their days.

A customer visited on Monday and Wednesday or on Tuesday and Thursday is content with days in
reverse as well. Plans of different starts agree in few days by chance; turned so that they agree
in as many as they can, a child of both keeps more of each.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice

import numpy as np
import numpy.typing as npt

from planner.visits.engines.periodic.compiled import Floats
from planner.visits.engines.periodic.cross import lay
from planner.visits.engines.periodic.tables import Tables
from planner.visits.engines.periodic.tours import Tours, empty_tours

TRIED = 100
"""Turns that are compared; they come in the order of what agrees, so few are enough."""

type Offered = frozenset[tuple[frozenset[int], float]]
type Turn = tuple[int, ...]


class Symmetry:
    """The turns of slots under which every plan stays a plan and costs the same.

    Slots that change places have the same base, vehicles, bounds and week, and the calendars
    offered to each customer are, as a set, the same before and after. Where days are chosen by
    their dates, only the turn that moves nothing is one.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._dated = bool((tables.spaced | tables.linked).any())

    @cached_property
    def _offered(self) -> list[Offered]:
        tables = self._tables
        places = range(len(tables.demand) - tables.near.shape[1], len(tables.demand))
        return sorted({_offered(tables, i) for i in places}, key=str)

    @cached_property
    def _together(self) -> npt.NDArray[np.int64]:
        return np.array([self._pairs(one) for one in self._offered])

    def turned(self, one: Tours, other: Tours) -> Tours:
        """Return the other plan, turned so that most of its visits fall on the days of one."""
        if self._dated:
            return other
        agree = (one.route_of >= 0).T.astype(np.float64) @ (other.route_of >= 0)
        own = tuple(range(len(agree)))
        turns = [turn for turn in islice(self._turns((), agree), TRIED) if self._holds(turn)]
        best = max([own, *turns], key=lambda turn: sum(agree[t, s] for s, t in enumerate(turn)))
        return other if best == own else self._turn(other, best)

    def _turns(self, begun: Turn, agree: Floats) -> Iterator[Turn]:
        """Go through what may be turns and begins so, first where most agrees."""
        s = len(begun)
        if s == len(agree):
            yield begun
            return
        for t in np.argsort(-agree[:, s], kind="stable").tolist():
            if t not in begun and self._fits(begun, s, t):
                yield from self._turns((*begun, t), agree)

    def _fits(self, begun: Turn, s: int, t: int) -> bool:
        """Say whether s can become t: alike, and bound to the slots turned before as s was."""
        if _kind(self._tables, s) != _kind(self._tables, t):
            return False
        before, after = [*range(s), s], [*begun, t]
        return bool((self._together[:, s, before] == self._together[:, t, after]).all())

    def _holds(self, turn: Turn) -> bool:
        return all(_moved(offered, turn) == offered for offered in self._offered)

    def _pairs(self, offered: Offered) -> npt.NDArray[np.int64]:
        """Count the calendars that hold both of two slots."""
        slots = len(self._tables.base)
        counts = np.zeros((slots, slots), dtype=np.int64)
        for calendar, _ in offered:
            held = sorted(calendar)
            counts[np.ix_(held, held)] += 1
        return counts

    def _turn(self, tours: Tours, turn: Turn) -> Tours:
        tables = self._tables
        new = empty_tours(tables)
        stops: list[list[int]] = [[] for _ in tables.slot_of]
        for s, t in enumerate(turn):
            for k in range(tables.route_first[s + 1] - tables.route_first[s]):
                r = tables.route_first[s] + k
                row = tours.stops[r, 1 : tours.length[r] + 1].tolist()
                stops[tables.route_first[t] + k] = row
        for i in np.flatnonzero(tours.option >= 0).tolist():
            known = dict(zip(_calendars(tables, i), _options(tables, i), strict=True))
            slots, price = _calendar(tables, tours.option[i])
            new.option[i] = known[frozenset(turn[s] for s in slots), price]
        new.paid[:] = tours.paid
        lay(tables, new, stops)
        return new


def _kind(tables: Tables, s: int) -> tuple[float, ...]:
    vehicles = tables.route_first[s + 1] - tables.route_first[s]
    bounds = tables.capacity[s], tables.limit[s], tables.limit_km[s]
    return (tables.base[s], vehicles, *bounds, tables.week[s])


def _options(tables: Tables, i: int) -> range:
    return range(tables.option_first[i], tables.option_first[i + 1])


def _calendar(tables: Tables, option: int) -> tuple[frozenset[int], float]:
    first, end = tables.visit_first[option], tables.visit_first[option + 1]
    return frozenset(tables.visit_slot[first:end].tolist()), float(tables.price[option])


def _calendars(tables: Tables, i: int) -> list[tuple[frozenset[int], float]]:
    return [_calendar(tables, option) for option in _options(tables, i)]


def _offered(tables: Tables, i: int) -> Offered:
    return frozenset(_calendars(tables, i))


def _moved(offered: Offered, turn: Turn) -> Offered:
    return frozenset((frozenset(turn[s] for s in slots), price) for slots, price in offered)
