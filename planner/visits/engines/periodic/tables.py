"""The problem as the kernels read it: flat arrays, ragged lists as firsts and members."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.visits.engines.periodic.compiled import Floats, Wholes
from planner.visits.engines.periodic.problem import Calendar, Link, Offer, Periodic, Rhythm

BARRED = 1e300
"""Price of what must not be: more than any plan costs, and no part of one that is kept."""


class Tables(NamedTuple):
    """Everything that stays fixed during a search.

    `towards[i, j]` is the cost from j to i, so that both ends of an insertion of i are read from a
    row of i. Members of list k lie at ``first[k]:first[k + 1]``. `near` holds the customers by
    closeness, each one first in its own row. `window` holds two spans a place in which a visit may
    begin; `timed` is false when they say nothing. Those of `spaced` choose their days by `rhythm`
    (least and longest gap, last visit, price of a late day, price of no visit) and not from a list.
    Those of `linked` choose theirs together, from the `head` of a chain along `after` and back
    along `before`; `slot_price` and `slot_until` tell of each member of `slots` what it costs and
    until when the next of the chain may be. `even` holds a week's even minutes and the price of
    more. `paced` and `bounded` are false where neither hours nor kilometres say anything.
    """

    cost: Floats
    towards: Floats
    minutes: Floats
    service: Floats
    demand: Floats
    near: Wholes
    base: Wholes
    capacity: Floats
    limit: Floats
    route_first: Wholes
    slot_of: Wholes
    slot_first: Wholes
    slots: Wholes
    option_first: Wholes
    price: Floats
    visit_first: Wholes
    visit_slot: Wholes
    window: Floats
    home: Wholes
    date: Floats
    crew: Wholes
    horizon: Floats
    spaced: Wholes
    rhythm: Floats
    fixed: Wholes
    timed: bool
    km: Floats
    limit_km: Floats
    bounded: bool
    pace: Floats
    paced: bool
    week: Wholes
    even: Floats
    linked: Wholes
    head: Wholes
    before: Wholes
    after: Wholes
    slot_price: Floats
    slot_until: Floats


def tabulate(problem: Periodic) -> Tables:
    """Lay a problem out for the kernels."""
    listed = [
        (Calendar(()),) if isinstance(row, Rhythm | Link) else row for row in problem.calendars
    ]
    each = [_slots(problem, row) for row in problem.calendars]
    options = [one for row in listed for one in row]
    cost = np.ascontiguousarray(problem.cost, dtype=np.float64)
    return Tables(
        cost=cost,
        towards=_same(problem.cost.T, cost),
        minutes=_same(problem.minutes, cost),
        service=problem.service_min.astype(np.float64),
        demand=problem.demand.astype(np.float64),
        near=_near(problem),
        base=problem.base.astype(np.int64),
        capacity=problem.capacity.astype(np.float64),
        limit=problem.limit_min.astype(np.float64),
        route_first=_firsts(problem.vehicles),
        slot_of=np.repeat(np.arange(len(problem.base)), problem.vehicles).astype(np.int64),
        slot_first=_firsts([len(one) for one in each]),
        slots=np.array([slot for one in each for slot in one], dtype=np.int64),
        option_first=_firsts([len(row) for row in listed]),
        price=np.array([one.price for one in options], dtype=np.float64),
        visit_first=_firsts([len(one.slots) for one in options]),
        visit_slot=np.array([slot for one in options for slot in one.slots], dtype=np.int64),
        window=problem.window_min.astype(np.float64),
        home=np.array([problem.base[row[0]] if row else 0 for row in each], dtype=np.int64),
        date=problem.date.astype(np.float64),
        crew=problem.crew.astype(np.int64),
        horizon=np.array([problem.horizon], dtype=np.float64),
        spaced=np.array([isinstance(row, Rhythm) for row in problem.calendars], dtype=np.int64),
        rhythm=np.array([_rhythm(row) for row in problem.calendars], dtype=np.float64),
        fixed=_fixed(problem, each),
        timed=bool(np.isfinite(problem.window_min[:, :, 1]).any()),
        km=np.ascontiguousarray(problem.way_km, dtype=np.float64),
        limit_km=problem.most_km.astype(np.float64),
        bounded=bool(np.isfinite(problem.most_km).any()),
        pace=np.array(problem.pace or (1.0,), dtype=np.float64),
        paced=bool(problem.pace),
        week=problem.week_of.astype(np.int64),
        even=np.array([problem.even_week_min, problem.crowding_price], dtype=np.float64),
        linked=np.array([isinstance(row, Link) for row in problem.calendars], dtype=np.int64),
        **_chains(problem),
        slot_price=_of_slots(problem, each, "prices", 0.0),
        slot_until=_of_slots(problem, each, "until", np.inf),
    )


def _same(values: Floats, known: Floats) -> Floats:
    """Return values, as the array known already where they are equal: one fewer to keep at hand."""
    return known if np.array_equal(values, known) else np.ascontiguousarray(values, np.float64)


def _chains(problem: Periodic) -> dict[str, Wholes]:
    """Return for each place the first of its chain, and those next to it; -1 for none."""
    after = np.array(
        [row.after if isinstance(row, Link) else -1 for row in problem.calendars], dtype=np.int64
    )
    before = np.full(len(after), -1, dtype=np.int64)
    known = np.flatnonzero(after >= 0)
    before[after[known]] = known
    head = np.arange(len(after))
    for i in np.flatnonzero(before < 0):
        j = i
        while (j := after[j]) >= 0:
            head[j] = i
    return {"head": head, "before": before, "after": after}


def _of_slots(problem: Periodic, each: list[list[int]], name: str, without: float) -> Floats:
    """Return one value for each member of `slots`; links bring theirs in their own order."""
    values: list[float] = []
    for row, slots in zip(problem.calendars, each, strict=True):
        if isinstance(row, Link):
            told = dict(zip(row.slots, getattr(row, name), strict=True))
            values += [told[slot] for slot in slots]
        else:
            values += [without] * len(slots)
    return np.array(values, dtype=np.float64)


def _slots(problem: Periodic, row: Offer) -> list[int]:
    if isinstance(row, Rhythm | Link):
        return sorted(row.slots, key=lambda slot: (problem.crew[slot], problem.date[slot]))
    return sorted({slot for one in row for slot in one.slots})


def _rhythm(row: Offer) -> tuple[float, ...]:
    if isinstance(row, Link):
        return (row.min_gap, 0.0, 0.0, 0.0, row.drop_price)
    if not isinstance(row, Rhythm):
        return (0.0,) * 5
    # A bar that is finite: nothing times infinity is not a number.
    late = min(row.late_price, BARRED)
    return (row.min_gap, row.max_gap, row.last, late, row.drop_price)


def _fixed(problem: Periodic, each: list[list[int]]) -> Wholes:
    flags = []
    for row, slots in zip(problem.calendars, each, strict=True):
        fixed = row.fixed if isinstance(row, Rhythm) else ()
        flags += [int(slot in fixed) for slot in slots]
    return np.array(flags, dtype=np.int64)


def _near(problem: Periodic) -> Wholes:
    # The way to and fro, not one of them: a neighbour is one whom a tour can go on to or come from.
    both = problem.cost + problem.cost.T
    bases = problem.bases
    customers = both[:, bases:].copy()
    for i in range(bases, len(both)):
        customers[i, i - bases] = -1.0
    return (np.argsort(customers, axis=1, kind="stable") + bases).astype(np.int64)


def _firsts(lengths: list[int] | npt.NDArray[np.int64]) -> Wholes:
    return np.concatenate([[0], np.cumsum(np.asarray(lengths, dtype=np.int64))]).astype(np.int64)
