"""Cross two plans: some days of the one, the other days of the other, as far as calendars allow."""

import numpy as np

from planner.visits.engines.periodic.compiled import Wholes, Words, below
from planner.visits.engines.periodic.tables import Tables
from planner.visits.engines.periodic.tours import Tours, settle


def cross(tables: Tables, child: Tours, one: Tours, other: Tours, rng: Words) -> None:
    """Make a child of two plans; who fits in neither half stays missing until re-inserted.

    Half of the slots come from `one`. A customer keeps his calendar where both agree, or where all
    his slots lie in the half of the plan that says so. With a single slot it is half of the tours
    that come from `one`, those around a customer.
    """
    slots = len(tables.base)
    if slots == 1:
        _cross_tours(tables, child, one, other, rng)
        return
    of_one = np.zeros(slots, dtype=np.bool_)
    while not 0 < of_one.sum() < slots:
        of_one[:] = [below(rng, 2) == 0 for _ in range(slots)]
    option = _options(tables, one.option, other.option, of_one)
    stops = []
    for r, s in enumerate(tables.slot_of):
        source = one if of_one[s] else other
        row = source.stops[r, 1 : source.length[r] + 1]
        stops.append([int(i) for i in row if option[i] == source.option[i]])
    lay(tables, child, stops, option)


def _options(tables: Tables, one: Wholes, other: Wholes, of_one: np.ndarray) -> Wholes:
    option = np.where(one == other, one, -1)
    for i in np.flatnonzero(one != other):
        if one[i] >= 0 and of_one[slots_of(tables, one[i])].all():
            option[i] = one[i]
        elif other[i] >= 0 and not of_one[slots_of(tables, other[i])].any():
            option[i] = other[i]
    return option


def _cross_tours(tables: Tables, child: Tours, one: Tours, other: Tours, rng: Words) -> None:
    customers = tables.near.shape[1]
    centre = tables.near[len(tables.demand) - customers + below(rng, customers)]
    near = list(dict.fromkeys(one.route_of[centre, 0].tolist()))
    used = [r for r in near if r >= 0]
    mine = [one.stops[r, 1 : one.length[r] + 1].tolist() for r in used[: (len(used) + 1) // 2]]
    taken = {i for row in mine for i in row}
    its = [
        [i for i in other.stops[r, 1 : other.length[r] + 1].tolist() if i not in taken]
        for r in range(len(other.length))
    ]
    its.sort(key=len, reverse=True)
    stops = (mine + its)[: len(other.length)]
    option = np.full_like(one.option, -1)
    for row in stops:
        option[row] = np.where(np.isin(row, list(taken)), one.option[row], other.option[row])
    lay(tables, child, stops, option)


def lay(tables: Tables, tours: Tours, stops: list[list[int]], option: Wholes) -> None:
    """Set tours to given stops and calendars."""
    tours.option[:] = option
    for r, row in enumerate(stops):
        base = tables.base[tables.slot_of[r]]
        tours.length[r] = len(row)
        tours.stops[r, : len(row) + 2] = [base, *row, base]
    settle(tables, tours)


def slots_of(tables: Tables, option: int) -> Wholes:
    """Return the slots of a calendar."""
    return tables.visit_slot[tables.visit_first[option] : tables.visit_first[option + 1]]
