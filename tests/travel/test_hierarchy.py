"""Tables by a hierarchy are those by searches, on towns, in a grid, and the other way round."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo import LocalPlane
from planner.travel.engines.doors import open_doors
from planner.travel.engines.graph import Graph, make_graph
from planner.travel.engines.hierarchy import Hierarchy, contract
from planner.travel.engines.network import Network
from planner.travel.engines.search import Search
from planner.travel.engines.snapped import Snapped
from planner.travel.engines.sweep import sweep_table
from planner.travel.engines.table import search_table


def arcs(tail: np.ndarray, head: np.ndarray, draw: np.random.Generator) -> Graph:
    """Make a graph of two-way links whose kilometres tell which way was taken."""
    ends = np.unique(np.concatenate([np.c_[tail, head], np.c_[head, tail]]), axis=0)
    size = int(ends.max()) + 1
    start = np.searchsorted(ends[:, 0], np.arange(size + 1)).astype(np.int32)
    ends = ends.astype(np.int32)
    time_min = draw.random(len(ends)) + 0.5
    return Graph(start, ends[:, 0], ends[:, 1], time_min, draw.random(len(ends)), ends[:, 0])


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_minutes_and_km_are_those_of_the_searches(random_town, seed):
    sweeps_agree_with_searches(*random_town(np.random.default_rng(seed)))


def sweeps_agree_with_searches(network: Network, snapped: Snapped) -> Hierarchy:
    graph, number = make_graph(network, np.ones(len(network.link_ids), dtype=np.bool_))
    doors = open_doors(network, number, snapped, access_speed_km_per_h=15.0)
    hierarchy = contract(graph)
    for side, turned, laid in (
        (doors, hierarchy, graph), (doors.turned(), hierarchy.turned(), graph.turned()),
    ):  # fmt: skip
        some = side.take(np.arange(0, 47, 3))
        wanted = search_table(Search(laid, longest_min=doors.longest_min), some, side)
        got = sweep_table(turned, some, side)
        assert got[0] == pytest.approx(wanted[0], rel=1e-12)
        assert got[1] == pytest.approx(wanted[1], rel=1e-12)
    return hierarchy


def test_arcs_that_find_no_room_are_put_in_all_the_same():
    node, draw = np.arange(900).reshape(30, 30), np.random.default_rng(1)
    graph = arcs(
        np.r_[node[:, :-1].ravel(), node[:-1].ravel()],
        np.r_[node[:, 1:].ravel(), node[1:].ravel()], draw,
    )  # fmt: skip
    hierarchy = contract(graph)
    assert len(hierarchy.up.other) + len(hierarchy.down.other) > 2 * len(graph.head)
    assert sorted(hierarchy.place) == list(range(900))
    for steps in (hierarchy.up, hierarchy.down):
        ends = np.repeat(np.arange(900), np.diff(steps.start))
        assert (steps.other < ends).all()


def test_what_does_not_thin_out_is_left_as_a_core_and_searched():
    tail, head = np.triu_indices(60, 1)
    graph = arcs(tail, head, np.random.default_rng(2))
    hierarchy = contract(graph)
    assert hierarchy.core.size == 60
    assert hierarchy.turned().core.tail.tolist() == hierarchy.back.tail.tolist()
    network, snapped = dense_town(np.random.default_rng(3))
    hierarchy = sweeps_agree_with_searches(network, snapped)
    assert 0 < hierarchy.core.size < len(hierarchy.place)  # some were taken out, and not all


def dense_town(draw: np.random.Generator) -> tuple[Network, Snapped]:
    """Sixty junctions each joined with each, a street of its own to three houses at every one."""
    pairs = np.column_stack(np.triu_indices(60, 1))
    houses = np.column_stack([np.repeat(np.arange(60), 3), np.arange(60, 240)])
    ends = np.concatenate([pairs, houses])
    links, at = len(ends), draw.random((240, 2)) * 1000
    network = Network(
        tuple(map(str, range(links))), ("",) * links, ("",) * links, ends[:, 0], ends[:, 1],
        draw.random(links) < 0.8, draw.random(links) + 0.5, draw.random(links),
        np.asarray(shapely.linestrings(at[ends])), 240, LocalPlane(118.0, 24.0),
    )  # fmt: skip
    one = (47, 1)
    link = draw.integers(0, links, one)
    return network, Snapped(link, draw.random(one), draw.random(one) * 0.1, np.zeros(47, bool))
