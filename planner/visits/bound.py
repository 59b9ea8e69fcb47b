"""How much less driving there could be at the very least, said honestly.

Two bounds on the minutes of driving of the visits that are made, neither of them an estimate:

- `same_days_min`: each day's stops in the best of all orders (Held and Karp, 1962), or the cheapest
  set of legs that enters and leaves each stop once where there are too many; hours are not looked
  at. It says how good the orders are, not the choice of days.
- `any_days_min`: whatever the days, of those that each visit may be made on (`engines.day_tours`).
  Spacing between visits and hours of the day are not looked at.

By how much the true least lies above is not known.

`least_cost_min` bounds what a calendar costs in the same way: waiting by the day, visits not made,
and crowded weeks are in it.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from planner.schema import FloatArray
from planner.visits.book import Book
from planner.visits.draft import NO_DAY, Draft
from planner.visits.engines.day_tours import BoundEffort, Days, least_cost

_MOST_EXACT = 9
"""Stops of a day up to which every order is looked at."""


@dataclass(frozen=True, slots=True)
class DriveBound:
    """Free minutes of driving of a calendar, and what no calendar can be below."""

    drive_min: float
    same_days_min: float
    any_days_min: float

    def __add__(self, other: "DriveBound") -> "DriveBound":
        return DriveBound(
            self.drive_min + other.drive_min,
            self.same_days_min + other.same_days_min,
            self.any_days_min + other.any_days_min,
        )


def bound_driving(draft: Draft, effort: BoundEffort) -> DriveBound:
    """Bound the driving of one manager's calendar from below."""
    days = [stops for stops in draft.stops if stops]
    same = sum(_one_day_min(_square(draft, stops)) for stops in days)
    return DriveBound(sum(draft.drive), same, _any_days_min(draft, effort))


def _square(draft: Draft, stops: list[int]) -> FloatArray:
    places = [0, *(draft.book.visits[one].place for one in stops)]
    return draft.book.minutes[np.ix_(places, places)]


def _one_day_min(minutes: FloatArray) -> float:
    if len(minutes) - 1 > _MOST_EXACT:
        ways = minutes.copy()
        np.fill_diagonal(ways, np.inf)
        rows, columns = linear_sum_assignment(np.nan_to_num(ways, posinf=1e9))
        return float(ways[rows, columns].sum())
    return _best_order_min(minutes)


def _best_order_min(minutes: FloatArray) -> float:
    """Return the shortest round over all stops: dynamic programme over sets of stops."""
    count = len(minutes) - 1
    ways = minutes.tolist()
    best = [[np.inf] * count for _ in range(1 << count)]
    for stop in range(count):
        best[1 << stop][stop] = ways[0][stop + 1]
    for seen in range(1, 1 << count):
        for last in range(count):
            here = best[seen][last]
            if here == np.inf:
                continue
            for stop in range(count):
                if not seen >> stop & 1:
                    more = here + ways[last + 1][stop + 1]
                    best[seen | 1 << stop][stop] = min(best[seen | 1 << stop][stop], more)
    return float(min(best[-1][last] + ways[last + 1][0] for last in range(count)))


def _any_days_min(draft: Draft, effort: BoundEffort) -> float:
    made = [visit for visit, day in enumerate(draft.day_of) if day != NO_DAY]
    return least_cost(_days(draft.book, made), sum(draft.drive), effort)


def least_cost_min(book: Book, known_min: float, effort: BoundEffort) -> float:
    """Return what no calendar of a book costs less than: waiting, driving, visits not made.

    Parameters
    ----------
    known_min
        What some calendar of it costs.
    """
    every = list(range(len(book.visits)))
    days = _days(book, every)
    wait = days.wait.copy()
    for visit, one in enumerate(book.visits):
        wait[visit, list(one.open_days)] = [book.waiting_min(visit, day) for day in one.open_days]
    return least_cost(
        days._replace(
            wait=wait,
            skip_price=np.array([one.price_min for one in book.visits]),
            even_min=book.even_week_min or 1.0,
            crowding=book.spread_price_min,
        ),
        known_min,
        effort,
    )


def _days(book: Book, visits: list[int]) -> Days:
    """Say which days are open to some visits, all of which are made.

    Visits of a chain that keep a day between them are at one stop.
    """
    stop_of: dict[int, int] = {}
    for visit, one in enumerate(book.visits):
        apart = one.before >= 0 and one.min_gap_days > 0
        stop_of[visit] = stop_of[one.before] if apart else visit
    stops = {root: stop for stop, root in enumerate(sorted({stop_of[one] for one in visits}), 1)}
    places = [0, *(book.visits[root].place for root in stops)]
    wait = np.full((len(visits), len(book.days)), np.inf)
    for row, visit in enumerate(visits):
        wait[row, list(book.visits[visit].open_days)] = 0.0
    return Days(
        legs_min=book.minutes[np.ix_(places, places)],
        stop_of=np.array([stops[stop_of[one]] for one in visits], dtype=np.int64),
        service_min=np.array([book.visits[one].service_min for one in visits]),
        skip_price=np.full(len(visits), np.inf),
        wait=wait,
        room_min=np.array([one.work_min for one in book.limits]),
        fastest=min((1.0, *(book.longest.pace if book.days else ()))),
        week_of=book.weeks,
    )
