"""Minutes and kilometres from some points to some others, every pair of them, by searches."""

import numpy as np

from planner.compiled import compiled
from planner.schema import FloatArray
from planner.travel.engines.doors import Doors, by_link, straight_along
from planner.travel.engines.graph import Small
from planner.travel.engines.search import Search

type Table = tuple[FloatArray, FloatArray]


def search_table(search: Search, sources: Doors, targets: Doors) -> Table:
    """Return minutes and kilometres, shape (sources, targets); infinite where there is no way.

    One search a source, so call it from the smaller side: with doors and graph turned round, the
    table is that of the journeys towards `sources`.
    """
    shape = len(sources.link), len(targets.link)
    time_min, length_km = np.empty(shape), np.empty(shape)
    tree = search.tree
    for row in range(len(sources.link)):
        search.grow(sources, row)
        _arrive(tree.time_min, tree.length_km, targets, time_min[row], length_km[row])
    shorten(sources, targets, *by_link(targets.link), time_min, length_km)
    return time_min, length_km


@compiled
def _arrive(
    at_min: FloatArray, at_km: FloatArray, targets: Doors, time_min: FloatArray,
    length_km: FloatArray,
) -> None:  # fmt: skip
    """Fill one row: by the best end of each target's links."""
    for one in range(len(time_min)):
        time_min[one], length_km[one] = np.inf, np.inf
        for side in range(targets.node.shape[1]):
            minutes = at_min[targets.node[one, side]] + targets.come_min[one, side]
            if minutes < time_min[one]:
                time_min[one] = minutes
                length_km[one] = at_km[targets.node[one, side]] + targets.come_km[one, side]


@compiled
def shorten(
    sources: Doors, targets: Doors, order: Small, links: Small, time_min: FloatArray,
    length_km: FloatArray,
) -> None:  # fmt: skip
    """Take the straight way along a link where source and target share it and it is shorter."""
    for row in range(len(sources.link)):
        for link in sources.link[row]:
            at = np.searchsorted(links, link)
            while link >= 0 and at < len(links) and links[at] == link:
                one = int(order[at])  # of one type for all who ask, or it is compiled for each
                minutes, km = straight_along(sources, row, targets, one)
                if minutes < time_min[row, one]:
                    time_min[row, one], length_km[row, one] = minutes, km
                at += 1
