"""Covering with capacities against all plans there are."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import InfeasibleError
from planner.outlets.engines.capacitated_cover import (
    Sites,
    capacitated_max_cover,
    capacitated_set_cover,
    formulate,
)
from planner.outlets.engines.covers import Covers
from planner.solve import SolveOptions, Status

GOLDEN = Path(__file__).parent / "golden" / "capacitated_cover_2x3.lp"
LIMITS = SolveOptions()


def _case(seed):
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, 6)), int(draw.integers(2, 5))
    reach, demand = draw.random((n, m)) < 0.7, draw.integers(0, 6, n) + 0.0
    state = draw.choice(3, m, p=[0.7, 0.15, 0.15])
    return draw, reach, demand, Sites(draw.integers(2, 12, m) + 0.0, state == 1, state == 2)


def _assignments(reach, demand, sites):
    """Yield every serving that keeps reach, capacities and bars, with -1 for nobody."""
    n, m = reach.shape
    places = [[-1, *np.flatnonzero(reach[i] & ~sites.barred)] for i in range(n)]
    for serving in itertools.product(*places):
        load = np.bincount(np.add(serving, 1), weights=demand, minlength=m + 1)[1:]
        if (load <= sites.capacity).all():
            yield np.array(serving)


def _keeps(assigned, reach, demand, sites):
    served = np.flatnonzero(assigned.serving >= 0)
    place = assigned.serving[served]
    load = np.bincount(place, weights=demand[served], minlength=len(sites.capacity))
    return (
        reach[served, place].all()
        and np.isin(place, assigned.opened).all()
        and (load <= sites.capacity).all()
        and sites.must_open[assigned.opened].sum() == sites.must_open.sum()
        and not sites.barred[assigned.opened].any()
    )


@settings(max_examples=150)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_a_capacitated_set_cover_is_the_cheapest_that_holds_everybody(seed, priced):
    draw, reach, demand, sites = _case(seed)
    cost = draw.integers(0, 9, len(sites.capacity)) + 0.0 if priced else None
    price = np.ones(len(sites.capacity)) if cost is None else cost
    must = set(np.flatnonzero(sites.must_open).tolist())
    totals = [
        price[sorted(must | set(serving.tolist()))].sum()
        for serving in _assignments(reach, demand, sites)
        if (serving >= 0).all()
    ]
    if not totals:
        with pytest.raises(InfeasibleError) as refused:
            capacitated_set_cover(demand, reach, sites, LIMITS, cost=cost)
        assert refused.value.mend
        return
    assigned = capacitated_set_cover(demand, reach, sites, LIMITS, cost=cost)
    assert assigned.outcome.status is Status.PROVEN
    assert assigned.outcome.objective == min(totals) == price[assigned.opened].sum()
    assert (assigned.serving >= 0).all()
    assert _keeps(assigned, reach, demand, sites)


@settings(max_examples=150)
@given(st.integers(0, 2**32 - 1))
def test_a_capacitated_maximal_cover_holds_the_most(seed):
    draw, reach, demand, sites = _case(seed)
    weight = draw.integers(0, 9, len(demand)) + 0.0
    count = int(draw.integers(0, len(sites.capacity) + 1))
    must = set(np.flatnonzero(sites.must_open).tolist())
    if not len(must) <= count <= (~sites.barred).sum():
        with pytest.raises(InfeasibleError):
            capacitated_max_cover(weight, demand, reach, sites, count, LIMITS)
        return
    most = max(
        weight[serving >= 0].sum()
        for serving in _assignments(reach, demand, sites)
        if len(must | (set(serving.tolist()) - {-1})) <= count
    )
    assigned = capacitated_max_cover(weight, demand, reach, sites, count, LIMITS)
    assert assigned.outcome.status is Status.PROVEN
    assert assigned.outcome.objective == most == weight[assigned.serving >= 0].sum()
    assert len(assigned.opened) == count
    assert _keeps(assigned, reach, demand, sites)


def test_the_formulation_reads_as_it_did(tmp_path):
    reach = np.array([[True, True, False], [False, True, True]])
    sites = Sites(np.array([5.0, 4, 3]), np.array([True, False, False]), np.array([0, 0, 1]) > 0)
    model = formulate(np.array([5.0, 2]), Covers.of(reach, 1), sites, "everybody")
    model.problem.setObjective(sum(model.opened))
    model.problem.writeLP(str(tmp_path / "now.lp"))
    assert (tmp_path / "now.lp").read_text() == GOLDEN.read_text()
