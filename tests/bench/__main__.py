"""`make bench`: each figure beside its bar, and beside a peer's in the same run.

CPU seconds of one thread, since machines are shared; a bar that is missed is printed as missed and
never fails a build. The peer of siting is the p-median as PySAL spopt writes it down (one binary
and one row a pair), solved by the same HiGHS through the same PuLP; of travel, one tree a customer.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pulp
import scale
from asking import asking_rows
from cover import cover_rows
from drawing import drawing_rows
from faults import AS_ASKED, fault_rows
from gaps import gap_rows
from made_city import made_rows
from managers import managers_rows
from places import place_rows
from published import published_rows
from quarter import quarter_rows
from questions import question_rows
from registers import planted_rows, prepared_rows, register_rows
from roads import road_rows
from sweeps import sweep_rows
from table import Row, cpu

import planner as pl
from planner.outlets.engines.p_median import p_median
from planner.plan import sample_scenario
from planner.plan.dossiers import write_dossiers
from planner.plan.report import compose_report
from planner.render import draw_booklet
from planner.solve import SolveOptions

PEER_LIMIT_S = 60.0


def walk_rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        seconds, plan = cpu(lambda: pl.run(sample_scenario()))
        saving, written = cpu(lambda: plan.save(folder))
        size_mb = sum(path.stat().st_size for path in written) / 1e6
        paging, pages = cpu(lambda: list(write_dossiers(plan, Path(folder) / "again", "zh")))
        drawing, report = cpu(lambda: draw_booklet(compose_report(plan, "zh")))
    counts = plan.ledger.sentence("en")
    yield Row("walk of the sample city, run and save", seconds + saving, 60.0,
              note=f"{counts}; {size_mb:.1f} MB written")  # fmt: skip
    yield Row(f"{len(pages)} customer pages and their index", paging, 60.0 * len(pages) / 500)
    yield Row("report of the sample city", drawing, 10.0, note=f"{len(report) / 1e6:.1f} MB")


def siting_rows() -> Iterator[Row]:
    scale.warm()
    for customers, sites, count, bar_s in (
        (1_000, 100, 10, 0.5), (5_000, 200, 10, 5.0), (5_000, 200, 30, 15.0),
    ):  # fmt: skip
        weight, points, places = scale.city(customers, sites)
        time_min = scale.matrix(points, places)
        free = np.zeros(sites, dtype=np.bool_)
        seconds, answer = cpu(lambda: p_median(weight, time_min, free, count, SolveOptions()))  # noqa: B023
        peer_s, peer = None, ""
        if customers <= 1_000:
            peer_s, value = cpu(lambda: _dense(weight, time_min, count))  # noqa: B023
            peer = f"; peer found {value / answer.outcome.objective - 1:+.3%}"
        yield Row(
            f"p-median {customers:,} x {sites}, p = {count}", seconds, bar_s, peer_s,
            f"{answer.outcome.status.value}, gap {answer.outcome.gap:.4%}{peer}",
        )  # fmt: skip


def scale_rows() -> Iterator[Row]:
    for case, done in scale.apart(scale.SMALL):
        yield Row(
            case.name, done.cpu_s, case.bar_s,
            note=f"{done.status}, gap {done.gap:.4%} (bar {case.bar_gap:.2%})",
            sound=done.gap <= case.bar_gap,
        )  # fmt: skip


def _dense(weight: np.ndarray, time_min: np.ndarray, count: int) -> float:
    n, m = time_min.shape
    problem = pulp.LpProblem("dense")
    opened = [problem.add_variable(f"y_{j}", cat="Binary") for j in range(m)]
    serve = [[problem.add_variable(f"z_{i}_{j}", cat="Binary") for j in range(m)] for i in range(n)]
    problem += pulp.lpSum(
        float(weight[i] * time_min[i, j]) * serve[i][j] for i in range(n) for j in range(m)
    )
    problem += pulp.lpSum(opened) == count
    for i in range(n):
        problem += pulp.lpSum(serve[i]) == 1
        for j in range(m):
            problem += opened[j] - serve[i][j] >= 0
    problem.solve(pulp.HiGHS(msg=False, threads=1, timeLimit=PEER_LIMIT_S))  # noqa: TID251  the peer
    return float(pulp.value(problem.objective) or np.nan)


PARTS = {
    "walk": walk_rows, "register": register_rows, "prepare": prepared_rows,
    "planted": planted_rows, "siting": siting_rows, "scale": scale_rows,
    "questions": question_rows, "published": published_rows,
    "cover": cover_rows, "managers": managers_rows, "places": place_rows, "asking": asking_rows,
    "quarter": quarter_rows, "gaps": gap_rows, "roads": road_rows, "million": made_rows,
    "drawing": drawing_rows, "sweeps": sweep_rows, "faults": fault_rows,
}  # fmt: skip
SLOW = ("sweeps", "faults")
"""Ten minutes, and hours: run when they are asked for."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="part",
        help=f"of {', '.join(PARTS)}; else all but {' and '.join(SLOW)}",
    )  # fmt: skip
    parser.add_argument(
        "--repeats", type=int, default=AS_ASKED, help="of each count of faults; fewer are quicker"
    )
    told = parser.parse_args()
    PARTS["faults"] = lambda: fault_rows(told.repeats)
    parts = told.parts or [one for one in PARTS if one not in SLOW]
    unknown = [one for one in parts if one not in PARTS]
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    print(f"{'figure':<58}{'CPU s':>8}{'bar':>8}  {'':<7}{'peer':>8}{'ratio':>9}")
    for part in parts:
        for row in PARTS[part]():
            print(row.line())
            sys.stdout.flush()


if __name__ == "__main__":
    main()
