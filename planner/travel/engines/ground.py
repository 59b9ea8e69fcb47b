"""What an engine of travel stands on: a network as a graph, and the doors on it."""

from typing import NamedTuple

import numpy as np
import shapely

from planner.schema import BoolArray, FloatArray
from planner.travel.engines.doors import Doors, open_doors
from planner.travel.engines.graph import Graph, make_graph
from planner.travel.engines.network import IntArray, Network
from planner.travel.engines.snapped import Snapped


class Ground(NamedTuple):
    """A network, its connected links, their graph, and the doors in the order of the points.

    `number` is that of each node of the network in the graph, -1 for those that are not in it.
    """

    network: Network
    keep: BoolArray
    graph: Graph
    number: IntArray
    doors: Doors

    @classmethod
    def of(
        cls, network: Network, keep: BoolArray, snapped: Snapped, *, access_speed_km_per_h: float
    ) -> "Ground":
        """Build the graph of the kept links, and open the doors of points that stand on them."""
        graph, number = make_graph(network, keep)
        doors = open_doors(network, number, snapped, access_speed_km_per_h=access_speed_km_per_h)
        return cls(network, keep, graph, number, doors)

    def node_degrees(self) -> tuple[FloatArray, FloatArray]:
        """Return longitude and latitude of every node of the graph."""
        at = np.zeros((self.graph.size, 2))
        shape, kept = self.network.shape[self.keep], self.keep
        for node, where in ((self.network.tail[kept], 0), (self.network.head[kept], -1)):
            at[self.number[node]] = shapely.get_coordinates(shapely.get_point(shape, where))
        return self.network.plane.degrees(at[:, 0], at[:, 1])
