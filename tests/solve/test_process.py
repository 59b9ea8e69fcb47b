"""What a solve does to the process around it: Ctrl-C, and the terminal."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

INTERRUPTED = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a parent in the background ignores it
import pathlib, sys, pulp, numpy as np
from planner.solve import SolveOptions, keeping, run
draw = np.random.default_rng(1)
weight = draw.integers(0, 100, (4, 40))
problem = pulp.LpProblem("hard")
take = problem.add_variable_matrix("take", range(40), cat="Binary")
over = problem.add_variable_matrix("over", range(4), lowBound=0)
under = problem.add_variable_matrix("under", range(4), lowBound=0)
problem += pulp.lpSum(over) + pulp.lpSum(under) + 1
for i in range(4):
    row = pulp.lpSum(int(weight[i, j]) * take[j] for j in range(40))
    problem += row + over[i] - under[i] == int(weight[i].sum() // 2)
print("ready", flush=True)
with keeping(pathlib.Path(sys.argv[1])):
    outcome = run(problem, SolveOptions(time_limit_s=60), hint="")
    print(outcome.status.name, outcome.deterministic, flush=True)
    kept = list(pathlib.Path(sys.argv[1]).iterdir())
    again = run(problem, SolveOptions(node_limit=1), hint="")
    print(len(kept), again.objective <= outcome.objective, flush=True)
    run(problem, SolveOptions(gap=1.0), hint="")
    print(len(list(pathlib.Path(sys.argv[1]).iterdir())), flush=True)
"""


def test_ctrl_c_stops_the_solve_soon_and_keeps_the_best_plan(repository: Path, tmp_path: Path):
    """Who goes on, with whatever limits, ends no worse; a search at its end keeps nothing."""
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(INTERRUPTED), str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=repository,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(1.5)
            os.kill(process.pid, signal.SIGINT)
            told, errors = process.communicate(timeout=120)
        finally:
            process.kill()
    assert process.returncode == 0, errors
    # Had the signal been lost, the time limit would have ended it as FEASIBLE.
    assert told.split() == ["INTERRUPTED", "False", "1", "True", "0"]


def test_the_solver_prints_nothing(repository: Path):
    code = (
        "import pulp\nfrom planner.solve import SolveOptions, run\n"
        "p = pulp.LpProblem('p'); x = p.add_variable('x', cat='Binary'); p += x; p += x >= 1\n"
        "run(p, SolveOptions(), hint='')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=repository
    )
    assert done.stdout == ""
    assert done.stderr == ""
