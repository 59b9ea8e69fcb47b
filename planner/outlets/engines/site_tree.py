"""Decide sites case by case: prices bound each case, the solver settles what is small."""

import dataclasses
import heapq
import itertools
import time
from dataclasses import dataclass

import numpy as np

from planner.errors import InfeasibleError, LimitError
from planner.outlets.engines.allocation import Loads, Plan, Sites, faults
from planner.outlets.engines.assigning import serve_split, serve_whole
from planner.outlets.engines.capacity_model import solve_rest
from planner.outlets.engines.cycles import rearranged
from planner.outlets.engines.lists import Positions
from planner.outlets.engines.site_prices import (
    Ascent,
    Field,
    Priced,
    climb,
    field_of,
    first_prices,
    rule_out,
)
from planner.schema import BoolArray, FloatArray
from planner.solve import SolveOptions

_FIRST = Ascent()
_BELOW = Ascent(80, step=0.5, patience=8)
_LAST = Ascent(300, step=0.5, patience=12)  # cheap where few sites are left, and a solve is not
_SMALL_WHOLE = 250  # pairs that the solver settles faster than prices, where sites are decided
_SMALL_SPLIT = 2500  # the same, wherever
_EVERY = 10  # rounds; prices hardly favour other plans from one to the next
_TRIES = 4  # sets of sites that are tried as a plan in each case but the first
_WORK = 2e8  # of trying sets before the first case is split
_PART = 0.25  # of the time that is left, for one plan
_WRITING_S = 1e-4  # a pair: written down, handed over and checked
_POLISHED = 3  # sets of sites whose split is made exact once the first prices are known


@dataclass(frozen=True, eq=False)
class Case:
    """Some sites decided, and what is known of all plans that keep to it."""

    field: Field
    price: FloatArray
    bound: float


class Search:
    """One search through the cases; `best` only gets better.

    `stopped` says that a limit ended it, `late` that the clock had a say, so that it cannot be
    repeated exactly.

    Costs are kept at a size that suits the solver's tolerances, times a power of two so that
    nothing is rounded.

    References
    ----------
    Holmberg, Ronnqvist and Yuan (1999), An exact algorithm for the capacitated facility location
    problem with single sourcing, European Journal of Operational Research 113(3).
    """

    def __init__(self, sites: Sites, loads: Loads, options: SolveOptions, *, whole: bool) -> None:
        self._ends = time.perf_counter() + options.time_limit_s
        self._options = options.model_copy(update={"gap": options.gap / 2})  # for both ends
        self._scale = _scale(sites)
        self._sites = dataclasses.replace(
            sites,
            serve_cost=sites.serve_cost * self._scale,
            open_cost=sites.open_cost * self._scale,
        )
        self._loads, self._whole = loads, whole
        self._weightless = not loads.demand.any()
        self._step = self._scale * _step(sites, whole=whole or self._weightless)
        nobody = np.empty(0, dtype=np.intp)
        self.best = Plan(nobody, nobody, nobody, np.empty(0))
        self.stopped = self.late = False
        self.cases = 0
        self._proven = np.inf
        self._tried: dict[bytes, tuple[float, Positions]] = {}
        self._round = self._tries = 0
        self._longest_s = 0.0  # of trying one set, so that the last one ends in time

    def run(self) -> float:
        """Search until no plan below the goal is left or a limit stops it; return the bound."""
        field = field_of(self._sites, self._loads, whole=self._whole)
        waiting = [(-np.inf, 0, Case(field, first_prices(field), -np.inf))]
        number = itertools.count(1)
        while waiting and waiting[0][0] < self._goal and not self._over():
            case = heapq.heappop(waiting)[2]
            ascent = _BELOW if case.field.undecided.any() else _LAST
            for one in self._split(case, ascent if self.cases else _FIRST):
                heapq.heappush(waiting, (one.bound, next(number), one))
            self.cases += 1
        upper = self.best.cost
        bound = min(upper, self._proven, *(one[0] for one in waiting[:1]))
        # Costs that come in steps leave nothing between the goal and the plan.
        return (upper if self._step and bound >= self._goal else bound) / self._scale

    @property
    def _goal(self) -> float:
        """What a plan has to cost less than, to be worth finding."""
        upper = self.best.cost
        if not np.isfinite(upper):
            return float("inf")
        size = max(abs(upper), 1.0)  # costs are far above 1 when they are anything
        return float(upper - max(self._options.gap * size, self._step - 1e-7 * size))

    def _over(self) -> bool:
        limit = self._options.node_limit
        ended = time.perf_counter() >= self._ends
        self.late |= ended
        self.stopped |= ended or (limit is not None and self.cases >= limit)
        return self.stopped

    def _split(self, case: Case, ascent: Ascent) -> list[Case]:
        """Bound one case; return the cases that it falls into, none when it is done with."""
        if case.field.hopeless():
            return []
        self._tries = self._first_tries() if ascent is _FIRST else _TRIES
        priced = climb(case.field, case.price, self._meet, ascent)
        bound = max(priced.bound, case.bound)
        if ascent is _FIRST:
            bound = max(bound, self._first_plan(case.field))
        if bound >= self._goal:
            self._proven = min(self._proven, bound)
            return []
        if self._over():
            return [Case(case.field, priced.price, bound)]
        field = rule_out(case.field, priced.price, self._goal)
        self._proven = min(self._proven, self._goal)  # of all that is ruled out here
        if field.hopeless():
            return []
        if self._small(field):
            self._settle(field, bound)
            return []
        if field.undecided.any():
            halves = _by_site(field, priced)
        else:
            halves = _by_pair(case.field, field, priced)
        return [Case(half, priced.price, bound) for half in halves]

    def _small(self, field: Field) -> bool:
        """Say whether what is left is settled faster than it is divided."""
        decided = not field.undecided.any()
        if self._whole:
            return decided and len(field.who) <= _SMALL_WHOLE
        return decided or (not self._weightless and len(field.who) <= _SMALL_SPLIT)

    def _settle(self, field: Field, bound: float) -> None:
        """Find the best plan of what is left."""
        best = self._solved if self._whole or field.undecided.any() else self._served
        plan, proven = best(field, 1.0)
        self._proven = min(self._proven, max(proven, bound))
        self._take(plan)

    def _served(self, field: Field, part: float) -> tuple[Plan, float]:
        """Split demand over the sites that have to be open; return the best plan and its bound.

        Where there is one unit, a plan that keeps the rules is improved until it is the best.
        """
        plan = serve_split(self._sites, self._loads, np.flatnonzero(field.must))
        if self._weightless:
            return plan, plan.cost
        several = self._loads.demand.shape[1] > 1
        if several or faults(self._sites, self._loads, plan, whole=False):
            return self._solved(field, part)
        now = time.perf_counter()
        plan, best = rearranged(self._sites, self._loads, plan, now + part * (self._ends - now))
        self.late |= not best
        return plan, plan.cost if best else -float("inf")

    def _solved(self, field: Field, part: float) -> tuple[Plan, float]:
        """Let the solver try for a part of the time that is left; return a plan and a bound."""
        nobody = np.empty(0, dtype=np.intp)
        nothing = Plan(nobody, nobody, nobody, np.empty(0))
        left = part * (self._ends - time.perf_counter())
        if len(field.who) * _WRITING_S > left:  # no time to write it down, let alone to solve it
            self.late = True
            return nothing, -float("inf")
        limits = {"time_limit_s": left, "node_limit": None, "presolve": self._whole}
        options = self._options.model_copy(update=limits)
        try:
            plan, outcome = solve_rest(field, self._sites, self._loads, options)
        except InfeasibleError:
            return nothing, float("inf")
        except LimitError:
            self.late = True
            return nothing, -float("inf")
        self.late |= not outcome.deterministic
        return plan, outcome.bound

    def _first_plan(self, field: Field) -> float:
        """Make the split of the best sets exact; ask the solver where no plan has been met.

        Returns its bound on all plans, infinite when there are none.
        """
        if not self._whole and not self._weightless:
            best = sorted(self._tried.values(), key=lambda one: one[0])[:_POLISHED]
            for _, opened in best:
                must = np.isin(np.arange(len(field.must)), opened)
                self._take(self._served(field.deciding(must, ~must), _PART)[0])
        if np.isfinite(self.best.cost):
            return -float("inf")
        plan, bound = self._solved(field, _PART)
        self._take(plan)
        return bound

    def _first_tries(self) -> int:
        n, m = self._sites.serve_cost.shape
        return int(np.clip(_WORK // (n * (n + m)), 20, _FIRST.rounds))

    def _take(self, plan: Plan) -> None:
        if plan.cost < self.best.cost and not faults(
            self._sites, self._loads, plan, whole=self._whole
        ):
            self.best = plan

    def _meet(self, inside: BoolArray, taken: FloatArray, field: Field) -> float:
        """Try the sites that prices favour as a plan; return the goal, -inf when it is time."""
        self._round += 1
        key = np.packbits(inside).tobytes()
        new = self._round % _EVERY == 0 and (self._whole or key not in self._tried)
        began = time.perf_counter()
        if self._tries > 0 and new and began + self._longest_s < self._ends:
            self._tries -= 1
            opened = np.flatnonzero(inside)
            if self._whole:
                first = _first(field, inside, taken)
                plan = serve_whole(self._sites, self._loads, opened, first)
            else:
                plan = serve_split(self._sites, self._loads, opened)
            self._tried[key] = (plan.cost, opened)
            self._take(plan)
            self._longest_s = max(self._longest_s, time.perf_counter() - began)
        return -np.inf if time.perf_counter() >= self._ends else self._goal


def _by_site(field: Field, priced: Priced) -> tuple[Field, Field]:
    """Open, or shut, the site that the prices are least sure of."""
    undecided = np.flatnonzero(field.undecided)
    site = undecided[np.argmin(np.abs(priced.sites[undecided] - 0.5))]
    one = np.arange(len(field.must)) == site
    return field.deciding(field.must | one, field.shut), field.deciding(
        field.must, field.shut | one
    )


def _by_pair(before: Field, field: Field, priced: Priced) -> tuple[Field, Field]:
    """Serve the customer that the prices are least sure of by one site, or not by that one."""
    size = len(field.demand)
    place = np.searchsorted(before.at * size + before.who, field.at * size + field.who)
    ways = np.bincount(field.who, minlength=size)[field.who]
    doubt = np.where(ways > 1, np.abs(priced.pairs[place] - 0.5), np.inf)
    pair = int(np.argmin(doubt))
    one = np.arange(len(field.who)) == pair
    return field.keeping(one | (field.who != field.who[pair])), field.keeping(~one)


def _first(field: Field, inside: BoolArray, taken: FloatArray) -> Positions:
    """Return for each customer the cheapest open site that took him, -1 where none did."""
    serving = np.full(len(field.demand), -1)
    used = np.flatnonzero((taken > 0.5) & inside[field.at])  # noqa: PLR2004  whole customers
    used = used[np.argsort(-field.cost[used], kind="stable")]
    serving[field.who[used]] = field.at[used]
    return serving


def _step(sites: Sites, *, whole: bool) -> float:
    """Return by how much two plans of different cost differ at least; 0 where nothing is known."""
    serve = sites.serve_cost[np.isfinite(sites.serve_cost)]
    costs = np.concatenate([serve, sites.open_cost])
    if not whole or (costs != np.round(costs)).any() or np.abs(costs).max() > 2**52:
        return 0.0
    return float(np.gcd.reduce(costs.astype(np.int64)))


def _scale(sites: Sites) -> float:
    """Return the power of two that brings the largest cost to about 100,000."""
    serve = sites.serve_cost[np.isfinite(sites.serve_cost)]
    largest = max(np.abs(serve).max(initial=0.0), np.abs(sites.open_cost).max(initial=0.0))
    return float(2.0 ** (17 - np.frexp(largest)[1])) if largest > 0 else 1.0
