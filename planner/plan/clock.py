"""What each step of the walk cost, and the one way to say how far it is."""

import re
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from planner.plan.events import Event, ProgressCall
from planner.solve import Sighting, watching

_PEAK, _FORGET = Path("/proc/self/clear_refs"), "5"
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class StepCost:
    """Cost of one step; `kept` when its answer was there already, from an earlier run.

    `peak_mb` is the most memory of the process during the step, where the system can tell it;
    else since the process began.
    """

    step: str
    wall_s: float
    cpu_s: float
    peak_mb: float
    kept: bool = False


@dataclass
class StepNote:
    """What a step says about itself while it is timed."""

    kept: bool = False


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
        """Pass on how far a solver of a room is.

        Raises
        ------
        KeyboardInterrupt
            Somebody stopped the search, and with it the run.
        """
        if self.progress is not None:
            found = (sighting.best, sighting.bound)
            self.progress(Event(room, 0, 1, *found, stopped=sighting.stopped))
        if sighting.stopped:
            raise KeyboardInterrupt

    @contextmanager
    def step(self, name: str) -> Iterator[StepNote]:
        """Time one step and announce its start and its end."""
        self.tell(name, 0, 1)
        note = StepNote()
        with suppress(OSError):  # not Linux: the peak is then the process's own
            _PEAK.write_text(_FORGET)
        wall, cpu = time.perf_counter(), time.process_time()
        with watching(lambda sighting: self.see(name, sighting)):
            yield note
        self.costs.append(
            StepCost(
                name,
                round(time.perf_counter() - wall, 3),
                round(time.process_time() - cpu, 3),
                round(_peak_kb() / 1024, 1),
                note.kept,
            )
        )
        self.tell(name, 1, 1)


def _peak_kb() -> int:
    try:
        told = re.search(r"VmHWM:\s*(\d+)", _STATUS.read_text(encoding="ascii"))
    except OSError:
        told = None
    return int(told[1]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
