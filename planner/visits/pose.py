"""Pose one manager's book as a periodic routing problem, and read the calendar back.

One vehicle is the manager, one slot is one of his days, and each visit is a place: its service and
its hours are its own. The visits of a customer are links of one chain.
"""

from collections.abc import Sequence

import numpy as np

from planner.schema import FloatArray
from planner.visits.book import SLACK, Book, Visit
from planner.visits.draft import Draft
from planner.visits.engines.periodic import Link, Periodic, Tour

_HAIR = SLACK / 2.0
"""What a sum of decimals may miss a time by: less than the timetable allows."""


def as_periodic(book: Book) -> Periodic:
    """Say in arrays what the book says; visit v is place v + 1, day d is slot d."""
    places = [0, *(one.place for one in book.visits)]
    square = np.ix_(places, places)
    days, limits = len(book.days), book.limits
    service = np.array([0.0, *(one.service_min for one in book.visits)])
    return Periodic(
        bases=1,
        cost=book.minutes[square],
        minutes=book.minutes[square],
        demand=service,
        service_min=service,
        window_min=_spans(book),
        base=np.zeros(days, dtype=np.int64),
        vehicles=np.ones(days, dtype=np.int64),
        capacity=np.full(days, np.inf),
        limit_min=np.full(days, limits.work_min),
        crew=np.zeros(days, dtype=np.int64),
        date=np.array(book.days, dtype=np.float64),
        calendars=((), *(_link(book, visit) for visit in range(len(book.visits)))),
        km=book.km[square],
        limit_km=np.full(days, limits.km),
        pace=limits.pace,
        week=np.array(book.week_of, dtype=np.int64) - min(book.week_of, default=0),
        even_week_min=book.even_week_min,
        crowding_price=book.spread_price_min,
    )


def as_tours(draft: Draft) -> list[Tour]:
    """Return the days of a calendar as tours of the problem."""
    return [
        Tour(day, tuple(one + 1 for one in stops)) for day, stops in enumerate(draft.stops) if stops
    ]


def as_draft(book: Book, tours: Sequence[Tour]) -> Draft:
    """Return the calendar that tours of the problem are.

    A day that the timetable does not hold gives up the visits that are cheapest to give up: no day
    may leave that breaks a rule, whatever rounding did.
    """
    draft = Draft.empty(book)
    for tour in tours:
        stops = [place - 1 for place in tour.stops]
        while stops and not draft.fits(stops):
            stops.remove(min(stops, key=lambda one: (book.visits[one].price_min, one)))
        draft.put_day(tour.slot, stops)
    return draft


def _link(book: Book, visit: int) -> Link:
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
        after=one.after + 1 if one.after >= 0 else -1,
    )


def _spans(book: Book) -> FloatArray:
    """Return when visits may begin, each with as many spans as the one with most has."""
    most = max((len(one.slots) for one in book.visits), default=1) or 1
    limits = book.limits
    spans = np.empty((len(book.visits) + 1, most, 2))
    spans[0] = (limits.start_clock_min, limits.end_clock_min + _HAIR)
    for place, one in enumerate(book.visits, start=1):
        own = _begins(one) or [(0.0, -np.inf)]
        spans[place] = [*own, *[own[-1]] * (most - len(own))]
    return spans


def _begins(one: Visit) -> list[tuple[float, float]]:
    return [(opens, closes - one.service_min + _HAIR) for opens, closes in one.slots]
