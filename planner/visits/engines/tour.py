"""The order of one day's stops, by PyVRP.

Whole numbers go in: minutes become seconds and kilometres metres, both rounded up, so that what
fits in whole numbers fits in truth. The clock times of a plan are computed afterwards from the
minutes themselves.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pyvrp
from pyvrp.stop import MaxIterations

from planner.schema import FloatArray
from planner.units import METRES_PER_KM, MINUTES_PER_HOUR, SECONDS_PER_MINUTE
from planner.visits.book import Book, Visit
from planner.visits.timetable import Limits

_NO_WAY = 10_000_000
"""Seconds or metres of a missing road: more than any day holds, small enough to add up."""

type Whole = npt.NDArray[np.int64]


def order_stops(book: Book, visits: list[int], *, iterations: int, seed: int) -> list[int] | None:
    """Put one day's visits in the order that takes least time from base to base.

    A stop is offered in each of its slots as alternatives, of which one is made. Where roads are
    slower at some hours, the mean pace of the working day stands for all of them.

    Returns
    -------
    order
        The same visits, or nothing when no order was found that fits in the day.
    """
    if len(visits) < 2:  # noqa: PLR2004  one stop has one order
        return list(visits)
    places = [0, *(book.visits[one].place for one in visits)]
    data = _problem(
        _whole(book.minutes[np.ix_(places, places)], SECONDS_PER_MINUTE * _pace(book.limits)),
        _whole(book.km[np.ix_(places, places)], METRES_PER_KM),
        [book.visits[one] for one in visits],
        book.limits,
    )
    result = pyvrp.solve(
        data, MaxIterations(iterations), seed=seed, collect_stats=False, display=False
    )
    if not result.best.is_feasible():
        return None
    route = result.best.routes()[0]
    stops = [data.client(stop.idx).location - 1 for stop in route if stop.is_client()]
    return [visits[one] for one in stops]


def _whole(values: FloatArray, scale: float) -> Whole:
    # A hair is taken off first: 12.000000001 minutes are not 721 seconds.
    whole = np.ceil(np.nan_to_num(values * scale, posinf=_NO_WAY) - 1e-6).astype(np.int64)
    np.fill_diagonal(whole, 0)
    return np.minimum(whole, _NO_WAY)


def _pace(limits: Limits) -> float:
    first, last = (
        int(one // MINUTES_PER_HOUR) for one in (limits.start_clock_min, limits.end_clock_min - 1)
    )
    return float(np.mean(limits.pace[first : last + 1])) if limits.pace else 1.0


def _problem(
    seconds: Whole, metres: Whole, visits: list[Visit], limits: Limits
) -> pyvrp.ProblemData:
    start, end = (
        int(one * SECONDS_PER_MINUTE) for one in (limits.start_clock_min, limits.end_clock_min)
    )
    clients: list[pyvrp.Client] = []
    groups: list[pyvrp.ClientGroup] = []
    for stop, visit in enumerate(visits):
        service = math.ceil(visit.service_min * SECONDS_PER_MINUTE)
        spans = [
            (int(opens * SECONDS_PER_MINUTE), math.ceil(closes * SECONDS_PER_MINUTE) - service)
            for opens, closes in visit.slots
        ]
        fitting = [(early, max(early, late)) for early, late in spans] or [(end, end)]
        groups.append(pyvrp.ClientGroup([len(clients) + one for one in range(len(fitting))]))
        clients += [
            pyvrp.Client(
                location=stop + 1,
                service_duration=service,
                tw_early=early,
                tw_late=late,
                required=False,
                group=stop,
            )
            for early, late in fitting
        ]
    day = pyvrp.VehicleType(
        tw_early=start,
        tw_late=end,
        max_distance=int(limits.km * METRES_PER_KM),
        unit_distance_cost=0,
        unit_duration_cost=1,
    )
    distances: list[Any] = [metres]  # PyVRP's own types of arrays cannot be met
    durations: list[Any] = [seconds]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0.0, 0.0) for _ in range(len(visits) + 1)],
        clients=clients,
        depots=[pyvrp.Depot(0)],
        vehicle_types=[day],
        distance_matrices=distances,
        duration_matrices=durations,
        groups=groups,
    )
