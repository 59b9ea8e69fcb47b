"""Nodes taken out of a graph one by one, and arcs put in where a fastest way is cut."""

import heapq
from typing import NamedTuple

import numpy as np

from planner.compiled import compiled
from planner.schema import BoolArray, FloatArray
from planner.travel.engines.graph import Graph, Small

_MOST_SETTLED = 40  # by a search for a witness; one that is missed costs an arc, not an answer
_DENSE = 7  # arcs out of a node that is left, in the middle: from then on each one takes long
_SMALL = 2_000  # so few nodes are worth it all the same
_MOST_ARCS = 20  # but not with so many arcs
NO_TURN, NO_ROOM = -1, -1
_NONE = -1


class Arcs(NamedTuple):
    """All arcs; of nodes that are still there, chains of those out of them and into them."""

    tail: Small
    head: Small
    time_min: FloatArray
    length_km: FloatArray
    next_out: Small
    next_in: Small
    first_out: Small
    first_in: Small


class Scratch(NamedTuple):
    """What one node's turn needs: the search for witnesses, and the arcs to put in."""

    time_min: FloatArray
    touched: Small
    settled: BoolArray
    into: Small
    out_of: Small

    @classmethod
    def of(cls, size: int, room: int) -> "Scratch":
        """Return an empty one, for so many nodes, and arcs that are put in at a time."""
        return cls(
            np.full(size, np.inf), np.empty(size, np.int32), np.zeros(size, np.bool_),
            np.empty(room, np.int32), np.empty(room, np.int32),
        )  # fmt: skip


def hang_arcs(graph: Graph, apart: BoolArray, room: int) -> Arcs:
    """Return the arcs to begin with, each in the chains of its ends, and room for more."""
    count = int(apart.sum())
    arcs = Arcs(
        np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room), np.empty(room),
        np.empty(room, np.int32), np.empty(room, np.int32),
        np.full(graph.size, _NONE, np.int32), np.full(graph.size, _NONE, np.int32),
    )  # fmt: skip
    arcs.tail[:count], arcs.head[:count] = graph.tail[apart], graph.head[apart]
    arcs.time_min[:count], arcs.length_km[:count] = graph.time_min[apart], graph.length_km[apart]
    for following, first, end in (
        (arcs.next_out, arcs.first_out, arcs.tail), (arcs.next_in, arcs.first_in, arcs.head),
    ):  # fmt: skip
        order = np.argsort(end[:count], kind="stable")
        begins = np.r_[True, end[order][1:] != end[order][:-1]]
        following[order] = np.append(np.where(begins[1:], _NONE, order[1:]), _NONE)
        first[end[order[begins]]] = order[begins]
    return arcs


@compiled
def take_nodes_out(arcs: Arcs, count: int, scratch: Scratch, turn: Small) -> tuple[int, int]:
    """Take nodes out, and return how many arcs there are then, and how many nodes are left."""
    level, left, between = np.zeros(len(turn), np.int32), len(turn), count
    queue = [
        (_cost(arcs, node, _needed(arcs, node, scratch), 0), node) for node in range(len(turn))
    ]
    heapq.heapify(queue)
    while queue:
        node = heapq.heappop(queue)[1]
        needed = _needed(arcs, node, scratch)
        if count + needed > len(arcs.tail):
            return NO_ROOM, left
        if between > (_DENSE if left > _SMALL else _MOST_ARCS) * left:
            return count, left
        cost = _cost(arcs, node, needed, int(level[node]))
        if queue and cost > queue[0][0]:
            heapq.heappush(queue, (cost, node))  # its neighbours went before it
            continue
        turn[node] = len(turn) - left
        left -= 1
        between -= _take_out(arcs, node, level) + count
        count = _put_in(arcs, count, scratch, needed)
        between += count
    return count, left


@compiled
def _hang(arcs: Arcs, arc: int) -> None:
    tail, head = arcs.tail[arc], arcs.head[arc]
    arcs.next_out[arc], arcs.first_out[tail] = arcs.first_out[tail], arc
    arcs.next_in[arc], arcs.first_in[head] = arcs.first_in[head], arc


@compiled
def _cost(arcs: Arcs, node: int, needed: int, level: int) -> float:
    """Return how much it costs to take a node out: arcs put in for those gone, and depth."""
    gone, arc = 0, arcs.first_out[node]
    while arc >= 0:
        gone, arc = gone + 1, arcs.next_out[arc]
    arc = arcs.first_in[node]
    while arc >= 0:
        gone, arc = gone + 1, arcs.next_in[arc]
    return level + 4.0 * needed / max(gone, 1)


@compiled
def _needed(arcs: Arcs, node: int, scratch: Scratch) -> int:
    """Return how many arcs have to be put in for a node; which ones is left in `scratch`."""
    count, into = 0, arcs.first_in[node]
    while into >= 0:
        longest, out = -1.0, arcs.first_out[node]
        while out >= 0:
            if arcs.head[out] != arcs.tail[into]:
                longest = max(longest, arcs.time_min[out])
            out = arcs.next_out[out]
        if longest >= 0.0:
            limit_min = arcs.time_min[into] + longest
            touched = _witness(arcs, arcs.tail[into], node, limit_min, scratch)
            out = arcs.first_out[node]
            while out >= 0:
                by_node = arcs.time_min[into] + arcs.time_min[out]
                if arcs.head[out] != arcs.tail[into] and (
                    scratch.time_min[arcs.head[out]] > by_node
                ):
                    if count < len(scratch.into):  # else it is told how many there were
                        scratch.into[count], scratch.out_of[count] = into, out
                    count += 1
                out = arcs.next_out[out]
            for at in range(touched):
                scratch.time_min[scratch.touched[at]] = np.inf
        into = arcs.next_in[into]
    return count


@compiled
def _witness(arcs: Arcs, begin: int, without: int, limit_min: float, scratch: Scratch) -> int:
    """Search a little way from a node for ways round another; returns how many nodes it touched.

    They are so few that looking through them for the nearest is faster than a heap.
    """
    scratch.time_min[begin], scratch.touched[0], scratch.settled[0] = 0.0, begin, False
    touched = 1
    for _ in range(_MOST_SETTLED):
        nearest, base_min = _NONE, np.inf
        for at in range(touched):
            if not scratch.settled[at] and scratch.time_min[scratch.touched[at]] < base_min:
                nearest, base_min = at, scratch.time_min[scratch.touched[at]]
        if nearest < 0:
            break
        scratch.settled[nearest] = True
        arc = arcs.first_out[scratch.touched[nearest]]
        while arc >= 0:
            head, minutes = arcs.head[arc], base_min + arcs.time_min[arc]
            arc = arcs.next_out[arc]
            if head == without or minutes > limit_min or minutes >= scratch.time_min[head]:
                continue
            if scratch.time_min[head] == np.inf:
                scratch.touched[touched], scratch.settled[touched] = head, False
                touched += 1
            scratch.time_min[head] = minutes
    return touched


@compiled
def _take_out(arcs: Arcs, node: int, level: Small) -> int:
    """Take a node out of the chains of its neighbours; returns how many arcs it had.

    They stay as they are.
    """
    gone, arc = 0, arcs.first_out[node]
    while arc >= 0:
        head = arcs.head[arc]
        level[head] = max(level[head], level[node] + 1)
        _unhang(arcs.first_in, arcs.next_in, head, arc)
        gone, arc = gone + 1, arcs.next_out[arc]
    arc = arcs.first_in[node]
    while arc >= 0:
        tail = arcs.tail[arc]
        level[tail] = max(level[tail], level[node] + 1)
        _unhang(arcs.first_out, arcs.next_out, tail, arc)
        gone, arc = gone + 1, arcs.next_in[arc]
    return gone


@compiled
def _unhang(first: Small, following: Small, node: int, arc: int) -> None:
    at = first[node]
    if at == arc:
        first[node] = following[arc]
        return
    while following[at] != arc:
        at = following[at]
    following[at] = following[arc]


@compiled
def _put_in(arcs: Arcs, count: int, scratch: Scratch, needed: int) -> int:
    """Put in the arcs that `_needed` found; one between the same nodes is bettered in its place."""
    for at in range(needed):
        into, out = scratch.into[at], scratch.out_of[at]
        tail, head = arcs.tail[into], arcs.head[out]
        arc = arcs.first_out[tail]
        while arc >= 0 and arcs.head[arc] != head:
            arc = arcs.next_out[arc]
        if arc < 0:
            arc = count
            count += 1
            arcs.tail[arc], arcs.head[arc] = tail, head
            _hang(arcs, arc)
        arcs.time_min[arc] = arcs.time_min[into] + arcs.time_min[out]
        arcs.length_km[arc] = arcs.length_km[into] + arcs.length_km[out]
    return count
