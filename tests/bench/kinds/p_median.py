"""The p-median: everybody counts once, or as many as live there."""

from pathlib import Path

import numpy as np
from reading import distances, people

from kinds import Solver
from planner.outlets.engines.p_median import p_median

WEIGHTS = ("", ", weights POP2000")


def prepare(folder: Path, row: dict[str, str]) -> Solver | None:
    length = distances(folder, row)
    weights = row["problem"].removeprefix("p-median")
    if weights not in WEIGHTS or not row["p"].isdigit() or length is None:
        return None
    weight = people(folder / row["file"]) if weights else np.ones(len(length))
    free = np.zeros(length.shape[1], dtype=np.bool_)
    return lambda options: p_median(weight, length, free, int(row["p"]), options).outcome
