"""What came of a solve, in our own words: solvers' status names are not portable."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """The outcome of one solve. Only the first three carry a plan."""

    PROVEN = "proven optimal"
    WITHIN_GAP = "within the gap asked for"
    FEASIBLE = "feasible, not proven"
    INTERRUPTED = "interrupted, best so far"
    NOTHING_FOUND = "nothing found in the limits"
    INFEASIBLE = "infeasible"
    MODEL_FAULT = "the model is faulty"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The status with its proof.

    `objective` and `bound` are in the objective's unit; `gap` is relative, 0 when proven.
    `deterministic` is false when a clock stopped the solve.
    """

    status: Status
    objective: float
    bound: float
    gap: float
    seconds: float
    solver: str
    deterministic: bool
