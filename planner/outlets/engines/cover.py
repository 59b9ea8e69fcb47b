"""The fewest sites that let everybody reach one."""

import math
from dataclasses import dataclass

import numpy as np
import pulp

from planner.compiled import compiled
from planner.outlets.engines.lists import Near, Positions, Sites
from planner.schema import BoolArray
from planner.solve import SolveOptions, chosen, run

_TRACE = 1e-6  # less than this of an outlet is rounding
_HINT = "add sites that every customer can reach"


@dataclass(frozen=True, eq=False)
class Cover:
    """Sites of which everybody lists one, and how many such sets have at least."""

    sites: Positions
    least: int


def least_cover(near: Near, must_open: BoolArray, options: SolveOptions) -> Cover:
    """Return a smallest set of sites of which everybody lists one, or a small one out of time.

    ::

        minimise sum_j open_j  subject to  sum_{j reaches i} open_j >= 1,  open_j = 1 if it stays

    There is a row for every list; see `Near.reach` for lists without repetitions.

    Raises
    ------
    InfeasibleError
        Somebody lists no site.
    SolveError
        Nothing was found within the limits.
    """
    problem = pulp.LpProblem("least_count")
    opened = problem.add_variable_matrix("open", range(near.size), cat="Binary")
    problem += pulp.lpSum(opened), "outlets"
    for number, (row, length) in enumerate(zip(near.site.tolist(), near.lengths, strict=True)):
        problem += pulp.lpSum(opened[j] for j in row[:length]) >= 1, f"reached_{number}"
    for j in np.flatnonzero(must_open):
        problem += opened[j] == 1, f"stays_{j}"
    outcome = run(problem, options, hint=_HINT, where="outlets")
    least = math.ceil(max(outcome.bound, 0.0) - _TRACE)
    return Cover(np.flatnonzero([chosen(one) for one in opened]), least)


def apart(near: Near) -> int:
    """Count customers no two of whom list the same site: a set that serves all is not smaller."""
    lengths = near.lengths
    taken = np.zeros(near.size, dtype=np.bool_)
    return _apart(near.site, lengths, np.argsort(lengths, kind="stable"), taken)


@compiled
def _apart(site: Sites, lengths: Positions, order: Positions, taken: BoolArray) -> int:
    count = 0
    for i in order:
        free = True
        for r in range(lengths[i]):
            free = free and not taken[site[i, r]]
        if free:
            count += 1
            for r in range(lengths[i]):
                taken[site[i, r]] = True
    return count
