"""The clock of one tour: when to leave, arrive, pause and be back."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.visits.book import SLACK, Limits


@dataclass(frozen=True, slots=True)
class Timetable:
    """Minutes after midnight; `arrive` is when a visit begins, waiting and lunch come before it."""

    start: float
    arrive: tuple[float, ...]
    leave: tuple[float, ...]
    end: float


def timetable(
    drive_min: Sequence[float], service_min: Sequence[float], limits: Limits
) -> Timetable | None:
    """Lay a tour on the clock; nothing when it does not fit in the day.

    Nobody is visited during lunch: a visit that would reach into it begins after it. A wait for
    lunch that is longer than the pause is taken at the outlet, before leaving.

    Parameters
    ----------
    drive_min
        Minutes of each leg, base to base: one more than there are stops.
    service_min
        Minutes at each stop.
    limits
        Bounds of the day.
    """
    if sum(drive_min) + sum(service_min) > limits.work_min + SLACK:
        return None
    clock, noon_stop, wait = limits.start_clock_min, -1, 0.0
    arrive: list[float] = []
    leave: list[float] = []
    for stop, (leg, service) in enumerate(zip(drive_min, service_min, strict=False)):
        clock += leg
        into_lunch = clock + service > limits.lunch_start_clock_min + SLACK
        if limits.lunch_min and into_lunch and clock < limits.lunch_end_clock_min:
            noon_stop, wait = stop, limits.lunch_end_clock_min - clock
            clock = limits.lunch_end_clock_min
        arrive.append(clock)
        clock += service
        leave.append(clock)
    end = clock + drive_min[-1]
    if end > limits.end_clock_min + SLACK:
        return None
    later = max(wait - (limits.lunch_min if noon_stop > 0 else 0.0), 0.0)
    for stop in range(noon_stop):
        arrive[stop] += later
        leave[stop] += later
    return Timetable(limits.start_clock_min + later, tuple(arrive), tuple(leave), end)
