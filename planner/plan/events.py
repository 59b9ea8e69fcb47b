"""What is told while a walk goes on."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from planner.solve import Sighting


@dataclass(frozen=True, slots=True)
class Event:
    """How far a room is.

    `done` of `total` are the room's own units; 0 of 1 when it began, 1 of 1 when it is done. While
    a solver searches, `best` is the value of the best plan so far and `bound` what no plan can
    beat, both in the objective's unit and not finite while there is none. `stopped` says that
    somebody stopped it there.
    """

    room: str
    done: int
    total: int
    best: float = math.nan
    bound: float = math.nan
    stopped: bool = False

    @property
    def is_search(self) -> bool:
        """Whether a solver tells of its search, and not a room of its work."""
        return not math.isnan(self.best) or self.stopped

    @property
    def is_start(self) -> bool:
        """Whether this is the first of its room."""
        return self.done == 0 and not self.is_search

    @property
    def is_end(self) -> bool:
        """Whether this is the last of its room."""
        return self.done >= self.total and not self.is_search

    @property
    def search(self) -> str:
        """The search in words: best, bound and gap, as far as they are known."""
        if not math.isfinite(self.best):
            return "no plan yet"
        best = f"best {_short(self.best)}"
        if not math.isfinite(self.bound):
            return best
        gap = Sighting(self.best, self.bound).gap if self.best else 0.0
        return f"{best}, bound {_short(self.bound)}, gap {gap:.2%}"


type ProgressCall = Callable[[Event], None]


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"  # noqa: PLR2004  no decimals
