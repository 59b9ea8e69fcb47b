"""How much time is left: one clock for all solves of one call."""

import time
from typing import Final

from planner.solve.options import SolveOptions


class Clock:
    """Counts down from `time_limit_s`, and remembers whether anybody was stopped by it."""

    def __init__(self, limit_s: float) -> None:
        self._began: Final = time.perf_counter()
        self._limit_s: Final = limit_s
        self.stopped = False

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self._began

    @property
    def left_s(self) -> float:
        """Seconds that are left, not below 0."""
        return max(self._limit_s - self.seconds, 0.0)

    def over(self) -> bool:
        """Say whether time is up; whoever asks is stopped by a yes."""
        self.stopped = self.stopped or self.left_s <= 0.0
        return self.stopped

    def limit(self, options: SolveOptions) -> SolveOptions:
        """Return the options with the time that is left, a moment at least."""
        return options.model_copy(update={"time_limit_s": max(self.left_s, 0.01)})
