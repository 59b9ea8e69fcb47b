"""The clock of one tour: when to leave, arrive, pause and be back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.visits.hours import Slot
from planner.visits.pace import Pace, depart_by, drive_min

SLACK = 1e-6
"""Minutes or kilometres by which a sum of decimals may miss its bound."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one working day, and how fast the roads are by the hour."""

    work_min: float
    km: float
    start_clock_min: float
    end_clock_min: float
    lunch_start_clock_min: float
    lunch_min: float
    pace: Pace = ()

    def within(self, span: Slot) -> "Limits":
        """Return the bounds of a day of which only a span is worked."""
        start, end = span
        work_min = min(self.work_min, end - start)
        return replace(self, work_min=work_min, start_clock_min=start, end_clock_min=end)

    @property
    def lunch_end_clock_min(self) -> float:
        """When visits may begin again."""
        return self.lunch_start_clock_min + self.lunch_min

    @property
    def open(self) -> tuple[Slot, ...]:
        """When a visit may be going on: the working day without lunch."""
        if not self.lunch_min:
            return ((self.start_clock_min, self.end_clock_min),)
        halves = (
            (self.start_clock_min, min(self.lunch_start_clock_min, self.end_clock_min)),
            (max(self.lunch_end_clock_min, self.start_clock_min), self.end_clock_min),
        )
        return tuple(one for one in halves if one[1] > one[0])


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop as the clock sees it: free minutes from the stop before, and when it may be."""

    free_min: float
    service_min: float
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """Minutes after midnight; `arrive` is when a visit begins, waiting and lunch come before it.

    `drive` has the minutes of each leg at its time of the day, base to base.
    """

    start: float
    arrive: tuple[float, ...]
    leave: tuple[float, ...]
    drive: tuple[float, ...]
    end: float


def earliest(stops: Sequence[Stop], home_min: float, limits: Limits) -> Timetable | None:
    """Lay a tour on the clock as early as can be; nothing when it does not fit in the day.

    A visit begins in the first of its slots that holds it whole.
    """
    clock = limits.start_clock_min
    arrive: list[float] = []
    leave: list[float] = []
    drive: list[float] = []
    for stop in stops:
        leg = drive_min(clock, stop.free_min, limits.pace)
        begin = _begin(clock + leg, stop)
        if begin is None:
            return None
        clock = begin + stop.service_min
        drive.append(leg)
        arrive.append(begin)
        leave.append(clock)
    drive.append(drive_min(clock, home_min, limits.pace))
    work = sum(drive) + sum(stop.service_min for stop in stops)
    if work > limits.work_min + SLACK or clock + drive[-1] > limits.end_clock_min + SLACK:
        return None
    return Timetable(
        limits.start_clock_min, tuple(arrive), tuple(leave), tuple(drive), clock + drive[-1]
    )


def timetable(stops: Sequence[Stop], home_min: float, limits: Limits) -> Timetable | None:
    """Lay a tour on the clock; nothing when it does not fit in the day.

    Waiting is spent at the base, before leaving: every visit begins as late as the end of the tour
    allows. Only the lunch pause stays on the way. Where that would put driving into an hour so
    slow that the day gets too long, the earliest tour stands.

    Parameters
    ----------
    stops
        In order.
    home_min
        Free minutes from the last stop to the base.
    limits
        Bounds of the day.
    """
    early = earliest(stops, home_min, limits)
    if early is None:
        return None
    late = _later(early, stops, limits)
    work = sum(late.drive) + sum(stop.service_min for stop in stops)
    return late if work <= limits.work_min + SLACK else early


def _begin(ready: float, stop: Stop) -> float | None:
    for opens, closes in stop.slots:
        begin = max(ready, opens)
        if begin + stop.service_min <= closes + SLACK:
            return begin
    return None


def _later(early: Timetable, stops: Sequence[Stop], limits: Limits) -> Timetable:
    """Push visits towards the end of the tour, which stays, each within its slot."""
    arrive, leave = list(early.arrive), list(early.leave)
    arrived = [begin + leg for begin, leg in zip(early.leave, early.drive[1:-1], strict=False)]
    by = early.arrive[-1]
    for stop in range(len(stops) - 1, -1, -1):
        one = stops[stop]
        closes = next(b for a, b in one.slots if early.leave[stop] <= b + SLACK)
        arrive[stop] = max(min(by, closes - one.service_min), early.arrive[stop])
        leave[stop] = arrive[stop] + one.service_min
        by = depart_by(arrive[stop], one.free_min, limits.pace)
        if stop:
            by -= (
                _pause(early.arrive[stop], arrived[stop - 1], limits) + stops[stop - 1].service_min
            )
    start = max(by, limits.start_clock_min)
    ready = (start, *leave[:-1])
    drive = [
        drive_min(one, stop.free_min, limits.pace) for one, stop in zip(ready, stops, strict=True)
    ]
    return Timetable(start, tuple(arrive), tuple(leave), (*drive, early.drive[-1]), early.end)


def _pause(begin: float, arrived: float, limits: Limits) -> float:
    """Return the part of a wait that is lunch."""
    after = limits.lunch_end_clock_min
    if not arrived < after <= begin:
        return 0.0
    return min(begin - arrived, limits.lunch_min)
