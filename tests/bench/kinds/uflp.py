"""Sites with an opening cost and no capacity."""

from pathlib import Path

from reading_loads import warehouse

from kinds import Solver
from planner.outlets.engines.capacitated import fixed_charge


def prepare(folder: Path, row: dict[str, str]) -> Solver | None:
    sites, _ = warehouse(folder / row["file"])
    return lambda options: fixed_charge(sites, options).outcome
