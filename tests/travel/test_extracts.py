"""Real extracts from end to end: roads in, customers on them, ways between them and outlets."""

import itertools
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.outlets import OutletsOptions, site_outlets
from planner.schema import Customers, Text
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


def _beside_roads(network: Network, count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Draw points at random places of the connected roads, some tens of metres off them."""
    lines = network.shape[connected(network)]
    chosen = lines[
        rng.choice(len(lines), count, p=shapely.length(lines) / sum(map(shapely.length, lines)))
    ]
    on_road = shapely.line_interpolate_point(chosen, rng.random(count), normalized=True)
    x_m, y_m = shapely.get_coordinates(on_road).T + rng.normal(0, 30, (2, count))
    return _points(network, x_m, y_m)


def test_a_real_extract_leads_every_customer_to_every_outlet(network):
    points = _beside_roads(network, 205, np.random.default_rng(20261123))
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


def test_on_a_real_extract_the_best_two_outlets_are_those_of_every_pair_tried(network):
    points = _beside_roads(network, 128, np.random.default_rng(20261126))
    travel = _travel(network, points)
    rows = points.iloc[8:].rename(columns={"id": "account_no"}).reset_index(drop=True)
    customers = Customers(rows.assign(source_row=np.arange(2, 122), annual_kwh=1.0))
    sites = points.iloc[:8].rename(columns={"id": "outlet_id"}).assign(
        outlet_name=points["id"][:8], outlet_class="C", site_status="candidate", must_keep=False,
        capacity_customers=np.nan,
    )  # fmt: skip
    table = travel.between(rows["account_no"].tolist(), sites["outlet_id"].tolist())
    options = OutletsOptions(existing="outlets.csv", count=2)
    chosen = site_outlets(customers, sites, table, options).open_outlet_ids
    pairs = itertools.combinations(range(8), 2)
    best = min(pairs, key=lambda pair: table.time_min[:, list(pair)].min(axis=1).sum())
    assert sorted(chosen) == [f"p{one}" for one in best]
    # Out to the three farthest of the first outlet and home again, drawn on the roads.
    mine = table.time_min[:, best[0]]
    stops = [chosen[0], *(table.origin_ids[one] for one in np.argsort(mine)[-3:]), chosen[0]]
    for leg, line in zip(pairwise(stops), travel.lines(list(pairwise(stops))), strict=True):
        one_way = travel.between([leg[0]], [leg[1]]).distance_km[0, 0]
        assert _length_km(line) == pytest.approx(one_way, rel=2e-3)
        assert len(line.coords) > 2


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
