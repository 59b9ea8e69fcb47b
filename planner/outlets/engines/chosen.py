"""What an engine hands back, and how it states its proof."""

import dataclasses
import math
from dataclasses import dataclass

from planner.outlets.engines.lists import Positions
from planner.solve import PROOF_GAP, Outcome, Status

__all__ = ["Chosen", "Positions", "outcome", "restated"]


@dataclass(frozen=True, eq=False)
class Chosen:
    """The sites to open (sorted positions) and how good that is."""

    opened: Positions
    outcome: Outcome


def restated(outcome: Outcome, objective: float, bound: float) -> Outcome:
    """Return the outcome of a least cost for another plan and bound, or for the same ones moved.

    A bound that rounding has carried past the plan is the plan.
    """
    bound = min(bound, objective)
    gap = 0.0 if bound == objective else math.inf
    if bound < objective != 0:
        gap = (objective - bound) / abs(objective)
    status = Status.PROVEN if gap <= PROOF_GAP else outcome.status
    return dataclasses.replace(outcome, status=status, objective=objective, bound=bound, gap=gap)


def outcome(
    objective: float, bound: float, *, seconds: float, solver: str, stopped: bool
) -> Outcome:
    """State a plan beside its bound, whichever of the two has to be the larger.

    A bound that rounding has carried past the plan is the plan.
    """
    short = abs(objective - bound)
    gap = 0.0 if short <= PROOF_GAP * abs(objective) else short / (abs(objective) or math.nan)
    if math.isnan(gap):
        gap = math.inf
    status = Status.FEASIBLE if stopped else Status.WITHIN_GAP
    return Outcome(
        status=Status.PROVEN if gap == 0 else status,
        objective=objective,
        bound=objective if gap == 0 else bound,
        gap=gap,
        seconds=seconds,
        solver=solver,
        deterministic=not stopped,
    )
