"""Sites with an opening cost and a capacity; each customer is served by one."""

from pathlib import Path

from reading_loads import single_source

from kinds import Solver
from planner.outlets.engines.capacitated import capacitated_whole


def prepare(folder: Path, row: dict[str, str]) -> Solver | None:
    sites, loads = single_source(folder / row["file"])
    return lambda options: capacitated_whole(sites, loads, options).outcome
