"""Take visits out: strings of neighbouring tours, or everybody around one customer.

Slack induction by string removals (Christiaens and Vanden Berghe 2020), with one thing changed: a
customer hit by a string mostly leaves *all* his slots, so that his calendar is chosen anew.
"""

from typing import NamedTuple

import numpy as np

from planner.visits.engines.periodic.compiled import (
    Floats,
    Wholes,
    Words,
    below,
    draw,
    inlined,
    inner,
)
from planner.visits.engines.periodic.tables import Tables
from planner.visits.engines.periodic.tours import COST, MISSING, Tours, copy_place, copy_route, take

LONGEST_STRING = 10.0
SPLIT_SHARE = 0.5
SPLIT_MORE = 0.01

TOUCHED, GONE, MARK, MOVED = 0, 1, 2, 3
"""Where `Undo.counts` holds how many routes, visits and customers are listed, and the mark."""


class Mix(NamedTuple):
    """How a search ruins: visits taken out on average, and shares of each way of doing it."""

    removed: float
    whole: float
    radial: float
    one_slot: float


class Undo(NamedTuple):
    """What one step changed, so that it can be taken back.

    `gone[k]` left slot `gone_slot[k]`, or all of them where that is -1.
    """

    before: Tours
    route_mark: Wholes
    place_mark: Wholes
    hit_mark: Wholes
    touched: Wholes
    moved: Wholes
    gone: Wholes
    gone_slot: Wholes
    counts: Wholes
    line: Wholes
    order: Wholes
    route_at: Wholes
    stop_at: Wholes
    value_at: Floats
    key: Floats
    way: Floats
    toll: Floats
    came: Wholes
    chosen: Wholes
    order_at: Wholes


def empty_undo(tables: Tables, before: Tours) -> Undo:
    """Return a record without changes; `before` is overwritten from then on."""
    routes, size, slots = len(tables.slot_of), len(tables.demand), len(tables.base)

    def zeros(length: int) -> Wholes:
        return np.zeros(length, dtype=np.int64)

    wide = max(slots, len(tables.slots))
    most = size * (slots + 1)  # each visit once, and each customer whole where one fits nowhere
    return Undo(
        before=before,
        route_mark=zeros(routes),
        place_mark=zeros(size),
        hit_mark=zeros(routes),
        touched=zeros(routes),
        moved=zeros(size),
        gone=zeros(most),
        gone_slot=zeros(most),
        counts=zeros(4),
        line=zeros(int(LONGEST_STRING) + 1),
        order=zeros(most),
        route_at=zeros(wide),
        stop_at=zeros(wide),
        value_at=np.zeros(wide),
        key=np.zeros(most),
        way=np.zeros(wide),
        toll=np.zeros(slots),
        came=zeros(wide),
        chosen=zeros(wide),
        order_at=zeros(wide),
    )


@inlined
def keep_route(tours: Tours, undo: Undo, r: int) -> None:
    """Remember a route before its first change in this step."""
    if undo.route_mark[r] != undo.counts[MARK]:
        undo.route_mark[r] = undo.counts[MARK]
        undo.touched[undo.counts[TOUCHED]] = r
        undo.counts[TOUCHED] += 1
        copy_route(tours, undo.before, r)


@inlined
def keep_place(tours: Tours, undo: Undo, i: int) -> None:
    """Remember a customer's calendar before its first change in this step."""
    if undo.place_mark[i] != undo.counts[MARK]:
        undo.place_mark[i] = undo.counts[MARK]
        undo.moved[undo.counts[MOVED]] = i
        undo.counts[MOVED] += 1
        copy_place(tours, undo.before, i)


@inlined
def take_all(tables: Tables, tours: Tours, undo: Undo, i: int) -> None:
    """Take a customer out of all his slots, his calendar with them, and his whole chain."""
    if undo.place_mark[i] == undo.counts[MARK] and tours.option[i] < 0:
        return  # gone already, with another one of the chain
    first = tables.head[i]
    j = first
    while j >= 0:
        _take_place(tables, tours, undo, j)
        j = tables.after[j]
    undo.gone[undo.counts[GONE]] = first
    undo.gone_slot[undo.counts[GONE]] = -1
    undo.counts[GONE] += 1


@inlined
def _take_place(tables: Tables, tours: Tours, undo: Undo, i: int) -> None:
    keep_place(tours, undo, i)
    for x in range(tables.slot_first[i], tables.slot_first[i + 1]):
        r = tours.route_of[i, tables.slots[x]]
        if r >= 0:
            keep_route(tours, undo, r)
            take(tables, tours, i, r)
    if tours.option[i] >= 0:
        tours.totals[COST] -= tours.paid[i]
        tours.totals[MISSING] += 1.0
        tours.option[i] = -1
        tours.paid[i] = 0.0


@inlined
def _take_visit(tables: Tables, tours: Tours, undo: Undo, i: int, r: int) -> None:
    keep_place(tours, undo, i)
    keep_route(tours, undo, r)
    take(tables, tours, i, r)
    undo.gone[undo.counts[GONE]] = i
    undo.gone_slot[undo.counts[GONE]] = tables.slot_of[r]
    undo.counts[GONE] += 1


@inlined
def _some_slot(tables: Tables, tours: Tours, i: int, rng: Words) -> int:
    """Return one of the slots in which i is visited, at random; -1 without any."""
    found, seen = -1, 0
    for x in range(tables.slot_first[i], tables.slot_first[i + 1]):
        if tours.route_of[i, tables.slots[x]] >= 0:
            seen += 1
            if below(rng, seen) == 0:
                found = tables.slots[x]
    return found


@inner
def _string(stops: Wholes, count: int, i: int, length: int, rng: Words) -> tuple[int, int, int]:
    """Return first stop, length and start of the part kept inside, of a string that hits i."""
    at = 1
    while stops[at] != i:
        at += 1
    kept = 0
    if length < count and draw(rng) < SPLIT_SHARE:
        kept = 1
        while length + kept < count and draw(rng) > SPLIT_MORE:
            kept += 1
    span = length + kept
    low, high = max(1, at - span + 1), min(at, count - span + 1)
    first = low + below(rng, high - low + 1)
    return first, kept, below(rng, length + 1)


@inner
def ruin_strings(tables: Tables, tours: Tours, undo: Undo, mix: Mix, rng: Words) -> None:
    """Take strings out of tours near one customer, until enough tours are hit."""
    used, visits = 0, 0
    for r in range(len(tours.length)):
        if tours.length[r] > 0:
            used += 1
            visits += tours.length[r]
    if visits == 0:
        return
    longest = min(LONGEST_STRING, visits / used)
    strings = int(draw(rng) * (4.0 * mix.removed / (1.0 + longest) - 1.0) + 1.0)
    whole, one_slot = draw(rng) < mix.whole, draw(rng) < mix.one_slot
    row = tables.near[len(tables.demand) - tables.near.shape[1] + below(rng, tables.near.shape[1])]
    fixed = _some_slot(tables, tours, row[0], rng) if one_slot else -1
    hit = 0
    line = undo.line
    for i in row:
        if hit >= strings:
            break
        s = fixed if fixed >= 0 else _some_slot(tables, tours, i, rng)
        r = tours.route_of[i, s] if s >= 0 else -1
        if r < 0 or undo.hit_mark[r] == undo.counts[MARK]:
            continue
        undo.hit_mark[r] = undo.counts[MARK]
        hit += 1
        most = min(longest, float(tours.length[r]))
        length = int(draw(rng) * most + 1.0)
        length = min(length, tours.length[r])
        first, kept, start = _string(tours.stops[r], tours.length[r], i, length, rng)
        for x in range(length):
            line[x] = tours.stops[r, first + x + (kept if x >= start else 0)]
        for x in range(length):
            if whole:
                take_all(tables, tours, undo, line[x])
            else:
                _take_visit(tables, tours, undo, line[x], r)


@inner
def ruin_around(tables: Tables, tours: Tours, undo: Undo, mix: Mix, rng: Words) -> None:
    """Take out everybody around one customer, whole."""
    customers = tables.near.shape[1]
    row = tables.near[len(tables.demand) - customers + below(rng, customers)]
    most = min(customers, 1 + below(rng, int(2.0 * mix.removed)))
    for x in range(most):
        take_all(tables, tours, undo, row[x])
