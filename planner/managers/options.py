"""Settings of the territories: how even, and how much a change of manager costs."""

from typing import Annotated, Literal

from pydantic import Field

from planner.options import Count, InputPath, NotNegative, Options, Positive, Share
from planner.solve import SolveOptions


class ManagersOptions(Options):
    """Who may look after whom, and what a good division is."""

    roster: InputPath
    """The account managers: id, name, base outlet, highest voltage and tier, hours a day."""
    balance: Annotated[float, Field(ge=1, le=2)] = 1.02
    """Most work of a manager as a multiple of his fair share; the least is 2 minus this. The work
    is an estimate: what is asked for here is tighter than what the tours shall keep (1.10)."""
    capacity_h: Positive = 200.0
    """Most hours of visits that a manager of average hours can give in the period. A proposal: 800
    a year."""
    move_price_min: NotNegative = 90.0
    """Minutes of driving that must be saved before a customer changes his manager."""
    max_moved_share: Share | None = None
    """Most customers who may change their manager, as a part of all; no limit when not given."""
    overload_price: NotNegative = 25.0
    """Price of one minute of work outside the balance, in minutes of driving; high on purpose."""
    compact_price: NotNegative = 0.5
    """Price of one minute between a customer and the middle of his manager's area, in minutes of
    driving; keeps areas in one piece where managers share a base."""
    reach_min: Positive | None = None
    """Minutes from his base beyond which a manager gets no customer whom another base reaches."""
    even_hours: Annotated[float, Field(ge=1, le=3)] = 1.10
    """Most hours of a manager's tours to the mean above which the work is estimated anew from the
    tours and divided once more."""
    keep_together: tuple[str, ...] = ("customer_id",)
    """Register columns whose equal values get the same manager: the legal entity or enterprise
    group; add the column of the industrial park, if the register has one."""
    unskilled: Literal["refuse", "best qualified"] = "refuse"
    """What to do with customers whom nobody may serve by voltage and tier: name them and stop, or
    give them to the best qualified and report it."""
    locks: dict[str, str] = Field(default_factory=dict)
    """Account numbers that must go to a certain manager: account number to manager id."""
    deputy_balance: Annotated[float, Field(ge=1)] = 1.5
    """Most customers for whom a manager is deputy, as a multiple of his fair share."""
    head_count: tuple[Count, Count] | None = None
    """Fewest and most managers to compare; nothing is compared when not given."""
    solve: SolveOptions = SolveOptions(gap=0.02, node_limit=20)
    """Limits of the assignment; stopped by nodes, so that a plan can be repeated."""
