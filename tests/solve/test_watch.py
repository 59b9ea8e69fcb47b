"""Whoever watches a solve sees the best value and the bound come closer, and harms nothing."""

import math
import subprocess
import sys

import numpy as np
import pulp
import pytest

from planner.solve import Sighting, SolveOptions, run, watching
from planner.solve.watch import tell


def hard(columns: int = 40) -> pulp.LpProblem:
    """A market split: plans come at once, proofs hardly ever (Cornuéjols and Dawande 1999)."""
    weight = np.random.default_rng(1).integers(0, 100, (4, columns))
    problem = pulp.LpProblem("hard")
    take = problem.add_variable_matrix("take", range(columns), cat="Binary")
    over = problem.add_variable_matrix("over", range(4), lowBound=0)
    under = problem.add_variable_matrix("under", range(4), lowBound=0)
    problem += pulp.lpSum(over) + pulp.lpSum(under) + 1
    for one in range(4):
        row = pulp.lpSum(int(weight[one, at]) * take[at] for at in range(columns))
        problem += row + over[one] - under[one] == int(weight[one].sum() // 2)
    return problem


NODES = SolveOptions(node_limit=300)


def test_the_best_never_gets_worse_and_the_bound_never_looser():
    seen: list[Sighting] = []
    with watching(seen.append):
        outcome = run(hard(), NODES, hint="")
    best = [one.best for one in seen if math.isfinite(one.best)]
    bound = [one.bound for one in seen if math.isfinite(one.bound)]
    assert best, "a solve of some tenths of a second is seen at least once"
    assert best == sorted(best, reverse=True)
    assert bound == sorted(bound)
    assert best[-1] >= outcome.objective - 1e-6
    assert all(one.gap >= 0 for one in seen)


def test_a_watched_solve_gives_the_same_answer():
    alone = run(hard(), NODES, hint="")
    with watching(lambda _: None):
        watched = run(hard(), NODES, hint="")
    assert (watched.objective, watched.bound) == (alone.objective, alone.bound)


def test_what_a_watcher_raises_stops_the_solve_and_reaches_the_caller():
    def refuse(_: Sighting) -> None:
        raise ValueError("seen enough")

    with pytest.raises(ValueError, match="seen enough"), watching(refuse):
        run(hard(), SolveOptions(time_limit_s=300), hint="")
    assert run(hard(), NODES, hint="").objective > 0, "the solver is fit for the next problem"


def test_nobody_watches_after_the_body_and_the_outer_watcher_is_back():
    outer, inner = [], []
    with watching(outer.append):
        with watching(inner.append):
            tell(Sighting(1.0, 0.5))
        tell(Sighting(2.0, 0.5))
    tell(Sighting(3.0, 0.5))
    assert [one.best for one in inner] == [1.0]
    assert [one.best for one in outer] == [2.0]


@pytest.mark.parametrize(
    ("best", "bound", "gap"),
    [(10.0, 9.0, 0.1), (-10.0, -11.0, 0.1), (math.inf, 1.0, math.inf), (0.0, 0.0, math.inf)],
)
def test_the_gap_is_relative_to_the_best(best, bound, gap):
    assert Sighting(best, bound).gap == pytest.approx(gap)


STOPPED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, "tests/solve")
import os
from test_watch import hard
from planner.solve import SolveOptions, run, watching
asked = []
def end(seen):
    if seen.stopped: print("stopped", seen.best > 0, flush=True); raise KeyboardInterrupt
    if not asked: asked.append(True); os.kill(os.getpid(), signal.SIGINT)
with watching(end):
    try: run(hard(), SolveOptions(time_limit_s=60), hint="")
    except KeyboardInterrupt: print("ended", flush=True)
"""


def test_a_watcher_is_told_what_there_is_when_ctrl_c_comes_and_may_end_the_run(repository):
    done = subprocess.run(
        [sys.executable, "-c", STOPPED], capture_output=True, text=True, check=False,
        cwd=repository, timeout=50,
    )  # fmt: skip
    assert done.stdout.split() == ["stopped", "True", "ended"], done.stderr
    assert done.returncode == 0
