"""Ways by road: the fastest one, from door to door."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall
from shapely import Point

from planner.errors import DataError, OptionError
from planner.geo import geodesic_km
from planner.travel import open_travel
from planner.travel.engines.doors import open_doors
from planner.travel.engines.graph import make_graph
from planner.travel.engines.network import make_network
from planner.travel.engines.search import Search
from planner.travel.engines.snap import snap
from planner.travel.engines.table import search_table


def test_a_way_is_timed_door_to_door_with_both_access_legs(roads, points):
    options = roads([("A", 0, 0), ("B", 10, 0)], [("1", "A", "B", 0, 10.0, 60)])
    travel, findings = open_travel(points(p=(2, 0.15), q=(8, -0.25)), options)
    way = travel.between(["p"], ["q"])
    assert way.distance_km[0, 0] == pytest.approx(6.0 + 0.40, rel=2e-3)
    assert way.time_min[0, 0] == pytest.approx(6.0 + 0.40 / 15 * 60, rel=2e-3)
    assert len(findings) == 0


def test_the_fastest_of_parallel_links_counts_and_they_are_never_added_up(roads, points):
    links = [("slow", "A", "B", 0, 10.0, 20), ("fast", "A", "B", 0, 12.0, 60)]
    travel, _ = open_travel(points(p=(0, 0), q=(10, 0)), roads([("A", 0, 0), ("B", 10, 0)], links))
    way = travel.between(["p"], ["q"])
    assert way.time_min[0, 0] == pytest.approx(12.0, abs=0.01)
    assert way.distance_km[0, 0] == pytest.approx(12.0, abs=0.01)


def test_a_one_way_ring_is_longer_in_one_direction(roads, points):
    nodes = [("A", 0, 0), ("B", 4, 0), ("C", 4, 4), ("D", 0, 4)]
    links = [(a + b, a, b, 1, 4.0, 40) for a, b in ("AB", "BC", "CD", "DA")]
    travel, _ = open_travel(points(a=(0, 0), b=(4, 0)), roads(nodes, links))
    both = travel.between(["a", "b"], ["a", "b"])
    assert both.distance_km == pytest.approx(np.array([[0, 4], [12, 0]]), abs=0.01)


def test_two_points_on_one_link_need_not_go_round_by_its_ends(roads, points):
    options = roads([("A", 0, 0), ("B", 10, 0)], [("1", "A", "B", 0, 10.0, 60)])
    travel, _ = open_travel(points(p=(4, 0), q=(5, 0)), options)
    way = travel.between(["p", "q"], ["p", "q"])
    assert way.distance_km == pytest.approx(np.array([[0, 1], [1, 0]]), abs=0.01)


def test_on_a_one_way_link_the_point_behind_is_reached_round_the_block(roads, points):
    nodes = [("A", 0, 0), ("B", 4, 0), ("C", 2, 3)]
    links = [("1", "A", "B", 1, 4.0, 40), ("2", "B", "C", 1, 5.0, 40), ("3", "C", "A", 1, 5.0, 40)]
    travel, _ = open_travel(points(p=(1, 0), q=(3, 0)), roads(nodes, links))
    way = travel.between(["p", "q"], ["p", "q"])
    assert way.distance_km == pytest.approx(np.array([[0, 2], [12, 0]]), abs=0.01)


def test_points_at_one_door_are_no_way_apart(roads, points):
    options = roads([("A", 0, 0), ("B", 10, 0)], [("1", "A", "B", 0, 10.0, 60)])
    travel, _ = open_travel(points(p=(4, 0.1), q=(4, 0.1)), options)
    assert travel.between(["p"], ["q"]).time_min[0, 0] == 0


def test_across_the_bay_one_drives_round_by_a_bridge(bay, points):
    travel, _ = open_travel(points(south=(5, 0), north=(5, 2)), bay)
    way = travel.between(["south"], ["north"])
    assert way.distance_km[0, 0] == pytest.approx(12.0, abs=0.02)
    bay_line = travel.lines([("south", "north")])[0]
    assert bay_line.length * 100 > 11  # degrees; straight across would be 0.018


def test_closing_a_bridge_by_id_sends_everyone_over_the_other_one(bay, points):
    here = points(south=(1, 0), north=(1, 2))
    before, _ = open_travel(here, bay)
    after, _ = open_travel(here, bay.model_copy(update={"close": ("BW",)}))
    assert before.between(["south"], ["north"]).distance_km[0, 0] == pytest.approx(4, abs=0.02)
    assert after.between(["south"], ["north"]).distance_km[0, 0] == pytest.approx(20, abs=0.02)
    assert "BW" in after.basis


def test_closing_by_prefix_or_by_road_name_works_too(bay, points):
    here = points(south=(1, 0), north=(1, 2))
    by_name, _ = open_travel(here, bay.model_copy(update={"close": ("road BW",)}))
    assert by_name.between(["south"], ["north"]).distance_km[0, 0] == pytest.approx(20, abs=0.02)
    travel, findings = open_travel(here, bay.model_copy(update={"close": ("B",)}))
    assert findings.counts() == {"W12": 1}
    assert "north" in findings[0].detail or "south" in findings[0].detail
    assert np.isnan(travel.between(["south"], ["north"]).time_min).all()


def test_an_unknown_link_to_close_is_refused_with_near_ones(bay, points):
    with pytest.raises(OptionError) as refused:
        open_travel(points(a=(1, 0)), bay.model_copy(update={"close": ("BX",)}))
    assert "BX" in refused.value.what
    assert "BW" in refused.value.mend


def test_a_part_that_cannot_be_reached_is_left_out_and_reported(roads, points):
    nodes = [("A", 0, 0), ("B", 4, 0), ("C", 8, 0), ("I", 5, 5), ("J", 6, 5)]
    links = [("1", "A", "B", 0, 4.0, 40), ("2", "B", "C", 0, 4.0, 40), ("3", "I", "J", 0, 1.0, 30)]
    travel, findings = open_travel(points(town=(1, 0), island=(5.5, 5)), roads(nodes, links))
    assert findings.counts() == {"W12": 1}
    assert "island" in findings[0].detail
    assert np.isnan(travel.between(["town"], ["island"]).time_min[0, 0])
    with pytest.raises(DataError, match="island"):
        travel.lines([("town", "island")])


def test_a_drawing_slip_beside_the_road_does_not_cut_a_customer_off(roads, points):
    nodes = [("A", 0, 0), ("B", 4, 0), ("X", 1, 0.1), ("Y", 2, 0.1)]
    links = [("1", "A", "B", 0, 4.0, 40), ("stub", "X", "Y", 1, 1.0, 40)]
    travel, _ = open_travel(points(p=(1.5, 0.1), q=(4, 0)), roads(nodes, links))
    assert np.isfinite(travel.between(["p"], ["q"]).time_min[0, 0])


def test_a_point_far_from_any_road_is_reported_and_not_reachable(roads, points):
    options = roads([("A", 0, 0), ("B", 10, 0)], [("1", "A", "B", 0, 10.0, 60)])
    travel, findings = open_travel(points(near=(1, 0), off=(5, 0.5), lost=(5, 3)), options)
    assert {one.account_no: one.rule.rule_id for one in findings} == {"off": "W10", "lost": "W10"}
    times = travel.between(["near"], ["off", "lost"]).time_min
    assert np.isfinite(times).tolist() == [[True, False]]


def test_a_line_begins_and_ends_at_the_doors_and_is_as_long_as_the_way(bay, points, degrees):
    travel, _ = open_travel(points(a=(0.5, 0.05), b=(7, 2.05)), bay)
    (line,) = travel.lines([("a", "b")])
    assert Point(line.coords[0]).equals_exact(Point(*degrees(0.5, 0.05)), 1e-9)
    assert Point(line.coords[-1]).equals_exact(Point(*degrees(7, 2.05)), 1e-9)
    lon, lat = np.asarray(line.coords).T
    length_km = geodesic_km(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum()
    assert length_km == pytest.approx(travel.between(["a"], ["b"]).distance_km[0, 0], rel=5e-3)
    (back,) = travel.lines([("b", "a")])
    assert back.reverse().equals_exact(line, 1e-9)


def test_a_line_on_one_link_follows_only_the_part_between(roads, points, degrees):
    options = roads([("A", 0, 0), ("B", 10, 0)], [("1", "A", "B", 0, 10.0, 60)])
    travel, _ = open_travel(points(p=(4, 0), q=(5, 0), p2=(4, 0.01)), options)
    forth, same = travel.lines([("p", "q"), ("p", "p2")])
    assert (forth.bounds[0], forth.bounds[2]) == pytest.approx(
        (degrees(4, 0)[0], degrees(5, 0)[0]), abs=1e-7
    )
    assert same.length < 1e-3


def test_asking_from_either_side_gives_the_same_answer(bay, points):
    here = points(a=(0, 0), b=(3, 0), c=(9, 2), d=(5, 2), e=(10, 0.5))
    travel, _ = open_travel(here, bay)
    ids = list("abcde")
    whole = travel.between(ids, ids)
    for one in ids:  # a single origin grows one tree forwards, a single destination one backwards
        assert travel.between([one], ids).time_min == pytest.approx(whole.take([one], ids).time_min)
        assert travel.between(ids, [one]).time_min == pytest.approx(whole.take(ids, [one]).time_min)


def test_an_unknown_id_is_named(bay, points):
    travel, _ = open_travel(points(a=(0, 0)), bay)
    with pytest.raises(DataError, match="nobody"):
        travel.between(["a"], ["nobody"])


def test_a_link_to_nowhere_is_refused_by_name(roads, points):
    with pytest.raises(DataError, match="bad"):
        open_travel(
            points(a=(0, 0)),
            roads([("A", 0, 0), ("B", 1, 0)], [("bad", "A", "Z", 0, 1.0, 30)]),
        )


def test_lengths_in_metres_are_refused(roads, points):
    with pytest.raises(DataError, match="times as long") as refused:
        open_travel(
            points(a=(0, 0)), roads([("A", 0, 0), ("B", 1, 0)], [("1", "A", "B", 0, 1000, 30)])
        )
    assert "kilometres" in refused.value.mend


def test_one_road_file_alone_is_refused(bay, points):
    with pytest.raises(OptionError, match=r"travel\.links"):
        open_travel(points(a=(0, 0)), bay.model_copy(update={"links": None}))


def test_repeated_or_missing_points_are_refused(bay, points):
    twice = pd.concat([points(a=(0, 0)), points(a=(1, 0))])
    with pytest.raises(DataError, match="repeated: a"):
        open_travel(twice, bay)
    nowhere = points(a=(0, 0), b=(1, 0))
    nowhere.geometry = [nowhere.geometry.iloc[0], None]
    with pytest.raises(DataError, match="no position: b"):
        open_travel(nowhere, bay)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_ways_agree_with_all_pairs_shortest_paths(seed):
    draw = np.random.default_rng(seed)
    size = int(draw.integers(3, 9))
    ring = [(one, (one + 1) % size, 0) for one in range(size)]
    extra = [
        (int(a), int(b), int(draw.integers(0, 2)))
        for a, b in draw.integers(0, size, (size, 2))
        if a != b
    ]
    lon, lat = 118 + draw.random(size) / 10, 24 + draw.random(size) / 10
    ids = [str(one) for one in range(size)]
    nodes = pd.DataFrame({"node_id": ids, "x_coord": lon, "y_coord": lat})
    links = pd.DataFrame(ring + extra, columns=["from_node_id", "to_node_id", "directed"])
    links = links.astype({"from_node_id": str, "to_node_id": str, "directed": bool})
    links["link_id"] = [f"L{one}" for one in range(len(links))]
    links["name"] = links["link_id"]  # no two are carriageways of one road
    links["free_speed_km_per_h"] = draw.integers(20, 90, len(links)).astype(float)
    network = make_network(nodes, links)
    keep = np.ones(len(links), dtype=bool)
    x_m, y_m = network.plane.metres(lon, lat)
    snapped = snap(x_m, y_m, network, keep, max_access_km=1.0)
    graph, number = make_graph(network, keep)
    doors = open_doors(network, number, snapped, access_speed_km_per_h=15.0)
    assert (snapped.off_km < 1e-9).all()  # every point stands on a node
    search = Search(graph)
    time_min, length_km = search_table(search, doors, doors)
    dense = np.full((size, size), np.inf)
    for tail, head, two_way, minutes in zip(
        network.tail, network.head, network.two_way, network.time_min, strict=True
    ):
        dense[tail, head] = min(dense[tail, head], minutes)
        if two_way:
            dense[head, tail] = min(dense[head, tail], minutes)
    assert time_min == pytest.approx(floyd_warshall(dense), rel=1e-9, abs=1e-9)
    assert np.isfinite(length_km).all()
    search.grow(doors, 0)
    for target in range(size):
        node = int(number[target])
        way = search.arcs_to(node)
        seed = int(graph.tail[way[0]]) if way else node
        begun = search.tree.time_min[seed], search.tree.length_km[seed]
        assert begun[0] + graph.time_min[way].sum() == pytest.approx(search.tree.time_min[node])
        assert begun[1] + graph.length_km[way].sum() == pytest.approx(search.tree.length_km[node])
    back = doors.turned()
    backwards = search_table(Search(graph.turned()), back, back)
    assert pytest.approx(time_min, rel=1e-9, abs=1e-9) == backwards[0].T
