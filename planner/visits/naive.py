"""What a calendar would cost with no thought for the road: each visit when it is due."""

from planner.visits.draft import NO_DAY, Draft


def in_due_order_km(draft: Draft) -> float:
    """Return the kilometres of the same visits, each on its due day, in the order they fall due.

    A visit that is due on a day on which it may not be made goes to the next day on which it may.
    Hours are not looked at, which flatters this order.
    """
    book = draft.book
    days: dict[int, list[int]] = {}
    for position, one in enumerate(book.visits):
        if draft.day_of[position] == NO_DAY:
            continue
        later = [day for day in one.open_days if book.days[day] >= one.due]
        days.setdefault(later[0] if later else one.open_days[-1], []).append(position)
    return sum(
        draft.length(sorted(stops, key=lambda one: (book.visits[one].due, one)))[1]
        for stops in days.values()
    )
