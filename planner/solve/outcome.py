"""What came of a solve, in our own words: solvers' status names are not portable."""

from dataclasses import dataclass
from enum import StrEnum

from planner.schema import Text


class Status(StrEnum):
    """The outcome of one solve. The first four carry a plan; the others never leave `run`."""

    PROVEN = "proven optimal"
    WITHIN_GAP = "within the gap asked for"
    FEASIBLE = "feasible, not proven"
    INTERRUPTED = "interrupted, best so far"
    NOTHING_FOUND = "nothing found in the limits"
    INFEASIBLE = "infeasible"
    MODEL_FAULT = "the model is faulty"

    @property
    def text(self) -> Text:
        """The status in Chinese and in English."""
        return Text(_CHINESE[self.value], self.value)


_CHINESE = {
    "proven optimal": "已证明最优",
    "within the gap asked for": "达到要求的差距",
    "feasible, not proven": "可行，未证明最优",
    "interrupted, best so far": "已中断，目前最好",
    "nothing found in the limits": "限时内无解",
    "infeasible": "无可行方案",
    "the model is faulty": "模型有误",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The status with its proof.

    `objective` and `bound` are in the objective's unit; `bound` is infinite while nothing is
    proven. `gap` is relative to the objective, 0 when proven, infinite without a bound.
    `deterministic` is false when a clock or a person stopped the solve.
    """

    status: Status
    objective: float
    bound: float
    gap: float
    seconds: float
    solver: str
    deterministic: bool
