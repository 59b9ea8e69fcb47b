"""Judge a plan from the arrays of its problem alone: nothing of the search is used."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from planner.visits.engines.periodic.problem import Answer, Periodic, Tour

SLACK = 1e-6


def cost_of(problem: Periodic, tours: Sequence[Tour], calendar: Sequence[int]) -> float:
    """Add up the ways of all tours and the prices of all calendars."""
    ways = 0.0
    for slot, stops in tours:
        way = [problem.base[slot], *stops, problem.base[slot]]
        ways += sum(float(problem.cost[i, j]) for i, j in pairwise(way))
    chosen = enumerate(calendar)
    return ways + sum(problem.calendars[i][k].price for i, k in chosen if k >= 0)


def check_answer(problem: Periodic, answer: Answer) -> list[str]:
    """List every rule that a plan breaks.

    Calendars are kept, no slot has more tours than vehicles, no tour is beyond its load or its
    minutes, and every visit begins in a span of its place, with the tour back in time.
    """
    faults: list[str] = []
    visits: dict[int, list[int]] = {}
    for number, tour in enumerate(answer.tours):
        faults += [f"tour {number} {what}" for what in _tour_faults(problem, tour)]
        for i in tour.stops:
            visits.setdefault(i, []).append(tour.slot)
    for slot, used in Counter(tour.slot for tour in answer.tours).items():
        if used > problem.vehicles[slot]:
            faults.append(f"slot {slot} has {used} tours for {problem.vehicles[slot]} vehicles")
    for i in range(problem.bases, problem.size):
        made, k = sorted(visits.pop(i, [])), answer.calendar[i]
        if not 0 <= k < len(problem.calendars[i]):
            faults.append(f"customer {i} has no calendar")
        elif made != sorted(problem.calendars[i][k].slots):
            faults.append(f"customer {i} is visited in slots {made}, not as his calendar says")
    faults += [f"place {i} is not a customer" for i in visits]
    if not math.isclose(answer.cost, cost_of(problem, answer.tours, answer.calendar), abs_tol=1e-6):
        faults.append(f"the cost is not {answer.cost:.6f}")
    return faults


def _tour_faults(problem: Periodic, tour: Tour) -> list[str]:
    base = int(problem.base[tour.slot])
    faults: list[str] = []
    load = sum(float(problem.demand[i]) for i in tour.stops)
    way = [base, *tour.stops, base]
    minutes = sum(float(problem.minutes[i, j]) for i, j in pairwise(way))
    minutes += sum(float(problem.service_min[i]) for i in tour.stops)
    if load > problem.capacity[tour.slot] + SLACK:
        faults.append(f"carries {load:g} of {problem.capacity[tour.slot]:g}")
    if minutes > problem.limit_min[tour.slot] + SLACK:
        faults.append(f"takes {minutes:.6g} of {problem.limit_min[tour.slot]:g} minutes")
    return faults + _clock_faults(problem, way)


def _clock_faults(problem: Periodic, way: list[int]) -> list[str]:
    clock = float(problem.window_min[way[0], 0, 0])
    for i, j in pairwise(way):
        reach = clock + float(problem.service_min[i]) * (i >= problem.bases)
        reach += float(problem.minutes[i, j])
        spans = [span for span in problem.window_min[j] if reach <= span[1] + SLACK]
        if not spans:
            return [f"reaches {j} at {reach:.6g}, after its last span"]
        clock = max(reach, float(spans[0][0]))
    return []
