"""Minutes and kilometres to near places alone: those within a reach, or the nearest few.

A million customers and five thousand sites have five thousand million pairs; of these some tens a
customer matter. Nothing here is ever as large as all pairs.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.compiled import compiled
from planner.schema import FloatArray
from planner.seeds import rng
from planner.travel.engines.doors import Doors, Rows, straight_along
from planner.travel.engines.graph import Small
from planner.travel.engines.search import Search, Tree

type Singles = npt.NDArray[np.float32]


class Pairs(NamedTuple):
    """Targets one after another, each with its sources by minutes.

    Those of target n are ``start[n]`` to ``start[n + 1]``. Single precision, a tenth of a second in
    a day: there can be a hundred million of them.
    """

    start: npt.NDArray[np.int64]
    source: Small
    time_min: Singles
    length_km: Singles


def pairs_within(
    search: Search, doors: Doors, sources: Rows, targets: Rows, limit_min: float
) -> Pairs:
    """Return all pairs within the limit; one search a source.

    Sources and targets are rows of `doors`, since a copy for a million targets would be large.
    """
    meeting = _Meeting.of(search, doors, targets)
    target: list[Small] = []
    minutes: list[Singles] = []
    km: list[Singles] = []
    total = np.zeros(len(targets) + 1, dtype=np.int64)
    for row in sources:
        count = search.grow(doors, int(row), limit_min=limit_min)
        met = _meet(search.tree, count, doors, int(row), meeting)
        found = _take(meeting, met, limit_min)
        target.append(found[0])
        minutes.append(found[1])
        km.append(found[2])
        total[1:][target[-1]] += 1
    start = np.cumsum(total)
    # One after another, each given up as it is sorted: together they would need half as much more.
    length_km = _sorted_in((km.pop() for _ in target), target, start, np.float32)
    time_min = _sorted_in((minutes.pop() for _ in target), target, start, np.float32)
    rows = (np.full(len(target[row]), row, np.int32) for row in range(len(target) - 1, -1, -1))
    pairs = Pairs(start, _sorted_in(rows, target, start, np.int32), time_min, length_km)
    _sort(pairs)
    return pairs


def _sorted_in[Value: (np.int32, np.float32)](
    values: Iterable[npt.NDArray[Value]], target: list[Small], start: npt.NDArray[np.int64],
    kind: type[Value],
) -> npt.NDArray[Value]:  # fmt: skip
    """Return what belongs to each target side by side; values come with the last source first."""
    into = np.empty(int(start[-1]), kind)
    cursor = start[:-1].copy()
    for one, some in zip(reversed(target), values, strict=True):
        _sort_in(one, some, cursor, into)
    return into


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
    order = np.argsort(sources.link, kind="stable").astype(np.int32)
    beside = _Beside(
        order,
        np.searchsorted(sources.link[order], targets.link, side="left").astype(np.int32),
        np.searchsorted(sources.link[order], targets.link, side="right").astype(np.int32),
    )
    source = np.full((len(targets.link), many), -1, np.int32)
    time_min = np.full((len(targets.link), many), np.inf, np.float32)
    length_km = np.zeros((len(targets.link), many), np.float32)
    _gather(lists, sources, targets, beside, limit_min, _Lists(source, time_min, length_km))
    found = source >= 0
    start = np.concatenate([[0], np.cumsum(found.sum(axis=1))]).astype(np.int64)
    return Pairs(start, source[found], time_min[found], length_km[found])


class _Meeting(NamedTuple):
    """Which targets join the roads at a node, and what one search has found for them.

    Targets are numbered by their nodes here, so that what one search meets lies together in memory;
    `own` is the number that each has outside, `row` its row of the doors.
    """

    start: Small
    target: Small
    come_min: FloatArray
    come_km: FloatArray
    own: Small
    row: Rows
    by_link: Small
    links: Small
    best_min: FloatArray
    best_km: FloatArray
    met: Small

    @classmethod
    def of(cls, search: Search, doors: Doors, targets: Rows) -> "_Meeting":
        many = len(targets)
        own = np.argsort(doors.node[targets, 0], kind="stable").astype(np.int32)
        row = targets[own]
        come_min = doors.come_min[row].ravel()
        node = np.where(np.isfinite(come_min), doors.node[row].ravel(), search.graph.size)
        order = np.argsort(node, kind="stable").astype(np.int32)
        start = np.searchsorted(node[order], np.arange(search.graph.size + 1)).astype(np.int32)
        order = order[: start[-1]]
        by_link = np.argsort(doors.link[row], kind="stable").astype(np.int32)
        return cls(
            start, order // 2, come_min[order], doors.come_km[row].ravel()[order], own, row,
            by_link, doors.link[row[by_link]],
            np.full(many, np.inf), np.zeros(many), np.zeros(many, np.int32),
        )  # fmt: skip


class _Lists(NamedTuple):
    """For each node or target the nearest sources so far, nearest first; -1 where there is none."""

    source: Small
    time_min: FloatArray | Singles
    length_km: FloatArray | Singles


class _Beside(NamedTuple):
    """Sources on the link of each target: ``order[first[n]:last[n]]``."""

    order: Small
    first: Small
    last: Small


@compiled
def _meet(tree: Tree, reached: int, doors: Doors, row: int, meeting: _Meeting) -> int:
    """Find the best way of one search to every target it comes by; returns how many those are."""
    count = 0
    # Written out in place of a call, which would count references to ten arrays for every pair.
    for node in tree.reached[:reached]:
        base_min, base_km = tree.time_min[node], tree.length_km[node]
        for at in range(meeting.start[node], meeting.start[node + 1]):
            one, minutes = meeting.target[at], base_min + meeting.come_min[at]
            if minutes < meeting.best_min[one]:
                if meeting.best_min[one] == np.inf:
                    meeting.met[count] = one
                    count += 1
                meeting.best_min[one] = minutes
                meeting.best_km[one] = base_km + meeting.come_km[at]
    at = np.searchsorted(meeting.links, doors.link[row])
    while at < len(meeting.links) and meeting.links[at] == doors.link[row]:
        one = meeting.by_link[at]
        minutes, km = straight_along(doors, row, doors, meeting.row[one])
        if minutes < meeting.best_min[one]:
            if meeting.best_min[one] == np.inf:
                meeting.met[count] = one
                count += 1
            meeting.best_min[one], meeting.best_km[one] = minutes, km
        at += 1
    return count


@compiled
def _take(meeting: _Meeting, met: int, limit_min: float) -> tuple[Small, Singles, Singles]:
    """Return what one search found within the limit, and make room for the next."""
    count = 0
    for one in meeting.met[:met]:
        if meeting.best_min[one] <= limit_min:
            meeting.met[count] = one
            count += 1
        else:
            meeting.best_min[one] = np.inf
    target = meeting.met[:count].copy()
    time_min = np.empty(count, np.float32)
    length_km = np.empty(count, np.float32)
    for at in range(count):
        one = target[at]
        time_min[at], length_km[at] = meeting.best_min[one], meeting.best_km[one]
        meeting.best_min[one] = np.inf
        target[at] = meeting.own[one]
    return target, time_min, length_km


@compiled
def _sort_in(
    target: Small, values: Small | Singles, cursor: npt.NDArray[np.int64], into: Small | Singles
) -> None:
    for each in range(len(target)):
        at = cursor[target[each]]
        into[at] = values[each]
        cursor[target[each]] = at + 1


@compiled
def _sort(pairs: Pairs) -> None:
    """Put the sources of each target in the order of their minutes."""
    for one in range(len(pairs.start) - 1):
        first, last = pairs.start[one], pairs.start[one + 1]
        order = np.argsort(pairs.time_min[first:last])
        pairs.source[first:last] = pairs.source[first:last][order]
        pairs.time_min[first:last] = pairs.time_min[first:last][order]
        pairs.length_km[first:last] = pairs.length_km[first:last][order]


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
    """Merge the lists of the two nodes by which each target joins the roads."""
    last = into.source.shape[1] - 1
    for one in range(len(targets.link)):
        for at in range(beside.first[one], beside.last[one]):
            row = beside.order[at]
            minutes, km = straight_along(sources, row, targets, one)
            if minutes <= limit_min:
                _place(into, one, row, minutes, km)
        for side in range(2):
            node, way_min = targets.node[one, side], targets.come_min[one, side]
            for at in range(last + 1):
                minutes = lists.time_min[node, at] + way_min
                if not minutes < into.time_min[one, last] or minutes > limit_min:
                    break
                km = lists.length_km[node, at] + targets.come_km[one, side]
                _place(into, one, lists.source[node, at], minutes, km)
