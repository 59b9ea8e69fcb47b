"""Periodic routing: who is visited when and in which order, chosen together."""

from planner.visits.engines.periodic.check import check_answer
from planner.visits.engines.periodic.problem import (
    Answer,
    Calendar,
    Ending,
    Link,
    Periodic,
    Rhythm,
    Tour,
)
from planner.visits.engines.periodic.search import Effort, solve_periodic

__all__ = [
    "Answer",
    "Calendar",
    "Effort",
    "Ending",
    "Link",
    "Periodic",
    "Rhythm",
    "Tour",
    "check_answer",
    "solve_periodic",
]
