"""What each step of the walk cost, and the one way to say how far it is."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from planner.plan.events import Event, ProgressCall
from planner.solve import Sighting, watching


@dataclass(frozen=True, slots=True)
class StepCost:
    """Cost of one step; `peak_mb` is the process's peak so far, not the step's own."""

    step: str
    wall_s: float
    cpu_s: float
    peak_mb: float


@dataclass
class StepClock:
    """Times the steps of one run and passes progress on."""

    progress: ProgressCall | None = None
    costs: list[StepCost] = field(default_factory=list)

    def tell(self, room: str, done: int, total: int) -> None:
        """Pass a room's progress on to whoever watches."""
        if self.progress is not None:
            self.progress(Event(room, done, total))

    def see(self, room: str, sighting: Sighting) -> None:
        """Pass on how far a solver of a room is."""
        if self.progress is not None:
            found = (sighting.best, sighting.bound)
            self.progress(Event(room, 0, 1, *found, stopped=sighting.stopped))

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step and announce its start and its end."""
        self.tell(name, 0, 1)
        wall, cpu = time.perf_counter(), time.process_time()
        with watching(lambda sighting: self.see(name, sighting)):
            yield
        peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.costs.append(
            StepCost(
                name,
                round(time.perf_counter() - wall, 3),
                round(time.process_time() - cpu, 3),
                round(peak_kb / 1024, 1),
            )
        )
        self.tell(name, 1, 1)
