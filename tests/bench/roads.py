"""Travel over a real city's roads, beside scipy and other routers."""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from table import Row, cpu

from planner.schema import NearTravel, Text, Travel
from planner.travel import RoadTravel, TravelOptions
from planner.travel.engines.hierarchy import contract
from planner.travel.engines.network import Network, connected
from planner.travel.engines.snap import snap
from planner.travel.open import lay_on_roads
from planner.travel.places import Places
from planner.travel.roads import read_roads

ROOT = Path(__file__).parents[2]
EXTRACT = ROOT.parent / "shared" / "roads" / "porto_portugal.osm.pbf"
SPEEDS = ROOT / "data" / "rules" / "speeds.toml"
CUSTOMERS, SITES, SQUARE = 20_000, 500, 1_000
_SAME = 1e-6
_OSRM_BAR = 0.04


def road_rows() -> Iterator[Row]:
    """The largest real extract: reading, snapping, tables with and without a reach."""
    if not EXTRACT.is_file():
        return
    options = TravelOptions(roads=EXTRACT, speeds=SPEEDS)
    read_s, read = cpu(lambda: read_roads(options))
    assert read is not None
    network = read[0]
    keep = connected(network)
    note = f"{network.node_count:,} nodes, {len(network.link_ids):,} links"
    yield Row("Porto: .osm.pbf into a network", read_s, 15.0, note=note)
    points = beside_roads(network, keep, CUSTOMERS + SITES, np.random.default_rng(20261126))
    x_m, y_m = network.plane.metres(points.geometry.x, points.geometry.y)
    snap_s, snapped = cpu(lambda: snap(x_m, y_m, network, keep, max_access_km=1.0))
    off_m = np.median(snapped.off_km) * 1000
    yield Row(
        f"Porto: {len(points):,} points to their links", snap_s, 0.5,
        note=f"median {off_m:.0f} m off the road",
    )  # fmt: skip
    travel, _ = lay_on_roads(Places(points), network, Text("", ""), options)
    ids = points["id"].tolist()
    sites, customers, square = ids[:SITES], ids[SITES:], ids[:SQUARE]
    for one in ((sites[:1], customers), (customers, sites[:1])):
        travel.between(*one)  # loops compiled, graphs built
    travel.near(customers[:10], sites[:10], within_min=1.0)
    yield reach_row(travel, customers, sites, "searched for")
    contract(travel._own.towards.graph)  # compiled
    seconds, hierarchy = cpu(lambda: travel._own.hierarchy)
    shortcuts = len(hierarchy.up.other) + len(hierarchy.down.other) - len(travel._ground.graph.head)
    yield Row("Porto: hierarchy, once a network", seconds, 4.5, note=f"{shortcuts:+,} arcs")
    travel.between(square, square)
    for origins, destinations, bar_s in ((customers, sites, 4.5), (square, square, 0.5)):
        seconds, table = cpu(lambda: travel.between(origins, destinations))  # noqa: B023
        scipy_s, worst = beside_scipy(travel, table)
        yield Row(
            f"Porto: minutes and km {len(origins):,} x {len(destinations):,}", seconds, bar_s,
            scipy_s, f"peer scipy's Dijkstra, minutes alone; it differs by {worst:.1e}",
            sound=worst <= _SAME,
        )  # fmt: skip
        if origins is square:
            yield Row("Porto: the same by scipy, minutes alone", scipy_s, 8.0)
    travel.near(square, square, within_min=1.0)  # compiled
    yield reach_row(travel, customers, sites, "by the hierarchy")
    yield from beside_routers(travel, points, network)


def reach_row(travel: RoadTravel, customers: list[str], sites: list[str], how: str) -> Row:
    seconds, near = cpu(lambda: travel.near(customers, sites, within_min=15.0))
    name = f"Porto: {len(customers):,} x {len(sites)} within 15 min, {how}"
    return Row(name, seconds, 1.5, note=density(near))


def beside_roads(
    network: Network, keep: np.ndarray, count: int, draw: np.random.Generator
) -> gpd.GeoDataFrame:
    """Points some tens of metres off random places of the roads."""
    lines = network.shape[keep]
    length = shapely.length(lines)
    chosen = lines[draw.choice(len(lines), count, p=length / length.sum())]
    on_road = shapely.line_interpolate_point(chosen, draw.random(count), normalized=True)
    x_m, y_m = shapely.get_coordinates(on_road).T + draw.normal(0, 30, (2, count))
    lon, lat = network.plane.degrees(x_m, y_m)
    ids = [f"p{row}" for row in range(count)]
    return gpd.GeoDataFrame({"id": ids}, geometry=shapely.points(lon, lat), crs="EPSG:4326")


def beside_scipy(travel: RoadTravel, table: Travel, sample: int = 20) -> tuple[float, float]:
    """Return scipy's seconds for one search a destination, and the worst relative difference.

    Minutes from door to door are put together here from those between nodes; pairs on one link are
    left out, since their way may touch no node.
    """
    graph, doors = travel._ground.graph.turned(), travel._ground.doors
    least = pd.DataFrame({"t": graph.tail, "h": graph.head, "min": graph.time_min})
    least = least.groupby(["t", "h"], as_index=False)["min"].min()
    matrix = csr_array((least["min"], (least["t"], least["h"])), shape=(graph.size, graph.size))
    rows = travel._places.find(table.origin_ids)
    columns = travel._places.find(table.destination_ids)
    nodes = doors.node[columns, 0]

    def every() -> None:
        for first in range(0, len(nodes), 64):
            dijkstra(matrix, indices=nodes[first : first + 64])

    seconds, _ = cpu(every)
    worst = 0.0
    for at in np.random.default_rng(5).choice(len(columns), sample, replace=False):
        one = columns[at]
        ends = dijkstra(matrix, indices=doors.node[one])
        tree = (ends + doors.come_min[one][:, None]).min(axis=0)
        wanted = (doors.leave_min[rows] + tree[doors.node[rows]]).min(axis=1)
        shared = doors.link[rows][:, :, None] == doors.link[one]
        apart = ~(shared & (doors.link[one] >= 0)).any(axis=(1, 2))
        off = np.abs(table.time_min[:, at] - wanted)[apart] / np.maximum(wanted[apart], 1.0)
        worst = max(worst, float(off.max()))
    return seconds, worst


def density(near: NearTravel) -> str:
    many = len(near.origin_ids) * len(near.destination_ids)
    return f"{len(near.time_min):,} pairs, {len(near.time_min) / many:.1%} of all"


def beside_routers(travel: RoadTravel, points: gpd.GeoDataFrame, network: Network) -> Iterator[Row]:
    """1,000 x 1,000 between nodes by every router that can be had, and OSRM's own minutes."""
    there = subprocess.run([ROOT / "tools" / "routers.sh"], check=False, capture_output=True)
    if there.returncode:
        yield Row("other routers could not be installed", 0.0, 0.0, sound=False)
        return
    graph = travel._ground.graph
    lon, lat = travel._ground.node_degrees()
    draw = np.random.default_rng(11)
    sources, targets = draw.choice(graph.size, (2, SQUARE), replace=False)
    spots = gpd.GeoDataFrame(
        {"id": [f"n{row}" for row in range(2 * SQUARE)]},
        geometry=shapely.points(lon[np.r_[sources, targets]], lat[np.r_[sources, targets]]),
        crs="EPSG:4326",
    )  # fmt: skip
    # Peers stand on nodes: no second carriageway lies within a metre of them.
    here = TravelOptions(max_access_km=0.001)
    own, _ = lay_on_roads(Places(spots), network, Text("", ""), here)
    ids = spots["id"].tolist()
    _ = own._own.hierarchy  # made once
    seconds, table = cpu(lambda: own.between(ids[:SQUARE], ids[SQUARE:]))
    with tempfile.TemporaryDirectory() as folder:
        case, answer = Path(folder) / "case.npz", Path(folder) / "osrm.npy"
        np.savez(case, start=graph.start, head=graph.head, time_min=graph.time_min, lon=lon,
                 lat=lat, sources=sources, targets=targets)  # fmt: skip
        python = ROOT / ".venv-routers" / "bin" / "python"
        done = subprocess.run(
            [python, Path(__file__).with_name("peer_routers.py"), case, EXTRACT, answer],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        told = [json.loads(line) for line in done.stdout.splitlines()]
        osrm_min = np.load(answer) if answer.is_file() else None
    for one in told:
        differs = one["total_min"] / np.nansum(table.time_min) - 1
        yield Row(
            f"Porto: {SQUARE:,} x {SQUARE:,} between nodes, {one['router']}", seconds, 0.5,
            one["cpu_s"], f"peer made ready in {one['ready_s']:.1f} s; its sum {differs:+.2%}",
        )  # fmt: skip
    if osrm_min is None:
        yield Row("minutes against OSRM", 0.0, 0.0, note=done.stderr[-200:], sound=False)
        return
    yield against_osrm(table.time_min, osrm_min)


def against_osrm(ours_min: np.ndarray, osrm_min: np.ndarray) -> Row:
    """Calibrate by one factor on half of the pairs, and judge by the other half."""
    usable = np.isfinite(osrm_min) & (osrm_min > 1.0) & np.isfinite(ours_min)
    ratio = (osrm_min / ours_min)[usable]
    fitted = np.arange(len(ratio)) % 2 == 0
    factor = np.median(ratio[fitted])
    off = np.abs(factor * ours_min[usable] / osrm_min[usable] - 1)[~fitted]
    median, ninth = np.quantile(off, [0.5, 0.95])
    return Row(
        "Porto: minutes against OSRM's after one factor", 0.0, 0.0,
        note=f"median difference {median:.1%} (bar {_OSRM_BAR:.0%}), one in twenty over "
        f"{ninth:.1%}; factor {factor:.3f}, {len(off):,} pairs",
        sound=bool(median <= _OSRM_BAR),
    )  # fmt: skip
