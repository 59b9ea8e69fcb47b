"""`make bench-visits INSTANCES=DIR SECONDS=60`: published routing instances beside best known.

The folder holds one folder a set, and ``best_known.csv``; what that does not name is run all the
same. CPU seconds of one thread, without the compiling of kernels, which a first call has done.
Every solution is written in Cordeau's format and judged from that file and the instance alone.
With ``--peer`` the same rows tell what a pattern rule reaches with PyVRP or OR-Tools for each day.
"""

import argparse
import csv
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from pattern_first import ROUTERS, pattern_first
from periodic_files import (
    Instance,
    check_solution,
    problem_of,
    read_instance,
    write_solution,
)

from planner.errors import PlannerError
from planner.visits.engines.periodic import Effort, solve_periodic

COLUMNS = ("set", "instance", "value", "best_known", "gap_pct", "feasible", "cpu_s", "seed")
PEER_FIGURES = ("value", "gap_pct", "feasible", "cpu_s")
PEER_COLUMNS = tuple(f"{name}_{figure}" for name in ROUTERS for figure in PEER_FIGURES)
WARM_ITERATIONS = 2_000


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    folder: Path
    seconds: float
    seed: int
    out: Path
    peer: bool
    only: frozenset[str]


def instance_files(asked: Asked) -> list[tuple[str, Path]]:
    files = sorted(path for path in asked.folder.glob("*/*") if path.is_file())
    named = [(path.parent.name, path) for path in files if path.suffix in ("", ".txt")]
    return [
        (name, path)
        for name, path in named
        if not path.stem.lower().startswith("readme")
        and (not asked.only or f"{name}/{path.stem}" in asked.only)
    ]


def best_known(folder: Path) -> dict[tuple[str, str], float]:
    path = folder / "best_known.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {(row["set"], row["instance"]): float(row["best_known"]) for row in rows}


def gap(value: float, known: float | None) -> str:
    return "" if known is None else f"{100 * (value / known - 1):.4f}"


def ours(instance: Instance, asked: Asked, target: Path) -> dict[str, object]:
    effort = Effort(cpu_limit_s=asked.seconds, seed=asked.seed)
    began = time.process_time()
    answer = solve_periodic(problem_of(instance), effort)
    seconds = time.process_time() - began
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(write_solution(instance, answer), encoding="utf-8")
    value, faults = check_solution(instance, target.read_text(encoding="utf-8"))
    for fault in faults:
        sys.stderr.write(f"{target.name}: {fault}\n")
    return {
        "value": f"{value:.4f}",
        "feasible": "no" if faults else "yes",
        "cpu_s": f"{seconds:.2f}",
        "seed": asked.seed,
    }


def peers(instance: Instance, asked: Asked, known: float | None) -> dict[str, object]:
    return {
        f"{name}_{figure}": value
        for name in ROUTERS
        for figure, value in _peer(instance, asked, known, name).items()
    }


def _peer(instance: Instance, asked: Asked, known: float | None, name: str) -> dict[str, object]:
    began = time.process_time()
    text = pattern_first(instance, asked.seconds, asked.seed, ROUTERS[name])
    seconds = f"{time.process_time() - began:.2f}"
    if text is None:
        return {"feasible": "no", "cpu_s": seconds}
    value, faults = check_solution(instance, text)
    return {
        "value": f"{value:.4f}",
        "gap_pct": gap(value, known),
        "feasible": "no" if faults else "yes",
        "cpu_s": seconds,
    }


def warm_up(instance: Instance) -> None:
    """Have every kernel compiled (or read from its cache) before anything is measured."""
    began = time.process_time()
    solve_periodic(problem_of(instance), Effort(iterations=WARM_ITERATIONS))
    seconds = time.process_time() - began
    sys.stderr.write(f"kernels ready after {seconds:.1f} CPU s; no row counts them\n")


def ask() -> Asked:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0, help="CPU seconds an instance")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("build/bench-visits"))
    parser.add_argument("--peer", action="store_true", help="also run PyVRP and OR-Tools per day")
    parser.add_argument("--only", default="", help="set/instance, separated by commas")
    given = parser.parse_args()
    only = frozenset(one for one in given.only.split(",") if one)
    return Asked(given.folder, given.seconds, given.seed, given.out, given.peer, only)


def main() -> None:
    asked = ask()
    known = best_known(asked.folder)
    out = csv.DictWriter(
        sys.stdout, COLUMNS + PEER_COLUMNS if asked.peer else COLUMNS, lineterminator="\n"
    )
    out.writeheader()
    files = instance_files(asked)
    if files:
        warm_up(read_instance(files[0][1]))
    for name, path in files:
        instance = read_instance(path)
        best = known.get((name, path.stem))
        row: dict[str, object] = {"set": name, "instance": path.stem, "best_known": best or ""}
        try:
            row |= ours(instance, asked, asked.out / name / f"{path.stem}.res")
            row["gap_pct"] = gap(float(str(row["value"])), best)
            if asked.peer:
                row |= peers(instance, asked, best)
        except PlannerError as error:
            row["feasible"] = "no"
            sys.stderr.write(f"{name}/{path.stem}: {error}\n")
        out.writerow(row)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
