"""Sites decided from bounds, and plans drawn from prices, against all plans there are."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.outlets.engines.interchange import cost, exchange, greedy
from planner.outlets.engines.lagrange import relax
from planner.outlets.engines.probing import probe
from planner.outlets.engines.rounding import round_shares


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_probing_rules_nothing_out_that_a_better_plan_has(seed):
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(2, 10)), int(draw.integers(3, 9))
    minutes, weight = draw.integers(1, 30, (n, m)).astype(float), draw.integers(0, 5, n) + 0.0
    minutes[draw.random((n, m)) < 0.1] = np.inf
    weight[0] += 1
    count = int(draw.integers(1, m))
    must = np.zeros(m, dtype=bool)
    must[draw.integers(0, m, int(draw.integers(0, count + 1)))] = True
    plans = [
        np.array(sites)
        for sites in itertools.combinations(range(m), count)
        if set(np.flatnonzero(must)) <= set(sites)
    ]
    costs = np.array([cost(weight, minutes, sites) for sites in plans])
    if not np.isfinite(costs.min()):
        return
    usable = [sites for sites, one in zip(plans, costs, strict=True) if np.isfinite(one)]
    # As if a poor plan were the best known, so that a better one has to survive the questions.
    relaxed = relax(weight, minutes, must, usable[int(draw.integers(len(usable)))])
    probed = probe(weight, minutes, relaxed, count)
    best = plans[int(np.argmin(costs))]
    known = cost(weight, minutes, probed.opened)
    assert probed.bound <= costs.min() * (1 + 1e-9)
    if costs.min() < known - 1e-9:
        assert not probed.shut[best].any()
        assert set(np.flatnonzero(probed.open_for_sure)) <= set(best)
        nearest = best[np.argmin(minutes[:, best], axis=1)]
        assert not probed.useless[np.arange(n), nearest][weight > 0].any()
    assert not probed.shut[probed.opened].any()
    assert set(np.flatnonzero(must)) <= set(np.flatnonzero(probed.open_for_sure))


def test_probing_decides_sites_that_one_set_of_prices_leaves_open():
    draw = np.random.default_rng(1)
    minutes = draw.integers(1, 60, (60, 60)).astype(float)
    weight, free = np.ones(60), np.zeros(60, dtype=bool)
    start = exchange(weight, minutes, greedy(weight, minutes, free, 5), free)
    relaxed = relax(weight, minutes, free, start)
    probed = probe(weight, minutes, relaxed, 5)
    assert (relaxed.shut <= probed.shut).all()
    assert (relaxed.useless <= probed.useless).all()
    assert probed.shut.sum() > relaxed.shut.sum()
    assert probed.bound >= relaxed.bound


def test_rounding_never_worsens_the_plan_and_keeps_what_has_to_be_open():
    draw = np.random.default_rng(2)
    minutes, weight = draw.random((60, 20)), draw.random(60)
    must = np.zeros(20, dtype=bool)
    must[[3, 17]] = True
    poor = np.array([0, 3, 5, 17])
    share = np.where(must, 1.0, draw.random(20))
    plan = round_shares(weight, minutes, must, share, poor)
    assert cost(weight, minutes, plan) < cost(weight, minutes, poor)
    assert {3, 17} <= set(plan.tolist())
    assert len(plan) == 4
    assert (plan == round_shares(weight, minutes, must, share, poor)).all()
    other = round_shares(weight, minutes, must, share, poor, {tuple(plan.tolist())})
    assert tuple(other.tolist()) != tuple(plan.tolist())
