"""Minutes and kilometres to the nearest few places alone."""

from typing import NamedTuple

import numpy as np

from planner.compiled import compiled
from planner.schema import FloatArray
from planner.seeds import rng
from planner.travel.engines.doors import Doors, by_link, straight_along
from planner.travel.engines.graph import Small
from planner.travel.engines.pairs import Pairs, Singles
from planner.travel.engines.search import Search, Tree


def nearest_pairs(
    search: Search, sources: Doors, targets: Doors, most: int, limit_min: float
) -> Pairs:
    """Return for every target its nearest sources, at most so many, within the limit.

    Sources are searched from one after another. None goes beyond nodes that have `most` nearer
    ones already: whatever lies behind them has those as well. In random order the k-th search
    covers about most/k of the graph.
    """
    size, many = search.graph.size, min(most, len(sources.link))
    lists = _Lists(
        np.full((size, many), -1, np.int32), np.full((size, many), np.inf), np.zeros((size, many))
    )
    ceiling_min = np.full(size, np.inf)
    for row in rng(0, "travel/near").permutation(len(sources.link)):
        count = search.grow(sources, int(row), limit_min=limit_min, ceiling_min=ceiling_min)
        _enlist(search.tree, count, int(row), lists, ceiling_min)
    order, links = by_link(sources.link)
    first, last = (
        np.searchsorted(links, targets.link, side=side).astype(np.int32)
        for side in ("left", "right")
    )
    beside = _Beside(order, first, last)
    source = np.full((len(targets.link), many), -1, np.int32)
    time_min = np.full((len(targets.link), many), np.inf, np.float32)
    length_km = np.zeros((len(targets.link), many), np.float32)
    _gather(lists, sources, targets, beside, limit_min, _Lists(source, time_min, length_km))
    found = source >= 0
    start = np.concatenate([[0], np.cumsum(found.sum(axis=1))]).astype(np.int64)
    return Pairs(start, source[found], time_min[found], length_km[found])


class _Lists(NamedTuple):
    """For each node or target the nearest sources so far, nearest first; -1 where there is none."""

    source: Small
    time_min: FloatArray | Singles
    length_km: FloatArray | Singles


class _Beside(NamedTuple):
    """Sources on the links of each target: ``order[first[n, k]:last[n, k]]``."""

    order: Small
    first: Small
    last: Small


@compiled
def _enlist(tree: Tree, reached: int, row: int, lists: _Lists, ceiling_min: FloatArray) -> None:
    """Put one search into the lists of the nodes it reached."""
    last = lists.source.shape[1] - 1
    for node in tree.reached[:reached]:
        at, minutes = last, tree.time_min[node]
        if minutes >= ceiling_min[node]:
            continue  # where the search began: it may begin beyond the ceiling
        while at > 0 and lists.time_min[node, at - 1] > minutes:
            lists.source[node, at] = lists.source[node, at - 1]
            lists.time_min[node, at] = lists.time_min[node, at - 1]
            lists.length_km[node, at] = lists.length_km[node, at - 1]
            at -= 1
        lists.source[node, at] = row
        lists.time_min[node, at] = minutes
        lists.length_km[node, at] = tree.length_km[node]
        ceiling_min[node] = lists.time_min[node, last]


@compiled
def _place(into: _Lists, one: int, source: int, minutes: float, km: float) -> None:
    """Put a source into a target's list, or better the entry that it has there."""
    last = into.source.shape[1] - 1
    at = 0
    while at < last and into.source[one, at] != source and into.source[one, at] >= 0:
        at += 1
    if minutes >= into.time_min[one, at]:
        return
    while at > 0 and into.time_min[one, at - 1] > minutes:
        into.source[one, at] = into.source[one, at - 1]
        into.time_min[one, at] = into.time_min[one, at - 1]
        into.length_km[one, at] = into.length_km[one, at - 1]
        at -= 1
    into.source[one, at], into.time_min[one, at], into.length_km[one, at] = source, minutes, km


@compiled
def _gather(
    lists: _Lists, sources: Doors, targets: Doors, beside: _Beside, limit_min: float, into: _Lists
) -> None:
    """Merge the lists of the nodes by which each target joins the roads."""
    last = into.source.shape[1] - 1
    for one in range(len(targets.link)):
        for stand in range(targets.link.shape[1]):
            for at in range(beside.first[one, stand], beside.last[one, stand]):
                row = int(beside.order[at])
                minutes, km = straight_along(sources, row, targets, one)
                if minutes <= limit_min:
                    _place(into, one, row, minutes, km)
        for side in range(targets.node.shape[1]):
            node, way_min = targets.node[one, side], targets.come_min[one, side]
            for at in range(last + 1):
                minutes = lists.time_min[node, at] + way_min
                if not minutes < into.time_min[one, last] or minutes > limit_min:
                    break
                km = lists.length_km[node, at] + targets.come_km[one, side]
                _place(into, one, lists.source[node, at], minutes, km)
