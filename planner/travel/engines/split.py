"""Cut links where points stand on them, so that a point is a node of the graph."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.schema import BoolArray, FloatArray
from planner.travel.engines.network import IntArray, Network
from planner.travel.engines.snap import Snapped

_ALONG = 1e-6  # shares of a link closer than this are one place: 1 mm on a kilometre


@dataclass(frozen=True, eq=False)
class Graph:
    """Arcs sorted by (tail, head), each pair once, in the fastest of its parallel ways.

    An arc runs along `link` from share `begin` to share `end`, backwards when `end < begin`.
    """

    size: int
    tail: IntArray
    head: IntArray
    time_min: FloatArray
    length_km: FloatArray
    link: IntArray
    begin: FloatArray
    end: FloatArray

    def arcs(self, tail: npt.ArrayLike, head: npt.ArrayLike) -> IntArray:
        """Return the positions of arcs that are known to exist."""
        wanted = np.asarray(tail, np.int64) * self.size + np.asarray(head, np.int64)
        return np.asarray(np.searchsorted(self.tail * self.size + self.head, wanted), np.int64)

    def reversed(self) -> "Graph":
        """Return the graph with every arc turned round."""
        order = np.lexsort((self.tail, self.head))
        return Graph(
            self.size, self.head[order], self.tail[order], self.time_min[order],
            self.length_km[order], self.link[order], self.end[order], self.begin[order],
        )  # fmt: skip


def split(network: Network, keep: BoolArray, points: Snapped) -> tuple[Graph, IntArray]:
    """Build the graph of the kept links with all points on it.

    Returns
    -------
    graph
        Nodes 0..node_count-1 are the network's, the others places on links.
    node
        Node of each point, -1 without one.
    """
    node, at_link, at_share, at_node = _places(network, points)
    # Pieces of a link run between its breakpoints: first node, places in order, last node.
    used = np.flatnonzero(keep)
    link = np.concatenate([used, at_link, used])
    share = np.concatenate([np.zeros(len(used)), at_share, np.ones(len(used))])
    where = np.concatenate([network.tail[used], at_node, network.head[used]])
    order = np.lexsort((share, link))
    link, share, where = link[order], share[order], where[order]
    joined = link[:-1] == link[1:]
    piece = link[:-1][joined]
    begin, end = share[:-1][joined], share[1:][joined]
    tail, head = where[:-1][joined], where[1:][joined]
    back = network.two_way[piece]
    graph = _fastest(
        network,
        int(network.node_count + len(at_node)),
        np.concatenate([tail, head[back]]),
        np.concatenate([head, tail[back]]),
        np.concatenate([piece, piece[back]]),
        (np.concatenate([begin, end[back]]), np.concatenate([end, begin[back]])),
    )
    return graph, node


def _places(network: Network, points: Snapped) -> tuple[IntArray, IntArray, FloatArray, IntArray]:
    """Give every point a node: an end of its link, or a place shared with points right there."""
    node = np.full(len(points.link), -1, dtype=np.int64)
    on = points.link >= 0
    first, last = on & (points.fraction <= _ALONG), on & (points.fraction >= 1 - _ALONG)
    node[first] = network.tail[points.link[first]]
    node[last] = network.head[points.link[last]]
    inner = np.flatnonzero(on & ~first & ~last)
    step = np.round(points.fraction[inner] / _ALONG).astype(np.int64)
    place, which = np.unique(
        np.column_stack([points.link[inner], step]), axis=0, return_inverse=True
    )
    node[inner] = network.node_count + which.ravel()
    at_node = network.node_count + np.arange(len(place), dtype=np.int64)
    return node, place[:, 0], place[:, 1] * _ALONG, at_node


def _fastest(
    network: Network,
    size: int,
    tail: IntArray,
    head: IntArray,
    link: IntArray,
    shares: tuple[FloatArray, FloatArray],
) -> Graph:
    """Keep the fastest of parallel arcs; a sparse matrix would add their times up."""
    length = np.abs(shares[1] - shares[0])
    # A link of no length would vanish from a sparse matrix.
    time_min = np.maximum(length * network.time_min[link], 1e-9)
    order = np.lexsort((link, time_min, head, tail))
    order = order[tail[order] != head[order]]
    again = np.zeros(len(order), dtype=np.bool_)
    again[1:] = (tail[order][1:] == tail[order][:-1]) & (head[order][1:] == head[order][:-1])
    order = order[~again]
    return Graph(
        size, tail[order], head[order], time_min[order],
        (length * network.length_km[link])[order], link[order], shares[0][order],
        shares[1][order],
    )  # fmt: skip
