"""Service outlets, account managers and visit tours for an electric utility's large customers."""

import importlib
from typing import TYPE_CHECKING

from planner.errors import (
    CheckError,
    DataError,
    InfeasibleError,
    OptionError,
    PlannerError,
    SolveError,
)

if TYPE_CHECKING:
    from planner.plan import Plan, check_register, geocode_table, make_gazetteer, open_outlets, run
    from planner.runs.limits import Limits
    from planner.runs.status import status, verify
    from planner.runs.sweep import How, Sweep, resume, retry, sweep
    from planner.scenario import Scenario

# Rooms take seconds to import, and a command that finds that nothing has changed needs none.
_HOMES = {
    "planner.plan": (
        "Plan", "check_register", "geocode_table", "make_gazetteer", "open_outlets", "run",
    ),
    "planner.scenario": ("Scenario",),
    "planner.runs.limits": ("Limits",),
    "planner.runs.sweep": ("How", "Sweep", "resume", "retry", "sweep"),
    "planner.runs.status": ("status", "verify"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CheckError",
    "DataError",
    "How",
    "InfeasibleError",
    "Limits",
    "OptionError",
    "Plan",
    "PlannerError",
    "Scenario",
    "SolveError",
    "Sweep",
    "check_register",
    "geocode_table",
    "make_gazetteer",
    "open_outlets",
    "resume",
    "retry",
    "run",
    "status",
    "sweep",
    "verify",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
