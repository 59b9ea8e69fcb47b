"""The p-median written down by radii: nobody asks who serves whom, only how far each has to go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pulp

from planner import seeds
from planner.compiled import compiled
from planner.outlets.engines.field import Field
from planner.outlets.engines.lists import Positions, Sites
from planner.schema import BoolArray, FloatArray

type Words = npt.NDArray[np.uint64]

_NOBODY = -1


@dataclass(frozen=True, eq=False)
class Radii:
    """All distinct sets of sites that are the nearest of somebody, smaller sets first.

    Set s is set ``before[s]`` (or the empty set, -1) and the sites of ``ring[s]``. When none of its
    sites is open, plans cost ``extra[s]`` more, unless `closed`: then one has to be open.
    ``nearest`` is what plans cost if everybody has his nearest site.
    """

    ring: list[list[int]]
    before: list[int]
    extra: FloatArray
    closed: BoolArray
    nearest: float


@dataclass(frozen=True, eq=False)
class Formulation:
    """The problem with its decisions; `beyond` has an entry for every set that is not closed."""

    problem: pulp.LpProblem
    opened: list[pulp.LpVariable]
    beyond: dict[int, pulp.LpVariable]
    radii: Radii

    def start(self, opened: Positions) -> list[tuple[pulp.LpVariable, float]]:
        """Return the values of all decisions when these sites are open."""
        is_open = np.zeros(len(self.opened), dtype=np.bool_)
        is_open[opened] = True
        values = [(one, float(is_open[site])) for site, one in enumerate(self.opened)]
        empty: dict[int, bool] = {_NOBODY: True}
        for s, (ring, before) in enumerate(zip(self.radii.ring, self.radii.before, strict=True)):
            empty[s] = empty[before] and not is_open[ring].any()
        return values + [(one, float(empty[s])) for s, one in self.beyond.items()]


def radii(field: Field) -> Radii:
    """Find the distinct sets of nearest sites, and what it costs to have none of each open.

    Two customers whose nearest site is the same, whose nearest two are the same and so on ask the
    same questions at different prices. Between few sites there are few such sets, however many
    customers there are: prices are added up, and the formulation does not grow with the city.
    A list ends where no better plan goes on (see `rule_out`): there somebody has to be open, unless
    the list ends with a site that is open for sure.

    References
    ----------
    AlBdaiwi, Goldengorin and Sierksma (2011), Equivalent instances of the simple plant location
    problem, Computers and Mathematics with Applications 57; Goldengorin and Krushinsky (2011),
    Complexity evaluation of benchmark instances for the p-median problem, Mathematical and Computer
    Modelling 53.
    """
    near, lengths = field.near, field.near.lengths
    draw = seeds.rng(0, "outlets/radius")
    names = draw.integers(0, 2**64, (near.size, 2), dtype=np.uint64)
    count = _count_levels(near.time_min, lengths)
    levels = _Levels(
        np.empty((count, 2), dtype=np.uint64), np.empty((count, 3), dtype=np.int32), np.empty(count)
    )
    _levels(near.site, near.time_min, field.weight, field.must, lengths, names, levels)
    where, extra = levels.where, levels.extra
    # Sets are told apart by 128 random bits: no two of a billion sets share them by chance.
    keys = np.empty(count, dtype=[("size", np.int32), ("one", np.uint64), ("two", np.uint64)])
    keys["size"] = where[:, 2]
    keys["one"], keys["two"] = levels.name.T
    _, example, which = np.unique(keys, return_index=True, return_inverse=True)
    which = which.ravel()
    closed = np.zeros(len(example), dtype=np.bool_)
    np.logical_or.at(closed, which, np.isinf(extra))
    total = np.bincount(
        which, weights=np.where(np.isinf(extra), 0.0, extra), minlength=len(example)
    )
    ring = [near.site[i, a:b].tolist() for i, a, b in where[example].tolist()]
    has_before = where[example, 1] > 0
    before = np.where(has_before, which[np.maximum(example - 1, 0)], _NOBODY)
    nearest = float(field.weight @ near.time_min[:, 0])
    return Radii(ring, before.tolist(), total, closed, nearest)


def formulate(field: Field, sets: Radii, excluded: Sequence[Positions] = ()) -> Formulation:
    """Write the p-median down.

    ::

        minimise   nearest + sum_S extra_S beyond_S
        subject to beyond_S + sum_{j in ring_S} open_j >= beyond_B(S)   none of S is open if none of
                                                                        B(S) is and none in between
                   sum_j open_j = count
                   open_j = 1                                 for sites that are open in any case
                   sum_{j in X} open_j <= count - 1           for every excluded set X
                   open_j in {0, 1},  beyond_S >= 0

    S runs over the sets of `radii`, B(S) is the set before, ring_S the sites that S adds to it.
    ``beyond_B`` is 1 for the empty set, and ``beyond_S`` is 0 for closed sets.

    References
    ----------
    Elloumi (2010), A tighter formulation of the p-median problem, Journal of Combinatorial
    Optimization 19; Garcia, Labbe and Marin (2011), Solving large p-median problems with a radius
    formulation, INFORMS Journal on Computing 23(4).
    """
    problem = pulp.LpProblem("p_median")
    opened = problem.add_variable_matrix("open", range(field.near.size), cat="Binary")
    kept = [s for s in range(len(sets.ring)) if not sets.closed[s]]
    names = problem.add_variable_matrix("beyond", kept, lowBound=0)
    beyond = dict(zip(kept, names, strict=True))
    terms = [(beyond[s], float(sets.extra[s])) for s in kept]
    problem += pulp.LpAffineExpression.from_list(terms) + sets.nearest, "weighted_minutes"
    shut_off: set[int] = set()  # sets that hold a closed one: one of their sites is open anyway
    for s, (ring, before) in enumerate(zip(sets.ring, sets.before, strict=True)):
        if before != _NOBODY and (before in shut_off or sets.closed[before]):
            shut_off.add(s)
            continue
        left = [(opened[j], 1.0) for j in ring]
        left += [] if sets.closed[s] else [(beyond[s], 1.0)]
        left += [] if before == _NOBODY else [(beyond[before], -1.0)]
        row = pulp.LpAffineExpression.from_list(left)
        problem += row >= float(before == _NOBODY), f"radius_{s}"
    problem += pulp.lpSum(opened) == field.count, "count"
    for j in np.flatnonzero(field.must):
        problem += opened[j] == 1, f"stays_{j}"
    for number, sites in enumerate(excluded):
        problem += pulp.lpSum(opened[j] for j in sites) <= field.count - 1, f"excluded_{number}"
    return Formulation(problem, opened, beyond, sets)


@compiled
def _count_levels(time_min: FloatArray, lengths: Positions) -> int:
    count = 0
    for i in range(time_min.shape[0]):
        for r in range(lengths[i]):
            if r + 1 == lengths[i] or time_min[i, r + 1] > time_min[i, r]:
                count += 1
    return count


class _Levels(NamedTuple):
    """Prefixes of lists: name, (customer, where its ring begins, size), and extra cost."""

    name: Words
    where: Sites
    extra: FloatArray


@compiled
def _levels(
    site: Sites,
    time_min: FloatArray,
    weight: FloatArray,
    must: BoolArray,
    lengths: Positions,
    names: Words,
    levels: _Levels,
) -> None:
    """Write down every prefix of every list that ends where the next site is farther."""
    done = 0
    for i in range(site.shape[0]):
        one = two = np.uint64(0)
        begin, safe = 0, False
        for r in range(lengths[i]):
            one ^= names[site[i, r], 0]
            two ^= names[site[i, r], 1]
            safe = safe or must[site[i, r]]
            last = r + 1 == lengths[i]
            if not last and time_min[i, r + 1] == time_min[i, r]:
                continue
            levels.name[done, 0], levels.name[done, 1] = one, two
            levels.where[done, 0] = i
            levels.where[done, 1] = begin
            levels.where[done, 2] = r + 1
            if last:
                levels.extra[done] = 0.0 if safe else np.inf
            else:
                levels.extra[done] = weight[i] * (time_min[i, r + 1] - time_min[i, r])
            begin = r + 1
            done += 1
