"""Begin a search from tours that are known."""

from collections.abc import Sequence

from planner.visits.engines.periodic.cross import lay
from planner.visits.engines.periodic.problem import Link, Periodic, Tour
from planner.visits.engines.periodic.tables import Tables
from planner.visits.engines.periodic.tours import Tours


def begin_from(problem: Periodic, tables: Tables, tours: Tours, known: Sequence[Tour]) -> None:
    """Set tours to known ones of links; who is in none of them is left out at his price."""
    slot_of = {i: tour.slot for tour in known for i in tour.stops}
    for i, row in enumerate(problem.calendars):
        if isinstance(row, Link):
            slot = slot_of.get(i)
            tours.option[i] = tables.option_first[i]
            tours.paid[i] = row.drop_price if slot is None else row.prices[row.slots.index(slot)]
    stops: list[list[int]] = [[] for _ in tables.slot_of]
    for tour in known:
        stops[int(tables.route_first[tour.slot])] = list(tour.stops)
    lay(tables, tours, stops)
