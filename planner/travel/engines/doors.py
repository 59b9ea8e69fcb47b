"""How points get on to the roads and off them: by both ends of the link they stand on.

Who stands at a divided road stands on both of its carriageways.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.compiled import compiled
from planner.schema import BoolArray, FloatArray
from planner.travel.engines.graph import Small
from planner.travel.engines.network import IntArray, Network
from planner.travel.engines.snapped import Snapped
from planner.units import MINUTES_PER_HOUR

type Rows = npt.NDArray[np.intp]

_AT_NODE = 1e-6  # shares of a link closer than this are one place: 1 mm on a kilometre


class Doors(NamedTuple):
    """One row a point.

    `link` to `access_km` have a column a stand: one, or two where some point has a second; -1 is no
    link. `node` to `come_km` have two columns a stand, the end and the beginning of its link.
    `leave` is the way from the point to that node, `come` the way from the node to the point, both
    with the access leg; infinite where the link is one way, or where the point is on no link. So
    the graph needs no node for a point, and stays the same for every set of points.
    """

    node: Small
    leave_min: FloatArray
    leave_km: FloatArray
    come_min: FloatArray
    come_km: FloatArray
    link: Small
    share: FloatArray
    link_min: FloatArray
    link_km: FloatArray
    two_way: BoolArray
    access_min: FloatArray
    access_km: FloatArray
    sense: int

    def take(self, rows: Rows) -> "Doors":
        """Return these points, in this order."""
        sides = self._asdict().items()
        return self._replace(**{name: side[rows] for name, side in sides if name != "sense"})

    def turned(self) -> "Doors":
        """Return the doors for journeys the other way round, over the graph turned round."""
        return self._replace(
            leave_min=self.come_min, leave_km=self.come_km,
            come_min=self.leave_min, come_km=self.leave_km, sense=-self.sense,
        )  # fmt: skip

    @property
    def longest_min(self) -> float:
        """The longest way from any point to its node."""
        usable = self.leave_min[np.isfinite(self.leave_min)]
        return float(usable.max()) if len(usable) else 0.0


def open_doors(
    network: Network, number: IntArray, snapped: Snapped, *, access_speed_km_per_h: float
) -> Doors:
    """Give every point its ways on to the graph and off it.

    Parameters
    ----------
    network
        The links that points were snapped to.
    number
        Of each of its nodes in the graph.
    snapped
        Where the points stand.
    access_speed_km_per_h
        On the straight way between door and road.
    """
    on = snapped.link >= 0
    link = np.where(on, snapped.link, 0)
    share = np.where(on, snapped.fraction, 0.0)
    ends = number[np.stack([network.head[link], network.tail[link]], axis=2)]
    sides = np.stack([1.0 - share, share], axis=2)
    access_km = np.where(on, snapped.off_km, np.inf)
    access_min = access_km / access_speed_km_per_h * MINUTES_PER_HOUR
    ways_min = sides * network.time_min[link][..., None] + access_min[..., None]
    ways_km = sides * network.length_km[link][..., None] + access_km[..., None]
    both = network.two_way[link]
    # Who stands on a node is not bound by the direction of the one link that he was snapped to.
    bound = ~both[..., None] & (sides > _AT_NODE)
    backwards = np.array([False, True])
    flat = len(link), -1
    return Doors(
        node=np.where(on[..., None], ends, 0).astype(np.int32).reshape(flat),
        leave_min=np.where(bound & backwards, np.inf, ways_min).reshape(flat),
        leave_km=ways_km.reshape(flat),
        come_min=np.where(bound & ~backwards, np.inf, ways_min).reshape(flat),
        come_km=ways_km.reshape(flat),
        link=snapped.link.astype(np.int32), share=share,
        link_min=network.time_min[link], link_km=network.length_km[link], two_way=both,
        access_min=access_min, access_km=access_km, sense=1,
    )  # fmt: skip


@compiled
def straight_along(sources: Doors, row: int, targets: Doors, one: int) -> tuple[float, float]:
    """Return minutes and km along a link that both stand on; infinite where there is none."""
    best_min, best_km = np.inf, np.inf
    for a in range(sources.link.shape[1]):
        link = sources.link[row, a]
        for b in range(targets.link.shape[1]):
            ahead = (targets.share[one, b] - sources.share[row, a]) * sources.sense
            if (
                link < 0 or targets.link[one, b] != link
                or (ahead < 0.0 and not sources.two_way[row, a])
            ):  # fmt: skip
                continue
            minutes = sources.access_min[row, a] + targets.access_min[one, b]
            minutes += abs(ahead) * sources.link_min[row, a]
            if minutes < best_min:
                best_min = minutes
                best_km = sources.access_km[row, a] + targets.access_km[one, b]
                best_km += abs(ahead) * sources.link_km[row, a]
    return best_min, best_km


def by_link(link: Small) -> tuple[Small, Small]:
    """Return the rows of doors in the order of their links, and those links, from `Doors.link`."""
    links = link.ravel()
    order = np.argsort(links, kind="stable")
    order = order[links[order] >= 0]
    return (order // link.shape[1]).astype(np.int32), links[order]
