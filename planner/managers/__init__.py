"""Who looks after whom."""

from planner.managers.assign import assign_managers
from planner.managers.check import check_managers
from planner.managers.loads import Load
from planner.managers.options import ManagersOptions
from planner.managers.rebase import rebase
from planner.managers.result import Territories
from planner.managers.team import HeadCount

__all__ = [
    "HeadCount",
    "Load",
    "ManagersOptions",
    "Territories",
    "assign_managers",
    "check_managers",
    "rebase",
]
