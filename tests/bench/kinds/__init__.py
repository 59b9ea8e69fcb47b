"""One module a kind of problem, named as the table names it: ``p-center`` is ``p_center.py``.

Each has ``prepare(folder, row)``, which reads the instance of one row of ``best_known.csv`` and
returns what solves it under given options, or ``None`` where the row is not for our engines. A
module whose objective is maximised says ``MAXIMISED = True``. Putting a file here is all it takes.
"""

import importlib
import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from planner.solve import Outcome, SolveOptions

type Solver = Callable[[SolveOptions], Outcome]

# What follows says how the problem was made: "(split demand)", ", weights POP2000", "radius 5 m".
_MORE = re.compile(r"\s*(\(|,|\bradius\b|\bcapacity\b)")


def kind(problem: str) -> ModuleType | None:
    """Return the module for a problem, or ``None`` where there is none."""
    name = re.sub(r"\W+", "_", _MORE.split(problem, maxsplit=1)[0].strip().lower())
    module = f"{__name__}.{name}"
    return importlib.import_module(module) if importlib.util.find_spec(module) else None


def prepare(folder: Path, row: dict[str, str]) -> Solver | None:
    """Read the instance of a row; ``None`` where nothing here solves it."""
    module = kind(row["problem"])
    return module.prepare(folder, row) if module else None


def is_maximised(problem: str) -> bool:
    """Say whether more is better."""
    return getattr(kind(problem), "MAXIMISED", False)
