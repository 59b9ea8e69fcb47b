"""Siting with opening costs and capacities against all plans there are."""

import dataclasses
import itertools
from pathlib import Path

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from planner.errors import InfeasibleError, SolveError
from planner.outlets.engines.allocation import (
    Loads,
    Plan,
    Sites,
    as_units,
    cost_of,
    faults,
    settle,
    whole_plan,
)
from planner.outlets.engines.capacitated import capacitated_split, capacitated_whole, fixed_charge
from planner.outlets.engines.capacity_model import formulate, solve_rest
from planner.outlets.engines.site_prices import Ascent, climb, field_of, first_prices, rule_out
from planner.solve import SolveOptions, Status

GOLDEN = Path(__file__).parent / "golden"
FAST = SolveOptions()


def _case(seed, customers=5, size=4, *, units=None, least=None):
    """Draw a small question: some ways missing, sites to keep or barred, counts bounded."""
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, customers + 1)), int(draw.integers(1, size + 1))
    cost = draw.integers(0, 30, (n, m)).astype(float)
    if draw.random() < 0.3:
        cost += draw.random((n, m))
    cost[draw.random((n, m)) < 0.15] = np.inf
    must, barred = draw.random(m) < 0.15, draw.random(m) < 0.1
    fewest = int(draw.integers(0, 3))
    most = None if draw.random() < 0.5 else fewest + int(draw.integers(0, 3))
    sites = Sites(cost, draw.integers(0, 40, m).astype(float), must, barred, fewest, most)
    units = int(draw.integers(1, 3)) if units is None else units
    demand = draw.integers(0, 10, (n, units)).astype(float)
    capacity = draw.integers(1, 25, (m, units)).astype(float)
    least = draw.random() < 0.4 if least is None else least
    low = np.floor(capacity * draw.random((m, units)) * 0.5) if least else None
    return sites, Loads(demand, capacity, low)


def _sets(sites):
    m = len(sites.open_cost)
    most = m if sites.most is None else sites.most
    for count in range(sites.fewest, min(most, m) + 1):
        for opened in itertools.combinations(range(m), count):
            kept = set(np.flatnonzero(sites.must_open)) <= set(opened)
            if kept and not sites.barred[list(opened)].any():
                yield np.array(opened, dtype=int)


def _best_whole(sites, loads):
    best = np.inf
    for opened in _sets(sites):
        for serving in itertools.product(opened, repeat=len(sites.serve_cost)):
            plan = whole_plan(sites, opened, np.array(serving, dtype=int))
            if np.isfinite(plan.cost) and plan.cost < best:
                best = best if faults(sites, loads, plan, whole=True) else plan.cost
    return best


def _best_split(sites, loads):
    """Ask another solver for the best shares of every set."""
    best, n = np.inf, len(sites.serve_cost)
    for opened in _sets(sites):
        if not len(opened):
            continue
        cost = sites.serve_cost[:, opened]
        rows, limits = [], []
        for place, j in enumerate(opened):
            for unit in range(loads.demand.shape[1]):
                row = np.zeros(cost.shape)
                row[:, place] = loads.demand[:, unit]
                rows.append(row.ravel())
                limits.append(loads.capacity[j, unit])
                if loads.least is not None:
                    rows.append(-row.ravel())
                    limits.append(-loads.least[j, unit])
        found = linprog(
            np.where(np.isfinite(cost), cost, 0).ravel(), np.array(rows), limits,
            np.kron(np.eye(n), np.ones(len(opened))), np.ones(n),
            bounds=[(0, 1 if way else 0) for way in np.isfinite(cost).ravel()],
        )  # fmt: skip
        if found.status == 0:
            best = min(best, found.fun + sites.open_cost[opened].sum())
    return best


def _agrees(answer, best, sites, loads, *, whole):
    assert answer.outcome.objective == pytest.approx(best, abs=1e-6)
    assert answer.outcome.status is Status.PROVEN
    assert answer.outcome.bound <= best + 1e-6
    plan = Plan(answer.opened, answer.customer, answer.site, answer.share)
    assert not faults(sites, loads, plan, whole=whole)
    assert cost_of(sites, plan) == answer.outcome.objective
    sums = np.zeros(loads.capacity.shape)
    for i, j, share in zip(answer.customer, answer.site, answer.share, strict=True):
        sums[j] += share * loads.demand[i]
    assert answer.load == pytest.approx(sums)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_served_as_a_whole_is_the_best_of_all_plans(seed):
    sites, loads = _case(seed)
    best = _best_whole(sites, loads)
    if not np.isfinite(best):
        with pytest.raises(InfeasibleError):
            capacitated_whole(sites, loads, FAST)
        return
    answer = capacitated_whole(sites, loads, FAST)
    _agrees(answer, best, sites, loads, whole=True)
    assert (np.sort(answer.customer) == np.arange(len(sites.serve_cost))).all()
    assert (answer.serving == answer.site).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_served_in_parts_is_the_best_of_all_plans(seed):
    sites, loads = _case(seed, customers=7)
    best = _best_split(sites, loads)
    if not np.isfinite(best):
        with pytest.raises(InfeasibleError):
            capacitated_split(sites, loads, FAST)
        return
    _agrees(capacitated_split(sites, loads, FAST), best, sites, loads, whole=False)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_sites_without_a_limit_are_the_best_of_all_sets(seed):
    sites, _ = _case(seed, customers=7, size=7)
    costs = [
        sites.serve_cost[:, opened].min(axis=1).sum() + sites.open_cost[opened].sum()
        for opened in _sets(sites)
        if len(opened)
    ]
    best = min(costs, default=np.inf)
    if not np.isfinite(best):
        with pytest.raises(InfeasibleError):
            fixed_charge(sites, FAST)
        return
    n, m = sites.serve_cost.shape
    free = as_units(Loads(np.zeros(n), np.ones(m)), (n, m))
    _agrees(fixed_charge(sites, FAST), best, sites, free, whole=True)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_the_bound_is_one_and_rules_nothing_out_that_a_better_plan_has(seed, whole):
    sites, loads = _case(seed, least=False)
    best = (_best_whole if whole else _best_split)(sites, loads)
    if not np.isfinite(best):
        return
    field = field_of(sites, loads, whole=whole)
    upper = best * 1.2 + 1
    priced = climb(field, first_prices(field), lambda *_: upper, Ascent(150))
    assert priced.bound <= best + 1e-6 * max(1, best)
    rest = rule_out(field, priced.price, upper)
    assert not rest.hopeless()
    assert len(rest.who) <= len(field.who)
    plan, outcome = solve_rest(rest, sites, loads, FAST)
    assert plan.cost == pytest.approx(best, abs=1e-6)
    assert outcome.status is Status.PROVEN


def _town(seed, n=60, m=15, tight=0.8):
    draw = np.random.default_rng(seed)
    door, site = draw.random((n, 2)) * 40, draw.random((m, 2)) * 40
    cost = np.hypot(*(door[:, None] - site[None]).transpose(2, 0, 1))
    demand = draw.lognormal(0, 0.6, n)
    capacity = demand.sum() / (tight * 5) * draw.uniform(0.8, 1.2, m)
    free = np.zeros(m, dtype=bool)
    return Sites(cost, draw.uniform(20, 60, m), free, free), Loads(demand, capacity)


def test_a_middling_town_is_as_cheap_as_the_written_model_says():
    sites, loads = _town(3, n=40, m=10)
    loads = as_units(loads, sites.serve_cost.shape)
    for whole, verb in ((True, capacitated_whole), (False, capacitated_split)):
        _, outcome = solve_rest(field_of(sites, loads, whole=whole), sites, loads, FAST)
        answer = verb(sites, loads, FAST)
        assert answer.outcome.status is Status.PROVEN
        assert answer.outcome.objective == pytest.approx(outcome.objective, rel=2e-6)


def test_laws_of_size_order_and_more_room():
    sites, loads = _town(5)
    answer = capacitated_whole(sites, loads, FAST)
    twice = dataclasses.replace(
        sites, serve_cost=2.0 * sites.serve_cost, open_cost=2.0 * sites.open_cost
    )
    assert capacitated_whole(twice, loads, FAST).outcome.objective == pytest.approx(
        2 * answer.outcome.objective
    )
    small = dataclasses.replace(
        sites, serve_cost=1e-6 * sites.serve_cost, open_cost=1e-6 * sites.open_cost
    )
    assert capacitated_whole(small, loads, FAST).outcome.objective == pytest.approx(
        1e-6 * answer.outcome.objective
    )
    turned = dataclasses.replace(
        sites, serve_cost=sites.serve_cost[::-1, ::-1], open_cost=sites.open_cost[::-1]
    )
    back = Loads(loads.demand[::-1], loads.capacity[::-1])
    assert capacitated_whole(turned, back, FAST).outcome.objective == pytest.approx(
        answer.outcome.objective, rel=2e-6
    )
    wide = Loads(loads.demand, 1.2 * loads.capacity)
    split = capacitated_split(sites, loads, FAST).outcome.objective
    free = fixed_charge(sites, FAST).outcome.objective
    assert capacitated_whole(sites, wide, FAST).outcome.objective <= answer.outcome.objective
    assert free <= split * (1 + 1e-6) <= answer.outcome.objective * (1 + 2e-6)


def test_the_same_question_has_the_same_answer():
    sites, loads = _town(7)
    one, two = (capacitated_whole(sites, loads, FAST) for _ in range(2))
    assert (one.opened == two.opened).all()
    assert (one.site == two.site).all()
    assert one.outcome.deterministic
    assert one.outcome.bound == two.outcome.bound


def test_a_limit_leaves_a_plan_with_an_honest_bound():
    sites, loads = _town(1, n=80, m=40, tight=0.98)
    sites = dataclasses.replace(sites, open_cost=np.zeros(40), fewest=5, most=5)
    whole = capacitated_whole(sites, loads, FAST.model_copy(update={"node_limit": 1}))
    assert whole.outcome.status is Status.FEASIBLE
    assert whole.outcome.deterministic
    best = capacitated_whole(sites, loads, FAST)
    assert whole.outcome.bound <= best.outcome.objective <= whole.outcome.objective
    assert whole.outcome.gap == pytest.approx(
        (whole.outcome.objective - whole.outcome.bound) / whole.outcome.objective
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"demand": np.array([9.0, 9.0, 9.0])}, "27, the 2 largest sites that may open hold 20: 7"),
        ({"demand": np.array([11.0, 1.0, 1.0])}, "fit no site that they reach.*by 1"),
        ({"capacity": np.array([[10.0, 1], [10, 1]])}, "need 3 in unit 1.*hold 2: 1 short"),
        ({"least": np.array([9.0, 9.0]), "must": True}, "within their capacities and least loads"),
        ({"cost": np.array([[np.inf, np.inf], [1, 2], [1, 2]])}, "1 customers reach no site"),
        ({"fewest": 3}, "3 sites have to be open, and 2 may be"),
        ({"barred": True, "must": True}, "2 sites have to be open and are barred"),
    ],
)  # fmt: skip
def test_what_cannot_be_says_how_much_is_short(change, said):
    capacity = change.get("capacity", np.array([10.0, 10.0]))
    demand = change.get("demand", np.array([5.0, 5.0, 5.0]))
    if capacity.ndim > 1:
        demand = np.column_stack([demand, np.ones(3)])
    both = np.ones(2, dtype=bool)
    sites = Sites(
        change.get("cost", np.array([[1.0, 2.0], [1.0, 2.0], [2.0, 1.0]])), np.zeros(2),
        both & change.get("must", False), both & change.get("barred", False),
        change.get("fewest", 0),
    )  # fmt: skip
    with pytest.raises(InfeasibleError, match=said) as error:
        capacitated_whole(sites, Loads(demand, capacity, change.get("least")), FAST)
    assert error.value.mend


def _mutant(name):
    """Return an answer to a small question with one thing wrong."""
    cost = np.array([[1.0, 2.0, np.inf], [1.0, 2.0, 5.0], [2.0, 1.0, 5.0]])
    no = np.zeros(3, dtype=bool)
    sites = Sites(cost, np.ones(3), np.array([True, False, False]), no, 1, 2)
    loads = as_units(Loads(np.array([4.0, 3, 5]), np.array([8.0, 8, 8]), np.full(3, 4.0)), (3, 3))
    opened, site, share = np.array([0, 1]), np.array([0, 0, 1]), np.ones(3)
    plans = {
        "none": (sites, opened, site, share),
        "over-full": (sites, opened, np.array([0, 0, 0]), share),
        "under least": (sites, opened, np.array([1, 0, 1]), share),
        "shut site": (sites, np.array([0]), site, share),
        "no way": (sites, np.array([0, 2]), np.array([2, 0, 0]), share),
        "in parts": (sites, opened, site, np.array([0.5, 1, 1])),
        "must is shut": (sites, np.array([1]), np.array([1, 1, 1]), share),
        "barred": (dataclasses.replace(sites, barred=np.array([False, True, False])), opened,
                   site, share),
        "count": (dataclasses.replace(sites, most=1), opened, site, share),
    }  # fmt: skip
    return (*plans[name], loads)


@pytest.mark.parametrize(
    "name",
    ["over-full", "under least", "shut site", "no way", "in parts", "must is shut", "barred",
     "count"],
)  # fmt: skip
def test_the_judge_refuses_a_plan_that_breaks_a_rule(name):
    sites, opened, site, share, loads = _mutant(name)
    outcome = fixed_charge(sites, FAST).outcome
    with pytest.raises(SolveError, match="breaks its own rules"):
        settle(sites, loads, Plan(opened, np.arange(3), site, share), outcome, whole=True)


def test_the_judge_costs_a_good_plan_anew():
    sites, opened, site, share, loads = _mutant("none")
    outcome = dataclasses.replace(fixed_charge(sites, FAST).outcome, objective=-1.0)
    answer = settle(sites, loads, Plan(opened, np.arange(3), site, share), outcome, whole=True)
    assert answer.outcome.objective == 1 + 1 + 1 + 2
    assert answer.load.ravel().tolist() == [7, 5, 0]


@pytest.mark.parametrize("whole", [True, False])
def test_the_formulation_reads_as_it_did(tmp_path, whole):
    cost = np.array([[4.0, 9.0, 6.0], [7.0, 2.0, np.inf]])
    no = np.zeros(3, dtype=bool)
    stays = np.array([False, True, False])
    sites = Sites(cost, np.array([3.0, 2.0, 1.0]), stays, no, 1, 2)
    demand, capacity = np.array([[2.0, 1], [3.0, 0]]), np.array([[4.0, 2], [5, 2], [6, 2]])
    loads = Loads(demand, capacity, np.array([[1.0, 0], [0, 0], [2, 0]]))
    model = formulate(field_of(sites, loads, whole=whole), loads)
    name = f"capacitated_{'whole' if whole else 'split'}_2x3.lp"
    assert isinstance(model.problem, pulp.LpProblem)
    model.problem.writeLP(str(tmp_path / name))
    assert (tmp_path / name).read_text() == (GOLDEN / name).read_text()
