"""The peers: patterns by a rule, then a router for each day alone, PyVRP or OR-Tools.

Customers with most visits first; each takes the pattern whose days are least laden so far. It is
the best of the simple rules that were tried, and what a per-day solver can be given at all: PyVRP
cannot bind the visits of several days together (its issue 892), and OR-Tools, given all days in one
model, changes no pattern of the plan it starts from.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import peer_ortools
import peer_pyvrp
from periodic_files import Instance, days_of

type Router = Callable[[Instance, int, list[int], float, int], list[list[int]] | None]
"""From instance, slot, its customers, CPU seconds and seed to tours, or nothing."""

ROUTERS: dict[str, Router] = {"pyvrp": peer_pyvrp.route, "ortools": peer_ortools.route}


def pattern_first(instance: Instance, seconds: float, seed: int, router: Router) -> str | None:
    """Return a solution file, or nothing where a day finds no plan."""
    members = _by_load(instance)
    used = [slot for slot, customers in enumerate(members) if customers]
    lines, total = [], 0.0
    length = instance.lengths
    for slot in used:
        tours = router(instance, slot, members[slot], seconds / len(used), seed)
        if tours is None:
            return None
        base, day = divmod(slot, instance.days)
        for vehicle, stops in enumerate(tours, start=1):
            way = [base, *stops, base]
            travel = float(sum(length[i, j] for i, j in pairwise(way)))
            total += travel
            minutes = travel + float(instance.service[stops].sum())
            load = float(instance.demand[stops].sum())
            lines.append(f"{day + 1} {vehicle} {minutes:.2f} {load:g} {' '.join(map(str, way))}")
    return "\n".join([f"{total:.6f}", *lines]) + "\n"


def _by_load(instance: Instance) -> list[list[int]]:
    laden = np.zeros(instance.days * instance.bases)
    members: list[list[int]] = [[] for _ in laden]
    length = instance.lengths
    customers = range(instance.bases, len(instance.points))

    def weight(i: int) -> float:
        return -instance.demand[i] * len(days_of(instance.patterns[i][0], instance.days))

    for i in sorted(customers, key=weight):
        base = int(np.argmin(length[i, : instance.bases]))
        choices = [
            [base * instance.days + day for day in days_of(code, instance.days)]
            for code in instance.patterns[i]
        ]
        chosen = min(choices, key=lambda slots: max((laden[s] for s in slots), default=0.0))
        for slot in chosen:
            laden[slot] += instance.demand[i]
            members[slot].append(i)
    return members
