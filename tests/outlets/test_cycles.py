"""Chains of moves between open sites against linear programming."""

import time

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from planner.outlets.engines.allocation import Loads, Plan, Sites, cost_of, faults
from planner.outlets.engines.assigning import serve_split
from planner.outlets.engines.cycles import rearranged


def _case(seed):
    """Draw open sites that hold everybody together, some ways missing, some weigh nothing."""
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, 30)), int(draw.integers(1, 8))
    demand = draw.integers(0, 10, n).astype(float)
    cost = draw.integers(1, 100, (n, m)).astype(float)
    cost[draw.random((n, m)) < 0.15] = np.inf
    if draw.random() < 0.3:
        cost *= np.maximum(demand, 1.0)[:, None]
    capacity = draw.random(m) + 0.01
    capacity *= demand.sum() * draw.uniform(1.0, 2.0) / capacity.sum()
    least = capacity * draw.random(m) * (0.6 if draw.random() < 0.3 else 0.0)
    nobody = np.zeros(m, dtype=bool)
    sites = Sites(cost, draw.integers(0, 9, m).astype(float), nobody, nobody)
    return sites, Loads(demand[:, None], capacity[:, None], least[:, None])


def _least_cost(sites, loads):
    n, m = sites.serve_cost.shape
    way = np.isfinite(sites.serve_cost).ravel()
    held = np.zeros((m, n * m))
    for j in range(m):
        held[j, j::m] = loads.demand[:, 0]
    found = linprog(
        np.where(way, sites.serve_cost.ravel(), 0.0),
        A_eq=np.kron(np.eye(n), np.ones((1, m))),
        b_eq=np.ones(n),
        A_ub=np.vstack([held, -held]),
        b_ub=np.concatenate([loads.capacity[:, 0], -loads.least[:, 0]]),
        bounds=[(0, 1 if one else 0) for one in way],
    )
    return found.fun + sites.open_cost.sum()


def _start(sites, loads):
    plan = serve_split(sites, loads, np.arange(len(sites.open_cost)))
    assume(np.isfinite(plan.cost) and not faults(sites, loads, plan, whole=False))
    return plan


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=150, deadline=None)
def test_no_plan_from_the_same_sites_costs_less(seed):
    sites, loads = _case(seed)
    plan, best = rearranged(sites, loads, _start(sites, loads), time.perf_counter() + 60)
    assert best
    assert not faults(sites, loads, plan, whole=False)
    assert plan.cost == cost_of(sites, plan)
    assert np.isclose(plan.cost, _least_cost(sites, loads), rtol=1e-9, atol=1e-6)


def test_a_stop_leaves_the_plan_as_it_is_and_says_so():
    sites, loads = _case(5)
    start = serve_split(sites, loads, np.arange(len(sites.open_cost)))
    plan, best = rearranged(sites, loads, start, time.perf_counter() - 1)
    assert not best
    assert np.isclose(plan.cost, start.cost)


def test_demand_that_nobody_can_hold_is_never_a_plan_with_a_price():
    short = Sites(np.ones((2, 1)), np.zeros(1), np.zeros(1, bool), np.zeros(1, bool))
    plan = serve_split(short, Loads(np.ones((2, 1)), np.ones((1, 1))), np.zeros(1, dtype=np.intp))
    assert isinstance(plan, Plan)
    assert plan.cost == np.inf
