"""From a problem to a plan: several starts, children of the best, then the best searched on."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np

from planner.errors import OptionError
from planner.seeds import whole
from planner.visits.engines.periodic.align import Symmetry
from planner.visits.engines.periodic.anneal import Search, anneal, is_sound
from planner.visits.engines.periodic.check import check_answer, cost_of
from planner.visits.engines.periodic.compiled import below, fresh
from planner.visits.engines.periodic.cross import cross
from planner.visits.engines.periodic.problem import Answer, Ending, Periodic, Tour
from planner.visits.engines.periodic.recreate import shuffle_blinks
from planner.visits.engines.periodic.ruin import Mix, empty_undo
from planner.visits.engines.periodic.start import begin_from
from planner.visits.engines.periodic.tables import Tables, tabulate
from planner.visits.engines.periodic.tours import COST, Tours, copy_tours, empty_tours

MIXES = (
    Mix(removed=10.0, whole=1.0, radial=0.1, one_slot=0.5),
    Mix(removed=10.0, whole=0.55, radial=0.2, one_slot=0.5),
    Mix(removed=10.0, whole=0.8, radial=0.3, one_slot=0.5),
    Mix(removed=10.0, whole=0.7, radial=0.1, one_slot=0.5),
)
"""Starts that ruin in different ways end in different valleys."""


class Breadth(NamedTuple):
    """How many starts and children there are, and the shares of the effort that they have.

    Starts fall from `hot`, a temperature in legs between neighbours.
    """

    hot: float
    starts: int
    children: int
    start_share: float
    child_share: float


WIDE, LONG = Breadth(1.0, 4, 10, 0.4, 0.45), Breadth(2.5, 1, 0, 0.9, 0.0)
MANY, STEPS_FOR_WIDE = 150, 12_000
"""From so many customers on, and below so many steps for each, one long fall beats many starts.

Of 240 customers with 10,000 steps each (pr05) it ended 0.9 % above the best known, four starts and
their children 1.7 %; of 192 with 15,000 each (pr04) 1.0 and 0.7 %. Two seeds of each.
"""
STEPS_A_START, MOST_STARTS, KEPT = 5_000, 16, 4
"""Steps a customer that a start needs at least where there may be more starts than four, the most
of them, and how many of the best go on.

Where plans fall into few valleys, four starts can all miss the best: of 96 customers at four bases
(mdpvrp pr02) 14 of 32 starts of 2,000 steps a customer ended 3.6 % above it, and so did all four of
8,000 with one seed.
"""
COLD, WARM, END = 0.01, 0.1, 0.004
"""Temperatures to which starts fall, from which children do, and at which the best one ends."""
LOOK = 0.005
"""Share of the effort in which the pace is taken; a first chunk fills the plan and is slower."""
LONGEST_CHUNK, CHUNKS = 1_000, 400


class Progress(Protocol):
    """Told from time to time how much of the effort is spent."""

    def __call__(self, room: str, done: int, total: int) -> None:
        """Take note; what this raises ends the search."""


def _silent(room: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search: steps, which can be repeated, or CPU seconds, whichever ends first.

    Raises
    ------
    OptionError
        Neither bounds the search.
    """

    iterations: int | None = None
    cpu_limit_s: float = math.inf
    seed: int = 0
    progress: Progress = field(default=_silent)

    def __post_init__(self) -> None:
        if self.iterations is None and not math.isfinite(self.cpu_limit_s):
            raise OptionError("a search without end", mend="give iterations or cpu_limit_s")
        if (self.iterations is not None and self.iterations < 1) or not self.cpu_limit_s > 0:
            raise OptionError("a search without any effort", mend="raise its limit above 0")


def solve_periodic(
    problem: Periodic, effort: Effort, *, start: Sequence[Tour] | None = None
) -> Answer:
    """Choose calendars and tours together so that they cost least.

    From `start`, tours of links that keep every rule, the search goes on coolly, and never ends
    with a dearer plan. A keyboard interrupt ends the search, and the best plan so far is returned.
    """
    return _Walk(problem, effort, start).walk()


class _Walk:
    """One search: the clock, and the plans found so far."""

    def __init__(self, problem: Periodic, effort: Effort, start: Sequence[Tour] | None) -> None:
        self.problem, self.effort, self.start = problem, effort, start
        self.began_s = time.process_time()
        self.tables = tabulate(problem)
        self.done = 0
        self.leg = _leg(self.tables)
        self.searches: list[Search] = []
        self.breadth = WIDE
        most = effort.iterations or LONGEST_CHUNK * CHUNKS
        self.chunk = max(1, min(LONGEST_CHUNK, most // CHUNKS))

    def walk(self) -> Answer:
        stopped_by = ""
        try:
            self.searches.append(self._open(0))
            if self.tables.near.shape[1]:
                self._search()
        except KeyboardInterrupt:
            if not self.searches:
                raise
            stopped_by = "interrupt"
        return self._answer(stopped_by)

    def _search(self) -> None:
        if self.start is None:
            self.breadth = self._breadth()
            self._starts()
            self._children()
        else:
            begin_from(self.problem, self.tables, self.searches[0].best, self.start)
        self._best_on()

    def _breadth(self) -> Breadth:
        """Choose by the steps that there will be; where a clock alone ends, the first tell."""
        customers = self.tables.near.shape[1]
        if customers >= MANY and self._steps_seen(0.0) < STEPS_FOR_WIDE * customers:
            return LONG
        starts = int(WIDE.start_share * self._steps_seen(LOOK) / (STEPS_A_START * customers))
        return WIDE._replace(starts=min(max(starts, WIDE.starts), MOST_STARTS))

    def _steps_seen(self, share: float) -> float:
        """Return the steps of the whole search, as told by a chunk, or by a share of the effort."""
        if self.effort.iterations is not None:
            return self.effort.iterations
        done, spent = self.done, self._spent()
        until = spent + share
        while self.done == done or self._spent() < until:
            self._anneal(self.searches[0], MIXES[0], WIDE.hot)
        return (self.done - done) / max(self._spent() - spent, 1e-9)

    def _starts(self) -> None:
        for k in range(self.breadth.starts):
            if k:
                self.searches.append(self._open(k))
            until = self.breadth.start_share * (k + 1) / self.breadth.starts
            self._cool(self.searches[k], MIXES[k % len(MIXES)], (self.breadth.hot, COLD), until)
        self.searches.sort(key=_rank)
        del self.searches[KEPT:]

    def _children(self) -> None:
        rng = fresh(whole(self.effort.seed, "children"))
        _, _, children, start_share, child_share = self.breadth
        symmetry = Symmetry(self.tables)
        for k in range(children):
            self.searches.sort(key=_rank)
            worst = self.searches[-1]
            pair = [self.searches[0], self.searches[1 + k % (len(self.searches) - 1)]]
            one, other = pair if below(rng, 2) else pair[::-1]
            cross(self.tables, worst.now, one.best, symmetry.turned(one.best, other.best), rng)
            child = worst._replace(best=empty_tours(self.tables))
            self._cool(child, MIXES[k % len(MIXES)], (WARM, COLD),
                       start_share + child_share * (k + 1) / children)  # fmt: skip
            if _rank(child) < _rank(worst) and not any(
                math.isclose(_rank(child), _rank(kept)) for kept in self.searches
            ):  # a plan that is here already would leave nothing to cross it with
                self.searches[-1] = child

    def _best_on(self) -> None:
        self.searches.sort(key=_rank)
        best = self.searches[0]
        if is_sound(best.best.totals):
            copy_tours(best.best, best.now)
        self._cool(best, MIXES[0], (WARM, END), 1.0)

    def _open(self, number: int) -> Search:
        tables = self.tables
        rng = fresh(whole(self.effort.seed, f"start {number}"))
        per_load = self.leg / max(float(tables.demand.max()), 1e-9)
        weight = np.array([per_load, 1.0, 50 * self.leg, per_load, 1.0])
        blink = np.zeros(2, dtype=np.int64)
        shuffle_blinks(blink, rng)
        return Search(
            now=empty_tours(tables),
            best=empty_tours(tables),
            undo=empty_undo(tables, empty_tours(tables)),
            weight=weight,
            sound=np.zeros(3, dtype=np.int64),
            blink=blink,
            rng=rng,
        )

    def _cool(self, search: Search, mix: Mix, heat: tuple[float, float], until: float) -> None:
        """Anneal from the share of the effort spent until now up to `until`."""
        began = self._spent()
        hot, cold = heat
        while (spent := self._spent()) < until:
            fallen = (spent - began) / (until - began)
            self._anneal(search, mix, hot * (cold / hot) ** fallen)
            self.effort.progress("visits", round(1000 * min(spent, 1.0)), 1000)

    def _anneal(self, search: Search, mix: Mix, heat: float) -> None:
        """Run one chunk of steps at a heat, in legs between neighbours."""
        anneal(self.tables, search, mix, self.chunk, self.leg * heat, self.leg * heat)
        self.done += self.chunk

    def _spent(self) -> float:
        steps = self.done / self.effort.iterations if self.effort.iterations else 0.0
        return max(steps, (time.process_time() - self.began_s) / self.effort.cpu_limit_s)

    def _answer(self, stopped_by: str) -> Answer:
        best = min(self.searches, key=_rank)
        tours = best.best if is_sound(best.best.totals) else best.now
        most = 0 if not self.tables.near.shape[1] else self.effort.iterations
        by_steps = most is not None and self.done >= most
        ending = Ending(
            stopped_by=stopped_by or ("iterations" if by_steps else "CPU limit"),
            iterations=self.done,
            cpu_s=time.process_time() - self.began_s,
            repeatable=by_steps and not stopped_by,
        )
        return _read_off(self.problem, self.tables, tours, ending)


def _rank(search: Search) -> float:
    return float(search.best.totals[COST]) if is_sound(search.best.totals) else math.inf


def _leg(tables: Tables) -> float:
    """Return a typical way between neighbours, the scale of temperatures and weights.

    The other visits of a chain are at the same address and no neighbours.
    """
    bases = len(tables.demand) - tables.near.shape[1]
    ways = []
    for i in range(bases, len(tables.demand)):
        others = tables.near[i][tables.head[tables.near[i]] != tables.head[i]]
        ways.append(tables.cost[i, others[:5]])
    known = np.concatenate([*ways, [0.0]])
    return float(known[np.isfinite(known)].mean()) or 1.0


def _read_off(problem: Periodic, tables: Tables, tours: Tours, ending: Ending) -> Answer:
    rows = [
        Tour(int(tables.slot_of[r]), tuple(tours.stops[r, 1 : count + 1].tolist()))
        for r, count in enumerate(tours.length)
        if count
    ]
    first = tables.option_first[:-1]
    calendar = tuple(np.where(tours.option < 0, -1, tours.option - first).tolist())
    plan = Answer(tuple(rows), calendar, cost_of(problem, rows, calendar), ending)
    return Answer(plan.tours, plan.calendar, plan.cost, ending, tuple(check_answer(problem, plan)))
