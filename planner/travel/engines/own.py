"""Our own engine: searches for few sources, a hierarchy for many, ways along the links."""

from functools import cached_property

import numpy as np

from planner.schema import Text
from planner.travel.engines.course import LinkCourses
from planner.travel.engines.doors import Doors, Rows
from planner.travel.engines.ground import Ground
from planner.travel.engines.hierarchy import Hierarchy, contract
from planner.travel.engines.search import Search
from planner.travel.engines.table import Table, search_table, sweep_table

_MANY = 200  # sources from which on a hierarchy pays: to build it takes as long as so many searches


class OwnRouter:
    """Travel by the compiled loops of this package; see `Router`."""

    note = Text("", "")
    key = "own"

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    @cached_property
    def away(self) -> Search:
        """Searches from doors."""
        return Search(self._ground.graph, longest_min=self._ground.doors.longest_min)

    @cached_property
    def towards(self) -> Search:
        """Searches to doors: over the graph turned round, so give it doors turned round."""
        return Search(self._ground.graph.turned(), longest_min=self._ground.doors.longest_min)

    @cached_property
    def hierarchy(self) -> Hierarchy | None:
        """The hierarchy of the network, made once; None where it would not pay."""
        return contract(self._ground.graph)

    def table(self, rows: Rows, columns: Rows) -> Table:
        """Return minutes and kilometres, shape (rows, columns); infinite where there is no way."""
        doors = self._ground.doors
        # From the smaller side: 500 sites need 500 searches, not one for each customer.
        if len(rows) <= len(columns):
            return self._from(doors.take(rows), doors.take(columns))
        turned = doors.turned()
        time_min, length_km = self._from(turned.take(columns), turned.take(rows))
        return np.ascontiguousarray(time_min.T), np.ascontiguousarray(length_km.T)

    def courses(self) -> LinkCourses:
        """Begin to draw along the links."""
        ground = self._ground
        return LinkCourses(ground.network, ground.number, self.away, ground.doors)

    def _from(self, sources: Doors, targets: Doors) -> Table:
        away = sources.sense > 0
        hierarchy = self.hierarchy if len(sources.link) >= _MANY else None
        if hierarchy is None:
            return search_table(self.away if away else self.towards, sources, targets)
        return sweep_table(hierarchy if away else hierarchy.turned(), sources, targets)
