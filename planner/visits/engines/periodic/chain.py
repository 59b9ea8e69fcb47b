"""Choose the days of visits that follow each other: the cheapest way through all their days.

Each visit of a chain is made in one of its own slots or left out at its price. Two that are made
are at least the later one's gap apart; one that follows directly keeps as well to the last date
that the one before leaves it. With a visit left out in between, the longest gap is broken anyhow.
The way is found visit by visit (Bellman 1957).
"""

import numpy as np

from planner.visits.engines.periodic.compiled import inner
from planner.visits.engines.periodic.rhythm import DROP, MIN_GAP
from planner.visits.engines.periodic.ruin import Undo
from planner.visits.engines.periodic.tables import Tables


@inner
def _come_from(tables: Tables, undo: Undo, j: int, x: int, left_out: float) -> None:
    """Find the cheapest way to the slot at x of visit j; `left_out` is to make none before it."""
    date, least = tables.date[tables.slots[x]], tables.rhythm[j, MIN_GAP]
    best, came, dropped = left_out, -1, 0.0
    u = tables.before[j]
    while u >= 0:
        next_to = u == tables.before[j]
        for y in range(tables.slot_first[u], tables.slot_first[u + 1]):
            gap = date - tables.date[tables.slots[y]]
            if gap < least:
                break  # slots are in order of their dates
            if undo.way[y] + dropped < best and not (next_to and date > tables.slot_until[y]):
                best, came = undo.way[y] + dropped, y
        dropped += tables.rhythm[u, DROP]
        u = tables.before[u]
    undo.way[x] = best + undo.value_at[x] + tables.slot_price[x]
    undo.came[x] = came


@inner
def choose_chain(tables: Tables, undo: Undo, head: int, shy: int) -> int:
    """Set `undo.chosen` to the slots (positions in `slots`) of visits made, return their number.

    `undo.order_at` has the visits themselves, `undo.value_at` what each slot adds. With `shy`, to
    make none of the visits is the last resort, whatever they cost.
    """
    j, left_out = head, 0.0
    while j >= 0:
        for x in range(tables.slot_first[j], tables.slot_first[j + 1]):
            _come_from(tables, undo, j, x, left_out)
        left_out += tables.rhythm[j, DROP]
        j = tables.after[j]
    best, last, of = np.inf if shy else left_out, -1, -1
    j, rest = head, left_out
    while j >= 0:
        rest -= tables.rhythm[j, DROP]
        for x in range(tables.slot_first[j], tables.slot_first[j + 1]):
            if undo.way[x] + rest < best:
                best, last, of = undo.way[x] + rest, x, j
        j = tables.after[j]
    n = 0
    while last >= 0:
        undo.chosen[n], undo.order_at[n] = last, of
        n += 1
        last = undo.came[last]
        while (
            of >= 0 and last >= 0 and not tables.slot_first[of] <= last < tables.slot_first[of + 1]
        ):
            of = tables.before[of]
    return n
