"""Maximal covering within a radius: of people, or of customers who count once each.

The radius is in the problem's name, or is said there to be a share of the p-center's optimum; this
is then found first, and not counted: it belongs to the question.
"""

from pathlib import Path

import numpy as np
from reading import distances, number_after, people

from kinds import Solver
from planner.outlets.engines.max_cover import max_cover
from planner.outlets.engines.p_center import p_center
from planner.solve import SolveOptions

MAXIMISED = True


def prepare(folder: Path, row: dict[str, str]) -> Solver | None:
    length, radius = distances(folder, row), number_after("radius", row["problem"])
    if length is None or radius is None or not row["p"].isdigit():
        return None
    free, count = np.zeros(length.shape[1], dtype=np.bool_), int(row["p"])
    if "x p-center optimum" in row["problem"]:
        radius *= p_center(length, free, free, count, SolveOptions()).outcome.objective
    weighted = "POP2000" in row["problem"]
    weight = people(folder / row["file"]) if weighted else np.ones(len(length))
    return lambda options: max_cover(weight, length <= radius, free, free, count, options).outcome
