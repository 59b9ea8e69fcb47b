"""`make bench-siting INSTANCES=DIR`: published siting instances against their best known values.

The folder holds ``best_known.csv`` and the files that it names. Every instance runs in a process
of its own, so that its peak of memory is its own. What a problem is solved by is looked up in
``kinds``; one without an engine is listed as not solved: a line that is missing would look like one
that is met.
"""

import argparse
import csv
import dataclasses
import multiprocessing
import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType

from kinds import is_maximised, kind, prepare
from table import peak_mb

from planner.errors import PlannerError
from planner.solve import PROOF_GAP, SolveOptions, Status

WARM_S = 20.0
NOT_SOLVED = "not solved by this engine"
COLUMNS = (
    "instance", "problem", "p", "value", "bound", "gap_pct", "status", "cpu_s", "peak_mb",
    "best_known", "verdict",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of the table; what was not measured stays empty."""

    instance: str
    problem: str
    p: str
    best_known: str
    value: str = ""
    bound: str = ""
    gap_pct: str = ""
    status: str = ""
    cpu_s: str = ""
    peak_mb: str = ""
    verdict: str = NOT_SOLVED


def judge(value: float, status: Status, row: dict[str, str]) -> str:
    """Say how a value compares with the best known, which may be rounded in its last place."""
    best_known = float(row["optimum"])
    places = len(row["optimum"].partition(".")[2])
    room = PROOF_GAP * abs(best_known) + 0.5 * 10.0**-places
    worse = best_known - value if is_maximised(row["problem"]) else value - best_known
    proven = status is Status.PROVEN
    if worse > room:
        return "WRONG: proven worse than a known plan" if proven else "worse than best known"
    if worse < -room:
        is_optimum = row["status"].startswith("optimal")
        return "WRONG: better than the optimum" if is_optimum else "better than best known"
    return "optimum proven" if proven else "optimum found, not proven"


def solve(folder: Path, row: dict[str, str], limit_s: float) -> Line:
    """Solve one row of ``best_known.csv`` in this process."""
    line = Line(row["instance"], row["problem"], row["p"], row["optimum"])
    solver = prepare(folder, row)
    if solver is None:
        return line
    options = SolveOptions(time_limit_s=limit_s)
    began = time.process_time()
    try:
        found = solver(options)
    except PlannerError as error:
        return dataclasses.replace(line, verdict=f"failed: {error}".splitlines()[0])
    seconds = time.process_time() - began
    return dataclasses.replace(
        line,
        value=f"{found.objective:.6f}",
        bound=f"{found.bound:.6f}",
        gap_pct=f"{100 * found.gap:.6f}",
        status=found.status.value,
        cpu_s=f"{seconds:.2f}",
        peak_mb=f"{peak_mb():.0f}",
        verdict=judge(found.objective, found.status, row),
    )


def _child(pipe: Connection, folder: Path, row: dict[str, str], limit_s: float) -> None:
    pipe.send(solve(folder, row, limit_s))
    pipe.close()


def apart(folder: Path, row: dict[str, str], limit_s: float) -> Line:
    """Solve one row in a new process; one that dies says so."""
    context = multiprocessing.get_context("spawn")  # a fork would begin with our own peak
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(its, folder, row, limit_s))
    process.start()
    its.close()
    try:
        return mine.recv()
    except EOFError:
        line = Line(row["instance"], row["problem"], row["p"], row["optimum"])
        return dataclasses.replace(line, verdict="failed: the process ended without an answer")
    finally:
        process.join()


def warm(folder: Path, rows: list[dict[str, str]]) -> None:
    """Solve the smallest instance of each kind unmeasured: loops are compiled once a machine."""
    smallest: dict[ModuleType, dict[str, str]] = {}
    for row in sorted(rows, key=lambda one: int(one["customers"] or 0)):
        module = kind(row["problem"])
        if module:
            smallest.setdefault(module, row)
    for row in smallest.values():
        apart(folder, row, WARM_S)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit-s", type=float, default=120.0, help="seconds a solve")
    asked = parser.parse_args()
    with (asked.folder / "best_known.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    warm(asked.folder, rows)
    out = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    out.writeheader()
    for row in rows:
        out.writerow(dataclasses.asdict(apart(asked.folder, row, asked.limit_s)))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
