"""Check a solver's answer against the rows of the problem as it was written."""

import numpy as np
import numpy.typing as npt
import pulp
from scipy.sparse import csr_array

TOLERANCE = 1e-6
"""What counts as kept, relative to the size of a row's terms, and as whole."""


def faults(problem: pulp.LpProblem, objective: float) -> list[str]:
    """Round the whole-numbered variables in place, then name all that the answer breaks.

    Rounding comes first: with a big number M in a row, 1e-7 of an outlet can be "open" within the
    solver's tolerances and carry real customers; after rounding such a row is plainly broken.

    Parameters
    ----------
    problem
        Solved; its variables hold the answer.
    objective
        The value that the solver claims.

    Returns
    -------
    faults
        One sentence each, at most ten; empty when the answer can be believed.
    """
    found: list[str] = []
    columns = problem.exported_variables()
    place = {column.id: position for position, column in enumerate(columns)}
    value = np.zeros(len(columns))
    for position, column in enumerate(columns):
        raw = column.varValue
        if raw is None or not np.isfinite(raw):
            found.append(f"{column.name} has no value")
            continue
        if column.cat == pulp.LpInteger:
            nearest = round(raw)
            if abs(raw - nearest) > TOLERANCE:
                found.append(f"{column.name} = {raw:.9g} is not whole")
            column.varValue = raw = float(nearest)
        low, high = column.lowBound, column.upBound
        slack = TOLERANCE * max(1.0, abs(raw))
        if (low is not None and raw < low - slack) or (high is not None and raw > high + slack):
            found.append(f"{column.name} = {raw:.9g} is outside {low}..{high}")
        value[position] = raw
    if not found:
        found += _broken_rows(problem, place, value)
        found += _wrong_objective(problem, place, value, objective)
    return found[:10]


def _broken_rows(
    problem: pulp.LpProblem, place: dict[int, int], value: npt.NDArray[np.float64]
) -> list[str]:
    rows = problem.constraints()
    starts, at, weight = [0], [], []
    low, high = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
    for position, row in enumerate(rows):
        for column, coefficient in row.items():
            at.append(place[column.id])
            weight.append(coefficient)
        starts.append(len(at))
        lower, upper = row.getLb(), row.getUb()
        low[position] = -np.inf if lower is None else lower
        high[position] = np.inf if upper is None else upper
    if not rows:
        return []
    matrix = csr_array((weight, at, starts), shape=(len(rows), len(value)))
    activity = matrix @ value
    slack = TOLERANCE * np.maximum(1.0, abs(matrix) @ np.abs(value))
    broken = np.flatnonzero((activity < low - slack) | (activity > high + slack))
    return [
        f"rule {rows[one].name} is broken: {activity[one]:.9g} is not in "
        f"{low[one]:g}..{high[one]:g}"
        for one in broken
    ]


def _wrong_objective(
    problem: pulp.LpProblem,
    place: dict[int, int],
    value: npt.NDArray[np.float64],
    claimed: float,
) -> list[str]:
    goal = problem.objective
    if goal is None:
        return ["there is no objective"]
    terms = [coefficient * value[place[one.id]] for one, coefficient in goal.items()]
    actual = float(np.sum(terms)) + goal.constant
    size = max(1.0, float(np.sum(np.abs(terms))))
    if abs(actual - claimed) <= TOLERANCE * size:
        return []
    return [f"the objective is {actual:.9g}, not {claimed:.9g} as the solver says"]
