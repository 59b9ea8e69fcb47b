"""`make bench-visits INSTANCES=DIR SECONDS=60`: published routing instances beside best known.

The folder holds one folder a set, and ``best_known.csv``; what that does not name, or names without
a value, is run all the same. A file that is no instance is named and passed over. CPU seconds of
one thread, without the compiling of kernels, which a first call has done.
Every solution is written in Cordeau's format and judged from that file and the instance alone.
With ``--peer`` the same rows tell what a pattern rule reaches with PyVRP or OR-Tools for each day.
"""

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pattern_first import ROUTERS, pattern_first
from periodic_files import (
    Instance,
    best_known,
    check_solution,
    problem_of,
    read_instance,
    write_solution,
)

from planner.errors import DataError, PlannerError
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


def instances(asked: Asked) -> Iterator[tuple[str, str, Instance]]:
    """Yield set, name and content of every instance; name the files that are none."""
    for name, path in instance_files(asked):
        try:
            yield name, path.stem, read_instance(path)
        except DataError as error:
            sys.stderr.write(f"{error}\n")


def gap(value: float, known: float | None) -> str:
    return "" if not known else f"{100 * (value / known - 1):.4f}"


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
    for number, (name, stem, instance) in enumerate(instances(asked)):
        if number == 0:
            warm_up(instance)
        best = known.get((name, stem))
        row: dict[str, object] = {"set": name, "instance": stem, "best_known": best or ""}
        try:
            row |= ours(instance, asked, asked.out / name / f"{stem}.res")
            row["gap_pct"] = gap(float(str(row["value"])), best)
            if asked.peer:
                row |= peers(instance, asked, best)
        except PlannerError as error:
            row["feasible"] = "no"
            sys.stderr.write(f"{name}/{stem}: {error}\n")
        out.writerow(row)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
