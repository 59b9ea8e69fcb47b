"""The p-median against published optima, and its formulation as written."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall

from planner.outlets.engines.interchange import cost, exchange, greedy, swaps
from planner.outlets.engines.lagrange import relax
from planner.outlets.engines.lists import Lists
from planner.outlets.engines.p_median import formulate, p_median
from planner.solve import SolveOptions, Status

GOLDEN = Path(__file__).parent / "golden" / "p_median_2x3.lp"


def _pmed(path: Path) -> tuple[np.ndarray, int]:
    """Read an OR-Library p-median: shortest ways over a graph whose last repeated edge holds."""
    rows = [tuple(map(int, line.split())) for line in path.read_text().splitlines() if line.strip()]
    size, _, count = rows[0]
    direct = np.full((size, size), np.inf)
    np.fill_diagonal(direct, 0)
    for one, other, length in rows[1:]:
        direct[one - 1, other - 1] = direct[other - 1, one - 1] = length
    return floyd_warshall(direct), count


@pytest.mark.parametrize(
    ("name", "optimum"),
    [("pmed1", 5819), ("pmed2", 4093), ("pmed3", 4250), ("pmed4", 3034), ("pmed5", 1355)],
)
def test_published_instances_are_solved_to_their_optimum(shared, name, optimum):
    minutes, count = _pmed(shared / "instances" / "siting" / "pmed" / f"{name}.txt")
    free = np.zeros(len(minutes), dtype=bool)
    chosen = p_median(np.ones(len(minutes)), minutes, free, count, SolveOptions())
    assert chosen.outcome.status is Status.PROVEN
    assert chosen.outcome.objective == pytest.approx(optimum, abs=1e-6)
    assert cost(np.ones(len(minutes)), minutes, chosen.opened) == optimum


def test_the_formulation_reads_as_it_did(tmp_path):
    minutes = np.array([[4.0, 9.0, 6.0], [7.0, 2.0, np.inf]])
    lists = Lists(
        time_min=minutes,
        order=np.argsort(minutes, axis=1, kind="stable"),
        lengths=np.array([3, 2]),
        ranks=np.array([2, 2]),
        stays=np.array([False, True, False]),
        shut=np.array([False, False, True]),
        opened=np.array([0, 1]),
        bound=0.0,
    )
    model = formulate(np.array([1.0, 0.5]), lists, 2, excluded=[np.array([0, 1])])
    model.problem.writeLP(str(tmp_path / "now.lp"))
    assert (tmp_path / "now.lp").read_text() == GOLDEN.read_text()


def test_every_swap_costs_what_the_set_after_it_costs():
    draw = np.random.default_rng(3)
    minutes, weight = draw.random((30, 8)), draw.random(30)
    minutes[draw.random((30, 8)) < 0.1] = np.inf
    opened = np.array([1, 4, 6])
    after = swaps(weight, minutes, opened)
    for place in range(3):
        for new in range(8):
            sites = np.append(np.delete(opened, place), new)
            expected = np.inf if new in opened else cost(weight, minutes, sites)
            assert after[place, new] == pytest.approx(expected)


def test_no_exchange_is_left_after_exchanging():
    draw = np.random.default_rng(4)
    minutes, weight = draw.random((80, 15)), draw.random(80)
    free = np.zeros(15, dtype=bool)
    start = greedy(weight, minutes, free, 4)
    opened = exchange(weight, minutes, start, free)
    assert cost(weight, minutes, opened) <= cost(weight, minutes, start)
    assert swaps(weight, minutes, opened).min() >= cost(weight, minutes, opened) - 1e-12


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_bound_is_one_and_rules_nothing_out_that_a_best_plan_has(seed):
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, 9)), int(draw.integers(2, 8))
    minutes, weight = draw.integers(1, 30, (n, m)).astype(float), draw.integers(0, 5, n) + 0.0
    minutes[draw.random((n, m)) < 0.1] = np.inf
    count = int(draw.integers(1, m + 1))
    must = np.zeros(m, dtype=bool)
    must[draw.integers(0, m, int(draw.integers(0, count + 1)))] = True
    weight[0] += 1
    plans = [
        np.array(sites)
        for sites in itertools.combinations(range(m), count)
        if set(np.flatnonzero(must)) <= set(sites)
    ]
    costs = np.array([cost(weight, minutes, sites) for sites in plans])
    if not np.isfinite(costs.min()):
        return
    usable = [sites for sites, one in zip(plans, costs, strict=True) if np.isfinite(one)]
    relaxed = relax(weight, minutes, must, usable[int(draw.integers(len(usable)))])
    assert relaxed.bound <= costs.min() * (1 + 1e-9)
    assert cost(weight, minutes, relaxed.opened) >= costs.min() - 1e-9
    best = plans[int(np.argmin(costs))]
    if costs.min() < cost(weight, minutes, relaxed.opened) - 1e-9:
        assert not relaxed.shut[best].any()
        assert set(np.flatnonzero(relaxed.open_for_sure)) <= set(best)
    nearest = best[np.argmin(minutes[:, best], axis=1)]
    assert not relaxed.useless[np.arange(n), nearest][weight > 0].any()


def test_the_bound_of_a_clustered_city_is_tight():
    draw = np.random.default_rng(1)
    centre = draw.random((12, 2))
    door = centre[draw.integers(0, 12, 400)] + draw.normal(0, 0.06, (400, 2))
    minutes = 60 * np.hypot(*(door[:, None] - draw.random((67, 2))[None]).transpose(2, 0, 1))
    weight, free = draw.lognormal(0, 1.5, 400), np.zeros(67, dtype=bool)
    start = exchange(weight, minutes, greedy(weight, minutes, free, 8), free)
    relaxed = relax(weight, minutes, free, start)
    upper = cost(weight, minutes, relaxed.opened)
    assert 0 <= upper - relaxed.bound <= 0.02 * upper
    assert relaxed.useless.mean() > 0.8


def test_short_lists_grow_until_the_plan_is_proven():
    # One far cluster makes everybody else's outlet lie beyond the first few of the list.
    draw = np.random.default_rng(8)
    near = draw.random((40, 30)) * 5 + 10
    near[:, :6] = draw.random((40, 6))  # six sites beside everybody, useful only once
    near[30:, :6] += 100
    chosen = p_median(np.ones(40), near, np.zeros(30, dtype=bool), 2, SolveOptions())
    best = min(
        cost(np.ones(40), near, np.array([one, other]))
        for one in range(30)
        for other in range(one + 1, 30)
    )
    assert chosen.outcome.objective == pytest.approx(best)
    assert chosen.outcome.status is Status.PROVEN
