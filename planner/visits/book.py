"""The visit book of one manager: his visits, his days and his roads, as plain data for loops.

Everything a calendar has to respect is in here, so that an engine needs nothing else:

- when a visit may be: `open_days` (window, days off, leave) and, within a day, `slots`;
- how far from the visit before: `Book.reach` (least and most days, the most rolled over holidays);
- what each day holds: `Limits`; what a week should hold: `week_of`, `even_week_min`;
- prices: of waiting (`waiting_min`), of not going (`price_min`), of full weeks
  (`spread_price_min`), of another day than agreed (`home`, `move_min`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.schema import FloatArray
from planner.visits.hours import WHOLE_DAY, Slot
from planner.visits.timetable import SLACK, Limits, Stop

__all__ = ["SLACK", "Book", "Limits", "Visit"]


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit due. Days count from the period's start; `place` is its row in the matrices.

    `before` and `after` are positions of the same customer's neighbouring visits, -1 for none;
    the gaps are those to the visit before, whose number is `before_no`, 0 for none, be it in this
    book or not. `window` holds the positions of the manager's days
    between the first and the last one allowed, less those that leave has cut too short for it,
    `open_days` those of them on which the visit may be made at all. `wanted` is when the customer
    receives visitors, or the hour promised, `slots` what the working day has of it. `home` is the
    day (position) that an earlier plan gave it, -1 for none, `move_min` the price of another one.
    """

    account_no: str
    visit_no: int
    before_no: int
    purpose: str
    place: int
    due: int
    interval_days: float
    min_gap_days: int
    max_gap_days: int
    service_min: float
    price_min: float
    late_factor: float
    priority: bool
    before: int
    after: int
    window: tuple[int, ...]
    open_days: tuple[int, ...]
    slots: tuple[Slot, ...]
    wanted: tuple[Slot, ...] = WHOLE_DAY
    fixed: bool = False
    team: bool = False
    away: bool = False
    home: int = -1
    move_min: float = 0.0


@dataclass(frozen=True, eq=False)
class Book:
    """Everything one manager's calendar needs.

    `days` are his working days (days from the period's start), leave taken out, and `limits` the
    bounds of each: where he is away for a part of a day, those of the rest. `minutes` and `km` are
    square over places, the base in row 0; no way is infinite. `next_worked` has for each day from
    0 on the next day that the utility works.
    """

    manager_id: str
    base_id: str
    days: tuple[int, ...]
    visits: tuple[Visit, ...]
    minutes: FloatArray
    km: FloatArray
    limits: tuple[Limits, ...]
    late_price_min: float
    early_price_min: float
    next_worked: tuple[int, ...]
    week_of: tuple[int, ...]
    spread_price_min: float = 0.0
    even_week_min: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "even_week_min", self._even_week_min())

    @property
    def longest(self) -> Limits:
        """The bounds of the day that holds most work."""
        return max(self.limits, key=lambda one: one.work_min)

    @property
    def weeks(self) -> npt.NDArray[np.int64]:
        """The week of each day, from 0 on."""
        return np.array(self.week_of, dtype=np.int64) - min(self.week_of, default=0)

    def waiting_min(self, visit: int, day: int) -> float:
        """Return the price of a day (position): early or late, and not the one agreed."""
        one = self.visits[visit]
        late = self.days[day] - one.due
        moved = one.move_min if one.home >= 0 and day != one.home else 0.0
        if late >= 0:
            return moved + self.late_price_min * one.late_factor * late / one.interval_days
        return moved + self.early_price_min * -late / one.interval_days

    def reach(self, visit: int, day: int) -> tuple[int, int]:
        """Return the least and the most day for a visit when the one before it is on a day.

        Days count from the period's start, as in `days`.
        """
        one = self.visits[visit]
        most = day + one.max_gap_days
        return day + one.min_gap_days, self.next_worked[min(most, len(self.next_worked) - 1)]

    def stops(self, visits: Sequence[int], legs_min: Sequence[float]) -> list[Stop]:
        """Return a day's stops as the clock sees them; legs are base to base."""
        return [
            Stop(leg, self.visits[one].service_min, self.visits[one].slots)
            for one, leg in zip(visits, legs_min, strict=False)
        ]

    def crowding_min(self, work_min: float) -> float:
        """Return the price of a week's minutes of work."""
        return self.spread_price_min * max(work_min - self.even_week_min, 0.0)

    def _even_week_min(self) -> float:
        """Return the part of all service that one of his weeks has when they are even."""
        weeks = len(set(self.week_of))
        total = sum(one.service_min for one in self.visits if one.open_days)
        return total / weeks if weeks else 0.0
