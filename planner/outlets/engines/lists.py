"""Each customer's nearest sites, nearest first: the form in which every engine here reads travel.

A p-median looks at few pairs. What a customer pays for being served lies between his nearest and
his second open site, so prices, exchanges and bounds never read beyond the first few places of his
list, whatever the number of sites. A matrix is kept behind lists that were cut short, for the rare
customer whose list holds none of the open sites.
"""

import dataclasses
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from planner.compiled import compiled
from planner.schema import BoolArray, FloatArray

type Positions = npt.NDArray[np.intp]
type Sites = npt.NDArray[np.int32]

_AT_A_TIME = 4_000_000  # pairs; keeps temporaries of a large matrix near 100 MB


@dataclass(frozen=True, eq=False)
class Matrix:
    """Rows and columns of a matrix of minutes, without a copy of it."""

    time_min: FloatArray
    rows: Positions
    columns: Positions

    def nearest(self, some: Positions, sites: Positions) -> FloatArray:
        """Return the minutes of these rows to the nearest of these sites."""
        return np.asarray(
            self.time_min[np.ix_(self.rows[some], self.columns[sites])].min(axis=1, initial=np.inf)
        )

    def reached(self) -> BoolArray:
        """Return the distinct rows of which sites can serve at all."""
        step = max(1, _AT_A_TIME // max(len(self.columns), 1))
        bits = [
            np.packbits(
                np.isfinite(self.time_min[self.rows[some : some + step]])[:, self.columns], 1
            )
            for some in range(0, len(self.rows), step)
        ]
        distinct = np.unique(np.concatenate(bits), axis=0)
        return np.unpackbits(distinct, axis=1, count=len(self.columns)).astype(np.bool_)


@dataclass(frozen=True, eq=False)
class Near:
    """Lists of sites, nearest first.

    `site` and `time_min` have shape (n, k); a list that ends early is filled up with site 0 at
    infinity. No site outside his list is nearer to a customer than `rest_min`, which is infinite
    when no such site can serve him. `size` counts all sites. Where `rest_min` is finite, `matrix`
    knows the rest.
    """

    site: Sites
    time_min: FloatArray
    rest_min: FloatArray
    size: int
    matrix: Matrix | None = None

    @classmethod
    def of(cls, matrix: Matrix, ranks: int) -> Self:
        """List the `ranks` nearest sites of every row."""
        n, m = len(matrix.rows), len(matrix.columns)
        ranks = min(ranks, m)
        site = np.empty((n, ranks), dtype=np.int32)
        time_min = np.empty((n, ranks))
        rest_min = np.full(n, np.inf)
        step = max(1, _AT_A_TIME // max(m, 1))
        whole = m == matrix.time_min.shape[1]
        for first in range(0, n, step):
            some = slice(first, first + step)
            block = matrix.time_min[matrix.rows[some]]
            block = block if whole else block[:, matrix.columns]
            if ranks < m:
                near = np.argpartition(block, ranks, axis=1)
                rest_min[some] = np.take_along_axis(block, near[:, ranks : ranks + 1], 1)[:, 0]
                near = np.sort(near[:, :ranks], axis=1)  # ties in the order of sites
                block = np.take_along_axis(block, near, 1)
                order = np.argsort(block, axis=1, kind="stable")
                site[some] = np.take_along_axis(near, order, 1)
            else:
                order = np.argsort(block, axis=1, kind="stable")
                site[some] = order
            time_min[some] = np.take_along_axis(block, order, 1)
        site[~np.isfinite(time_min)] = 0
        return cls(site, time_min, rest_min, m, matrix if ranks < m else None)

    @property
    def lengths(self) -> Positions:
        """How many sites each list holds, shape (n,)."""
        return np.asarray(np.isfinite(self.time_min).sum(axis=1), dtype=np.intp)

    def cost(self, weight: FloatArray, opened: Positions, below: float = np.inf) -> float:
        """Return the weighted minutes to the nearest open site; infinite if one reaches none.

        A set that cannot cost less than `below` may be called infinite without looking up the rest.
        """
        inside = np.zeros(self.size, dtype=np.bool_)
        inside[opened] = True
        time_min = np.empty(len(weight))
        _first_open(self.site, self.time_min, inside, time_min)
        lost = np.flatnonzero(~np.isfinite(time_min))
        if len(lost) and self.matrix is not None:
            time_min[lost] = self.rest_min[lost]
            if np.isfinite(time_min).all() and weight @ time_min < below:
                time_min[lost] = self.matrix.nearest(lost, opened)
            else:
                return float("inf")
        return float(weight @ time_min) if np.isfinite(time_min).all() else float("inf")

    def reach(self) -> Self:
        """Return who can be served where, at no minutes: one list for all who reach the same."""
        if self.matrix is None:
            mark = np.where(np.isfinite(self.time_min), self.site, self.size)
            _, some = np.unique(np.sort(mark, axis=1), axis=0, return_index=True)
            time_min = np.where(np.isfinite(self.time_min[some]), 0.0, np.inf)
            return dataclasses.replace(
                self, site=self.site[some], time_min=time_min, rest_min=np.full(len(some), np.inf)
            )
        reached = self.matrix.reached()
        everything = np.arange(self.size)
        minutes = np.where(reached, 0.0, np.inf)
        return type(self).of(Matrix(minutes, np.arange(len(reached)), everything), self.size)

    def among(self, sites: Positions, lengths: Positions | None = None) -> Self:
        """Return the same lists with these sites only, cut at `lengths` where given."""
        new = np.full(self.size, -1, dtype=np.int32)
        new[sites] = np.arange(len(sites), dtype=np.int32)
        ends = self.lengths if lengths is None else lengths
        kept = np.empty(len(ends), dtype=np.intp)
        _count_kept(self.site, ends, new, kept)
        site = np.zeros((len(ends), max(int(kept.max(initial=0)), 1)), dtype=np.int32)
        time_min = np.full(site.shape, np.inf)
        _keep(self.site, self.time_min, ends, new, site, time_min)
        matrix = self.matrix
        if matrix is not None:
            matrix = dataclasses.replace(matrix, columns=matrix.columns[sites])
        return dataclasses.replace(
            self, site=site, time_min=time_min, size=len(sites), matrix=matrix
        )


def merge(weight: FloatArray, time_min: FloatArray) -> tuple[FloatArray, Positions]:
    """Make one customer of all that are equally far from everything.

    Rows are compared by two sums with random factors, and then entry by entry.

    Returns
    -------
    weight, rows
        What the merged customers count together, and the first row of each.
    """
    draw = np.random.default_rng(0)
    n, m = time_min.shape
    factor = draw.random((m, 2))
    print_ = np.empty((n, 2))
    step = max(1, _AT_A_TIME // max(m, 1))
    for first in range(0, n, step):
        block = time_min[first : first + step]
        block = block if np.isfinite(block).all() else np.where(np.isfinite(block), block, -1.0)
        print_[first : first + step] = block @ factor
    _, where, which = np.unique(print_, axis=0, return_index=True, return_inverse=True)
    which = which.ravel()
    if len(where) == n:
        return weight, np.arange(n)
    leader = where[which]
    for first in range(0, n, step):
        some = np.arange(first, min(first + step, n))
        some = some[leader[some] != some]
        same = (time_min[some] == time_min[leader[some]]).all(axis=1)
        leader[some[~same]] = some[~same]  # as good as never: equal sums, different rows
    rows, which = np.unique(leader, return_inverse=True)
    return np.bincount(which, weights=weight, minlength=len(rows)), rows


@compiled
def _first_open(site: Sites, time_min: FloatArray, inside: BoolArray, result: FloatArray) -> None:
    for i in range(site.shape[0]):
        result[i] = np.inf
        for r in range(site.shape[1]):
            if inside[site[i, r]]:
                result[i] = time_min[i, r]
                break


@compiled
def _count_kept(site: Sites, ends: Positions, new: Sites, kept: Positions) -> None:
    for i in range(site.shape[0]):
        kept[i] = 0
        for r in range(ends[i]):
            if new[site[i, r]] >= 0:
                kept[i] += 1


@compiled
def _keep(
    site: Sites,
    time_min: FloatArray,
    ends: Positions,
    new: Sites,
    new_site: Sites,
    new_time_min: FloatArray,
) -> None:
    for i in range(site.shape[0]):
        place = 0
        for r in range(ends[i]):
            if new[site[i, r]] >= 0:
                new_site[i, place] = new[site[i, r]]
                new_time_min[i, place] = time_min[i, r]
                place += 1
