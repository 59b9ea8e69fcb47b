"""What the planner decides about outlets."""

from typing import Literal

from planner.options import Count, InputPath, NotNegative, Options, Positive
from planner.solve import SolveOptions


class WeightOptions(Options):
    """What counts as demand; the two are shares of their totals, blended in this proportion."""

    kwh: NotNegative = 1.0
    """A customer counts by his share of all kWh a year."""
    customers: NotNegative = 0.0
    """Every customer counts the same."""


class OutletsOptions(Options):
    """Where outlets may stand and how many there shall be."""

    existing: InputPath
    """Table of today's outlets (columns of SITES)."""
    candidates: InputPath | None = None
    """Table of places where an outlet could open (columns of SITES)."""
    count: Count
    """Open outlets in all, kept and new together."""
    existing_rule: Literal["keep", "may close"] = "may close"
    """Whether today's outlets all stay, or only those marked `must_keep`."""
    weight: WeightOptions = WeightOptions()
    """What counts as demand."""
    standards_min: tuple[Positive, ...] = (15.0, 30.0)
    """Minutes for which the share of customers within reach is reported."""
    second_best: bool = True
    """Whether to look for the best plan with another set of outlets as well."""
    solve: SolveOptions = SolveOptions()
    """Limits of the solve."""
