"""How long and how large a scenario may become, and how many run at once."""

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
            if value is not None and value <= 0:
                raise OptionError(f"{name} = {value}", mend="give a number above 0, or none")


def cores() -> int:
    """Return the cores that this process may use."""
    return len(os.sched_getaffinity(0))


def jobs_for(wanted: int, threads: int) -> int:
    """Return how many scenarios run at once, so that their solvers' threads fit the cores.

    Raises
    ------
    OptionError
        No job is wanted at all.
    """
    if wanted < 1:
        raise OptionError(f"jobs = {wanted}", mend="run at least one scenario at a time")
    return max(1, min(wanted, cores() // max(threads, 1)))
