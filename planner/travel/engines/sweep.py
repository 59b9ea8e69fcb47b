"""Minutes and kilometres from many points by a hierarchy, eight of them at a time.

Up from each source, then down over the nodes above the targets in one sweep, which a group of
sources shares: what it reads of the hierarchy serves them all.

References
----------
Delling, Goldberg, Nowatzyk and Werneck (2013), PHAST: hardware-accelerated shortest path trees,
Journal of Parallel and Distributed Computing 73(7).
"""

import heapq
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from planner.compiled import compiled
from planner.schema import BoolArray, FloatArray
from planner.travel.engines.doors import Doors, by_link
from planner.travel.engines.graph import Graph, Small
from planner.travel.engines.hierarchy import Hierarchy, Steps
from planner.travel.engines.search import Search
from planner.travel.engines.table import Table, shorten

GROUP = 8


class Lanes(NamedTuple):
    """Sources ``first`` to ``last`` by targets: minutes and km, shape (targets, GROUP)."""

    first: int
    last: int
    time_min: FloatArray
    length_km: FloatArray


class _Rise(NamedTuple):
    """Room for the way up from one source; the nodes of the core by which it comes in."""

    time_min: FloatArray
    length_km: FloatArray
    seed: Small
    seed_min: FloatArray
    seed_km: FloatArray

    @classmethod
    def of(cls, size: int, core: int) -> "_Rise":
        """Return it empty."""
        rows = np.full(size, np.inf), np.zeros(size)
        return cls(*rows, np.empty(core, np.int32), np.empty(core), np.empty(core))


class _Core:
    """Searches among the nodes that were left, between the way up and the way down."""

    def __init__(self, graph: Graph, wanted: Small) -> None:
        self._wanted = wanted
        self._search = Search(graph) if len(graph.head) else None

    @classmethod
    def of(cls, graph: Graph, above: BoolArray) -> "_Core":
        """Take the core of a hierarchy, and which nodes targets are below."""
        return cls(graph, np.flatnonzero(above[: graph.size]).astype(np.int32))

    def cross(self, rise: _Rise, met: int, best: Table, lane: int) -> None:
        """Fill one lane's rows of the core from the seeds that its way up has left."""
        if self._search is None:
            return
        self._search.grow_from_nodes(rise.seed[:met], rise.seed_min[:met], rise.seed_km[:met])
        for into, tree in zip(best, self._search.tree[:2], strict=True):
            into[: len(self._wanted), lane] = tree[self._wanted]


def sweep_table(hierarchy: Hierarchy, sources: Doors, targets: Doors) -> Table:
    """Return the same as `search_table`, by a hierarchy of the same graph."""
    shape = len(targets.link), len(sources.link)
    time_min, length_km = np.empty(shape), np.empty(shape)
    for lanes in sweep(hierarchy, sources, targets):
        width = lanes.last - lanes.first
        time_min[:, lanes.first : lanes.last] = lanes.time_min[:, :width]
        length_km[:, lanes.first : lanes.last] = lanes.length_km[:, :width]
    return time_min.T, length_km.T


def sweep(hierarchy: Hierarchy, sources: Doors, targets: Doors) -> Iterator[Lanes]:
    """Yield group after group; its arrays are used again for the next one."""
    above = np.zeros(len(hierarchy.place), dtype=np.bool_)
    above[hierarchy.place[targets.node]] = True
    _spread(hierarchy.down, above)
    row = np.where(above, np.cumsum(above) - 1, -1).astype(np.int32)
    down = _among(hierarchy.down, above, row)
    risen = sources._replace(node=hierarchy.place[sources.node])
    ends = targets._replace(node=row[hierarchy.place[targets.node]])
    shared = by_link(targets.link)
    rise = _Rise.of(len(row), hierarchy.core.size)
    best = np.empty((len(down.start) - 1, GROUP)), np.zeros((len(down.start) - 1, GROUP))
    core = _Core.of(hierarchy.core, above)
    found = np.empty((len(targets.link), GROUP)), np.empty((len(targets.link), GROUP))
    for first in range(0, len(sources.link), GROUP):
        last = min(first + GROUP, len(sources.link))
        best[0][:] = np.inf
        for source in range(first, last):
            met = _climb(hierarchy.up, risen, source, row, rise, best, source - first)
            core.cross(rise, met, best, source - first)
        _descend(down, *best)
        _arrive(*best, ends, *found)
        some = sources.take(np.arange(first, last))
        shorten(some, targets, *shared, found[0].T, found[1].T)
        yield Lanes(first, last, *found)


def _among(down: Steps, above: BoolArray, row: Small) -> Steps:
    """Return the arcs down to the nodes that targets are below, with rows in place of nodes."""
    node = np.flatnonzero(above)
    count = np.diff(down.start)[node]
    start = np.concatenate([[0], np.cumsum(count)])
    arc = np.arange(start[-1]) + np.repeat(down.start[node] - start[:-1], count)
    return Steps(
        start.astype(np.int32), row[down.other[arc]], down.time_min[arc], down.length_km[arc]
    )


@compiled
def _spread(down: Steps, above: BoolArray) -> None:
    """Mark whatever leads down to what is marked."""
    for node in range(len(above) - 1, -1, -1):
        if above[node]:
            for arc in range(down.start[node], down.start[node + 1]):
                above[down.other[arc]] = True


@compiled
def _climb(
    up: Steps, sources: Doors, source: int, row: Small, rise: _Rise, best: Table, lane: int
) -> int:
    """Find the ways up from a source, the least important nodes first.

    Returns by how many nodes of the core it comes in.
    """
    met = 0
    climb_min, climb_km = rise.time_min, rise.length_km
    queue = [np.int32(0) for _ in range(0)]
    for side in range(sources.node.shape[1]):
        node, minutes = sources.node[source, side], sources.leave_min[source, side]
        if minutes < climb_min[node]:
            if climb_min[node] == np.inf:
                heapq.heappush(queue, np.int32(-node))
            climb_min[node], climb_km[node] = minutes, sources.leave_km[source, side]
    while queue:
        node = -heapq.heappop(queue)
        base_min, base_km = climb_min[node], climb_km[node]
        climb_min[node] = np.inf
        if node < len(rise.seed):
            rise.seed[met], rise.seed_min[met], rise.seed_km[met] = node, base_min, base_km
            met += 1
        elif row[node] >= 0:
            best[0][row[node], lane], best[1][row[node], lane] = base_min, base_km
        for arc in range(up.start[node], up.start[node + 1]):
            other, minutes = up.other[arc], base_min + up.time_min[arc]
            if minutes < climb_min[other]:
                if climb_min[other] == np.inf:
                    heapq.heappush(queue, np.int32(-other))
                climb_min[other], climb_km[other] = minutes, base_km + up.length_km[arc]
    return met


@compiled
def _descend(down: Steps, best_min: FloatArray, best_km: FloatArray) -> None:
    """Better every node by those above it, the most important ones first."""
    for node in range(len(down.start) - 1):
        for arc in range(down.start[node], down.start[node + 1]):
            other, step_min, step_km = down.other[arc], down.time_min[arc], down.length_km[arc]
            for lane in range(GROUP):
                minutes, km = best_min[other, lane] + step_min, best_km[other, lane] + step_km
                better = minutes < best_min[node, lane]  # no branch, so that lanes go together
                best_min[node, lane] = minutes if better else best_min[node, lane]
                best_km[node, lane] = km if better else best_km[node, lane]


@compiled
def _arrive(
    best_min: FloatArray, best_km: FloatArray, targets: Doors, time_min: FloatArray,
    length_km: FloatArray,
) -> None:  # fmt: skip
    """Fill a row a target: by the best end of its links."""
    time_min[:], length_km[:] = np.inf, np.inf
    for one in range(len(time_min)):
        for side in range(targets.node.shape[1]):
            node, come_min = targets.node[one, side], targets.come_min[one, side]
            come_km = targets.come_km[one, side]
            for lane in range(GROUP):
                minutes, km = best_min[node, lane] + come_min, best_km[node, lane] + come_km
                better = minutes < time_min[one, lane]
                time_min[one, lane] = minutes if better else time_min[one, lane]
                length_km[one, lane] = km if better else length_km[one, lane]
