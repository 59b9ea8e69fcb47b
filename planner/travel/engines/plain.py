"""scipy's Dijkstra: what the other engines are measured by, plain and slow."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.schema import FloatArray
from planner.travel.engines.graph import Graph, Small
from planner.travel.engines.table import Table


class PlainTables:
    """Tables between nodes from the smaller side; kilometres along the trees of predecessors."""

    key = "scipy"

    def __init__(self, graph: Graph) -> None:
        first = graph.fastest()  # scipy would add up the arcs between two nodes
        ends = graph.tail[first], graph.head[first]
        shape = graph.size, graph.size
        self._time_min = csr_array((graph.time_min[first], ends), shape=shape)
        self._length_km = csr_array((graph.length_km[first], ends), shape=shape)

    def between(self, sources: Small, targets: Small) -> Table:
        """Return minutes and kilometres, shape (sources, targets); infinite where no way is."""
        if len(sources) <= len(targets):
            return _grow(self._time_min, self._length_km, sources, targets)
        turned = self._time_min.T.tocsr(), self._length_km.T.tocsr()
        time_min, length_km = _grow(*turned, targets, sources)
        return time_min.T, length_km.T


def _grow(time: csr_array, length: csr_array, sources: Small, targets: Small) -> Table:
    time_min, before = dijkstra(time, indices=sources, return_predecessors=True)
    length_km = np.where(np.isfinite(time_min), _along(length, before), np.inf)
    return time_min[:, targets], length_km[:, targets]


def _along(length: csr_array, before: Small) -> FloatArray:
    """Return kilometres to every node; pointers along the ways reach twice as far each round."""
    tree, node = np.nonzero(before >= 0)
    km = np.zeros(before.shape)
    km[tree, node] = length[before[tree, node], node]
    towards = np.where(before >= 0, before, np.arange(before.shape[1]))
    while not np.array_equal(farther := np.take_along_axis(towards, towards, axis=1), towards):
        km += np.take_along_axis(km, towards, axis=1)
        towards = farther
    return km
