"""The mean minutes of those who travel longest are least, by p-medians over a threshold."""

import heapq
from collections.abc import Iterator

import numpy as np

from planner.outlets.engines.chosen import Chosen, Positions, outcome
from planner.outlets.engines.figures import tail_mean
from planner.outlets.engines.p_median import p_median
from planner.schema import BoolArray, FloatArray
from planner.solve import PROOF_GAP, Clock, SolveOptions

type Span = tuple[float, int, int, float, float]
"""A bound on all thresholds from one place in the list of times up to before another, and the
threshold with its value that the bound comes from."""

_LOOSEST = 0.5  # gap of one p-median; where its cost is next to nothing no gap matters


def least_tail(
    weight: FloatArray,
    time_min: FloatArray,
    must_open: BoolArray,
    barred: BoolArray,
    count: int,
    share: float,
    options: SolveOptions,
) -> Chosen:
    """Open `count` sites so that the mean minutes of the `share` that travels longest are least.

    For a threshold eta and a set of sites::

        F(eta) = eta + sum_i weight_i max(0, t_i - eta) / share

    is the mean of the tail or more, and equal to it for one of the times. So the answer is the
    least over all times of a p-median with times cut off at the threshold, whose linear relaxation
    is strong, where that of a single model with a free threshold is not. F rises by no more than
    the threshold does::

        F(eta) >= F(eta') - (eta' - eta)   for eta < eta'

    so one p-median rules out thresholds below its own as well, the more the worse it is. They are
    asked where the bound is least, until none is left that could save more than the gap.

    Parameters
    ----------
    weight
        Shape (n,), sums to 1.
    time_min
        Minutes, shape (n, m), infinite where there is no way.
    must_open, barred
        Sites that are open in any case, and that may not open, shape (m,).
    count
        Open sites in all.
    share
        Of the weight, above 0.
    options
        Limits of the solve; the time covers all that is done here.

    Raises
    ------
    InfeasibleError
        No `count` sites reach every customer.
    SolveError
        Nothing was found within the limits.

    References
    ----------
    Rockafellar and Uryasev (2000), Optimization of conditional value-at-risk, Journal of Risk 2(3).
    """
    clock = Clock(options.time_limit_s)
    first = p_median(weight, time_min, must_open, count, options, barred=barred)
    search = _Search((weight, time_min, must_open, barred, count), share, options, clock)
    search.meet(first.opened)
    bound = search.run()
    stopped = search.stopped or not first.outcome.deterministic
    return Chosen(
        search.opened,
        outcome(
            search.upper, min(bound, search.upper), seconds=clock.seconds,
            solver=first.outcome.solver, stopped=stopped,
        ),
    )  # fmt: skip


class _Search:
    """The best plan so far, and the thresholds that are left."""

    def __init__(
        self,
        question: tuple[FloatArray, FloatArray, BoolArray, BoolArray, int],
        share: float,
        options: SolveOptions,
        clock: Clock,
    ) -> None:
        self._weight, self._time_min, self._must, self._barred, self._count = question
        self._share, self._options, self._clock = share, options, clock
        self._times = np.unique(self._time_min[np.isfinite(self._time_min)])
        self._part = max(0.99 * options.gap, PROOF_GAP / 2)  # short of it by more than rounding
        self.opened: Positions = np.empty(0, dtype=np.intp)
        self.upper, self.stopped = np.inf, False

    def meet(self, opened: Positions) -> None:
        """Take a plan if it is the best so far."""
        nearest = self._time_min[:, opened].min(axis=1)
        value = tail_mean(nearest, self._weight, self._share)
        if value < self.upper:
            self.opened, self.upper = opened, value

    def run(self) -> float:
        """Ask about thresholds; return a bound on all plans."""
        # Above its own tail's mean no threshold is worth anything: F(eta) >= eta.
        last = int(np.searchsorted(self._times, self.upper))
        waiting = [self._span(0, last, self.upper, self.upper)] if last else []
        proven = np.inf
        while waiting and waiting[0][0] < self._goal:
            if self._clock.over():
                self.stopped = True
                break
            span = heapq.heappop(waiting)
            place = self._middle(span)
            value = self._ask(float(self._times[place]))
            proven = min(proven, value)
            for rest in self._rest(span, place, value):
                heapq.heappush(waiting, rest)
        return min(self._goal, proven, *(span[0] for span in waiting[:1]))

    @property
    def _goal(self) -> float:
        return self.upper * (1 - self._part)

    def _span(self, begin: int, end: int, eta_min: float, value: float) -> Span:
        return value - (eta_min - float(self._times[begin])), begin, end, eta_min, value

    def _end(self, span: Span) -> int:
        """Return where the thresholds end that a span has left: above, F is as good as its goal."""
        _, _, end, eta_min, value = span
        reach = eta_min - max(value - self._goal, 0.0)
        return min(end, int(np.searchsorted(self._times, reach, side="right")))

    def _middle(self, span: Span) -> int:
        """Return the threshold half way through what a span has left."""
        begin, end = span[1], self._end(span)
        middle = (self._times[begin] + self._times[end - 1]) / 2
        return int(np.searchsorted(self._times[begin:end], middle)) + begin

    def _rest(self, span: Span, place: int, value: float) -> Iterator[Span]:
        """Return what is left of a span when F has this value at a place of it."""
        _, begin, _, eta_min, above = span
        if place > begin:
            yield self._span(begin, place, float(self._times[place]), value)
        if place + 1 < self._end(span):
            yield self._span(place + 1, self._end(span), eta_min, above)

    def _ask(self, eta_min: float) -> float:
        """Return a lower bound on F at this threshold, whatever the sites."""
        over_min = np.maximum(self._time_min - eta_min, 0.0)
        known = float(self._weight @ over_min[:, self.opened].min(axis=1))
        room = self._part / 2 * self.upper * self._share
        gap = _LOOSEST if room >= _LOOSEST * known else max(room / known, PROOF_GAP / 2)
        options = self._clock.limit(self._options.model_copy(update={"gap": gap}))
        found = p_median(
            self._weight, over_min, self._must, self._count, options, barred=self._barred
        )
        self.meet(found.opened)
        self.stopped |= not found.outcome.deterministic
        return eta_min + found.outcome.bound / self._share
