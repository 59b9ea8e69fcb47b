"""Sites with an opening cost and a capacity; demand may be split."""

from pathlib import Path

import numpy as np
from reading_loads import warehouse

from kinds import Solver
from planner.outlets.engines.capacitated import capacitated_split


def prepare(folder: Path, row: dict[str, str]) -> Solver | None:
    sites, loads = warehouse(folder / row["file"], row["note"])
    if not np.isfinite(loads.capacity).all():
        return None
    return lambda options: capacitated_split(sites, loads, options).outcome
