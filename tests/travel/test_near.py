"""Near places alone: the same minutes as in the whole table, and no pair too many or too few."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.travel import open_travel
from planner.travel.engines.doors import Doors, open_doors
from planner.travel.engines.graph import Graph, make_graph
from planner.travel.engines.hierarchy import contract
from planner.travel.engines.near import nearest_pairs
from planner.travel.engines.network import Network
from planner.travel.engines.reach import search_within, sweep_within
from planner.travel.engines.search import Search
from planner.travel.engines.snapped import Snapped
from planner.travel.engines.table import search_table

SITES, DOORS = 7, 40


def laid(network: Network, snapped: Snapped) -> tuple[Graph, Doors]:
    graph, number = make_graph(network, np.ones(len(network.link_ids), dtype=np.bool_))
    return graph, open_doors(network, number, snapped, access_speed_km_per_h=15.0)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_pairs_within_a_reach_are_those_of_the_whole_table(random_town, seed):
    draw = np.random.default_rng(seed)
    graph, doors = laid(*random_town(draw))
    sites, customers = np.arange(SITES), draw.permutation(DOORS) + SITES
    search = Search(graph, longest_min=doors.longest_min)
    whole_min, whole_km = search_table(search, doors.take(sites), doors.take(customers))
    limit = float(draw.random() * 3)
    hierarchy = contract(graph)
    for start, source, time_min, length_km in (
        search_within(search, doors, sites, customers, limit),
        sweep_within(hierarchy, doors.take(sites), doors.take(customers), limit),
    ):
        for one in range(DOORS):
            mine = slice(start[one], start[one + 1])
            wanted = np.flatnonzero(whole_min[:, one] <= limit)
            assert sorted(source[mine]) == wanted.tolist()
            assert time_min[mine] == pytest.approx(whole_min[source[mine], one], rel=1e-6)
            assert length_km[mine] == pytest.approx(whole_km[source[mine], one], rel=1e-6)
            assert (np.diff(time_min[mine]) >= 0).all()


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(1, SITES + 2))
def test_the_nearest_few_are_the_first_of_the_whole_table(random_town, seed, most):
    draw = np.random.default_rng(seed)
    graph, doors = laid(*random_town(draw))
    sites, customers = doors.take(np.arange(SITES)), doors.take(np.arange(SITES, SITES + DOORS))
    search = Search(graph, longest_min=doors.longest_min)
    whole_min, whole_km = search_table(search, sites, customers)
    start, source, time_min, length_km = nearest_pairs(search, sites, customers, most, np.inf)
    for one in range(DOORS):
        mine = slice(start[one], start[one + 1])
        wanted = np.sort(whole_min[:, one])[:most]
        assert time_min[mine] == pytest.approx(wanted[np.isfinite(wanted)], rel=1e-6)
        assert len(set(source[mine])) == len(source[mine])
        assert time_min[mine] == pytest.approx(whole_min[source[mine], one], rel=1e-6)
        assert length_km[mine] == pytest.approx(whole_km[source[mine], one], rel=1e-6)


def test_near_travel_is_the_table_with_far_pairs_left_out(bay, points):
    here = points(a=(0, 0), b=(3, 0), c=(9, 2), d=(5, 2), e=(10, 0.5))
    travel, _ = open_travel(here, bay)
    whole = travel.between(list("abc"), list("de"))
    near = travel.near(list("abc"), list("de"), within_min=12.0)
    assert near.counts.tolist() == (whole.time_min <= 12).sum(axis=1).tolist()
    table = near.whole()
    kept = whole.time_min <= 12
    assert table.reachable.tolist() == kept.tolist()
    assert table.time_min[kept] == pytest.approx(whole.time_min[kept], rel=1e-6)
    assert table.distance_km[kept] == pytest.approx(whole.distance_km[kept], rel=1e-6)
    first = travel.near(list("abc"), list("de"), most=1)
    assert first.time_min == pytest.approx(whole.time_min.min(axis=1), rel=1e-6)
    assert first.destination.tolist() == whole.time_min.argmin(axis=1).tolist()
    assert near.basis == whole.basis


def test_a_search_whose_queue_fills_up_begins_again_with_a_longer_one(random_town):
    graph, doors = laid(*random_town(np.random.default_rng(1)))
    roomy, tight = Search(graph, longest_min=9.0), Search(graph, longest_min=9.0)
    tight._queue = tight._queue._replace(node=np.zeros(2, np.int32), before=np.zeros(2, np.int32))
    wanted, got = search_table(roomy, doors, doors), search_table(tight, doors, doors)
    assert len(tight._queue.node) > 2
    assert (got[0] == wanted[0]).all()
    roomy.grow_from_all(doors)
    tight.grow_from_all(doors)
    assert (roomy.tree.time_min == tight.tree.time_min).all()
