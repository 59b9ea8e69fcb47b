"""Cross two plans: some days of the one, the other days of the other, as far as calendars allow."""

import numpy as np
import numpy.typing as npt

from planner.visits.engines.periodic.compiled import Wholes, Words, below
from planner.visits.engines.periodic.tables import Tables
from planner.visits.engines.periodic.tours import Tours, settle

ONE, OTHER = 1, 2


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
    source = _sources(tables, one, other, of_one)
    stops = []
    for r, s in enumerate(tables.slot_of):
        parent, mark = (one, ONE) if of_one[s] else (other, OTHER)
        row = parent.stops[r, 1 : parent.length[r] + 1].tolist()
        stops.append([i for i in row if source[i] & mark])
    _inherit(child, one, other, source)
    lay(tables, child, stops)


type Flags = npt.NDArray[np.bool_]


def _sources(tables: Tables, one: Tours, other: Tours, of_one: Flags) -> Wholes:
    """Say for each customer whose calendar he keeps: of one, of the other, the same of both.

    A chain is kept whole: its days were chosen together.
    """

    def whole(kept: Flags) -> Flags:
        all_of = np.ones(len(kept), dtype=np.bool_)
        np.logical_and.at(all_of, tables.head, kept)
        return all_of[tables.head]

    mine, its = one.route_of >= 0, other.route_of >= 0
    same = whole((one.option == other.option) & (mine == its).all(axis=1))
    keeps_one = whole((one.option >= 0) & ~mine[:, ~of_one].any(axis=1))
    keeps_other = whole((other.option >= 0) & ~its[:, of_one].any(axis=1)) & ~keeps_one
    return np.where(same, ONE | OTHER, ONE * keeps_one + OTHER * keeps_other)


def _inherit(child: Tours, one: Tours, other: Tours, source: Wholes) -> None:
    """Set the calendars of a child; those without a source are missing."""
    from_one, known = (source & ONE) > 0, source > 0
    child.option[:] = np.where(known, np.where(from_one, one.option, other.option), -1)
    child.paid[:] = np.where(known, np.where(from_one, one.paid, other.paid), 0.0)


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
    source = np.zeros_like(one.option)
    for row in stops:
        source[row] = np.where(np.isin(row, list(taken)), ONE, OTHER)
    unvisited = (one.option >= 0) & (one.route_of[:, 0] < 0)
    source[unvisited & (other.route_of[:, 0] < 0) & (other.option >= 0)] = ONE
    _inherit(child, one, other, source)
    lay(tables, child, stops)


def lay(tables: Tables, tours: Tours, stops: list[list[int]]) -> None:
    """Set tours to given stops."""
    for r, row in enumerate(stops):
        base = tables.base[tables.slot_of[r]]
        tours.length[r] = len(row)
        tours.stops[r, : len(row) + 2] = [base, *row, base]
    settle(tables, tours)
