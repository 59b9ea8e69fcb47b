"""Days on which a visit leaves a day to every other visit of the same customer.

Visits of a customer are a chain, each bound to its neighbours alone, so what survives a sweep
forward and one backward can be completed (Freuder 1982: a tree is free of backtracking).
"""

from planner.visits.book import Book


def joint_days(book: Book) -> list[tuple[int, ...]]:
    """Return for each visit the open days (positions) that the others of its chain can live with.

    Only days count, not how full they are. Where two neighbours share no way at all, one of them
    is not made whatever is chosen, and neither binds the other.
    """
    days = [one.open_days for one in book.visits]
    in_order = range(len(book.visits))
    for visit in in_order:
        before = book.visits[visit].before
        days[visit] = _kept(book, days, visit, before, follows=True)
    for visit in reversed(in_order):
        after = book.visits[visit].after
        days[visit] = _kept(book, days, visit, after, follows=False)
    return days


def _kept(
    book: Book, days: list[tuple[int, ...]], visit: int, other: int, *, follows: bool
) -> tuple[int, ...]:
    """Return the days of a visit from which a day of its neighbour is in reach."""
    if other < 0 or not days[other]:
        return days[visit]
    later = visit if follows else other

    def fits(day: int, of_other: int) -> bool:
        first, second = (of_other, day) if follows else (day, of_other)
        least, most = book.reach(later, book.days[first])
        return least <= book.days[second] <= most

    kept = tuple(day for day in days[visit] if any(fits(day, one) for one in days[other]))
    return kept or days[visit]
