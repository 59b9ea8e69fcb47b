"""One interface, four engines: the same ways by each, and what OSRM knows more about."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from planner.errors import DataError, OptionError
from planner.travel import TravelOptions, open_travel
from planner.travel.engines.by_node import NodeRouter
from planner.travel.engines.ground import Ground
from planner.travel.engines.own import OwnRouter
from planner.travel.engines.plain import PlainTables
from planner.travel.engines.routingkit import RoutingKitTables
from planner.travel.open import lay_on_roads
from planner.travel.places import Places
from planner.travel.roads import read_roads

CROSS = {1: (0, 0), 2: (2, 0), 3: (4, 0), 4: (2, 2), 5: (4, 2), 6: (2, -2), 7: (4, -2), 8: (5, 2)}


@pytest.mark.parametrize("seed", range(8))
def test_tables_between_doors_are_the_same_by_every_engine_that_takes_our_graph(random_town, seed):
    network, snapped = random_town(np.random.default_rng(seed))
    slower = network.time_min + network.length_km  # 60 km/h at most
    network = dataclasses.replace(network, time_min=slower)
    keep = np.ones(len(network.link_ids), dtype=np.bool_)
    ground = Ground.of(network, keep, snapped, access_speed_km_per_h=15.0)
    own, few, many = OwnRouter(ground), np.arange(0, 47, 5), np.arange(47)
    tables = PlainTables(ground.graph), RoutingKitTables(ground.graph, *ground.node_degrees())
    for rows, columns in ((few, many), (many, few)):
        wanted = own.table(rows, columns)
        for nodes, most_min, most_km in zip(tables, (1e-9, 2e-3), (1e-9, 2e-2), strict=True):
            got = NodeRouter(ground, nodes, own).table(rows, columns)
            assert got[0] == pytest.approx(wanted[0], abs=most_min)
            assert got[1] == pytest.approx(wanted[1], abs=most_km)


def test_on_a_real_extract_every_engine_measures_the_same_ways(shared, repository, beside_roads):
    options = TravelOptions(
        roads=shared / "roads" / "liechtenstein.osm.pbf",
        speeds=repository / "data" / "rules" / "speeds.toml",
    )
    network, note = read_roads(options) or pytest.fail("no roads")
    points = beside_roads(network, 90, np.random.default_rng(6))
    customers, sites = points["id"].tolist()[10:], points["id"].tolist()[:10]
    found, drawn = {}, {}
    for engine in ("own", "scipy", "pyroutingkit", "osrm"):
        asked = options.model_copy(update={"engine": engine})
        travel, _ = lay_on_roads(Places(points), network, note, asked)
        found[engine] = travel.between(customers, sites)
        drawn[engine] = travel.lines([(customers[0], sites[0])])[0]
        assert ("turns" in travel.basis) == (engine == "osrm")
    own = found["own"]
    assert own.reachable.all()
    assert found["scipy"].time_min == pytest.approx(own.time_min, rel=1e-9)
    assert found["scipy"].distance_km == pytest.approx(own.distance_km, rel=1e-9)
    assert found["pyroutingkit"].time_min == pytest.approx(own.time_min, abs=1e-3)
    assert found["pyroutingkit"].distance_km == pytest.approx(own.distance_km, abs=2e-2)
    # The same speeds; what turns take comes on top, and makes another way the fastest here or there
    assert found["osrm"].reachable.all()
    assert 1.01 < np.median(found["osrm"].time_min / own.time_min) < 1.15
    longer = found["osrm"].distance_km / own.distance_km
    assert np.median(longer) == pytest.approx(1, abs=0.005)
    assert np.quantile(longer, 0.9) < 1.1
    assert drawn["osrm"].hausdorff_distance(drawn["own"]) < 2e-3


@pytest.fixture
def crossing(extract, tmp_path):
    """Write a road from west to east, and one from north that ends on it; they meet again east."""

    def write(**options: object) -> TravelOptions:
        street = {"highway": "residential"}
        ways = [
            (1, [1, 2], street), (2, [2, 3], street), (3, [4, 2], street), (4, [4, 5, 3], street),
            (5, [2, 6], street), (6, [6, 7, 3], street), (7, [5, 8], street),
        ]  # fmt: skip
        no_left = [("w", 1, "from"), ("n", 2, "via"), ("w", 3, "to")]
        kind = {"type": "restriction", "restriction": "no_left_turn"}
        settings = {"keep": tmp_path / "kept", "engine": "osrm", **options}
        return extract(ways, CROSS, relations=[(1, no_left, kind)], **settings)

    return write


def test_osrm_keeps_to_a_forbidden_turn_that_our_own_engine_does_not_know(crossing, points):
    here = points(west=(1, 0), north=(2, 1))
    by_osrm, _ = open_travel(here, crossing())
    own, _ = open_travel(here, crossing(engine="own"))
    assert own.between(["west"], ["north"]).distance_km[0, 0] == pytest.approx(2, rel=5e-3)
    assert by_osrm.between(["west"], ["north"]).distance_km[0, 0] == pytest.approx(8, rel=5e-3)
    assert by_osrm.between(["north"], ["west"]).distance_km[0, 0] == pytest.approx(2, rel=5e-3)
    line = by_osrm.lines([("west", "north")])[0]
    assert line.bounds[2] > here.geometry.x.max() + 0.015  # out to the east, and back


def test_osrm_closes_whole_ways_reads_its_files_again_and_is_told_apart(
    crossing, points, monkeypatch
):
    here = points(west=(1, 0), east=(4, 1), sea=(1, 40))
    whole, _ = open_travel(here, crossing())
    assert whole.between(["west"], ["east"]).distance_km[0, 0] == pytest.approx(4, rel=5e-3)
    assert not whole.between(["west"], ["sea"]).reachable.any()
    with pytest.raises(DataError, match="no road leads to sea"):
        whole.lines([("west", "sea")])
    shut, _ = open_travel(here, crossing(close=("2",)))
    assert shut.between(["west"], ["east"]).distance_km[0, 0] == pytest.approx(8, rel=5e-3)
    assert shut.digest(["west"], ["east"]) != whole.digest(["west"], ["east"])
    with pytest.raises(OptionError, match="none but whole ways: 4"):
        open_travel(here, crossing(close=("4/1",)))
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("it was all there"))
    again, _ = open_travel(here, crossing())
    assert again.between(["west"], ["east"]).time_min == pytest.approx(
        whole.between(["west"], ["east"]).time_min
    )


@pytest.mark.parametrize(("engine", "module"), [
    ("osrm", "osrm"), ("pyroutingkit", "pyroutingkit"),
])  # fmt: skip
def test_without_its_package_an_engine_says_what_to_install(
    crossing, points, monkeypatch, engine, module
):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(OptionError, match=f'"{engine}" needs a package') as told:
        open_travel(points(a=(0, 0)), crossing(engine=engine))
    assert "planner[routers]" in told.value.mend


def test_an_engine_is_refused_where_it_would_not_be_used(bay, points, crossing, repository):
    here = points(a=(0, 0), b=(1, 0))
    with pytest.raises(OptionError, match="no roads are named"):
        open_travel(here, TravelOptions(engine="scipy"))
    with pytest.raises(OptionError, match="an OpenStreetMap extract alone"):
        open_travel(here, bay.model_copy(update={"engine": "osrm"}))
    pace = repository / "data" / "rules" / "pace.toml"
    with pytest.raises(OptionError, match=r"travel\.pace is not known to OSRM"):
        open_travel(here, crossing(pace=pace, at_hour=8))


def test_an_extract_that_osrm_makes_nothing_of_is_told(crossing, points, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "[error] no edges\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    options = crossing()
    with pytest.raises(DataError, match=r"osrm-extract makes nothing of .*no edges"):
        open_travel(points(a=(0, 0), b=(1, 0)), options)
    assert not list(Path(options.keep).iterdir())  # nothing half made is left behind
