"""Who can be reached from where, and what of it is left to decide."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from planner import seeds
from planner.outlets.engines.chosen import Positions
from planner.schema import BoolArray, FloatArray

type Reach = BoolArray | csr_array
"""Whether each site (column) reaches each customer (row): an array, or sparse with True stored."""

_COMPARED = 5_000  # rows or columns up to which all pairs are compared
_DENSE = 25_000_000  # entries up to which comparing is done on a full matrix


@dataclass(frozen=True, eq=False)
class Covers:
    """Sites in play, as positions, and rows of customers who need some of them open.

    `matrix` (rows, sites) holds ones; `need` is how many sites of a row have to be open, or would
    have to be for its customers to count; `weight` is what its customers weigh together.
    """

    matrix: csr_array
    need: npt.NDArray[np.intp]
    weight: FloatArray
    sites: Positions

    @classmethod
    def of(cls, reach: Reach, need: int, weight: FloatArray | None = None) -> Self:
        """Write down who reaches what, one row a customer."""
        ones = _ones(reach)
        rows, columns = ones.shape
        return cls(
            ones, np.full(rows, need), np.ones(rows) if weight is None else weight,
            np.arange(columns),
        )  # fmt: skip

    def decided(self, opened: BoolArray, shut: BoolArray) -> Self:
        """Leave out sites that are open or shut, and rows whose needs are met by the open ones."""
        left = self.need - self.matrix @ opened.astype(np.int32)
        wanting = type(self)(self.matrix, left, self.weight, self.sites).rows(left > 0)
        return wanting.columns(~opened & ~shut)

    @property
    def lengths(self) -> npt.NDArray[np.intp]:
        """How many sites in play reach each row."""
        return np.diff(self.matrix.indptr).astype(np.intp)

    def row(self, i: int) -> list[int]:
        """Return the places of the sites that reach a row."""
        near: npt.NDArray[np.int32] = self.matrix.indices
        return [int(j) for j in near[self.matrix.indptr[i] : self.matrix.indptr[i + 1]]]

    def rows(self, keep: BoolArray) -> Self:
        """Keep some rows."""
        if keep.all():
            return self
        return type(self)(self.matrix[keep], self.need[keep], self.weight[keep], self.sites)

    def columns(self, keep: BoolArray) -> Self:
        """Keep some sites."""
        if keep.all():
            return self
        return type(self)(self.matrix[:, keep], self.need, self.weight, self.sites[keep])

    def merged(self) -> Self:
        """Make one row of all that the same sites reach and that need as many of them."""
        first, which = same_rows(self.matrix, self.need)
        weight = np.bincount(which, weights=self.weight, minlength=len(first))
        return type(self)(self.matrix[first], self.need[first], weight, self.sites)


def _ones(reach: Reach) -> csr_array:
    ones: csr_array = csr_array(reach)
    ones = ones.astype(np.int32)
    ones.eliminate_zeros()
    ones.sort_indices()
    return ones


def same_rows(
    matrix: csr_array, also: npt.NDArray[np.intp]
) -> tuple[Positions, npt.NDArray[np.intp]]:
    """Find rows with the same columns and the same number beside them.

    Rows are compared by sums of random numbers, one a column, and then column by column: should two
    different rows ever have the same sum, other numbers are drawn.

    Returns
    -------
    first, which
        The first row of each kind, in order of rows, and the kind of each row.
    """
    draw = seeds.rng(0, "outlets/covers")
    while True:
        key = draw.integers(0, 2**63, matrix.shape[1], dtype=np.uint64)
        total = np.concatenate([[np.uint64(0)], np.cumsum(key[matrix.indices], dtype=np.uint64)])
        mark = np.diff(total[matrix.indptr]) * np.uint64(2**32 + 15) + also.astype(np.uint64)
        _, first, which = np.unique(mark, return_index=True, return_inverse=True)
        order = np.argsort(first)
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        first, which = first[order], rank[which]
        if _alike(matrix, also, first[which]):
            return first, which


def _alike(matrix: csr_array, also: npt.NDArray[np.intp], other: Positions) -> bool:
    """Say whether every row equals the one named beside it."""
    lengths = np.diff(matrix.indptr)
    if (lengths[other] != lengths).any() or (also[other] != also).any():
        return False
    shift = np.repeat(matrix.indptr[other] - matrix.indptr[:-1], lengths)
    return bool((matrix.indices[np.arange(len(shift)) + shift] == matrix.indices).all())


def needed_rows(covers: Covers) -> BoolArray:
    """Return the rows whose needs others do not imply: no other row's sites are among theirs.

    Rows that are alike have to be one already, see `Covers.merged`.
    """
    if covers.matrix.shape[0] > _COMPARED:
        return np.ones(covers.matrix.shape[0], dtype=np.bool_)
    inside = _common(covers.matrix) >= covers.lengths[:, None]
    np.fill_diagonal(inside, val=False)
    inside &= covers.need[:, None] >= covers.need[None, :]
    return np.asarray(~inside.any(axis=0), dtype=np.bool_)


def useful_sites(covers: Covers, cost: FloatArray) -> BoolArray:
    """Return the sites that no other one replaces: reaching all that they reach for no more.

    Right only where nobody needs more than one site.
    """
    columns = csr_array(covers.matrix.T)
    lengths = np.diff(columns.indptr)
    useful = np.asarray(lengths > 0, dtype=np.bool_)
    if columns.shape[0] > _COMPARED:
        return useful
    inside = _common(columns) >= lengths[:, None]
    place = np.empty(len(cost), dtype=np.intp)
    place[np.lexsort((np.arange(len(cost)), -lengths, cost))] = np.arange(len(cost))
    inside &= place[:, None] > place[None, :]  # of equal sites the first stays
    return useful & ~inside.any(axis=1)


def _common(matrix: csr_array) -> npt.NDArray[np.float32]:
    """Count for each two rows the columns that both have."""
    if matrix.shape[0] * matrix.shape[1] <= _DENSE:
        full = matrix.toarray().astype(np.float32)  # counts below 2**24 are exact
        return np.asarray(full @ full.T)
    return np.asarray((matrix @ matrix.T).toarray())
