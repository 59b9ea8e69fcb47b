"""How many minutes are enough: bounds first, then whole-numbered covers."""

from typing import Final

import numpy as np

from planner.outlets.engines.chosen import Positions
from planner.outlets.engines.cover_search import cover_all
from planner.outlets.engines.covers import Covers
from planner.outlets.engines.row_weights import fewer
from planner.outlets.engines.set_cover import Core, linear_bound, reduce, solve_core
from planner.schema import BoolArray, FloatArray
from planner.solve import Clock, SolveOptions


class Thresholds:
    """The times that may be the largest minutes of a plan, and what is known of them.

    `low` is the place of the smallest time that is not ruled out, `high` that of the largest
    minutes under `opened`; both are past the end when there is none.
    """

    def __init__(
        self,
        time_min: FloatArray,
        must_open: BoolArray,
        barred: BoolArray,
        count: int,
        clock: Clock,
    ) -> None:
        allowed = time_min[:, ~barred]
        self._time_min: Final = time_min
        self._must_open: Final = must_open
        self._barred: Final = barred
        self._count: Final = count
        self._clock: Final = clock
        self._cores: Final = dict[int, Core]()
        self.times: Final = np.unique(allowed[np.isfinite(allowed)])
        self.low = int(np.searchsorted(self.times, allowed.min(axis=1).max()))
        self.high = len(self.times)
        self.opened: Positions = np.empty(0, dtype=np.intp)
        self.solver = "bisection over reductions of set covering"

    def by_bounds(self) -> None:
        """Raise `low` to the smallest time that bounds do not rule out; lower `high` on the way."""
        above = self.high
        while self.low < above and not self._clock.over():
            place = (self.low + above) // 2
            if self._ruled_out(place):
                self.low = place + 1
            else:
                above = min(place, self.high)

    def by_covers(self, options: SolveOptions) -> None:
        """Settle the times between `low` and `high` by solving coverings."""
        while self.low < self.high and not self._clock.over():
            place = (self.low + self.high) // 2
            core = self._core(place)
            answer = solve_core(core, self._clock.limit(options))
            left = self._left(core)
            self.solver = answer.solver
            if len(answer.places) <= left:
                self._note(core, answer.places)
            elif answer.bound > left:
                self.low = place + 1
            else:
                return

    def _core(self, place: int) -> Core:
        """Return what is left of the covering within one time."""
        if place not in self._cores:
            covers = Covers.of(self._time_min <= self.times[place], 1)
            covers = covers.decided(self._must_open, self._barred)
            self._cores[place] = reduce(covers, np.ones(len(self._must_open)))
        return self._cores[place]

    def _left(self, core: Core) -> int:
        """Return how many sites may still open beside those that are taken."""
        return self._count - int(self._must_open.sum()) - len(core.taken)

    def _ruled_out(self, place: int) -> bool:
        """Ask bounds for a no, and quick covers for a yes (which `high` then tells)."""
        core = self._core(place)
        left = self._left(core)
        if left < 0 or apart(core.covers) > left:
            return True
        known = cover_all(core.covers, core.cost)
        if len(known) > left:
            if linear_bound(core, self._clock.limit(SolveOptions())) > left:
                return True
            known = fewer(core.covers, known, left)
        if len(known) <= left:
            self._note(core, known)
        return False

    def _note(self, core: Core, places: Positions) -> None:
        """Keep a cover, and look up how good it really is."""
        opened = np.concatenate(
            [np.flatnonzero(self._must_open), core.taken, core.covers.sites[places]]
        )
        worst = self._time_min[:, opened].min(axis=1).max()
        place = int(np.searchsorted(self.times, worst))
        if place < self.high:
            self.high, self.opened = place, opened


def apart(covers: Covers) -> int:
    """Count customers no two of whom share a site, the hardest to reach first."""
    taken = np.zeros(len(covers.sites), dtype=np.bool_)
    starts, near = covers.matrix.indptr, covers.matrix.indices
    count = 0
    for i in np.argsort(covers.lengths, kind="stable").tolist():
        mine = near[starts[i] : starts[i + 1]]
        if not taken[mine].any():
            taken[mine] = True
            count += 1
    return count
