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
    from planner.bars import show_progress
    from planner.comparing import Comparison, compare
    from planner.plan import (
        OutletQuestion,
        Plan,
        ask_outlets,
        check_register,
        geocode_table,
        make_gazetteer,
        open_outlets,
        read_record,
        run,
    )
    from planner.runs.cluster import DaskPool
    from planner.runs.export import export
    from planner.runs.how import How
    from planner.runs.limits import Limits
    from planner.runs.prepare import prepare
    from planner.runs.status import status, verify
    from planner.runs.sweep import Sweep, resume, retry, sweep
    from planner.scenario import Scenario

# Rooms take seconds to import, and a command that finds that nothing has changed needs none.
_HOMES = {
    "planner.bars": ("show_progress",),
    "planner.comparing": ("Comparison", "compare"),
    "planner.plan": (
        "OutletQuestion", "Plan", "ask_outlets", "check_register", "geocode_table",
        "make_gazetteer", "open_outlets", "read_record", "run",
    ),
    "planner.scenario": ("Scenario",),
    "planner.runs.cluster": ("DaskPool",),
    "planner.runs.export": ("export",),
    "planner.runs.how": ("How",),
    "planner.runs.limits": ("Limits",),
    "planner.runs.prepare": ("prepare",),
    "planner.runs.sweep": ("Sweep", "resume", "retry", "sweep"),
    "planner.runs.status": ("status", "verify"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CheckError",
    "Comparison",
    "DaskPool",
    "DataError",
    "How",
    "InfeasibleError",
    "Limits",
    "OptionError",
    "OutletQuestion",
    "Plan",
    "PlannerError",
    "Scenario",
    "SolveError",
    "Sweep",
    "ask_outlets",
    "check_register",
    "compare",
    "export",
    "geocode_table",
    "make_gazetteer",
    "open_outlets",
    "prepare",
    "read_record",
    "resume",
    "retry",
    "run",
    "show_progress",
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
