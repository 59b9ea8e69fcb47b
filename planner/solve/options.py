"""How hard to try: limits of one solve."""

from typing import Annotated

from pydantic import Field

from planner.options import Count, Options, Positive, Share


class SolveOptions(Options):
    """Limits for the solver. A plan can be repeated as long as the clock did not stop it."""

    time_limit_s: Positive = 120.0
    """Seconds after which the best plan so far is taken; such a run cannot be repeated exactly."""
    gap: Share = 1e-6
    """Relative gap between plan and bound at which the solver may stop."""
    node_limit: Count | None = None
    """Branch-and-bound nodes after which the best plan is taken; unlike seconds, repeatable."""
    threads: Annotated[int, Field(ge=1, le=64)] = 1
    """Solver threads; one is as fast for models of this size, and leaves the others to sweeps."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    """Seed of the solver's own random choices."""
    presolve: bool = True
    """Whether the solver looks for simplifications first; what is small and has none is solved
    faster without."""
