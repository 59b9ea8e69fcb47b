"""The p-median, proven optimal: its two doors, a matrix of minutes and lists of nearest sites."""

from collections.abc import Sequence

import numpy as np

from planner.outlets.engines.chosen import Chosen
from planner.outlets.engines.cover import least_cover
from planner.outlets.engines.field import Field
from planner.outlets.engines.lists import Matrix, Near, Positions, merge
from planner.outlets.engines.search import Search
from planner.schema import BoolArray, FloatArray
from planner.solve import Clock, SolveOptions

__all__ = ["Chosen", "least_count", "p_median", "p_median_near"]

_SHORTEST = 64
_RANKS = 6  # times a customer's share of the sites: prices lie within the first one or two


def p_median(
    weight: FloatArray,
    time_min: FloatArray,
    must_open: BoolArray,
    count: int,
    options: SolveOptions,
    *,
    excluded: Sequence[Positions] = (),
    barred: BoolArray | None = None,
) -> Chosen:
    """Open `count` sites so that weighted travel is least.

    Customers who are equally far from everything are made one, and each gets a list of his nearest
    sites; then as `p_median_near`. The matrix is read in chunks and never copied.

    Parameters
    ----------
    weight
        Shape (n,), not negative, not all zero.
    time_min
        Minutes, shape (n, m), infinite where there is no way; every row has a finite entry.
    must_open
        Sites that are open in any case, shape (m,).
    count
        Open sites in all, from the number of `must_open` to m.
    options
        Limits of the solve; the time covers all that is done here.
    excluded
        Sets of `count` sites that may not be the answer.
    barred
        Sites that may not open, shape (m,); none of them has to be open.

    Raises
    ------
    InfeasibleError
        No `count` sites reach every customer, or all such sets are excluded.
    SolveError
        Nothing was found within the limits.
    """
    clock = Clock(options.time_limit_s)
    sites = np.arange(time_min.shape[1]) if barred is None else np.flatnonzero(~barred)
    weight, rows = merge(weight, time_min)
    ranks = max(_SHORTEST, _RANKS * len(sites) // max(count, 1))
    near = Near.of(Matrix(time_min, rows, sites), ranks)
    return _answer(weight, near, (must_open, count, sites), options, excluded, clock)


def p_median_near(
    weight: FloatArray,
    near: Near,
    must_open: BoolArray,
    count: int,
    options: SolveOptions,
    *,
    excluded: Sequence[Positions] = (),
    barred: BoolArray | None = None,
) -> Chosen:
    """Open `count` sites so that weighted travel is least, everybody being served from his list.

    First a good plan is found by exchange and a bound by prices; sites are decided by the bound,
    and what remains is written down and solved, unless there is no need or no end to it: see
    `search`.

    Parameters
    ----------
    weight, must_open, count, options, excluded, barred
        As in `p_median`.
    near
        Each customer's list; who has none of his sites open would not be served.

    Raises
    ------
    InfeasibleError, SolveError
        As in `p_median`.
    """
    clock = Clock(options.time_limit_s)
    sites = np.arange(near.size) if barred is None else np.flatnonzero(~barred)
    near = near if barred is None else near.among(sites)
    return _answer(weight, near, (must_open, count, sites), options, excluded, clock)


def least_count(time_min: FloatArray, must_open: BoolArray, options: SolveOptions) -> int:
    """Return the smallest number of open sites that lets everybody reach one."""
    everybody, sites = np.arange(len(time_min)), np.arange(time_min.shape[1])
    reach = Near.of(Matrix(time_min, everybody, sites), 1).reach()
    return len(least_cover(reach, must_open, options).sites)


def _answer(
    weight: FloatArray,
    near: Near,
    rule: tuple[BoolArray, int, Positions],
    options: SolveOptions,
    excluded: Sequence[Positions],
    clock: Clock,
) -> Chosen:
    must_open, count, sites = rule
    shut = np.zeros(len(sites), dtype=np.bool_)
    field = Field(weight, near, must_open[sites], shut, count, sites)
    return Search(field, excluded, options, clock).run()
