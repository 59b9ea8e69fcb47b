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
from planner.scenario import Scenario

__all__ = [
    "CheckError",
    "Comparison",
    "DataError",
    "InfeasibleError",
    "OptionError",
    "OutletQuestion",
    "Plan",
    "PlannerError",
    "Scenario",
    "SolveError",
    "ask_outlets",
    "check_register",
    "compare",
    "geocode_table",
    "make_gazetteer",
    "open_outlets",
    "read_record",
    "run",
    "show_progress",
]
