"""Driving by the time of day: free minutes become real ones, hour by hour.

Within an hour the road is covered at one pace, and a drive over the turn of an hour changes pace on
the way. So who leaves later never arrives earlier (Ichoua, Gendreau and Potvin, 2003), which a
factor on the whole drive would not promise.
"""

import math

type Pace = tuple[float, ...]
"""Factor on the minutes of an empty road, by hour of the day; empty where it is always 1."""

_HOUR_MIN = 60.0
_HOURS = 24


def drive_min(depart_clock_min: float, free_min: float, pace: Pace) -> float:
    """Return how long a drive takes that begins at a time of the day."""
    if not pace or not math.isfinite(free_min):
        return free_min
    clock, left = depart_clock_min, free_min
    while True:
        hour = int((clock + 1e-9) // _HOUR_MIN)
        factor = pace[hour % _HOURS]
        room = (hour + 1) * _HOUR_MIN - clock
        if left * factor <= room:
            return clock + left * factor - depart_clock_min
        left -= room / factor
        clock = (hour + 1) * _HOUR_MIN


def depart_by(arrive_clock_min: float, free_min: float, pace: Pace) -> float:
    """Return the latest time to leave so as to arrive by a time of the day."""
    if not pace or not math.isfinite(free_min):
        return arrive_clock_min - free_min
    clock, left = arrive_clock_min, free_min
    while True:
        hour = math.ceil((clock - 1e-9) / _HOUR_MIN) - 1
        factor = pace[hour % _HOURS]
        room = clock - hour * _HOUR_MIN
        if left * factor <= room:
            return clock - left * factor
        left -= room / factor
        clock = hour * _HOUR_MIN
