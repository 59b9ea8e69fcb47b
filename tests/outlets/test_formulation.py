"""The p-median against published optima, and its formulation as written."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import floyd_warshall

from planner.outlets.engines.interchange import cost, exchange, greedy, swaps
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
    order = np.argsort(minutes, axis=1, kind="stable")
    model = formulate(
        np.array([1.0, 0.5]), minutes, order, np.array([2, 2]),
        np.array([False, True, False]), 2, excluded=[np.array([0, 1])],
    )  # fmt: skip
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
