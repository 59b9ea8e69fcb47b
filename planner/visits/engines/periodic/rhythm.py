"""Choose days by their gaps: the cheapest way through a customer's slots, from his last visit on.

Slots are stops, what a visit in them adds is paid there; going from one to the next is barred
before the least gap and costs for each day beyond the longest. An appointment cannot be passed
over, and need not keep the least gap. The way ends at the horizon, which is an unpaid last visit.
All in one order of slots, so the way is found in one pass (Bellman 1957), without any list of
patterns.
"""

import numpy as np

from planner.visits.engines.periodic.compiled import inner
from planner.visits.engines.periodic.ruin import Undo
from planner.visits.engines.periodic.tables import BARRED, Tables

MIN_GAP, MAX_GAP, LAST, LATE, DROP = 0, 1, 2, 3, 4
"""Where `Tables.rhythm[i]` holds what."""


@inner
def gap_price(tables: Tables, i: int, gap: float) -> float:
    """Return what a gap beyond the longest costs; a customer who was never visited has no gap."""
    over = gap - tables.rhythm[i, MAX_GAP]
    if over <= 0.0 or np.isinf(gap):
        return 0.0
    price = tables.rhythm[i, LATE] * over
    return float(price) if tables.rhythm[i, LATE] < BARRED else np.inf


@inner
def _reach(tables: Tables, undo: Undo, i: int, x: int) -> None:
    """Find the cheapest way to the slot at x: from an earlier one, or from the last visit."""
    begin = tables.slot_first[i]
    s = tables.slots[x]
    best, price, came = np.inf, 0.0, -1
    may_begin = True
    for y in range(x - 1, begin - 1, -1):
        p = tables.slots[y]
        if tables.crew[p] != tables.crew[s]:
            break
        gap = tables.date[s] - tables.date[p]
        if gap >= tables.rhythm[i, MIN_GAP] or tables.fixed[x]:
            toll = gap_price(tables, i, gap)
            if undo.way[y - begin] + toll < best:
                best, price, came = undo.way[y - begin] + toll, undo.toll[y - begin] + toll, y
        if tables.fixed[y]:
            may_begin = False
            break
    gap = tables.date[s] - tables.rhythm[i, LAST]
    if may_begin and (gap >= tables.rhythm[i, MIN_GAP] or tables.fixed[x]):
        toll = gap_price(tables, i, gap)
        if toll < best:
            best, price, came = toll, toll, -1
    undo.way[x - begin], undo.toll[x - begin] = best + undo.value_at[s], price
    undo.came[x - begin] = came


@inner
def _last_stop(tables: Tables, undo: Undo, i: int) -> tuple[float, int]:
    """Return the cheapest way to the horizon, and the slot before it; appointments are kept."""
    begin, end = tables.slot_first[i], tables.slot_first[i + 1]
    fixed = 0
    for x in range(begin, end):
        fixed += tables.fixed[x]
    best, last = np.inf, -1
    kept, open_end = 0, True
    for x in range(end - 1, begin - 1, -1):
        s = tables.slots[x]
        if x == end - 1 or tables.crew[tables.slots[x + 1]] != tables.crew[s]:
            kept, open_end = _fixed_of_crew(tables, i, tables.crew[s]), True
        if open_end and kept == fixed:
            whole = undo.way[x - begin] + gap_price(tables, i, tables.horizon[0] - tables.date[s])
            if whole < best:
                best, last = whole, x
        open_end = open_end and not tables.fixed[x]
    return best, last


@inner
def _fixed_of_crew(tables: Tables, i: int, crew: int) -> int:
    fixed = 0
    for x in range(tables.slot_first[i], tables.slot_first[i + 1]):
        if tables.crew[tables.slots[x]] == crew:
            fixed += tables.fixed[x]
    return fixed


@inner
def no_visit_price(tables: Tables, i: int) -> float:
    """Return what it costs not to visit i at all, infinite where that is barred."""
    for x in range(tables.slot_first[i], tables.slot_first[i + 1]):
        if tables.fixed[x]:
            return np.inf
    gap = tables.horizon[0] - tables.rhythm[i, LAST]
    waits = np.inf if np.isinf(gap) else gap_price(tables, i, gap)
    return float(min(tables.rhythm[i, DROP], waits))


@inner
def choose_days(tables: Tables, undo: Undo, i: int, shy: int) -> tuple[float, int]:
    """Set `undo.chosen` to the cheapest slots of i; return their price and number, -1 for none.

    `undo.value_at` holds what one visit in each slot adds. With `shy` no visit at all is the last
    resort, whatever it costs.
    """
    for x in range(tables.slot_first[i], tables.slot_first[i + 1]):
        _reach(tables, undo, i, x)
    best, x = _last_stop(tables, undo, i)
    none = no_visit_price(tables, i)
    if none <= best and not (shy and best < np.inf):
        return none, 0 if none < np.inf else -1
    begin = tables.slot_first[i]
    left = tables.horizon[0] - tables.date[tables.slots[x]]
    price = undo.toll[x - begin] + gap_price(tables, i, left)
    n = 0
    while x >= 0:
        undo.chosen[n] = tables.slots[x]
        n += 1
        x = undo.came[x - begin]
    return price, n
