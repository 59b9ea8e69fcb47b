"""From door to door by an engine that knows ways between nodes alone."""

from typing import Protocol

import numpy as np

from planner.schema import Text
from planner.travel.engines.doors import Doors, Rows, by_link
from planner.travel.engines.graph import Small
from planner.travel.engines.ground import Ground
from planner.travel.engines.own import OwnRouter
from planner.travel.engines.router import Courses
from planner.travel.engines.table import Table, shorten

_CHUNK = 64  # of the smaller side at a time: a table of nodes is four times that of doors


class NodeTables(Protocol):
    """Minutes and kilometres of the fastest ways between nodes of a graph."""

    @property
    def key(self) -> str:
        """Which engine it is."""

    def between(self, sources: Small, targets: Small) -> Table:
        """Return minutes and kilometres, shape (sources, targets); infinite where no way is."""


class NodeRouter:
    """Travel by tables between nodes; ways are drawn by our own searches of the same graph."""

    note = Text("", "")

    def __init__(self, ground: Ground, nodes: NodeTables, own: OwnRouter) -> None:
        self._ground, self._nodes, self._own = ground, nodes, own

    @property
    def key(self) -> str:
        """Which engine it is: answers agree with those of others to its own precision alone."""
        return self._nodes.key

    def table(self, rows: Rows, columns: Rows) -> Table:
        """Return minutes and kilometres, shape (rows, columns); infinite where there is no way."""
        time_min, length_km = np.empty((2, len(rows), len(columns)))
        doors = self._ground.doors
        for first in range(0, min(len(rows), len(columns)), _CHUNK):
            some = slice(first, first + _CHUNK)
            at = (some, slice(None)) if len(rows) <= len(columns) else (slice(None), some)
            part = self._part(doors.take(rows[at[0]]), doors.take(columns[at[1]]))
            time_min[at], length_km[at] = part
        return time_min, length_km

    def courses(self) -> Courses:
        """Begin to draw along the links."""
        return self._own.courses()

    def _part(self, sources: Doors, targets: Doors) -> Table:
        begin, origin = np.unique(sources.node, return_inverse=True)
        end, goal = np.unique(targets.node, return_inverse=True)
        between_min, between_km = self._nodes.between(begin, end)
        time_min = np.full((len(origin), len(goal)), np.inf)
        length_km = np.full_like(time_min, np.inf)
        for out in range(origin.shape[1]):
            for into in range(goal.shape[1]):
                way = np.ix_(origin[:, out], goal[:, into])
                way_min = sources.leave_min[:, [out]] + between_min[way]
                way_min += targets.come_min[:, into]
                way_km = sources.leave_km[:, [out]] + between_km[way] + targets.come_km[:, into]
                better = way_min < time_min
                time_min[better], length_km[better] = way_min[better], way_km[better]
        shorten(sources, targets, *by_link(targets.link), time_min, length_km)
        return time_min, length_km
