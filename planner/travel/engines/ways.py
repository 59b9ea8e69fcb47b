"""Fastest ways: minutes, kilometres along them, and the arcs they run over."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.schema import FloatArray
from planner.travel.engines.network import IntArray
from planner.travel.engines.split import Graph

_CHUNK = 64  # sources a call: 500 at once on 500,000 nodes would ask for 4 GB
_KEPT_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True, eq=False)
class Tree:
    """Fastest ways from one node: minutes, kilometres, node before (negative: none)."""

    time_min: FloatArray
    length_km: FloatArray
    before: IntArray


class Trees:
    """Trees of one graph, computed when asked for; the last ones used are kept."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._kept: OrderedDict[int, Tree] = OrderedDict()
        self._room = max(1, _KEPT_BYTES // (24 * graph.size))

    def table(self, sources: IntArray, targets: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return minutes and kilometres, shape (sources, targets); infinite where there is no way.

        No more is held than the answer and one chunk of trees.
        """
        time_min = np.empty((len(sources), len(targets)))
        length_km = np.empty_like(time_min)
        for first in range(0, len(sources), _CHUNK):
            some = [int(one) for one in sources[first : first + _CHUNK]]
            for row, tree in enumerate(self._trees(some), start=first):
                time_min[row] = tree.time_min[targets]
                length_km[row] = tree.length_km[targets]
        return time_min, length_km

    def path(self, source: int, target: int) -> IntArray:
        """Return the arcs of the fastest way in order; empty when both are one node."""
        (tree,) = self._trees([source])
        nodes = [target]
        while nodes[-1] != source:
            nodes.append(int(tree.before[nodes[-1]]))
        way = np.array(nodes[::-1], dtype=np.int64)
        return self.graph.arcs(way[:-1], way[1:])

    @cached_property
    def _matrix(self) -> csr_array:
        graph = self.graph
        starts = np.searchsorted(graph.tail, np.arange(graph.size + 1))
        return csr_array(
            (graph.time_min, graph.head.astype(np.int32), starts.astype(np.int32)),
            shape=(graph.size, graph.size),
        )

    def _trees(self, sources: Sequence[int]) -> Iterable[Tree]:
        new = [one for one in sources if one not in self._kept]
        fresh = dict(zip(new, self._grow(new), strict=True)) if new else {}
        found = [fresh[one] if one in fresh else self._kept[one] for one in sources]
        for one, tree in zip(sources, found, strict=True):
            self._kept[one] = tree
            self._kept.move_to_end(one)
            if len(self._kept) > self._room:
                self._kept.popitem(last=False)
        return found

    def _grow(self, sources: Sequence[int]) -> list[Tree]:
        time_min, before = dijkstra(
            self._matrix, directed=True, indices=list(sources), return_predecessors=True
        )
        rows = zip(time_min, before.astype(np.int64), strict=True)
        return [Tree(time, self._length_km(back), back) for time, back in rows]

    def _length_km(self, before: IntArray) -> FloatArray:
        """Add up kilometres to the root, doubling the reach of every node's pointer each round."""
        node = np.arange(self.graph.size)
        inner = before >= 0
        length_km = np.zeros(self.graph.size)
        length_km[inner] = self.graph.length_km[self.graph.arcs(before[inner], node[inner])]
        reach = np.where(inner, before, node)
        while True:
            length_km = length_km + length_km[reach]
            farther = reach[reach]
            if np.array_equal(farther, reach):
                return length_km
            reach = farther
