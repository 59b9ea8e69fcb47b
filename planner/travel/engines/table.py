"""Minutes and kilometres from some points to some others, every pair of them."""

import numpy as np

from planner.compiled import compiled
from planner.schema import FloatArray
from planner.travel.engines.doors import Doors
from planner.travel.engines.search import Search, Tree


def fill_table(
    search: Search, sources: Doors, targets: Doors, *, limit_min: float = np.inf
) -> tuple[FloatArray, FloatArray]:
    """Return minutes and kilometres, shape (sources, targets); infinite where there is no way.

    One search a source, so call it from the smaller side: with doors and graph turned round, the
    table is that of the journeys towards `sources`.
    """
    time_min = np.empty((len(sources.link), len(targets.link)))
    length_km = np.empty_like(time_min)
    for row in range(len(sources.link)):
        search.grow(sources, row, limit_min=limit_min)
        _arrive(search.tree, sources, row, targets, limit_min, time_min[row], length_km[row])
    return time_min, length_km


@compiled
def _arrive(
    tree: Tree, sources: Doors, row: int, targets: Doors, limit_min: float, time_min: FloatArray,
    length_km: FloatArray,
) -> None:  # fmt: skip
    """Fill one row: by either end of a target's link, or straight along the link they share."""
    for one in range(len(time_min)):
        best_min, best_km = np.inf, np.inf
        for side in range(2):
            node = targets.node[one, side]
            minutes = tree.time_min[node] + targets.come_min[one, side]
            if minutes < best_min:
                best_min = minutes
                best_km = tree.length_km[node] + targets.come_km[one, side]
        if targets.link[one] == sources.link[row] and targets.link[one] >= 0:
            ahead = (targets.share[one] - sources.share[row]) * sources.sense
            if ahead >= 0.0 or sources.two_way[row]:
                minutes = sources.access_min[row] + targets.access_min[one]
                minutes += abs(ahead) * sources.link_min[row]
                if minutes < best_min:
                    best_min = minutes
                    best_km = sources.access_km[row] + targets.access_km[one]
                    best_km += abs(ahead) * sources.link_km[row]
        reached = best_min <= limit_min and best_min < np.inf
        time_min[one] = best_min if reached else np.inf
        length_km[one] = best_km if reached else np.inf
