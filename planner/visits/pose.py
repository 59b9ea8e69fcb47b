"""Pose one manager's book as a periodic routing problem, and read the calendar back.

One vehicle is the manager, one slot is one of his days, and each visit is a place: its service and
its hours are its own. The visits of a customer are links of one chain.
"""

from collections.abc import Sequence

import numpy as np

from planner.schema import FloatArray
from planner.visits.book import SLACK, Book, Limits, Visit
from planner.visits.draft import Draft
from planner.visits.engines.periodic import Link, Periodic, Tour
from planner.visits.hours import Slot

_HAIR = SLACK / 2.0
"""What a sum of decimals may miss a time by: less than the timetable allows."""


def as_periodic(book: Book) -> Periodic:
    """Say in arrays what the book says; day d is slot d.

    The base comes first, once for each time at which a day may begin and end, then the visits.
    """
    gates = _gates(book)
    places = [*[0] * len(gates), *(one.place for one in book.visits)]
    square = np.ix_(places, places)
    days, longest = len(book.days), book.longest
    service = np.array([*[0.0] * len(gates), *(one.service_min for one in book.visits)])
    return Periodic(
        bases=len(gates),
        cost=book.minutes[square],
        minutes=book.minutes[square],
        demand=service,
        service_min=service,
        window_min=_spans(book, gates),
        base=np.array([gates.index(_gate(one)) for one in book.limits], dtype=np.int64),
        vehicles=np.ones(days, dtype=np.int64),
        capacity=np.full(days, np.inf),
        limit_min=np.array([one.work_min for one in book.limits]),
        crew=np.zeros(days, dtype=np.int64),
        date=np.array(book.days, dtype=np.float64),
        calendars=(
            *[()] * len(gates),
            *(_link(book, visit, len(gates)) for visit in range(len(book.visits))),
        ),
        km=book.km[square],
        limit_km=np.array([one.km for one in book.limits]),
        pace=longest.pace,
        week=book.weeks,
        even_week_min=book.even_week_min,
        crowding_price=book.spread_price_min,
    )


def as_tours(draft: Draft) -> list[Tour]:
    """Return the days of a calendar as tours of the problem."""
    first = len(_gates(draft.book))
    return [
        Tour(day, tuple(one + first for one in stops))
        for day, stops in enumerate(draft.stops)
        if stops
    ]


def as_draft(book: Book, tours: Sequence[Tour]) -> Draft:
    """Return the calendar that tours of the problem are.

    A day that the timetable does not hold gives up the visits that are cheapest to give up: no day
    may leave that breaks a rule, whatever rounding did.
    """
    draft, first = Draft.empty(book), len(_gates(book))
    for tour in tours:
        stops = [place - first for place in tour.stops]
        while stops and not draft.fits(tour.slot, stops):
            stops.remove(min(stops, key=lambda one: (book.visits[one].price_min, one)))
        draft.put_day(tour.slot, stops)
    return draft


def _gate(limits: Limits) -> Slot:
    return limits.start_clock_min, limits.end_clock_min


def _gates(book: Book) -> list[Slot]:
    """Return when days may begin and end, each once: one for all but those that leave cuts."""
    return sorted({_gate(one) for one in book.limits})


def _link(book: Book, visit: int, first: int) -> Link:
    one = book.visits[visit]
    until = [
        float(book.reach(one.after, book.days[day])[1]) if one.after >= 0 else np.inf
        for day in one.open_days
    ]
    return Link(
        slots=one.open_days,
        prices=tuple(book.waiting_min(visit, day) for day in one.open_days),
        until=tuple(until),
        min_gap=float(one.min_gap_days) if one.before >= 0 else -np.inf,
        drop_price=one.price_min,
        after=one.after + first if one.after >= 0 else -1,
    )


def _spans(book: Book, gates: Sequence[Slot]) -> FloatArray:
    """Return when visits may begin, each with as many spans as the one with most has."""
    most = max((len(one.slots) for one in book.visits), default=1) or 1
    spans = np.empty((len(gates) + len(book.visits), most, 2))
    for place, (opens, closes) in enumerate(gates):
        spans[place] = (opens, closes + _HAIR)
    for place, one in enumerate(book.visits, start=len(gates)):
        own = _begins(one) or [(0.0, -np.inf)]
        spans[place] = [*own, *[own[-1]] * (most - len(own))]
    return spans


def _begins(one: Visit) -> list[tuple[float, float]]:
    return [(opens, closes - one.service_min + _HAIR) for opens, closes in one.slots]
