"""Annual kWh, peak and tier of every customer, from readings and dated rules."""

from planner.loads.measure import measure_loads
from planner.loads.monthly import read_monthly
from planner.loads.options import LoadsOptions
from planner.loads.report import LoadReport
from planner.loads.tiers import TierRule, TierRules, read_tiers

__all__ = [
    "LoadReport",
    "LoadsOptions",
    "TierRule",
    "TierRules",
    "measure_loads",
    "read_monthly",
    "read_tiers",
]
