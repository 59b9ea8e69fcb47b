"""What holds for every network: triangles, symmetry, closings; and a grid with known answers."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.schema import BoolArray, FloatArray
from planner.travel import open_travel
from planner.travel.engines.doors import open_doors
from planner.travel.engines.graph import make_graph
from planner.travel.engines.network import Network
from planner.travel.engines.search import Search
from planner.travel.engines.snapped import Snapped
from planner.travel.engines.table import search_table

SEEDS = st.integers(0, 2**32 - 1)
_ROUNDING = 1e-9


def _minutes(network: Network, snapped: Snapped, keep: BoolArray) -> FloatArray:
    graph, number = make_graph(network, keep)
    doors = open_doors(network, number, snapped, access_speed_km_per_h=15.0)
    return search_table(Search(graph, longest_min=doors.longest_min), doors, doors)[0]


def _all(network: Network) -> BoolArray:
    return np.ones(len(network.link_ids), dtype=np.bool_)


@settings(max_examples=30)
@given(SEEDS)
def test_no_way_is_longer_than_one_by_a_third_place(random_town, seed):
    network, snapped = random_town(np.random.default_rng(seed))
    # A third place at a divided road lets through from one carriageway to the other.
    one = {side: getattr(snapped, side)[:, :1] for side in ("link", "fraction", "off_km")}
    time_min = _minutes(network, dataclasses.replace(snapped, **one), _all(network))
    by_third = (time_min[:, :, None] + time_min[None, :, :]).min(axis=1)
    assert (time_min <= by_third + _ROUNDING).all()


@settings(max_examples=30)
@given(SEEDS)
def test_where_every_road_is_two_way_there_and_back_take_as_long(random_town, seed):
    network, snapped = random_town(np.random.default_rng(seed))
    open_both = dataclasses.replace(network, two_way=_all(network))
    time_min = _minutes(open_both, snapped, _all(network))
    assert time_min == pytest.approx(time_min.T, rel=1e-9)
    assert (time_min <= _minutes(network, snapped, _all(network)) + _ROUNDING).all()


@settings(max_examples=30)
@given(SEEDS)
def test_closing_a_link_never_shortens_a_way(random_town, seed):
    draw = np.random.default_rng(seed)
    network, snapped = random_town(draw)
    used = np.zeros(len(network.link_ids), dtype=np.bool_)
    used[snapped.link[snapped.link >= 0]] = True
    keep = used | (draw.random(len(used)) < 0.7)
    before, after = (_minutes(network, snapped, links) for links in (_all(network), keep))
    assert (after >= before - _ROUNDING).all()


def test_in_a_grid_of_streets_ways_are_as_long_as_across_and_up_together(grid_town, points):
    draw = np.random.default_rng(6)
    at = draw.integers(0, 21, (220, 2)) * 0.5
    ids = [f"p{row}" for row in range(220)]
    travel, _ = open_travel(points(**dict(zip(ids, map(tuple, at), strict=True))), grid_town)
    wanted_km = np.abs(at[:, None] - at[None]).sum(axis=2)
    for many in (12, 220):  # few are searched from, for many there is a hierarchy
        table = travel.between(ids[:many], ids)
        assert table.distance_km == pytest.approx(wanted_km[:many], abs=5e-3)
        assert table.time_min == pytest.approx(wanted_km[:many] / 30 * 60, abs=5e-2)
