"""Real extracts from end to end: roads in, customers on them, ways between them and outlets."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.travel import TravelOptions, open_travel
from planner.travel.engines.network import Network, connected
from planner.travel.roads import read_roads

TOWNS = ("liechtenstein", "columbus_otp")


def _options(shared: Path, repository: Path, town: str) -> TravelOptions:
    return TravelOptions(
        roads=shared / "roads" / f"{town}.osm.pbf",
        speeds=repository / "data" / "rules" / "speeds.toml",
    )


def _network(options: TravelOptions) -> Network:
    roads = read_roads(options)
    assert roads is not None
    return roads[0]


def _points(network: Network, x_m: np.ndarray, y_m: np.ndarray) -> gpd.GeoDataFrame:
    lon, lat = network.plane.degrees(x_m, y_m)
    ids = [f"p{row}" for row in range(len(lon))]
    return gpd.GeoDataFrame({"id": ids}, geometry=shapely.points(lon, lat), crs="EPSG:4326")


def _beside_roads(network: Network, count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Draw points at random places of the connected roads, some tens of metres off them."""
    lines = network.shape[connected(network)]
    chosen = lines[
        rng.choice(len(lines), count, p=shapely.length(lines) / sum(map(shapely.length, lines)))
    ]
    on_road = shapely.line_interpolate_point(chosen, rng.random(count), normalized=True)
    x_m, y_m = shapely.get_coordinates(on_road).T + rng.normal(0, 30, (2, count))
    return _points(network, x_m, y_m)


@pytest.mark.parametrize("town", TOWNS)
def test_a_real_extract_leads_every_customer_to_every_outlet(shared, repository, town):
    options = _options(shared, repository, town)
    points = _beside_roads(_network(options), 205, np.random.default_rng(20261123))
    travel, _ = open_travel(points, options)
    ids = points["id"].tolist()
    customers, outlets = ids[5:], ids[:5]
    there, back = travel.between(customers, outlets), travel.between(outlets, customers)
    assert there.reachable.all()
    assert back.reachable.all()
    straight_km = np.stack(
        [points.to_crs(points.estimate_utm_crs()).distance(one).to_numpy()[5:] / 1000
         for one in points.to_crs(points.estimate_utm_crs()).geometry[:5]], axis=1
    )  # fmt: skip
    assert (there.distance_km >= straight_km * 0.999).all()
    ratio = np.median(there.distance_km[straight_km > 1] / straight_km[straight_km > 1])
    assert 1.1 < ratio < 1.6  # eight towns were measured: 1.21 to 1.32
    speed = there.distance_km / there.time_min * 60
    assert 15 < np.median(speed) < 80

    legs = [(customers[row], outlets[0]) for row in range(20)]
    for leg, line in zip(legs, travel.lines(legs), strict=True):
        drawn_km = _length_km(line)
        assert drawn_km == pytest.approx(
            travel.between([leg[0]], [leg[1]]).distance_km[0, 0], rel=2e-3
        )


def _length_km(line: shapely.LineString) -> float:
    geod = gpd.GeoSeries([line], crs="EPSG:4326").crs.get_geod()
    return float(geod.geometry_length(line)) / 1000


@pytest.mark.parametrize("town", TOWNS)
def test_minutes_between_junctions_are_those_of_an_independent_dijkstra(shared, repository, town):
    options = _options(shared, repository, town)
    network = _network(options)
    keep = connected(network)
    rng = np.random.default_rng(7)
    junctions = rng.choice(np.unique(network.tail[keep]), 40, replace=False)
    at = np.array([_place(network, node) for node in junctions])
    travel, _ = open_travel(_points(network, at[:, 0], at[:, 1]), options)
    ids = [f"p{row}" for row in range(len(junctions))]
    got = travel.between(ids, ids).time_min
    wanted = dijkstra(_least(network), indices=junctions)[:, junctions]
    assert got == pytest.approx(wanted, rel=1e-6, abs=1e-6)


def _place(network: Network, node: int) -> tuple[float, float]:
    link = int(np.flatnonzero(network.tail == node)[0])
    x, y = network.shape[link].coords[0]
    return float(x), float(y)


def _least(network: Network) -> csr_array:
    """Build the matrix by hand, one arc after another, the least of parallel ones."""
    least: dict[tuple[int, int], float] = {}
    arcs = zip(network.tail, network.head, network.time_min, network.two_way, strict=True)
    for tail, head, time_min, two_way in arcs:
        for pair in ((tail, head), (head, tail))[: 1 + int(two_way)]:
            least[pair] = min(float(time_min), least.get(pair, np.inf))
    rows, columns = np.array(list(least)).T
    size = network.node_count
    return csr_array((np.array(list(least.values())), (rows, columns)), shape=(size, size))
