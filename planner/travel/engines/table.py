"""Minutes and kilometres from some points to some others, every pair of them.

Few sources are searched from one by one. For many a hierarchy pays: up from each source, then down
over the nodes above the targets in one sweep, which a group of sources shares.

References
----------
Delling, Goldberg, Nowatzyk and Werneck (2013), PHAST: hardware-accelerated shortest path trees,
Journal of Parallel and Distributed Computing 73(7).
"""

import heapq

import numpy as np

from planner.compiled import compiled
from planner.schema import BoolArray, FloatArray
from planner.travel.engines.doors import Doors, straight_along
from planner.travel.engines.graph import Small
from planner.travel.engines.hierarchy import Hierarchy, Steps
from planner.travel.engines.search import Search

_GROUP = 8  # what a sweep reads of the hierarchy serves so many sources

type Table = tuple[FloatArray, FloatArray]


def search_table(search: Search, sources: Doors, targets: Doors) -> Table:
    """Return minutes and kilometres, shape (sources, targets); infinite where there is no way.

    One search a source, so call it from the smaller side: with doors and graph turned round, the
    table is that of the journeys towards `sources`.
    """
    time_min, length_km = _empty(sources, targets)
    tree = search.tree
    for row in range(len(sources.link)):
        search.grow(sources, row)
        _arrive(tree.time_min, tree.length_km, targets, time_min[row], length_km[row])
    shorten(sources, targets, *by_link(targets), time_min, length_km)
    return time_min, length_km


def sweep_table(hierarchy: Hierarchy, sources: Doors, targets: Doors) -> Table:
    """Return the same as `search_table`, by a hierarchy of the same graph."""
    time_min, length_km = _empty(sources, targets)
    above = np.zeros(len(hierarchy.place), dtype=np.bool_)
    above[hierarchy.place[targets.node]] = True
    _spread(hierarchy.down, above)
    row = np.where(above, np.cumsum(above) - 1, -1).astype(np.int32)
    _sweep(
        hierarchy.up,
        _among(hierarchy.down, above, row),
        row,
        sources._replace(node=hierarchy.place[sources.node]),
        targets._replace(node=row[hierarchy.place[targets.node]]),
        (time_min, length_km),
    )
    shorten(sources, targets, *by_link(targets), time_min, length_km)
    return time_min, length_km


def _empty(sources: Doors, targets: Doors) -> Table:
    shape = len(sources.link), len(targets.link)
    return np.empty(shape), np.empty(shape)


def by_link(targets: Doors) -> tuple[Small, Small]:
    """Return the targets in the order of their links, and those links."""
    order = np.argsort(targets.link, kind="stable").astype(np.int32)
    return order, targets.link[order]


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
def _sweep(
    up: Steps, down: Steps, row: Small, sources: Doors, targets: Doors, table: Table
) -> None:
    """Fill the table, a group of sources at a time; `row` is that of a node of `up` in `down`."""
    size = len(down.start) - 1
    best_min, best_km = np.empty((size, _GROUP)), np.zeros((size, _GROUP))
    climb = np.full(len(row), np.inf), np.zeros(len(row))
    for first in range(0, len(sources.link), _GROUP):
        best_min[:] = np.inf
        last = min(first + _GROUP, len(sources.link))
        for source in range(first, last):
            lane = source - first
            _climb(up, sources, source, row, climb, best_min[:, lane], best_km[:, lane])
        _descend(down, best_min, best_km)
        for source in range(first, last):
            lane = source - first
            _arrive(
                best_min[:, lane], best_km[:, lane], targets, table[0][source], table[1][source]
            )


@compiled
def _climb(
    up: Steps, sources: Doors, source: int, row: Small, climb: Table, best_min: FloatArray,
    best_km: FloatArray,
) -> None:  # fmt: skip
    """Find the ways up from a source, the least important nodes first."""
    climb_min, climb_km = climb
    queue = [np.int32(0) for _ in range(0)]
    for side in range(2):
        node, minutes = sources.node[source, side], sources.leave_min[source, side]
        if minutes < climb_min[node]:
            if climb_min[node] == np.inf:
                heapq.heappush(queue, np.int32(-node))
            climb_min[node], climb_km[node] = minutes, sources.leave_km[source, side]
    while queue:
        node = -heapq.heappop(queue)
        base_min, base_km = climb_min[node], climb_km[node]
        climb_min[node] = np.inf
        if row[node] >= 0:
            best_min[row[node]], best_km[row[node]] = base_min, base_km
        for arc in range(up.start[node], up.start[node + 1]):
            other, minutes = up.other[arc], base_min + up.time_min[arc]
            if minutes < climb_min[other]:
                if climb_min[other] == np.inf:
                    heapq.heappush(queue, np.int32(-other))
                climb_min[other], climb_km[other] = minutes, base_km + up.length_km[arc]


@compiled
def _descend(down: Steps, best_min: FloatArray, best_km: FloatArray) -> None:
    """Better every node by those above it, the most important ones first."""
    for node in range(len(down.start) - 1):
        for arc in range(down.start[node], down.start[node + 1]):
            other, step_min, step_km = down.other[arc], down.time_min[arc], down.length_km[arc]
            for lane in range(_GROUP):
                minutes, km = best_min[other, lane] + step_min, best_km[other, lane] + step_km
                better = minutes < best_min[node, lane]  # no branch, so that lanes go together
                best_min[node, lane] = minutes if better else best_min[node, lane]
                best_km[node, lane] = km if better else best_km[node, lane]


@compiled
def _arrive(
    at_min: FloatArray, at_km: FloatArray, targets: Doors, time_min: FloatArray,
    length_km: FloatArray,
) -> None:  # fmt: skip
    """Fill one row: by the better end of each target's link."""
    for one in range(len(time_min)):
        head, tail = targets.node[one, 0], targets.node[one, 1]
        by_head_min = at_min[head] + targets.come_min[one, 0]
        by_tail_min = at_min[tail] + targets.come_min[one, 1]
        if by_head_min <= by_tail_min:
            time_min[one] = by_head_min
            length_km[one] = at_km[head] + targets.come_km[one, 0]
        else:
            time_min[one] = by_tail_min
            length_km[one] = at_km[tail] + targets.come_km[one, 1]
        if time_min[one] == np.inf:
            length_km[one] = np.inf


@compiled
def shorten(
    sources: Doors, targets: Doors, order: Small, links: Small, time_min: FloatArray,
    length_km: FloatArray,
) -> None:  # fmt: skip
    """Take the straight way along a link where source and target share it and it is shorter."""
    for row in range(len(sources.link)):
        at = np.searchsorted(links, sources.link[row])
        while at < len(links) and links[at] == sources.link[row]:
            one = order[at]
            minutes, km = straight_along(sources, row, targets, one)
            if minutes < time_min[row, one]:
                time_min[row, one], length_km[row, one] = minutes, km
            at += 1
