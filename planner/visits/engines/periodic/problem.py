"""The periodic routing problem and its answer, as plain arrays."""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.errors import DataError
from planner.schema import FloatArray

type Positions = npt.NDArray[np.int64]


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


class Link(NamedTuple):
    """One visit of a chain: made once, in one of its slots, after the one before it.

    Every visit of a chain is a place of its own, with service and spans of its own; all are at one
    address. Slots that hold a link have one vehicle each.

    Parameters
    ----------
    slots
        When it may be made.
    prices
        For each slot what it costs to make it then.
    until
        For each slot the last date of the next visit of the chain, if this one is made then.
    min_gap
        Days since the visit made before it.
    drop_price
        What it costs not to make it.
    after
        Place of the next visit of the chain, -1 for none.
    """

    slots: tuple[int, ...]
    prices: tuple[float, ...]
    until: tuple[float, ...]
    min_gap: float
    drop_price: float
    after: int = -1


type Offer = tuple[Calendar, ...] | Rhythm | Link


def _nothing() -> FloatArray:
    return np.zeros(0)


def _no_positions() -> Positions:
    return np.zeros(0, dtype=np.int64)


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
        Shape (n, spans, 2), first and last minute at which a visit may begin, in spans in order; an
        empty one ends before it begins. For a base the first says when a tour may leave and the
        last when it must be back.
    base, vehicles, capacity, limit_min
        Shape (slots,): base of the slot, its vehicles, load of each, and travel and service
        minutes of each. Bounds may be infinite.
    crew, date
        Shape (slots,): who makes the tours of a slot, and its date in days.
    calendars
        For each place the calendars offered, or the rhythm to keep; none for bases.
    horizon
        Date up to which gaps are counted after the last visit.
    km, limit_km
        Shape (n, n) and (slots,): kilometres of a way, and of a tour at most. Nothing by default.
    pace
        Factor on minutes by hour of the day; empty where roads are always as free. `cost` has none.
    week
        Shape (slots,): numbers of the weeks, whose minutes should be even.
    even_week_min, crowding_price
        Minutes of a week, and the price of each one beyond.

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
    km: FloatArray = field(default_factory=_nothing)
    limit_km: FloatArray = field(default_factory=_nothing)
    pace: tuple[float, ...] = ()
    week: Positions = field(default_factory=_no_positions)
    even_week_min: float = math.inf
    crowding_price: float = 0.0

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
    def way_km(self) -> FloatArray:
        """Kilometres of each way, 0 where none are given."""
        return self.km if self.km.size else np.zeros((self.size, self.size))

    @property
    def most_km(self) -> FloatArray:
        """Kilometres that a tour of each slot may have, infinite where none are given."""
        return self.limit_km if self.limit_km.size else np.full(self.slots, math.inf)

    @property
    def week_of(self) -> Positions:
        """Week of each slot, the same where none are given."""
        return self.week if self.week.size else np.zeros(self.slots, dtype=np.int64)

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
            "window_min": (self.window_min, (n, max(self.window_min.shape[1], 1), 2)),
            "km": (self.way_km, (n, n)),
            "limit_km": (self.most_km, (slots,)),
            "week": (self.week_of, (slots,)),
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
        faults += [
            f"{name} is not 0 at a base"
            for name in ("demand", "service_min")
            if getattr(self, name)[: self.bases].any()
        ]
        return faults

    def _calendar_faults(self) -> list[str]:
        without = [i for i, row in enumerate(self.calendars) if row == () and i >= self.bases]
        strange = [i for i, row in enumerate(self.calendars) if self._is_strange(row)]
        faults = [f"place {i} has no calendar" for i in without[:5]]
        return faults + [f"place {i} has a calendar with strange slots" for i in strange[:5]]

    def _is_strange(self, row: Offer) -> bool:
        lists = [row.slots] if isinstance(row, Rhythm | Link) else [one.slots for one in row]
        fixed = row.fixed if isinstance(row, Rhythm) else ()
        known = all(0 <= slot < self.slots for one in lists for slot in one)
        if known and isinstance(row, Link):
            shared = any(self.vehicles[slot] > 1 for slot in row.slots)
            known = len(row.prices) == len(row.until) == len(row.slots) and not shared
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

    The position is -1 for bases and for who got no calendar, 0 for a rhythm or a link. `cost` is
    re-added from the arrays. `faults` lists every rule the plan breaks; without any it can be
    driven.
    """

    tours: tuple[Tour, ...]
    calendar: tuple[int, ...]
    cost: float
    ending: Ending
    faults: tuple[str, ...] = field(default=())
