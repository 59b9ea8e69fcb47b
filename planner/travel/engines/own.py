"""Our own engine: searches for few sources, a hierarchy for many, ways along the links."""

from functools import cached_property

import numpy as np

from planner.schema import Text
from planner.travel.engines.course import LinkCourses
from planner.travel.engines.doors import Doors, Rows
from planner.travel.engines.ground import Ground
from planner.travel.engines.hierarchy import Hierarchy, contract
from planner.travel.engines.pairs import Pairs
from planner.travel.engines.reach import search_within, sweep_within
from planner.travel.engines.search import Search
from planner.travel.engines.sweep import sweep_table
from planner.travel.engines.table import Table, search_table

_MANY = 200  # sources from which on a hierarchy pays: to build it takes as long as so many searches
_WIDE = 0.05  # of the graph: a search that reaches more takes longer than its share of a sweep
_CORE = 3.0  # times its share of the nodes: what searches in a core add to that
_TRIED = 8


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
    def hierarchy(self) -> Hierarchy:
        """The hierarchy of the network, made once."""
        return contract(self._ground.graph)

    def table(self, rows: Rows, columns: Rows) -> Table:
        """Return minutes and kilometres, shape (rows, columns); infinite where there is no way."""
        doors = self._ground.doors
        # From the smaller side: 500 sites need 500 searches, not one for each customer.
        if len(rows) <= len(columns):
            time_min, length_km = self._from(doors.take(rows), doors.take(columns))
        else:
            turned = doors.turned()
            back_min, back_km = self._from(turned.take(columns), turned.take(rows))
            time_min, length_km = back_min.T, back_km.T
        return np.ascontiguousarray(time_min), np.ascontiguousarray(length_km)

    def within(self, sources: Rows, targets: Rows, limit_min: float) -> Pairs:
        """Return all pairs within a limit, of journeys from targets to sources."""
        doors = self._ground.doors.turned()
        if self._sweeps(doors, sources, limit_min):
            pick = doors.take(sources), doors.take(targets)
            return sweep_within(self.hierarchy.turned(), *pick, limit_min)
        return search_within(self.towards, doors, sources, targets, limit_min)

    def _sweeps(self, doors: Doors, sources: Rows, limit_min: float) -> bool:
        """Say whether a hierarchy finds what is within a limit sooner than searches do."""
        if len(sources) < _MANY:
            return False
        tried = sources[:: len(sources) // _TRIED]
        reached = sum(self.towards.grow(doors, int(one), limit_min=limit_min) for one in tried)
        share = reached / len(tried) / self._ground.graph.size
        if "hierarchy" not in vars(self):
            return share * len(sources) > 2 * _MANY
        return share > _WIDE + _CORE * self.hierarchy.core.size / self._ground.graph.size

    def courses(self) -> LinkCourses:
        """Begin to draw along the links."""
        ground = self._ground
        return LinkCourses(ground.network, ground.number, self.away, ground.doors)

    def _from(self, sources: Doors, targets: Doors) -> Table:
        away = sources.sense > 0
        if len(sources.link) < _MANY:
            return search_table(self.away if away else self.towards, sources, targets)
        hierarchy = self.hierarchy if away else self.hierarchy.turned()
        return sweep_table(hierarchy, sources, targets)
