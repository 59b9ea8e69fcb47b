"""Real extracts: roads in, customers on them, ways between them and outlets."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.schema import Text
from planner.travel import RoadTravel, TravelOptions
from planner.travel.engines.network import Network, connected
from planner.travel.open import lay_on_roads
from planner.travel.places import Places
from planner.travel.roads import read_roads


@pytest.fixture(scope="module", params=["liechtenstein", "columbus_otp"])
def network(request: pytest.FixtureRequest, shared: Path, repository: Path) -> Network:
    """Read an extract once; each test lays its own points on it."""
    options = TravelOptions(
        roads=shared / "roads" / f"{request.param}.osm.pbf",
        speeds=repository / "data" / "rules" / "speeds.toml",
    )
    roads = read_roads(options)
    assert roads is not None
    return roads[0]


def _travel(network: Network, points: gpd.GeoDataFrame) -> RoadTravel:
    return lay_on_roads(Places(points), network, Text("", ""), TravelOptions())[0]


def _points(network: Network, x_m: np.ndarray, y_m: np.ndarray) -> gpd.GeoDataFrame:
    lon, lat = network.plane.degrees(x_m, y_m)
    ids = [f"p{row}" for row in range(len(lon))]
    return gpd.GeoDataFrame({"id": ids}, geometry=shapely.points(lon, lat), crs="EPSG:4326")


def test_a_real_extract_leads_every_customer_to_every_outlet(network, beside_roads):
    points = beside_roads(network, 205, np.random.default_rng(20261123))
    travel = _travel(network, points)
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


def test_minutes_between_junctions_are_those_of_an_independent_dijkstra(network):
    keep = connected(network)
    rng = np.random.default_rng(7)
    one_way = np.concatenate([one[~network.two_way] for one in (network.tail, network.head)])
    # Beside a divided road a door is nearer than its junction; see test_carriageways.
    plain = np.setdiff1d(network.tail[keep], one_way)
    junctions = rng.choice(plain, 40, replace=False)
    at = np.array([_place(network, node) for node in junctions])
    travel = _travel(network, _points(network, at[:, 0], at[:, 1]))
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
