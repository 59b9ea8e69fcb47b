"""A contraction hierarchy: nodes taken out one by one, and arcs put in where a fastest way is cut.

What is left is two sets of arcs, those that lead to more important nodes and those that come from
them; every fastest way is some of the first and then some of the second. Minutes and kilometres
are summed along, so that tables need no ways to be unpacked; those that are drawn are searched.

Towns have few roads in and out, and stay sparse as their nodes are taken out. An endless even grid
does not: there it is left at a core, in which one searches as before, among fewer nodes.

References
----------
Geisberger, Sanders, Schultes and Vetter (2012), Exact routing in large road networks using
contraction hierarchies, Transportation Science 46(3).
Bauer, Delling, Sanders, Schieferdecker, Schultes and Wagner (2010), Combining hierarchical and
goal-directed speed-up techniques for Dijkstra's algorithm, ACM Journal of Experimental Algorithmics
15 (core-based routing).
"""

from typing import NamedTuple

import numpy as np

from planner.schema import FloatArray
from planner.travel.engines.contraction import NO_ROOM, NO_TURN, Scratch, hang_arcs, take_nodes_out
from planner.travel.engines.graph import Graph, Small, by_tail


class Steps(NamedTuple):
    """Arcs between a node and more important ones: those of n are ``start[n]`` to ``start[n + 1]``.

    `other` is the more important end; nodes are numbered from the most important one, 0.
    """

    start: Small
    other: Small
    time_min: FloatArray
    length_km: FloatArray


class Hierarchy(NamedTuple):
    """`up` leads to more important nodes, `down` comes from them; `place` is a node's number.

    `core` are the arcs among the first nodes, those that nothing leads up from; none where all
    nodes were taken out. `back` is the core turned round.
    """

    place: Small
    up: Steps
    down: Steps
    core: Graph
    back: Graph

    def turned(self) -> "Hierarchy":
        """Return the hierarchy of the graph turned round."""
        return self._replace(up=self.down, down=self.up, core=self.back, back=self.core)


def contract(graph: Graph) -> Hierarchy:
    """Build the hierarchy of a graph, down to a core where the rest of it would not pay."""
    apart = (graph.tail != graph.head) & graph.fastest()
    count, left, room = NO_ROOM, 0, len(apart)
    while count == NO_ROOM:
        room *= 2
        arcs, turn = hang_arcs(graph, apart, room), np.full(graph.size, NO_TURN, np.int32)
        count, left = take_nodes_out(arcs, int(apart.sum()), Scratch.of(graph.size, room), turn)
    place = (graph.size - 1 - turn).astype(np.int32)
    place[turn == NO_TURN] = np.arange(left)
    tail, head = place[arcs.tail[:count]], place[arcs.head[:count]]
    time_min, length_km = arcs.time_min[:count], arcs.length_km[:count]
    inside = (tail < left) & (head < left)
    up, down = (head < tail) & ~inside, (head > tail) & ~inside
    core = by_tail(
        left, tail[inside], head[inside], time_min[inside], length_km[inside],
        np.zeros(int(inside.sum()), np.int32),
    )  # fmt: skip
    return Hierarchy(
        place,
        _steps(graph.size, tail[up], head[up], time_min[up], length_km[up]),
        _steps(graph.size, head[down], tail[down], time_min[down], length_km[down]),
        core,
        core.turned(),
    )


def _steps(
    size: int, node: Small, other: Small, time_min: FloatArray, length_km: FloatArray
) -> Steps:
    order = np.lexsort((other, node))
    start = np.searchsorted(node[order], np.arange(size + 1)).astype(np.int32)
    return Steps(start, other[order], time_min[order], length_km[order])
