"""The p-median against published optima, and its formulation as written."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall

from planner.outlets.engines.field import Field
from planner.outlets.engines.interchange import cost
from planner.outlets.engines.p_median import p_median
from planner.outlets.engines.radius import formulate, radii
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
    [("pmed1", 5819), ("pmed2", 4093), ("pmed3", 4250), ("pmed4", 3034), ("pmed5", 1355),
     ("pmed14", 2968), ("pmed18", 4809), ("pmed22", 8579), ("pmed25", 1828)],
)  # fmt: skip
def test_published_instances_are_solved_to_their_optimum(shared, name, optimum):
    minutes, count = _pmed(shared / "instances" / "siting" / "pmed" / f"{name}.txt")
    free = np.zeros(len(minutes), dtype=bool)
    chosen = p_median(np.ones(len(minutes)), minutes, free, count, SolveOptions())
    assert chosen.outcome.status is Status.PROVEN
    assert chosen.outcome.objective == pytest.approx(optimum, abs=1e-6)
    assert chosen.outcome.bound == pytest.approx(optimum, rel=1e-6)
    assert cost(np.ones(len(minutes)), minutes, chosen.opened) == optimum


def test_the_formulation_reads_as_it_did(field, tmp_path):
    minutes = np.array([[4.0, 9.0, 6.0], [7.0, 2.0, np.inf]])
    question = field(np.array([1.0, 0.5]), minutes, 2, must=[1])
    model = formulate(question, radii(question), excluded=[np.array([0, 1])])
    model.problem.writeLP(str(tmp_path / "now.lp"))
    assert (tmp_path / "now.lp").read_text() == GOLDEN.read_text()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_sets_of_nearest_sites_cost_what_plans_cost(field, seed):
    draw = np.random.default_rng(seed)
    n, m = int(draw.integers(1, 12)), int(draw.integers(1, 7))
    minutes, weight = draw.integers(1, 9, (n, m)).astype(float), draw.integers(0, 5, n) + 0.0
    minutes[draw.random((n, m)) < 0.2] = np.inf
    minutes[:, 0] = np.where(np.isfinite(minutes).any(axis=1), minutes[:, 0], 5.0)
    question = field(weight, minutes, 1)
    sets = radii(question)
    members: list[set[int]] = []
    for ring, before in zip(sets.ring, sets.before, strict=True):
        members.append(set(ring) | (members[before] if before >= 0 else set()))
    assert len({frozenset(one) for one in members}) == len(members)
    opened = np.flatnonzero(draw.random(m) < 0.5)
    missed = [not one & set(opened.tolist()) for one in members]
    if any(gone and closed for gone, closed in zip(missed, sets.closed, strict=True)):
        assert cost(weight, minutes, opened) == np.inf
    else:
        assert sets.nearest + sets.extra @ missed == pytest.approx(cost(weight, minutes, opened))


def test_customers_who_rank_sites_alike_add_nothing_to_the_formulation(field):
    draw = np.random.default_rng(6)
    near = np.sort(draw.random((500, 6)) * 30, axis=1)
    question: Field = field(draw.random(500), near, 2)
    assert len(radii(question).ring) == 6


def test_lists_cut_short_give_the_optimum_of_the_whole():
    # A far suburb's lists hold none of the sites that are best in town, so they are looked up.
    draw = np.random.default_rng(8)
    site, door = draw.random((90, 2)), draw.random((120, 2))
    site[75:, 0] += 9
    door[80:, 0] += 9
    minutes = np.hypot(*(door[:, None] - site[None]).transpose(2, 0, 1))
    weight, must = np.ones(120), np.isin(np.arange(90), [0, 1])
    found = p_median(weight, minutes, must, 3, SolveOptions())
    assert found.outcome.status is Status.PROVEN
    plans = [np.array([0, 1, other]) for other in range(2, 90)]
    assert found.outcome.objective == pytest.approx(
        min(cost(weight, minutes, plan) for plan in plans)
    )
