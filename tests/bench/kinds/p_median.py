"""Plain p-median: everybody counts once."""

from pathlib import Path

import numpy as np
from reading import distances

from kinds import Solver
from planner.outlets.engines.p_median import p_median


def prepare(folder: Path, row: dict[str, str]) -> Solver | None:
    length = distances(folder, row)
    if row["problem"] != "p-median" or not row["p"].isdigit() or length is None:
        return None
    weight, free = np.ones(len(length)), np.zeros(length.shape[1], dtype=np.bool_)
    return lambda options: p_median(weight, length, free, int(row["p"]), options).outcome
