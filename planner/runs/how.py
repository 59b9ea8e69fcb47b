"""How scenarios are run: how many at once, within which limits, where; none of it moves an answer.

As light as `limits`: a command looks at what it was told before it imports rooms.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.errors import OptionError
from planner.runs.limits import Limits

if TYPE_CHECKING:
    from planner.runs.launch import Ending
    from planner.runs.pool import Executor

type Told = Callable[["Ending", int, int], None]
"""Called with each ending, how many have ended, and how many there are."""


@dataclass(frozen=True)
class How:
    """How many scenarios at once, their limits, whether the first failure stops the rest, where.

    Without an `executor` they run on this machine; `planner.DaskPool(client)` places them beside
    the workers of a Dask cluster, as many at a time as those have threads.
    """

    jobs: int = 1
    limits: Limits = field(default_factory=Limits)
    fail_fast: bool = False
    executor: "Executor | None" = None
    told: Told = lambda _ending, _done, _total: None

    def __post_init__(self) -> None:
        if self.jobs < 1:
            raise OptionError(f"jobs = {self.jobs}", mend="run at least one scenario at a time")

    @property
    def apart(self) -> bool:
        """Whether even a single scenario needs a process of its own."""
        return self.limits.are_set or self.fail_fast or self.executor is not None
