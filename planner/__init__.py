"""Service outlets, account managers and visit tours for an electric utility's large customers."""

from planner.bars import show_progress
from planner.compare import Comparison, compare
from planner.errors import (
    CheckError,
    DataError,
    InfeasibleError,
    OptionError,
    PlannerError,
    SolveError,
)
from planner.plan import Plan, check_register, geocode_table, make_gazetteer, open_outlets, run
from planner.scenario import Scenario

__all__ = [
    "CheckError",
    "Comparison",
    "DataError",
    "InfeasibleError",
    "OptionError",
    "Plan",
    "PlannerError",
    "Scenario",
    "SolveError",
    "check_register",
    "compare",
    "geocode_table",
    "make_gazetteer",
    "open_outlets",
    "run",
    "show_progress",
]
