"""Where outlets should stand, and who is served where."""

from planner.outlets.check import check_siting
from planner.outlets.engines.answer import Reached
from planner.outlets.evidence import Evidence
from planner.outlets.explain import ClashError
from planner.outlets.goals import GOALS
from planner.outlets.options import OutletsOptions
from planner.outlets.result import SecondPlan, Siting
from planner.outlets.rules import WeightOptions
from planner.outlets.site import site_outlets
from planner.outlets.sites import read_sites

__all__ = [
    "GOALS",
    "ClashError",
    "Evidence",
    "OutletsOptions",
    "Reached",
    "SecondPlan",
    "Siting",
    "WeightOptions",
    "check_siting",
    "read_sites",
    "site_outlets",
]
