"""The periodic routing problem and its answer, as plain arrays."""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.errors import DataError
from planner.schema import FloatArray

type Positions = npt.NDArray[np.int64]

WINDOWS = 2
"""Spans a day in which a visit may begin: before and after lunch."""


class Calendar(NamedTuple):
    """One way to visit a customer: the slots in which it happens, and what that alone costs.

    An empty one leaves the customer out at the price.
    """

    slots: tuple[int, ...]
    price: float = 0.0


class Rhythm(NamedTuple):
    """Visits one after the other, spaced by their dates from the last real one on.

    Parameters
    ----------
    slots
        When a visit may be made: closures and days off are left out. All visits fall to one crew.
    min_gap, max_gap
        Days from one visit to the next. A visit that is `fixed` need not keep the least gap.
    last
        Date of the last real visit, -infinite where there was none; then the first is free.
    fixed
        Slots with an appointment.
    late_price
        What each day beyond `max_gap` costs, before a visit and up to the horizon; infinite bars.
    drop_price
        What it costs to make no visit at all, infinite where that is not offered.
    """

    slots: tuple[int, ...]
    min_gap: float
    max_gap: float
    last: float = -math.inf
    fixed: tuple[int, ...] = ()
    late_price: float = math.inf
    drop_price: float = math.inf


type Offer = tuple[Calendar, ...] | Rhythm


@dataclass(frozen=True, eq=False)
class Periodic:
    """Who may be visited in which slots, by how many vehicles, from where.

    A slot is one day of one base (or manager); its vehicles are alike. Places are the bases, then
    the customers. A customer's calendar is chosen whole, so what binds the visits of a customer
    together (pattern, spacing, one base) is said by the calendars offered.

    Parameters
    ----------
    bases
        Number of places that are bases; they come first.
    cost
        Shape (n, n), what a way costs; infinite where there is none. Need not be symmetric.
    minutes
        Shape (n, n), what a way takes.
    demand, service_min
        Shape (n,), for each visit; 0 for bases.
    window_min
        Shape (n, 2, 2), first and last minute at which a visit may begin, in two spans in order;
        for a base the first says when a tour may leave and the last when it must be back.
    base, vehicles, capacity, limit_min
        Shape (slots,): base of the slot, its vehicles, load of each, and travel and service
        minutes of each. Bounds may be infinite.
    crew, date
        Shape (slots,): who makes the tours of a slot, and its date in days.
    calendars
        For each place the calendars offered, or the rhythm to keep; none for bases.
    horizon
        Date up to which gaps are counted after the last visit.

    Raises
    ------
    DataError
        Shapes do not fit, a customer has no calendar, or a value is not usable.
    """

    bases: int
    cost: FloatArray
    minutes: FloatArray
    demand: FloatArray
    service_min: FloatArray
    window_min: FloatArray
    base: Positions
    vehicles: Positions
    capacity: FloatArray
    limit_min: FloatArray
    crew: Positions
    date: FloatArray
    calendars: tuple[Offer, ...]
    horizon: float = math.inf

    def __post_init__(self) -> None:
        faults = [*self._shape_faults(), *self._calendar_faults()]
        if faults:
            raise DataError(
                "; ".join(faults), where="periodic problem", mend="correct the arrays named"
            )

    @property
    def size(self) -> int:
        """Number of places, bases among them."""
        return len(self.demand)

    @property
    def slots(self) -> int:
        """Number of slots."""
        return len(self.base)

    def _shape_faults(self) -> list[str]:
        n, slots = len(self.demand), len(self.base)
        shapes = {
            "cost": (self.cost, (n, n)),
            "minutes": (self.minutes, (n, n)),
            "service_min": (self.service_min, (n,)),
            "window_min": (self.window_min, (n, WINDOWS, 2)),
            "vehicles": (self.vehicles, (slots,)),
            "capacity": (self.capacity, (slots,)),
            "limit_min": (self.limit_min, (slots,)),
            "crew": (self.crew, (slots,)),
            "date": (self.date, (slots,)),
        }
        faults = [
            f"{name} has shape {values.shape}, not {shape}"
            for name, (values, shape) in shapes.items()
            if values.shape != shape
        ]
        faults += [
            f"{name} has a NaN" for name, (values, _) in shapes.items() if np.isnan(values).any()
        ]
        if len(self.calendars) != n:
            faults.append(f"calendars are given for {len(self.calendars)} of {n} places")
        if not 0 < self.bases <= n:
            faults.append(f"{self.bases} of {n} places are bases")
        return faults

    def _calendar_faults(self) -> list[str]:
        without = [i for i, row in enumerate(self.calendars) if row == () and i >= self.bases]
        strange = [i for i, row in enumerate(self.calendars) if self._is_strange(row)]
        faults = [f"place {i} has no calendar" for i in without[:5]]
        return faults + [f"place {i} has a calendar with strange slots" for i in strange[:5]]

    def _is_strange(self, row: Offer) -> bool:
        lists = [row.slots] if isinstance(row, Rhythm) else [one.slots for one in row]
        fixed = row.fixed if isinstance(row, Rhythm) else ()
        known = all(0 <= slot < self.slots for one in lists for slot in one)
        return not known or any(len(set(one)) < len(one) for one in lists) or any(
            slot not in lists[0] for slot in fixed
        )  # fmt: skip


class Tour(NamedTuple):
    """The customers of one vehicle in one slot, in order, without the base."""

    slot: int
    stops: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a search ended.

    `repeatable` is false when a clock or a person stopped it: then the same seed need not give the
    same plan. `best_at` is the iteration in which the plan was found.
    """

    stopped_by: str
    iterations: int
    cpu_s: float
    repeatable: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan: tours, and for each place the position of its calendar.

    The position is -1 for bases and for who got no calendar, 0 for a rhythm. `cost` is re-added
    from the arrays. `faults` lists every rule the plan breaks; without any it can be driven.
    """

    tours: tuple[Tour, ...]
    calendar: tuple[int, ...]
    cost: float
    ending: Ending
    faults: tuple[str, ...] = field(default=())
