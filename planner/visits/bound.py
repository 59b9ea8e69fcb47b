"""How much less driving there could be at the very least, said honestly.

Two bounds on the minutes of driving of the visits that are made, neither of them an estimate:

- `same_days_min`: each day's stops in the best of all orders (Held and Karp, 1962), or the cheapest
  set of legs that enters and leaves each stop once where there are too many; hours are not looked
  at. It says how good the orders are, not the choice of days.
- `any_days_min`: whatever the days. Each visit is reached over a leg no shorter than the shortest
  into it. And a tour is as long as the way to its farthest stop and back, of which each stop bears
  a part by its service, as a day holds only so many minutes (Haimovich and Rinnooy Kan, 1985). The
  greater of the two.

By how much the true least lies above is not known.

`least_cost_min` bounds what a calendar costs: each visit is either not made at its price, or waits
as little as its days allow and bears its part of the driving as above.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from planner.schema import FloatArray
from planner.visits.book import Book, out_and_back_min
from planner.visits.draft import NO_DAY, Draft

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


def bound_driving(draft: Draft) -> DriveBound:
    """Bound the driving of one manager's calendar from below."""
    days = [stops for stops in draft.stops if stops]
    same = sum(_one_day_min(_square(draft, stops)) for stops in days)
    return DriveBound(sum(draft.drive), same, _any_days_min(draft))


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


def _any_days_min(draft: Draft) -> float:
    book = draft.book
    made = [one for one, day in zip(book.visits, draft.day_of, strict=True) if day != NO_DAY]
    if not made:
        return 0.0
    places = sorted({0, *(one.place for one in made)})
    row = {place: position for position, place in enumerate(places)}
    ways = book.minutes[np.ix_(places, places)].copy()
    np.fill_diagonal(ways, np.inf)
    into, out_of = ways.min(axis=0), ways.min(axis=1)
    legs = max(sum(float(side[row[one.place]]) for one in made) for side in (into, out_of))
    round_min = {
        one.place: float(ways[0, row[one.place]] + ways[row[one.place], 0]) for one in made
    }
    fastest = min((1.0, *book.longest.pace))
    room = book.longest.work_min - fastest * min(round_min.values())
    radial = sum(round_min[one.place] * one.service_min / room for one in made) if room > 0 else 0.0
    return max(legs, radial)


def least_cost_min(book: Book) -> float:
    """Return what no calendar of a book costs less than: waiting, driving, visits not made."""
    open_to = [one for one, visit in enumerate(book.visits) if visit.open_days]
    shut = sum(one.price_min for one in book.visits if not one.open_days)
    if not open_to:
        return shut
    waits = [min(book.waiting_min(v, day) for day in book.visits[v].open_days) for v in open_to]
    prices = [book.visits[v].price_min for v in open_to]
    return shut + max(
        sum(min(price, wait + part) for price, wait, part in zip(prices, waits, parts, strict=True))
        for parts in (_legs_min(book, open_to), _radial_min(book, open_to))
    )


def _legs_min(book: Book, visits: list[int]) -> list[float]:
    """Return the shortest leg into each visit; none where two of a customer may share a day."""
    places = sorted({0, *(book.visits[one].place for one in visits)})
    row = {place: position for position, place in enumerate(places)}
    ways = book.minutes[np.ix_(places, places)].copy()
    np.fill_diagonal(ways, np.inf)
    into = ways.min(axis=0)
    firsts = Counter(one.place for one in book.visits if one.before < 0)
    here = [book.visits[one].place for one in visits]
    return [float(into[row[one]]) if firsts[one] == 1 else 0.0 for one in here]


def _radial_min(book: Book, visits: list[int]) -> list[float]:
    """Return each visit's part, by its service, of the way to it and back."""
    rounds = [out_and_back_min(book.minutes, book.visits[one].place) for one in visits]
    fastest = min((1.0, *book.longest.pace))
    room = book.longest.work_min - fastest * min(rounds)
    if room <= 0:
        return [0.0] * len(visits)
    return [
        both * book.visits[one].service_min / room for one, both in zip(visits, rounds, strict=True)
    ]
