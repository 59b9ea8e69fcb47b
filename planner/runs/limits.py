"""How long and how large a scenario may become, and how many run at once."""

import math
import os
from dataclasses import dataclass

from planner.errors import OptionError


@dataclass(frozen=True)
class Limits:
    """Limits that the parent holds a child process to; none where nothing is said.

    `minutes` are of wall time; `memory_mb` is address space, which is a good deal more than what
    the process really touches: 2,200 MB for the smallest plan.
    """

    minutes: float | None = None
    memory_mb: int | None = None

    def __post_init__(self) -> None:
        for name in ("minutes", "memory_mb"):
            value = getattr(self, name)
            if value is not None and not (value > 0 and math.isfinite(value)):
                raise OptionError(f"{name} = {value:g}", mend="give a number above 0, or none")

    @property
    def are_set(self) -> bool:
        """Whether there is a limit at all."""
        return self.minutes is not None or self.memory_mb is not None


def cores() -> int:
    """Return the cores that this process may use."""
    return len(os.sched_getaffinity(0))


def jobs_for(wanted: int, threads: int) -> int:
    """Return how many scenarios run at once, so that their solvers' threads fit the cores."""
    return max(1, min(wanted, cores() // max(threads, 1)))
