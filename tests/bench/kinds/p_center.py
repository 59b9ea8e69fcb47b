"""Vertex p-center."""

from pathlib import Path

import numpy as np
from reading import distances
from warm import compile_loops

from kinds import Solver
from planner.outlets.engines.p_center import p_center


def prepare(folder: Path, row: dict[str, str]) -> Solver | None:
    length = distances(folder, row)
    if not row["p"].isdigit() or length is None:
        return None
    compile_loops()
    free = np.zeros(length.shape[1], dtype=np.bool_)
    return lambda options: p_center(length, free, free, int(row["p"]), options).outcome
