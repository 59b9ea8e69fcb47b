"""What is left of a p-median once a good plan and a bound have ruled the rest out."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.outlets.engines import interchange
from planner.outlets.engines.interchange import Positions
from planner.outlets.engines.lagrange import relax
from planner.outlets.engines.probing import probe
from planner.schema import BoolArray, FloatArray

_WRITTEN_WHOLE = 60_000  # pairs that are not worth a second solve to save
_FIRST_RANKS = 4  # sites beyond the one that the heuristic plan uses


@dataclass(frozen=True, eq=False)
class Lists:
    """What is left to decide: sites in play, and each customer's list of sites, nearest first.

    `time_min` is infinite for pairs that no better plan has; `order` sorts its rows and `lengths`
    counts their finite entries. The first `ranks` of a list are written into the formulation.
    `opened` is the best plan known, `bound` a proven lower bound.
    """

    time_min: FloatArray
    order: npt.NDArray[np.intp]
    lengths: npt.NDArray[np.intp]
    ranks: npt.NDArray[np.intp]
    stays: BoolArray
    shut: BoolArray
    opened: Positions
    bound: float

    def grown(self, short: list[int]) -> "Lists":
        """Return the same with twice as much of these customers' lists written down."""
        ranks = self.ranks.copy()
        ranks[short] = np.minimum(2 * ranks[short], self.lengths[short])
        return dataclasses.replace(self, ranks=ranks)


def merge(weight: FloatArray, time_min: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Make one customer of all that are equally far from everything, and drop the weightless.

    One weightless customer a row stays: he costs nothing but has to be reached.
    """
    rows, which = np.unique(time_min, axis=0, return_inverse=True)
    return np.bincount(which.ravel(), weights=weight, minlength=len(rows)), rows


def make_lists(
    weight: FloatArray,
    time_min: FloatArray,
    must_open: BoolArray,
    count: int,
    excluded: Sequence[Positions],
) -> Lists:
    """Find a good plan, and with it the sites and pairs that no better plan can have."""
    opened = _heuristic(weight, time_min, must_open, count, excluded)
    near, bound = time_min, -np.inf
    stays, shut = must_open, np.zeros(time_min.shape[1], dtype=np.bool_)
    if np.isfinite(interchange.cost(weight, time_min, opened)):
        barred = {tuple(sites.tolist()) for sites in excluded}
        relaxed = probe(weight, time_min, relax(weight, time_min, must_open, opened, barred), count)
        opened, bound = relaxed.opened, relaxed.bound
        stays, shut = relaxed.open_for_sure, relaxed.shut
        near = np.where(relaxed.useless, np.inf, time_min)
    lengths = np.isfinite(near).sum(axis=1)
    ranks = np.minimum(_ranks(near, opened) + _FIRST_RANKS, lengths)
    if lengths.sum() <= _WRITTEN_WHOLE:
        ranks = lengths
    order = np.argsort(near, axis=1, kind="stable")
    return Lists(near, order, lengths, ranks, stays, shut, opened, bound)


def _heuristic(
    weight: FloatArray,
    time_min: FloatArray,
    must_open: BoolArray,
    count: int,
    excluded: Sequence[Positions],
) -> Positions:
    """Return a good set, empty when it and all sets one swap away from it are excluded."""
    barred = {tuple(sites.tolist()) for sites in excluded}
    begin = interchange.greedy(weight, time_min, must_open, count)
    good = interchange.exchange(weight, time_min, begin, must_open)
    if tuple(good.tolist()) not in barred:
        return good
    after = interchange.swaps(weight, time_min, good)
    after[must_open[good]] = np.inf
    for one in np.argsort(after, axis=None, kind="stable"):
        out, new = divmod(int(one), after.shape[1])
        near = np.sort(np.append(np.delete(good, out), new))
        if np.isfinite(after[out, new]) and tuple(near.tolist()) not in barred:
            return near
    return np.empty(0, dtype=np.intp)


def _ranks(time_min: FloatArray, opened: Positions) -> npt.NDArray[np.intp]:
    """Return how many sites are as near as the nearest open one, itself counted, shape (n,)."""
    nearest = time_min[:, opened].min(axis=1, initial=np.inf)
    return np.asarray((time_min <= nearest[:, None]).sum(axis=1), dtype=np.intp)
