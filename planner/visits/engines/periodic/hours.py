"""Arrive and depart where roads are slower at some hours.

Within an hour the road is covered at one pace, so who leaves later never arrives earlier (Ichoua,
Gendreau and Potvin, 2003): the clock of a tour can be kept from both its ends.
"""

import numpy as np

from planner.visits.engines.periodic.compiled import inlined
from planner.visits.engines.periodic.tables import Tables

HOUR_MIN = 60.0
_HAIR = 1e-9


@inlined
def arrival(tables: Tables, leave: float, free: float) -> float:
    """Return when a drive of so many free minutes ends that begins at a time of the day."""
    if not tables.paced or np.isinf(leave) or np.isinf(free):
        return leave + free
    clock, left = leave, free
    while True:
        hour = int((clock + _HAIR) // HOUR_MIN)
        pace = tables.pace[hour % len(tables.pace)]
        room = (hour + 1) * HOUR_MIN - clock
        if left * pace <= room:
            return float(clock + left * pace)
        left -= room / pace
        clock = (hour + 1) * HOUR_MIN


@inlined
def departure(tables: Tables, by: float, free: float) -> float:
    """Return the latest time to leave so as to be there by a time of the day."""
    if not tables.paced or np.isinf(by) or np.isinf(free):
        return by - free
    clock, left = by, free
    while True:
        hour = int(np.ceil((clock - _HAIR) / HOUR_MIN)) - 1
        pace = tables.pace[hour % len(tables.pace)]
        room = clock - hour * HOUR_MIN
        if left * pace <= room:
            return float(clock - left * pace)
        left -= room / pace
        clock = hour * HOUR_MIN
