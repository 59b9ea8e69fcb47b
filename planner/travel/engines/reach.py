"""Minutes and kilometres to places within a reach alone."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.compiled import compiled
from planner.schema import FloatArray
from planner.travel.engines.doors import Doors, Rows, by_link, straight_along
from planner.travel.engines.graph import Small
from planner.travel.engines.hierarchy import Hierarchy
from planner.travel.engines.pairs import Pairs, Singles, put_together
from planner.travel.engines.search import Search, Tree
from planner.travel.engines.sweep import GROUP, Lanes, sweep


def search_within(
    search: Search, doors: Doors, sources: Rows, targets: Rows, limit_min: float
) -> Pairs:
    """Return all pairs within the limit; one search a source.

    Sources and targets are rows of `doors`, since a copy for a million targets would be large.
    """
    meeting = _Meeting.of(search, doors, targets)
    target: list[Small] = []
    minutes: list[Singles] = []
    km: list[Singles] = []
    total = np.zeros(len(targets), dtype=np.int64)
    for row in sources:
        count = search.grow(doors, int(row), limit_min=limit_min)
        met = _meet(search.tree, count, doors, int(row), meeting)
        found = _take(meeting, met, limit_min)
        target.append(found[0])
        minutes.append(found[1])
        km.append(found[2])
        total[target[-1]] += 1
    source = (np.full(len(target[row]), row, np.int32) for row in range(len(target) - 1, -1, -1))
    return put_together(total, target, source, minutes, km)


def sweep_within(hierarchy: Hierarchy, sources: Doors, targets: Doors, limit_min: float) -> Pairs:
    """Return the same by a hierarchy of the same graph."""
    target: list[Small] = []
    source: list[Small] = []
    minutes: list[Singles] = []
    km: list[Singles] = []
    total = np.zeros(len(targets.link), dtype=np.int64)
    for lanes in sweep(hierarchy, sources, targets):
        found = _sift(lanes, limit_min, total)
        target.append(found[0])
        source.append(found[1])
        minutes.append(found[2])
        km.append(found[3])
    return put_together(total, target, reversed(source), minutes, km)


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
        row, width = targets[own], doors.node.shape[1]
        come_min = doors.come_min[row].ravel()
        node = np.where(np.isfinite(come_min), doors.node[row].ravel(), search.graph.size)
        order = np.argsort(node, kind="stable").astype(np.int32)
        start = np.searchsorted(node[order], np.arange(search.graph.size + 1)).astype(np.int32)
        order = order[: start[-1]]
        return cls(
            start, order // width, come_min[order], doors.come_km[row].ravel()[order], own, row,
            *by_link(doors.link[row]),
            np.full(many, np.inf), np.zeros(many), np.zeros(many, np.int32),
        )  # fmt: skip


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
    for link in doors.link[row]:
        at = np.searchsorted(meeting.links, link)
        while link >= 0 and at < len(meeting.links) and meeting.links[at] == link:
            one = meeting.by_link[at]
            minutes, km = straight_along(doors, row, doors, int(meeting.row[one]))
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
def _sift(
    lanes: Lanes, limit_min: float, total: npt.NDArray[np.int64]
) -> tuple[Small, Small, Singles, Singles]:
    """Return targets, sources, minutes and km of what is within the limit; counts by target."""
    room = len(lanes.time_min) * GROUP
    target, source = np.empty(room, np.int32), np.empty(room, np.int32)
    time_min, length_km = np.empty(room, np.float32), np.empty(room, np.float32)
    count = 0
    for one in range(len(lanes.time_min)):
        for lane in range(lanes.last - lanes.first):
            if lanes.time_min[one, lane] <= limit_min:
                target[count], source[count] = one, lanes.first + lane
                time_min[count] = lanes.time_min[one, lane]
                length_km[count] = lanes.length_km[one, lane]
                total[one] += 1
                count += 1
    return (
        target[:count].copy(), source[:count].copy(), time_min[:count].copy(),
        length_km[:count].copy(),
    )  # fmt: skip
