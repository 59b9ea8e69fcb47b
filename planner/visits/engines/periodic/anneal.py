"""Ruin and recreate under simulated annealing, with load and minutes priced, not barred."""

from typing import NamedTuple

import numpy as np

from planner.visits.engines.periodic.compiled import (
    Floats,
    Wholes,
    Words,
    compiled,
    draw,
    inlined,
    inner,
)
from planner.visits.engines.periodic.recreate import put_back, put_visit, sort_gone
from planner.visits.engines.periodic.ruin import (
    GONE,
    MARK,
    MOVED,
    TOUCHED,
    Mix,
    Undo,
    ruin_around,
    ruin_strings,
    take_all,
)
from planner.visits.engines.periodic.tables import Tables
from planner.visits.engines.periodic.tours import (
    COST,
    MISSING,
    OVERLOAD,
    OVERTIME,
    TARDY,
    Tours,
    copy_place,
    copy_route,
    copy_tours,
    settle,
)

STEER_EVERY = 100
WANTED_SOUND = 0.5
SLACK = 1e-6


class Search(NamedTuple):
    """All that a search changes.

    `weight` prices load, minutes and missing customers; `sound` counts steps, and those that
    ended within load and within minutes, since the weights were last steered.
    """

    now: Tours
    best: Tours
    undo: Undo
    weight: Floats
    sound: Wholes
    blink: Wholes
    rng: Words


@compiled
def priced(totals: Floats, weight: Floats) -> float:
    """Return the cost with everything beyond its bound at its weight."""
    return float(
        totals[COST]
        + weight[0] * totals[OVERLOAD]
        + weight[1] * totals[OVERTIME]
        + weight[2] * (totals[MISSING] + totals[TARDY])
    )


@inlined
def bound_price(totals: Floats, weight: Floats) -> float:
    """Return what a plan costs that is not whole yet: nobody missing counts."""
    return float(totals[COST] + weight[0] * totals[OVERLOAD] + weight[1] * totals[OVERTIME])


@compiled
def is_sound(totals: Floats) -> bool:
    """Say whether nothing is beyond its bound and nobody is missing."""
    beyond = totals[OVERLOAD] + totals[OVERTIME]
    return bool(beyond < SLACK and totals[MISSING] + totals[TARDY] < SLACK)


@inlined
def _take_missing(tables: Tables, search: Search) -> None:
    for i in range(len(tables.demand) - tables.near.shape[1], len(tables.demand)):
        if search.now.option[i] < 0 and search.undo.place_mark[i] != search.undo.counts[MARK]:
            take_all(tables, search.now, search.undo, i)


@inlined
def _recreate(tables: Tables, search: Search, allowed: float) -> bool:
    """Put back what is gone; false as soon as that costs more than is allowed.

    Insertions only ever add, but for a way round that is shorter than the straight one, so the rest
    need not be put back to know.
    """
    now, undo = search.now, search.undo
    sort_gone(tables, undo, search.rng)
    gone = undo.counts[GONE]  # a visit that fits nowhere lengthens the list
    for x in range(gone):
        k = undo.order[x]
        i = undo.gone[k]
        if undo.gone_slot[k] < 0:
            put_back(tables, now, undo, i, search.weight, search.blink, search.rng)
        elif now.option[i] >= 0 and not put_visit(
            tables, now, undo, k, search.weight, search.blink, search.rng
        ):
            take_all(tables, now, undo, i)
        if bound_price(now.totals, search.weight) >= allowed:
            return False
    return True


@inlined
def _take_back(tables: Tables, search: Search) -> None:
    now, undo = search.now, search.undo
    for x in range(undo.counts[TOUCHED]):
        r = undo.touched[x]
        now.week[tables.week[tables.slot_of[r]]] += undo.before.busy[r] - now.busy[r]
        copy_route(undo.before, now, r)
    for x in range(undo.counts[MOVED]):
        copy_place(undo.before, now, undo.moved[x])


@inner
def _steer(search: Search) -> None:
    """Make what is broken too often dearer, and what is kept too often cheaper."""
    for k in range(2):
        kept = search.sound[k + 1] / search.sound[0]
        if kept == 0.0:
            search.weight[k] *= 2.0
        else:
            search.weight[k] *= 1.1 if kept < WANTED_SOUND else 1.0 / 1.1
        search.weight[k] = min(max(search.weight[k], search.weight[3 + k] * 1e-3),
                               search.weight[3 + k] * 1e3)  # fmt: skip
    for k in range(3):
        search.sound[k] = 0


@compiled
def anneal(tables: Tables, search: Search, mix: Mix, steps: int, hot: float, cold: float) -> None:
    """Run steps while the temperature falls from hot to cold."""
    now, undo, rng = search.now, search.undo, search.rng
    settle(tables, now)
    temperature, cooling = hot, (cold / hot) ** (1.0 / max(1, steps))
    before = undo.before.totals
    for _ in range(steps):
        undo.counts[TOUCHED], undo.counts[GONE], undo.counts[MOVED] = 0, 0, 0
        undo.counts[MARK] += 1
        for k in range(5):
            before[k] = now.totals[k]
        if draw(rng) < mix.radial:
            ruin_around(tables, now, undo, mix, rng)
        else:
            ruin_strings(tables, now, undo, mix, rng)
        if now.totals[MISSING] > SLACK:
            _take_missing(tables, search)
        allowed = priced(before, search.weight) - temperature * np.log(1.0 - draw(rng))
        # Who is missing must get his chance, at whatever price.
        whole = _recreate(tables, search, allowed if before[MISSING] < SLACK else np.inf)
        if (
            whole
            and is_sound(now.totals)
            and (
                now.totals[COST] < search.best.totals[COST] - SLACK
                or not is_sound(search.best.totals)
            )
        ):
            copy_tours(now, search.best)
        if not whole or priced(now.totals, search.weight) >= allowed:
            _take_back(tables, search)
            for k in range(5):
                now.totals[k] = before[k]
        search.sound[0] += 1
        search.sound[1] += now.totals[OVERLOAD] < SLACK
        search.sound[2] += now.totals[OVERTIME] < SLACK
        if search.sound[0] == STEER_EVERY:
            _steer(search)
        temperature *= cooling
