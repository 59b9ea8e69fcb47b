"""What is left of a p-median while it is being answered."""

import dataclasses
from dataclasses import dataclass
from typing import Self

import numpy as np

from planner.outlets.engines.lists import Near, Positions
from planner.schema import BoolArray, FloatArray

SLACK = 1e-7
"""Relative; keeps what ties with the best plan known."""


@dataclass(frozen=True, eq=False)
class Field:
    """A p-median, or what is left of one: customers with their lists, sites, and how many open.

    `weight` has shape (n,), `must` and `shut` (m,): sites that are open, or not, in any case.
    `sites` are the positions of the m sites in the whole question.
    """

    weight: FloatArray
    near: Near
    must: BoolArray
    shut: BoolArray
    count: int
    sites: Positions

    def cost(self, opened: Positions) -> float:
        """Return the weighted minutes when these sites (positions in the field) are open."""
        return self.near.cost(self.weight, opened)

    def here(self, sites: Positions) -> Positions:
        """Return the positions in the field of sites of the whole question."""
        return np.searchsorted(self.sites, sites)

    def deeper(self, ranks: int) -> Self:
        """Return the same with longer lists."""
        matrix = self.near.matrix
        return self if matrix is None else dataclasses.replace(self, near=Near.of(matrix, ranks))

    @property
    def decided(self) -> bool:
        """Whether no more than one set of sites is left."""
        return int(self.must.sum()) >= self.count or int((~self.shut).sum()) <= self.count

    def only(self) -> Positions | None:
        """Return the one set that is left of a field that is decided, ``None`` if there is none."""
        held = self.must if self.must.sum() >= self.count else ~self.shut
        sites = np.flatnonzero(held)
        return sites if len(sites) == self.count else None
