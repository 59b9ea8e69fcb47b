"""Which bound of a day keeps stops out, and how far it would have to give way.

Bounds are tried one by one: hours, lunch and roads of a day work on each other, so none can be
blamed by looking at it alone.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from planner.visits.book import Book
from planner.visits.hours import WHOLE_DAY, Slot, common
from planner.visits.timetable import SLACK, Limits, Stop, Timetable, earliest

STEP_MIN = 5
"""Minutes in which changes are told: people agree on five minutes, not on one."""
_MIDNIGHT = 1440.0


class Bound(Enum):
    """What limits a day; of several that would do, the first give way sooner than the last."""

    WORK = "work"
    KM = "km"
    HOURS = "hours"
    LUNCH = "lunch"
    END = "end"
    START = "start"


@dataclass(frozen=True, slots=True)
class Way:
    """Stops in order, as customers ask for them: `wanted` is when each would receive a visitor.

    `legs_min` and `km` are of the way from base to base on an empty road.
    """

    legs_min: tuple[float, ...]
    km: float
    service_min: tuple[float, ...]
    wanted: tuple[tuple[Slot, ...], ...]

    @classmethod
    def of(cls, book: Book, stops: Sequence[int], legs: tuple[list[float], list[float]]) -> "Way":
        """Return the way past visits of a book."""
        visits = [book.visits[one] for one in stops]
        return cls(
            tuple(legs[0]), sum(legs[1]), tuple(one.service_min for one in visits),
            tuple(one.wanted for one in visits),
        )  # fmt: skip

    def asked(self, slot: Slot) -> "Way":
        """Return the same stops, each wanted in a span."""
        return replace(self, wanted=((slot,),) * len(self.wanted))

    def on_clock(self, limits: Limits) -> Timetable | None:
        """Lay the way on the clock of a day, nothing where it does not fit."""
        stops = [
            Stop(leg, service, common(limits.open, wanted, least_min=service))
            for leg, service, wanted in zip(
                self.legs_min, self.service_min, self.wanted, strict=False
            )
        ]
        return earliest(stops, self.legs_min[-1], limits)

    def fits(self, limits: Limits, loose: Collection[Bound] = ()) -> bool:
        """Say whether a day holds the way, perhaps with some bounds let go."""
        way = self.asked(WHOLE_DAY[0]) if Bound.HOURS in loose else self
        free = loosened(limits, loose)
        return self.km <= free.km + SLACK and way.on_clock(free) is not None

    def work_min(self, limits: Limits) -> float:
        """Return the minutes of driving, at the hour of each leg, and of service."""
        free = loosened(limits, (Bound.WORK, Bound.END))
        clock = self.on_clock(free) or self.asked(WHOLE_DAY[0]).on_clock(
            loosened(limits, tuple(Bound))
        )
        return sum(self.service_min) + sum(self.legs_min if clock is None else clock.drive)


def loosened(limits: Limits, bounds: Collection[Bound]) -> Limits:
    """Return the limits of a day without some of its bounds."""
    return replace(
        limits,
        work_min=math.inf if Bound.WORK in bounds else limits.work_min,
        km=math.inf if Bound.KM in bounds else limits.km,
        lunch_min=0.0 if Bound.LUNCH in bounds else limits.lunch_min,
        start_clock_min=0.0 if Bound.START in bounds else limits.start_clock_min,
        end_clock_min=_MIDNIGHT if Bound.END in bounds else limits.end_clock_min,
    )


def ways_out(
    way: Way, limits: Limits, bounds: Collection[Bound] = tuple(Bound)
) -> list[list[Bound]]:
    """Return bounds that have to give way: each that is enough by itself, or the fewest together.

    Parameters
    ----------
    bounds
        Those that may give way. The list is empty where even all of them are not enough.
    """
    needed = [one for one in Bound if one in bounds]
    enough = [[one] for one in needed if way.fits(limits, [one])]
    if enough or not way.fits(limits, needed):
        return enough
    for one in reversed(tuple(needed)):
        rest = [other for other in needed if other is not one]
        if way.fits(limits, rest):
            needed = rest
    return [needed]


def given_way(way: Way, limits: Limits, bound: Bound, needed: Collection[Bound]) -> Limits:
    """Return the limits with lunch, start or end moved just so far that the way fits.

    Parameters
    ----------
    needed
        As from `ways_out`: the bounds that give way, this one among them.
    """
    others = [one for one in needed if one is not bound]
    low, high = 0, math.ceil(_MIDNIGHT / STEP_MIN)
    while high - low > 1:
        middle = (low + high) // 2
        if way.fits(_moved(limits, bound, middle), others):
            high = middle
        else:
            low = middle
    return _moved(limits, bound, high)


def _moved(limits: Limits, bound: Bound, steps: int) -> Limits:
    by = float(steps * STEP_MIN)
    if bound is Bound.START:
        return replace(limits, start_clock_min=max(limits.start_clock_min - by, 0.0))
    if bound is Bound.END:
        return replace(limits, end_clock_min=min(limits.end_clock_min + by, _MIDNIGHT))
    return replace(limits, lunch_min=max(limits.lunch_min - by, 0.0))
