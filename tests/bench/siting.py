"""`make bench-siting INSTANCES=DIR`: published siting instances against their best known values.

The folder holds ``best_known.csv`` and the files that it names. Every instance runs in a process
of its own, so that its peak of memory is its own. Problems other than the p-median are listed as
not solved by this engine: a line that is missing would look like one that is met.
"""

import argparse
import csv
import dataclasses
import multiprocessing
import re
import resource
import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import shortest_path
from scipy.spatial.distance import cdist

from planner.errors import PlannerError
from planner.outlets.engines.p_median import p_median
from planner.solve import PROOF_GAP, SolveOptions, Status

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


def graph_distances(path: Path) -> np.ndarray:
    """Read an OR-Library graph: shortest ways, where the last of repeated edges holds."""
    rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
    size = int(rows[0][0])
    direct = np.full((size, size), np.inf)
    for one, other, length in rows[1:]:
        direct[int(one) - 1, int(other) - 1] = float(length)
        direct[int(other) - 1, int(one) - 1] = float(length)
    np.fill_diagonal(direct, 0)
    return np.asarray(shortest_path(direct, directed=False))


def tsplib_distances(path: Path) -> np.ndarray:
    """Read TSPLIB coordinates: straight lines, cut down to whole numbers as the literature does."""
    after = path.read_text().split("NODE_COORD_SECTION", 1)[1].split("EOF", 1)[0]
    rows = [line.split() for line in after.splitlines() if line.strip()]
    points = np.array([[float(x), float(y)] for _, x, y in rows])
    return np.floor(cdist(points, points))


def distances(folder: Path, row: dict[str, str]) -> np.ndarray | None:
    """Return the distances of a plain p-median, or ``None`` where the row is another problem."""
    path = folder / row["file"]
    if row["problem"] != "p-median" or not row["p"].isdigit():
        return None
    if path.suffix == ".tsp":
        return tsplib_distances(path)
    if re.search("shortest path", row["distance_rule"]):
        return graph_distances(path)
    return None


def judge(value: float, status: Status, best_known: float, *, is_optimum: bool) -> str:
    """Say how a value compares with the best known; published values are whole or rounded."""
    if value > best_known * (1 + PROOF_GAP):
        return "WRONG: proven above a known plan" if status is Status.PROVEN else "above best known"
    if value < best_known * (1 - PROOF_GAP):
        return "WRONG: below the known optimum" if is_optimum else "better than best known"
    return "optimum proven" if status is Status.PROVEN else "optimum found, not proven"


def solve(folder: Path, row: dict[str, str], limit_s: float) -> Line:
    """Solve one row of ``best_known.csv`` in this process."""
    line = Line(row["instance"], row["problem"], row["p"], row["optimum"])
    length = distances(folder, row)
    if length is None:
        return line
    free = np.zeros(length.shape[1], dtype=np.bool_)
    options = SolveOptions(time_limit_s=limit_s)
    began = time.process_time()
    try:
        found = p_median(np.ones(len(length)), length, free, int(row["p"]), options).outcome
    except PlannerError as error:
        return dataclasses.replace(line, verdict=f"failed: {error}".splitlines()[0])
    seconds = time.process_time() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    known = float(row["optimum"])
    return dataclasses.replace(
        line,
        value=f"{found.objective:.6f}",
        bound=f"{found.bound:.6f}",
        gap_pct=f"{100 * found.gap:.6f}",
        status=found.status.value,
        cpu_s=f"{seconds:.2f}",
        peak_mb=f"{peak_mb:.0f}",
        verdict=judge(found.objective, found.status, known, is_optimum=row["status"] == "optimal"),
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit-s", type=float, default=120.0, help="seconds a solve")
    asked = parser.parse_args()
    with (asked.folder / "best_known.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    out = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    out.writeheader()
    for row in rows:
        ours = row["problem"] == "p-median"
        line = (apart if ours else solve)(asked.folder, row, asked.limit_s)
        out.writerow(dataclasses.asdict(line))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
