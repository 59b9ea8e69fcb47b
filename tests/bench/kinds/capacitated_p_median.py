"""p sites with a capacity and no opening cost; each customer is served by one."""

from pathlib import Path

from reading_loads import clusters

from kinds import Solver
from planner.outlets.engines.capacitated import capacitated_whole


def prepare(folder: Path, row: dict[str, str]) -> Solver | None:
    sites, loads = clusters(folder / row["file"], row)
    return lambda options: capacitated_whole(sites, loads, options).outcome
