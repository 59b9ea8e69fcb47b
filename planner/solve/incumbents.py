"""Best answers of searches that somebody stopped, kept for whoever goes on.

An answer lies under the content of its problem, whatever its limits were: who goes on with more
time, or with hardly any, finds it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

import numpy as np
import pulp

from planner.errors import DataError
from planner.files import write_text
from planner.sealed import read_sealed, seal

PREFIX = "incumbent-"
_LETTERS = 24
_folder: ContextVar[Path | None] = ContextVar("incumbents", default=None)

type Start = Sequence[tuple[pulp.LpVariable, float]]


@contextmanager
def keeping(folder: Path) -> Iterator[None]:
    """Have the best answer of a search that is stopped in the body kept in a folder."""
    token = _folder.set(folder)
    try:
        yield
    finally:
        _folder.reset(token)


def keep(problem: pulp.LpProblem) -> None:
    """Keep what the variables of a problem hold, if anybody wants it."""
    folder = _folder.get()
    if folder is not None:
        values = [one.varValue for one in problem.exported_variables()]
        write_text(_path(folder, problem), seal({"problem": problem.name, "values": values}))


def found(problem: pulp.LpProblem) -> Start:
    """Return the kept answer to a problem, a value for every variable; empty when there is none."""
    folder = _folder.get()
    if folder is None or not any(folder.glob(f"{PREFIX}*.json")):
        return ()
    columns = problem.exported_variables()
    with suppress(DataError):
        facts = read_sealed(_path(folder, problem), what="incumbent", mend="search again")
        return list(zip(columns, facts["values"], strict=True))
    return ()


def forget(problem: pulp.LpProblem) -> None:
    """Remove the kept answer to a problem that was searched to its end."""
    folder = _folder.get()
    if folder is not None and any(folder.glob(f"{PREFIX}*.json")):
        _path(folder, problem).unlink(missing_ok=True)


def _path(folder: Path, problem: pulp.LpProblem) -> Path:
    return folder / f"{PREFIX}{_digest(problem)[:_LETTERS]}.json"


def _digest(problem: pulp.LpProblem) -> str:
    """Return the SHA-256 of a problem: its columns, its goal and its rows, in their order."""
    columns = problem.exported_variables()
    place = {one.id: position for position, one in enumerate(columns)}
    numbers: list[float] = [problem.sense]
    for one in columns:
        numbers += [_bound(one.lowBound), _bound(one.upBound), one.cat == pulp.LpInteger]
    for row in (problem.objective, *problem.constraints()):
        if row is None:
            continue
        for column, coefficient in row.items():
            numbers += [place[column.id], coefficient]
        numbers += [np.nan]
    for row in problem.constraints():
        numbers += [_bound(row.getLb()), _bound(row.getUb())]
    return hashlib.sha256(np.array(numbers, dtype=np.float64).tobytes()).hexdigest()


def _bound(value: float | None) -> float:
    return np.nan if value is None else value
