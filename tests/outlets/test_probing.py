"""What bounds rule out, and plans drawn from prices, against all plans there are."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.outlets.engines.field import SLACK, Field
from planner.outlets.engines.interchange import columns, cost, exchange, greedy
from planner.outlets.engines.price_tree import PriceTree
from planner.outlets.engines.prices import Ascent, climb, first_prices
from planner.outlets.engines.probing import probe
from planner.outlets.engines.rounding import round_shares
from planner.outlets.engines.ruling import narrowed, rule_out
from planner.solve import Clock

FOREVER = Clock(1e9)


def _climbed(question: Field, opened: np.ndarray) -> tuple[np.ndarray, float]:
    upper = question.cost(opened)
    found = climb(question, first_prices(question, opened), lambda _: upper, Ascent(), FOREVER)
    return found.price, upper


def _has(question: Field, best: np.ndarray, minutes: np.ndarray, weight: np.ndarray) -> None:
    """Assert that a plan is still possible: its sites, and everybody's nearest of them."""
    assert np.isin(best, question.sites).all()
    assert np.isin(question.sites[question.must], best).all()
    near = question.near
    for i in np.flatnonzero(weight > 0):
        nearest = minutes[i, best].min()
        listed = question.sites[near.site[i, : near.lengths[i]]]
        assert nearest >= near.rest_min[i] or nearest in minutes[i, np.intersect1d(listed, best)]


def _drawn(draw):
    """Return a small question with all its plans and what they cost, infinite where nobody goes."""
    n, m = int(draw.integers(1, 10)), int(draw.integers(2, 9))
    minutes, weight = draw.integers(1, 30, (n, m)).astype(float), draw.integers(0, 5, n) + 0.0
    minutes[draw.random((n, m)) < 0.1] = np.inf
    weight[0] += 1
    count = int(draw.integers(1, m + 1))
    must = draw.integers(0, m, int(draw.integers(0, count + 1)))
    plans = [
        np.array(sites)
        for sites in itertools.combinations(range(m), count)
        if set(must.tolist()) <= set(sites)
    ]
    return weight, minutes, count, must, {tuple(one): cost(weight, minutes, one) for one in plans}


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_nothing_is_ruled_out_that_a_better_plan_has(field, seed):
    draw = np.random.default_rng(seed)
    weight, minutes, count, must, costs = _drawn(draw)
    usable = [sites for sites, one in costs.items() if np.isfinite(one)]
    if not usable:
        return
    ranks = int(draw.integers(1, minutes.shape[1] + 1))
    question = field(weight, minutes, count, must=must, ranks=ranks)
    # As if a poor plan were the best known, so that a better one has to survive the questions.
    price, upper = _climbed(question, np.array(usable[int(draw.integers(len(usable)))]))
    best = min(costs, key=costs.__getitem__)
    ruled = rule_out(question, price, upper * (1 + SLACK))
    assert ruled.bound <= costs[best] * (1 + 1e-9)
    left, bound = probe(question, price, upper, FOREVER)
    if costs[best] < upper - 1e-9:
        assert bound <= costs[best] * (1 + 1e-9)
        _has(narrowed(question, ruled), np.array(best), minutes, weight)
        _has(left, np.array(best), minutes, weight)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_tree_ends_with_the_best_plan_that_may_be_had(field, seed):
    draw = np.random.default_rng(seed)
    weight, minutes, count, must, costs = _drawn(draw)
    refused = {one for one in costs if draw.random() < 0.3}
    allowed = {one: value for one, value in costs.items() if one not in refused}
    usable = [sites for sites, one in allowed.items() if np.isfinite(one)]
    if not usable:
        return
    question = field(weight, minutes, count, must=must)
    met = [usable[int(draw.integers(len(usable)))]]

    def meet(sites: np.ndarray) -> float:
        here = tuple(sites.tolist())
        if allowed.get(here, np.inf) < allowed[met[-1]]:
            met.append(here)
        return allowed[met[-1]]

    found = climb(
        question,
        weight * minutes.min(axis=1),
        lambda _: meet(np.empty(0)),
        Ascent(rounds=3),
        FOREVER,
    )
    least = min(allowed.values())
    limit = int(draw.integers(0, 4)) if draw.random() < 0.5 else None
    tree = PriceTree(question, meet, SLACK, FOREVER, limit)
    bound = tree.run(found, allowed[met[-1]])
    assert bound <= allowed[met[-1]]
    assert bound <= least * (1 + 1e-9)
    if limit is None:
        assert allowed[met[-1]] <= least * (1 + 2 * SLACK)
        assert bound >= least * (1 - 2 * SLACK)
    else:
        assert tree.cases <= limit


def test_the_bound_of_a_clustered_city_is_tight(field):
    draw = np.random.default_rng(1)
    centre = draw.random((12, 2))
    door = centre[draw.integers(0, 12, 400)] + draw.normal(0, 0.06, (400, 2))
    minutes = 60 * np.hypot(*(door[:, None] - draw.random((67, 2))[None]).transpose(2, 0, 1))
    question = field(draw.lognormal(0, 1.5, 400), minutes, 8)
    turned = columns(question.near)
    begin = greedy(question.weight, question.near, turned, question.must, 8)
    opened = exchange(question.weight, question.near, turned, begin, question.must, FOREVER)
    price, upper = _climbed(question, opened)
    ruled = rule_out(question, price, upper * (1 + SLACK))
    assert 0 <= upper - ruled.bound <= 0.02 * upper
    assert narrowed(question, ruled).near.lengths.sum() < 0.2 * 400 * 67


def test_probing_decides_sites_that_one_set_of_prices_leaves_open(field):
    draw = np.random.default_rng(1)
    minutes = draw.integers(1, 60, (60, 20)).astype(float)
    question = field(np.ones(60), minutes, 3)
    turned = columns(question.near)
    begin = greedy(question.weight, question.near, turned, question.must, 3)
    price, upper = _climbed(
        question, exchange(question.weight, question.near, turned, begin, question.must, FOREVER)
    )
    ruled = rule_out(question, price, upper * (1 + SLACK))
    left, bound = probe(question, price, upper, FOREVER)
    assert left.near.size < (~ruled.shut).sum()
    assert bound > ruled.bound


def test_rounding_never_worsens_the_plan_and_keeps_what_has_to_be_open(field):
    draw = np.random.default_rng(2)
    minutes, weight = draw.random((60, 20)), draw.random(60)
    question = field(weight, minutes, 4, must=[3, 17])
    poor = np.array([0, 3, 5, 17])
    share = np.where(question.must, 1.0, draw.random(20))
    plan = round_shares(question, share, poor, set(), FOREVER)
    assert cost(weight, minutes, plan) < cost(weight, minutes, poor)
    assert {3, 17} <= set(plan.tolist())
    assert len(plan) == 4
    assert (plan == round_shares(question, share, poor, set(), FOREVER)).all()
    other = round_shares(question, share, poor, {tuple(plan.tolist())}, FOREVER)
    assert tuple(other.tolist()) != tuple(plan.tolist())
