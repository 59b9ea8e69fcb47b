"""The peer: patterns by a rule, then PyVRP for each day alone.

Customers with most visits first; each takes the pattern whose days are least laden so far. It is
the best of the simple rules that were tried, and what a per-day solver can be given at all: PyVRP
cannot bind the visits of several days together (its issue 892).
"""

import time
from itertools import pairwise

import numpy as np
import pyvrp
from periodic_files import Instance, days_of

SCALE = 1_000
NO_LIMIT = 10**9


class CpuSeconds:
    """Stop after CPU seconds, as all figures of this bench are measured."""

    def __init__(self, seconds: float) -> None:
        self.until = time.process_time() + seconds

    def __call__(self, best_cost: float) -> bool:
        return time.process_time() >= self.until


def pattern_first(instance: Instance, seconds: float, seed: int) -> str | None:
    """Return a solution file, or nothing where a day finds no plan."""
    slots = instance.days * instance.bases
    members = _by_load(instance)
    lines, total = [], 0.0
    length = instance.lengths
    for slot in range(slots):
        if not members[slot]:
            continue
        tours = _route(instance, slot, members[slot], seconds / slots, seed)
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


def _route(
    instance: Instance, slot: int, members: list[int], seconds: float, seed: int
) -> list[list[int]] | None:
    base = slot // instance.days
    limit, capacity = instance.limits[slot]
    places = [base, *members]
    whole = np.ceil(instance.lengths[np.ix_(places, places)] * SCALE).astype(np.int64)
    np.fill_diagonal(whole, 0)
    opens = np.zeros(len(instance.points)) if instance.windows is None else instance.windows[:, 0]
    closes = None if instance.windows is None else instance.windows[:, 1]
    clients = [
        pyvrp.Client(
            location=k,
            delivery=[int(instance.demand[i])],
            service_duration=int(instance.service[i] * SCALE),
            tw_early=int(opens[i] * SCALE),
            **({} if closes is None else {"tw_late": int(closes[i] * SCALE)}),
        )
        for k, i in enumerate(members, start=1)
    ]
    day = pyvrp.VehicleType(
        num_available=instance.vehicles,
        capacity=[int(capacity or NO_LIMIT)],
        shift_duration=int((limit or NO_LIMIT) * SCALE),
        **({} if closes is None else {"tw_late": int(closes[base] * SCALE)}),
    )
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0.0, 0.0) for _ in places],
        clients=clients,
        depots=[pyvrp.Depot(0)],
        vehicle_types=[day],
        distance_matrices=[whole],
        duration_matrices=[whole],
    )
    stop = CpuSeconds(seconds)
    result = pyvrp.solve(data, stop, seed=seed, collect_stats=False, display=False)
    if not result.best.is_feasible():
        return None
    return [
        [places[data.client(stop.idx).location] for stop in route if stop.is_client()]
        for route in result.best.routes()
    ]
