"""Which what-ifs to ask after the plan is made."""

from typing import Annotated

from pydantic import Field

from planner.options import Count, NotNegative, Options, Positive


class StabilityOptions(Options):
    """How much each kind of noise shakes, and how often."""

    draws: Count = 20
    """Draws of each kind of noise."""
    demand_share: NotNegative = 0.2
    """Standard deviation of a customer's demand, as a share of it."""
    time_share: NotNegative = 0.1
    """Standard deviation of a travel time, as a share of it."""


class AlternativesOptions(Options):
    """Which other plans are as good."""

    within_pct: Positive = 1.0
    """How much worse a plan may be, per cent."""
    most: Count = 20
    """Most plans to list."""


class WhatIfOptions(Options):
    """The questions to ask again; each takes a solve for every row of its table."""

    curve: bool = False
    """Whether to trace the best plan over the number of outlets."""
    curve_counts: tuple[Annotated[int, Field(ge=1)], ...] = ()
    """Numbers of outlets on the curve; half to one and a half times the plan's when empty."""
    reasons: bool = False
    """Whether to give the reason for each site: the best plan without it, or with it."""
    prices: bool = False
    """Whether to price each rule: the best plan without it."""
    alternatives: AlternativesOptions | None = None
    """Whether to list plans as good."""
    stability: StabilityOptions | None = None
    """Whether to shake demand, times and locations."""

    @property
    def asks(self) -> bool:
        """Whether anything is asked."""
        return self != WhatIfOptions()
