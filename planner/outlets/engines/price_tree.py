"""Decide sites case by case, each bounded by its prices, until no case can hold a better plan."""

import dataclasses
import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.outlets.engines.field import Field
from planner.outlets.engines.lists import Positions
from planner.outlets.engines.prices import Ascent, Climbed, climb
from planner.outlets.engines.ruling import narrowed, rule_out
from planner.schema import BoolArray, FloatArray
from planner.solve import Clock

_HALF = 0.5
_WORK = 1.5e10  # rounds of all cases, each times customers to the power of 1.5
_BELOW = Ascent(120, step=0.5, memory=0.7, patience=12, reach=1.05, look=20)


@dataclass(frozen=True, eq=False)
class _Case:
    """Sites decided, shapes (m,) of the whole field, and the prices to begin with."""

    must: BoolArray
    shut: BoolArray
    price: FloatArray


class PriceTree:
    """The cases of one question, that of the lowest bound first.

    A case is a field with some sites open and some shut. Its prices climb from those of the case
    it came from; what they rule out is left out, and the site that they are least sure of is taken
    as open and as shut in turn. Prices take a thousandth of the time of a linear problem, and their
    bound is as good.

    Parameters
    ----------
    field
        What is left of the question.
    meet
        Called with sets of sites of the whole question; returns the cost of the best plan.
    part
        Plans that cost no more than this part of the best less are not looked for.
    clock, node_limit
        When to stop; the limit counts cases.

    References
    ----------
    Beasley (1993), Lagrangean heuristics for location problems, European Journal of Operational
    Research 65(3); Christofides and Beasley (1982), A tree search algorithm for the p-median
    problem, European Journal of Operational Research 10(2).
    """

    def __init__(
        self,
        field: Field,
        meet: Callable[[Positions], float],
        part: float,
        clock: Clock,
        node_limit: int | None,
    ) -> None:
        self._field, self._meet, self._part, self._clock = field, meet, part, clock
        # Lists of few customers stay in the processor's cache; those of many are slow to read.
        most = _WORK / (_BELOW.rounds * float(len(field.weight)) ** 1.5)
        self._most = most if node_limit is None else min(most, node_limit)
        self._upper = np.inf
        self._proven = np.inf
        self.cases = 0

    def run(self, known: Climbed, upper: float) -> float:
        """Go through the cases; return a bound on all plans.

        Parameters
        ----------
        known
            Prices to begin with, and their bound.
        upper
            What the best plan known costs.
        """
        self._upper = upper
        number = itertools.count()
        first = _Case(self._field.must, self._field.shut, known.price)
        waiting = [(known.bound, next(number), first)]
        while waiting and waiting[0][0] < self._goal:
            if self.cases >= self._most or self._clock.over():
                break
            bound, _, case = heapq.heappop(waiting)
            self.cases += 1
            for below, one in self._split(case, bound):
                heapq.heappush(waiting, (below, next(number), one))
        return min(self._upper, self._proven, *(one[0] for one in waiting[:1]))

    @property
    def _goal(self) -> float:
        """What a plan has to cost less than, to be worth finding."""
        return self._upper * (1 - self._part)

    def _split(self, case: _Case, known: float) -> list[tuple[float, _Case]]:
        """Bound one case; return the cases that it falls into, none when it is done with."""
        field = self._narrowed(
            dataclasses.replace(self._field, must=case.must, shut=case.shut), case.price
        )
        if field is None:
            return []
        ascent = dataclasses.replace(_BELOW, goal=self._goal)
        found = climb(field, case.price, lambda one: self._look(field, one), ascent, self._clock)
        bound = max(found.bound, known)
        if bound >= self._goal:
            self._proven = min(self._proven, bound)
            return []
        inner = self._narrowed(field, found.price)
        if inner is None:
            return []
        if inner.decided:
            only = inner.only()
            if only is not None:
                self._look(inner, only)
            return []
        share = found.share[np.searchsorted(field.sites, inner.sites)]
        free = np.flatnonzero(~inner.must)
        site = free[np.argmin(np.abs(share[free] - _HALF))]
        return [(bound, one) for one in self._halves(inner, int(site), found.price)]

    def _narrowed(self, field: Field, price: FloatArray) -> Field | None:
        """Leave out what no plan worth finding has, ``None`` where nothing is left."""
        self._proven = min(self._proven, self._goal)
        ruled = rule_out(field, price, self._goal)
        if (~ruled.shut).sum() < field.count or ruled.must.sum() > field.count:
            return None
        return narrowed(field, ruled)

    def _look(self, field: Field, opened: Positions) -> float:
        self._upper = self._meet(field.sites[opened])
        return self._upper

    def _halves(self, field: Field, site: int, price: FloatArray) -> tuple[_Case, _Case]:
        here = self._field.here(field.sites)
        must = np.zeros(self._field.near.size, dtype=np.bool_)
        must[here] = field.must
        shut = np.ones_like(must)
        shut[here] = False
        opened, without = must.copy(), shut.copy()
        opened[here[site]] = without[here[site]] = True
        return _Case(opened, shut, price), _Case(must, without, price)
