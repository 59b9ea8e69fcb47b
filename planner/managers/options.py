"""Settings of the territories: how even, and how much a change of manager costs."""

from typing import Annotated

from pydantic import Field

from planner.options import InputPath, NotNegative, Options, Positive
from planner.solve import SolveOptions


class ManagersOptions(Options):
    """Who may look after whom, and what a good division is."""

    roster: InputPath
    """The account managers: id, name, base outlet, highest voltage, hours a day."""
    balance: Annotated[float, Field(ge=1, le=3)] = 1.02
    """Most work of a manager as a multiple of his fair share; the least is 2 minus this. The work
    is an estimate: what is asked for here is tighter than what the tours shall keep (1.10)."""
    move_price_min: NotNegative = 90.0
    """Minutes of driving that must be saved before a customer changes his manager."""
    overload_price: NotNegative = 25.0
    """Price of one minute of work outside the balance, in minutes of driving; high on purpose."""
    reach_min: Positive | None = None
    """Minutes from his base beyond which a manager gets no customer whom another base reaches."""
    even_hours: Annotated[float, Field(ge=1, le=3)] = 1.10
    """Most hours of a manager's tours to the mean above which the work is estimated anew from the
    tours and divided once more."""
    keep_entity_together: bool = True
    """Accounts of one legal entity (`customer_id`) get the same manager."""
    solve: SolveOptions = SolveOptions(gap=0.01, node_limit=200)
    """Limits of the assignment; stopped by nodes, so that a plan can be repeated."""
