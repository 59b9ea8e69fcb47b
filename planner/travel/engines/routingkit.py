"""RoutingKit's customizable contraction hierarchies, by the package pyroutingkit.

References
----------
Dibbelt, Strasser and Wagner (2016), Customizable contraction hierarchies, ACM Journal of
Experimental Algorithmics 21(1.5).
"""

import numpy as np

from planner.errors import DataError
from planner.schema import FloatArray
from planner.travel.engines.graph import Graph, Small
from planner.travel.engines.router import lacks
from planner.travel.engines.table import Table
from planner.units import METRES_PER_KM, SECONDS_PER_MINUTE

_MS_PER_MIN = SECONDS_PER_MINUTE * 1000
_FOLD = 50
"""It adds up whole numbers and knows no second one along a way. So every arc weighs its ms, fifty
times, and its metres, and what is left after fifty times the fastest ms are metres: one metre more
counts as a fiftieth of a millisecond, too little to choose another way."""


class RoutingKitTables:
    """Tables between nodes to the millisecond and the metre."""

    key = "pyroutingkit"

    def __init__(self, graph: Graph, lon: FloatArray, lat: FloatArray) -> None:
        """Order the nodes; takes their degrees.

        Raises
        ------
        OptionError
            The package is not installed.
        """
        try:
            import pyroutingkit  # noqa: PLC0415  an extra, needed here alone
        except ImportError:
            raise lacks(self.key, "pyroutingkit") from None
        self._none = pyroutingkit.INF_WEIGHT
        self._topology = pyroutingkit.CCHTopology()
        ends = (one.astype(np.uint32) for one in (graph.tail, graph.head))
        degrees = (one.astype(np.float32) for one in (lat, lon))
        self._topology.build(*ends, *degrees, graph.size)
        ms = np.rint(graph.time_min * _MS_PER_MIN)
        metres = np.rint(graph.length_km * METRES_PER_KM)
        self._fastest, self._folded = (pyroutingkit.CCHMetric(self._topology) for _ in range(2))
        for metric, weight in ((self._fastest, ms), (self._folded, _FOLD * ms + metres)):
            metric.customize(np.minimum(weight, self._none).astype(np.uint32))

    def between(self, sources: Small, targets: Small) -> Table:
        """Return minutes and kilometres, shape (sources, targets); infinite where no way is.

        Raises
        ------
        DataError
            A way takes longer than its numbers have room for.
        """
        ends = sources.astype(np.uint32), targets.astype(np.uint32)
        ms, folded = (
            metric.distances_many_to_many(*ends).astype(np.int64).reshape(len(sources), -1)
            for metric in (self._fastest, self._folded)
        )
        found = ms < self._none
        if (folded[found] >= self._none).any():
            raise DataError(
                f"pyroutingkit does not count ways of {self._none / _FOLD / _MS_PER_MIN:,.0f} "
                "minutes and more",
                where="travel.engine",
                mend="leave travel.engine out",
            )
        time_min = np.where(found, ms / _MS_PER_MIN, np.inf)
        return time_min, np.where(found, (folded - _FOLD * ms) / METRES_PER_KM, np.inf)
