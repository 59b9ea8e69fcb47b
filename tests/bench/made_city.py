"""Travel in a made city of half a million nodes: the nearest site, and a million customers.

A grid with one street in five left out, each of a speed of its own; the million runs in a process
of its own, so that its peak of memory is its own.
"""

import multiprocessing
import time
from collections.abc import Iterator
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from table import Row, cpu, peak_mb

from planner.geo import LocalPlane
from planner.schema import Text
from planner.travel import TravelOptions
from planner.travel.engines.network import Network
from planner.travel.open import lay_on_roads
from planner.travel.places import Places

SIDE = 707  # squared: half a million nodes
SITES, CUSTOMERS, MANY_SITES = 500, 1_000_000, 5_000
_MOST_MB = 2_000
_SAME = 1e-6
_BLOCK_M = 120.0


class Done(NamedTuple):
    """What one way of asking came to."""

    cpu_s: float
    pairs: int
    peak_mb: float


def made_rows() -> Iterator[Row]:
    yield nearest_of_all()
    yield every_pair()
    for name, asked in (("8-minute reach", {"within_min": 8.0}), ("nearest 20", {"most": 20})):
        context = multiprocessing.get_context("spawn")
        with context.Pool(1) as pool:
            done = pool.apply(million, (asked,))
        yield Row(
            f"500,000 nodes: {CUSTOMERS:,} x {MANY_SITES:,}, {name}", done.cpu_s, 60.0,
            note=f"{done.pairs:,} pairs, {done.peak_mb:,.0f} MB (bar {_MOST_MB:,})",
            sound=done.peak_mb <= _MOST_MB,
        )  # fmt: skip


def nearest_of_all() -> Row:
    """Which of 500 sites is nearest to every node, beside scipy's search from all of them."""
    network, draw = made_city(), np.random.default_rng(8)
    points = on_roads(network, SITES, draw)
    travel, _ = lay_on_roads(Places(points), network, Text("", ""), TravelOptions())
    search, doors = travel._own.towards, travel._ground.doors.turned()
    search.grow_from_all(doors)
    seconds, _ = cpu(lambda: search.grow_from_all(doors))
    graph = search.graph
    tail = np.r_[graph.tail, np.full(2 * SITES, graph.size)]
    head = np.r_[graph.head, doors.node.ravel()]
    hub = csr_array(
        (np.r_[graph.time_min, doors.leave_min.ravel() + 1e-12], (tail, head)),
        shape=(graph.size + 1, graph.size + 1),
    )  # fmt: skip
    plain = csr_array((graph.time_min, (graph.tail, graph.head)), shape=(graph.size, graph.size))
    scipy_s, _ = cpu(lambda: dijkstra(plain, indices=doors.node[:, 0], min_only=True))
    wanted = dijkstra(hub, indices=graph.size)[: graph.size]
    worst = float(np.abs(search.tree.time_min - wanted).max())
    return Row(
        f"{graph.size:,} nodes: nearest of {SITES} sites for every one", seconds, 0.5, scipy_s,
        f"peer scipy's min_only; minutes differ by {worst:.1e}", sound=worst <= _SAME,
    )  # fmt: skip


def every_pair() -> Row:
    """1,000 x 1,000 on an even grid, which a hierarchy does not thin out: left at a core."""
    network = made_city()
    points = on_roads(network, 1_000, np.random.default_rng(10))
    travel, _ = lay_on_roads(Places(points), network, Text("", ""), TravelOptions())
    ids = points["id"].tolist()
    few, many = ids[:20], len(ids)
    travel.between(few, few)  # compiled
    searching, wanted = cpu(lambda: travel.between(few, ids))
    ready, hierarchy = cpu(lambda: travel._own.hierarchy)
    travel.between(ids[:200], ids[:200])  # compiled
    seconds, table = cpu(lambda: travel.between(ids, ids))
    worst = float(np.abs(table.time_min[: len(few)] - wanted.time_min).max())
    return Row(
        f"500,000 nodes: {many:,} x {many:,} by a core", seconds, 60.0,
        searching * many / len(few),
        f"peer our searches, of 20; once {ready:.0f} s down to {hierarchy.core.size:,} nodes; "
        f"minutes differ by {worst:.1e}", sound=worst <= _SAME,
    )  # fmt: skip


def million(asked: dict[str, float]) -> Done:
    network, draw = made_city(), np.random.default_rng(9)
    points = on_roads(network, CUSTOMERS + MANY_SITES, draw)
    travel, _ = lay_on_roads(Places(points), network, Text("", ""), TravelOptions())
    ids = points["id"].tolist()
    del points, network
    travel.near(ids[:50], ids[50:60], **asked)  # loops compiled, graph turned
    began = time.process_time()
    near = travel.near(ids[MANY_SITES:], ids[:MANY_SITES], **asked)
    return Done(time.process_time() - began, len(near.time_min), peak_mb())


def made_city() -> Network:
    draw = np.random.default_rng(2)
    node = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    ends = np.concatenate(
        [np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()]),
         np.column_stack([node[:-1].ravel(), node[1:].ravel()])]
    )  # fmt: skip
    ends = ends[draw.random(len(ends)) < 0.8]
    across, up = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    at_m = np.column_stack([across.ravel(), up.ravel()]) * _BLOCK_M
    at_m = at_m - at_m.mean(axis=0) + draw.uniform(-30, 30, at_m.shape)
    shape = np.asarray(shapely.linestrings(at_m[ends]), dtype=np.object_)
    length_km = shapely.length(shape) / 1000
    speed = draw.choice([20.0, 30.0, 40.0, 60.0], len(ends))
    blank = ("",) * len(ends)
    return Network(
        blank, blank, blank, ends[:, 0], ends[:, 1], np.ones(len(ends), dtype=np.bool_),
        length_km / speed * 60, length_km, shape, SIDE * SIDE, LocalPlane(118.0, 24.5),
    )  # fmt: skip


def on_roads(network: Network, count: int, draw: np.random.Generator) -> gpd.GeoDataFrame:
    lines = network.shape[draw.integers(0, len(network.shape), count)]
    at = shapely.line_interpolate_point(lines, draw.random(count), normalized=True)
    x_m, y_m = shapely.get_coordinates(at).T
    lon, lat = network.plane.degrees(x_m, y_m)
    ids = [f"p{row}" for row in range(count)]
    return gpd.GeoDataFrame({"id": ids}, geometry=shapely.points(lon, lat), crs="EPSG:4326")
