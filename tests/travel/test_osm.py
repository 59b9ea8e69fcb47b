"""OpenStreetMap extracts: which ways carry a car, which way, how fast, and what is refused."""

import sys

import numpy as np
import pytest

from planner.errors import DataError, OptionError
from planner.travel import TravelOptions, open_travel
from planner.travel.engines.network import Network
from planner.travel.roads import read_roads

type Way = tuple[int, list[int], dict[str, str]]


def _network(options: TravelOptions) -> Network:
    roads = read_roads(options)
    assert roads is not None
    return roads[0]


def _way(number: int, nodes: list[int], **tags: str) -> Way:
    return number, nodes, {"highway": "residential", **tags}


def _km_per_h(network: Network) -> np.ndarray:
    return network.length_km / network.time_min * 60


def test_ways_are_cut_where_they_meet_and_links_are_called_by_way_and_part(extract):
    main = _way(10, [1, 5, 2], name="Main")
    network = _network(extract([main, _way(11, [5, 3]), _way(12, [3, 4, 1])]))
    assert network.link_ids == ("10/1", "10/2", "11/1", "12/1")
    assert network.names[:2] == ("Main", "Main")
    assert network.classes == ("residential",) * 4
    assert network.node_count == 4  # corner 4 of way 12 is a bend, not a junction
    assert network.length_km == pytest.approx([2, 2, np.hypot(2, 4), 8], rel=2e-3)


def test_a_bridge_that_shares_no_node_does_not_meet_the_road_below(extract):
    nodes = {1: (0, 0), 2: (4, 0), 3: (2, -2), 4: (2, 2)}
    network = _network(extract([_way(1, [1, 2]), _way(2, [3, 4], bridge="yes")], nodes))
    assert network.link_ids == ("1/1", "2/1")


@pytest.mark.parametrize(
    ("tags", "ends"),
    [
        ({"oneway": "yes"}, (1, False)),
        ({"oneway": "-1"}, (-1, False)),
        ({"oneway": "no"}, (1, True)),
        ({"junction": "roundabout"}, (1, False)),
        ({"highway": "motorway"}, (1, False)),
        ({"highway": "motorway", "oneway": "no"}, (1, True)),
        ({}, (1, True)),
    ],
)
def test_one_way_roads_are_one_way_in_the_direction_tagged(extract, tags, ends):
    network = _network(extract([_way(1, [1, 2], **tags)]))
    sense, two_way = ends
    x_first, x_last = (network.shape[0].coords[place][0] for place in (0, -1))
    assert (x_last > x_first) == (sense > 0)
    assert bool(network.two_way[0]) is two_way


@pytest.mark.parametrize(
    ("tags", "km_per_h"),
    [
        ({}, 25),
        ({"maxspeed": "50"}, 40),
        ({"maxspeed": "50 km/h"}, 40),
        ({"maxspeed": "30 mph"}, 30 * 1.609344 * 0.8),
        ({"maxspeed": "none"}, 25),
        ({"maxspeed": "PT:urban"}, 25),
        ({"maxspeed": "0"}, 25),
    ],
)
def test_a_signed_limit_counts_before_the_speed_of_the_class(extract, tags, km_per_h):
    network = _network(extract([_way(1, [1, 2], **tags)]))
    assert _km_per_h(network) == pytest.approx([km_per_h])


@pytest.mark.parametrize(
    "tags",
    [
        {"access": "no"},
        {"access": "private"},
        {"motor_vehicle": "no"},
        {"access": "yes", "motorcar": "private"},
        {"highway": "footway"},
        {"highway": "construction"},
        {"area": "yes"},
    ],
)
def test_ways_closed_to_cars_are_left_out(extract, tags):
    network = _network(extract([_way(1, [1, 2]), _way(2, [2, 3], **tags)]))
    assert network.link_ids == ("1/1",)


def test_a_more_specific_permission_overrides_a_general_ban(extract):
    network = _network(extract([_way(1, [1, 2], access="no", motor_vehicle="yes")]))
    assert network.link_ids == ("1/1",)


@pytest.mark.parametrize("written", ["25", "0:25", "00:25:00", "PT25M"])
def test_a_ferry_takes_its_timetable_however_it_is_cut(extract, written):
    ferry = (2, [2, 3, 4], {"route": "ferry", "duration": written})
    network = _network(extract([_way(1, [1, 2]), ferry, _way(3, [3, 5])]))
    at_sea = np.array(network.classes) == "ferry"
    assert at_sea.sum() == 2
    assert network.time_min[at_sea].sum() == pytest.approx(25)


def test_a_ferry_without_timetable_sails_at_the_speed_of_its_class(extract):
    network = _network(extract([(2, [2, 3], {"route": "ferry"})]))
    assert _km_per_h(network) == pytest.approx([15])


@pytest.mark.parametrize(
    ("barrier", "passes"),
    [
        ({"barrier": "bollard"}, False),
        ({"barrier": "gate"}, True),
        ({"barrier": "gate", "access": "private"}, False),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, True),
    ],
)
@pytest.mark.parametrize("drawn", ["through", "to both sides", "against each other"])
def test_a_barrier_lets_through_only_what_it_is_tagged_for(extract, points, barrier, passes, drawn):
    ways = {
        "through": [_way(1, [1, 5, 2])],
        "to both sides": [_way(1, [1, 5]), _way(2, [5, 2])],
        "against each other": [_way(1, [1, 5]), _way(2, [2, 5])],
    }[drawn]
    ring = _way(9, [2, 3, 4, 1])
    options = extract([*ways, ring], tags={5: barrier})
    travel, _ = open_travel(points(west=(1, 0), east=(3, 0)), options)
    km = travel.between(["west"], ["east"]).distance_km[0, 0]
    assert km == pytest.approx(2 if passes else 14, rel=5e-3)


def test_a_way_whose_nodes_the_extract_cut_off_is_parted_not_bridged(extract):
    network = _network(extract([_way(1, [1, 5, 99, 3, 4])]))
    assert network.link_ids == ("1/1", "1/2")
    assert network.length_km == pytest.approx([2, 4], rel=2e-3)


def test_a_way_is_closed_by_its_number_and_not_its_longer_namesakes(extract, points):
    ways = [_way(1, [1, 5, 2]), _way(11, [1, 4, 3, 2]), _way(12, [5, 3])]
    here = points(a=(0, 0), b=(4, 0))
    travel, _ = open_travel(here, extract(ways, close=("1",)))
    assert travel.between(["a"], ["b"]).distance_km[0, 0] == pytest.approx(12, rel=2e-3)


def test_the_source_says_whose_data_and_which_speeds_it_uses(extract, points):
    travel, _ = open_travel(points(a=(0, 0)), extract([_way(1, [1, 2])]))
    assert "© OpenStreetMap contributors" in travel.basis
    assert "speeds by class as of 2026-01-01" in travel.basis


def test_roads_to_draw_have_ids_names_and_classes(extract, points):
    options = extract([_way(1, [1, 5, 2], name="Main", highway="primary")])
    travel, _ = open_travel(points(a=(0, 0)), options)
    roads = travel.roads()
    assert roads.crs.to_epsg() == 4326
    assert roads[["link_id", "name", "facility_type"]].to_numpy().tolist() == [
        ["1/1", "Main", "primary"]
    ]
    assert roads.total_bounds == pytest.approx([118.1, 24.5, 118.1395, 24.5], abs=1e-3)


def test_an_extract_without_roads_is_refused(extract):
    with pytest.raises(DataError, match="no road that a car may drive") as told:
        read_roads(extract([(1, [1, 2], {"highway": "footway"})]))
    assert "travel.speeds" in told.value.mend


def test_an_extract_without_the_nodes_of_its_roads_is_refused(extract):
    with pytest.raises(DataError, match="no road that a car may drive"):
        read_roads(extract([_way(1, [97, 98])]))


def test_a_road_that_goes_nowhere_is_refused_like_none(extract):
    with pytest.raises(DataError, match="no road that a car may drive"):
        read_roads(extract([_way(1, [1, 1])]))


def test_an_empty_extract_is_refused(extract):
    with pytest.raises(DataError, match="no road that a car may drive"):
        read_roads(extract([], nodes={}))


def test_a_truncated_extract_is_refused(extract):
    options = extract([_way(1, [1, 2])])
    whole = options.roads.read_bytes()
    for size in (1, 3, len(whole) // 2, len(whole) - 1):
        options.roads.write_bytes(whole[:size])
        with pytest.raises(DataError, match="cannot be read") as told:
            read_roads(options)
        assert "fetch the extract again" in told.value.mend
    options.roads.write_bytes(b"")
    with pytest.raises(DataError, match="is empty"):
        read_roads(options)


def test_a_file_that_is_no_extract_is_refused(extract):
    options = extract([_way(1, [1, 2])])
    options.roads.write_bytes(b"node_id,x_coord,y_coord\n" * 20)
    with pytest.raises(DataError, match="cannot be read"):
        read_roads(options)


def test_without_speeds_the_reader_asks_for_them(extract):
    with pytest.raises(OptionError, match="does not say how fast") as told:
        read_roads(extract([_way(1, [1, 2])], speeds=None))
    assert "data/rules/speeds.toml" in told.value.mend


def test_without_the_package_the_extra_is_named(extract, monkeypatch):
    options = extract([_way(1, [1, 2])])
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(OptionError, match="osmium") as told:
        read_roads(options)
    assert "planner[roads]" in told.value.mend


def test_roads_in_two_forms_are_refused(extract, bay):
    both = extract([_way(1, [1, 2])]).model_copy(update={"nodes": bay.nodes, "links": bay.links})
    with pytest.raises(OptionError, match=r"travel\.nodes and travel\.links would not be used"):
        read_roads(both)


def test_speeds_and_columns_are_refused_where_they_would_not_be_used(extract, bay, speeds):
    with pytest.raises(OptionError, match=r"travel\.speeds would not be used"):
        read_roads(bay.model_copy(update={"speeds": speeds}))
    with pytest.raises(OptionError, match=r"travel\.columns would not be used"):
        read_roads(extract([_way(1, [1, 2])], columns={"name": "name"}))


def test_a_kind_of_file_that_is_not_read_is_named(tmp_path):
    with pytest.raises(OptionError, match=r"not read from \.osm"):
        read_roads(TravelOptions(roads=tmp_path / "town.osm"))


def test_speeds_with_a_slip_name_the_setting(tmp_path, extract):
    slip = tmp_path / "speeds.toml"
    slip.write_text('effective_from = 2026-01-01\nsource = ""\nlimit_share = 8\n', "utf-8")
    with pytest.raises(OptionError, match="limit_share"):
        read_roads(extract([_way(1, [1, 2])], speeds=slip))
    with pytest.raises(DataError, match="speeds of roads cannot be read"):
        read_roads(extract([_way(1, [1, 2])], speeds=tmp_path / "none.toml"))
