"""Location set covering: the fewest sites within the radius that the problem's name gives."""

from pathlib import Path

import numpy as np
from reading import distances, number_after
from warm import compile_loops

from kinds import Solver
from planner.outlets.engines.set_cover import set_cover


def prepare(folder: Path, row: dict[str, str]) -> Solver | None:
    length, radius = distances(folder, row), number_after("radius", row["problem"])
    if length is None or radius is None:
        return None
    compile_loops()
    free = np.zeros(length.shape[1], dtype=np.bool_)
    return lambda options: set_cover(length <= radius, free, free, options).outcome
