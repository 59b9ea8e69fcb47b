"""The course of a way over the ground: its corners between the places where points meet roads."""

import numpy as np
import shapely
from shapely import LineString

from planner.schema import FloatArray
from planner.travel.engines.doors import Doors
from planner.travel.engines.network import IntArray, Network
from planner.travel.engines.search import Search

_FIRST_LOOK_MIN = 15.0


class LinkCourses:
    """Draws ways over one network; legs that leave from one point in turn share a search."""

    def __init__(self, network: Network, number: IntArray, search: Search, doors: Doors) -> None:
        self._network = network
        self._number = number
        self._search = search
        self._doors = doors
        self._origin, self._limit_min = -1, 0.0

    def between(self, origin: int, destination: int) -> FloatArray | None:
        """Return corners in metres, shape (n, 2), or None where there is no way."""
        doors, shape = self._doors, self._network.shape
        self._look_as_far_as(origin, destination)
        way_min, side = self._arrival(destination)
        straight_min, stand, other = self._along_one_link(origin, destination)
        if straight_min <= way_min:
            if straight_min == np.inf:
                return None
            ends = float(doors.share[origin, stand]), float(doors.share[destination, other])
            return part(shape[doors.link[origin, stand]], *ends)
        arcs = self._search.arcs_to(int(doors.node[destination, side]))
        first = self._search.graph.tail[arcs[0]] if arcs else doors.node[destination, side]
        ways = [self._off(origin, int(first))]
        for arc in arcs:
            link = int(self._search.graph.link[arc])
            forth = self._search.graph.tail[arc] == self._number[self._network.tail[link]]
            ways.append(part(shape[link], 0.0, 1.0) if forth else part(shape[link], 1.0, 0.0))
        stand, end = side // 2, 1.0 - side % 2
        last = shape[doors.link[destination, stand]]
        ways.append(part(last, end, float(doors.share[destination, stand])))
        return np.vstack(ways)

    def _look_as_far_as(self, origin: int, destination: int) -> None:
        """Search from the origin until the destination is found, or everything was looked at."""
        if origin != self._origin:
            self._origin, self._limit_min = origin, _FIRST_LOOK_MIN
            self._search.grow(self._doors, origin, limit_min=self._limit_min)
        # A way by a node within the limit may be longer than the limit: then another may be better.
        while self._arrival(destination)[0] > self._limit_min:
            self._limit_min = self._limit_min * 3 if self._limit_min < 1_000 else np.inf  # noqa: PLR2004
            self._search.grow(self._doors, origin, limit_min=self._limit_min)

    def _arrival(self, destination: int) -> tuple[float, int]:
        nodes, come_min = self._doors.node[destination], self._doors.come_min[destination]
        ways = self._search.tree.time_min[nodes] + come_min
        side = int(np.argmin(ways))
        return float(ways[side]), side

    def _along_one_link(self, origin: int, destination: int) -> tuple[float, int, int]:
        """Return minutes, and on which stands of the two; infinite where they share no link."""
        doors, best = self._doors, (np.inf, 0, 0)
        for stand, other in np.ndindex(doors.link.shape[1], doors.link.shape[1]):
            link = doors.link[origin, stand]
            ahead = doors.share[destination, other] - doors.share[origin, stand]
            ways = ahead >= 0 or doors.two_way[origin, stand]
            if link < 0 or doors.link[destination, other] != link or not ways:
                continue
            access_min = doors.access_min[origin, stand] + doors.access_min[destination, other]
            minutes = float(access_min + abs(ahead) * doors.link_min[origin, stand])
            best = min(best, (minutes, stand, other))
        return best

    def _off(self, origin: int, first: int) -> FloatArray:
        """Return the part of the origin's own link, up to the node by which the way leaves it."""
        doors = self._doors
        ways_min = np.where(doors.node[origin] == first, doors.leave_min[origin], np.inf)
        stand, side = divmod(int(np.argmin(ways_min)), 2)
        shape = self._network.shape[doors.link[origin, stand]]
        return part(shape, float(doors.share[origin, stand]), 1.0 - side)


def part(shape: LineString, begin: float, end: float) -> FloatArray:
    """Return the corners of a line between two shares of its length, in the direction asked."""
    corners = shapely.get_coordinates(shape)
    if {begin, end} != {0.0, 1.0}:
        low, high = sorted((begin, end))
        at = np.hypot(*np.diff(corners, axis=0).T)
        share = np.concatenate([[0.0], np.cumsum(at)]) / max(float(at.sum()), 1e-9)
        cut = shapely.line_interpolate_point(shape, [low, high], normalized=True)
        inside = corners[(share > low) & (share < high)]
        first, last = shapely.get_coordinates(cut)
        corners = np.vstack([first, inside, last])
    return corners if end >= begin else corners[::-1]
