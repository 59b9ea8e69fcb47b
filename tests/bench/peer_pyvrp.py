"""A peer: one day of a published instance routed by PyVRP."""

import time

import numpy as np
import pyvrp
from periodic_files import Instance

SCALE = 1_000
NO_LIMIT = 10**9


class CpuSeconds:
    """Stop after CPU seconds, as all figures of this bench are measured."""

    def __init__(self, seconds: float) -> None:
        self.until = time.process_time() + seconds

    def __call__(self, best_cost: float) -> bool:
        return time.process_time() >= self.until


def route(
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
