"""Who watches a solve: the best value and the bound, as they come."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sighting:
    """How far a solve is: the best value so far and what no answer can beat, in its own unit.

    Either is not finite while there is none. `stopped` says that somebody stopped the solve, and
    that this is what there is.
    """

    best: float
    bound: float
    stopped: bool = False

    @property
    def gap(self) -> float:
        """What is open, relative to the best; infinite while either is missing."""
        if not (math.isfinite(self.best) and math.isfinite(self.bound) and self.best):
            return math.inf
        return abs(self.best - self.bound) / abs(self.best)


type Watcher = Callable[[Sighting], None]

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Have `watcher` called with what is seen of every solve in the body, some times a second.

    It is called in the thread that asked for the solve. What it raises stops the solve and goes on
    to the caller.
    """
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def tell(sighting: Sighting) -> None:
    """Pass a sighting on to whoever watches; nobody has to."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(sighting)
