"""Judge a plan from the arrays of its problem alone: nothing of the search is used."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from planner.visits.engines.periodic.problem import Answer, Link, Offer, Periodic, Rhythm, Tour
from planner.visits.pace import drive_min

SLACK = 1e-6


def cost_of(problem: Periodic, tours: Sequence[Tour], calendar: Sequence[int]) -> float:
    """Add up the ways of all tours and the prices of all calendars."""
    ways = 0.0
    for slot, stops in tours:
        way = [problem.base[slot], *stops, problem.base[slot]]
        ways += sum(float(problem.cost[i, j]) for i, j in pairwise(way))
    made: dict[int, list[int]] = {}
    for slot, stops in tours:
        for i in stops:
            made.setdefault(i, []).append(slot)
    for i, k in enumerate(calendar):
        ways += _offer_price(problem, problem.calendars[i], made.get(i, []), k)
    return ways + _crowding(problem, tours)


def _offer_price(problem: Periodic, offer: Offer, made: list[int], k: int) -> float:
    if isinstance(offer, Rhythm):
        return rhythm_price(problem, offer, made) if k == 0 else 0.0
    if isinstance(offer, Link):
        told = dict(zip(offer.slots, offer.prices, strict=True))
        return sum(told.get(slot, math.inf) for slot in made) if made else offer.drop_price
    return offer[k].price if 0 <= k < len(offer) else 0.0


def _crowding(problem: Periodic, tours: Sequence[Tour]) -> float:
    """Return what weeks cost by their minutes beyond an even share."""
    work: dict[int, float] = {}
    for tour in tours:
        week = int(problem.week_of[tour.slot])
        work[week] = work.get(week, 0.0) + _minutes(problem, tour)
    over = [max(0.0, one - problem.even_week_min) for one in work.values()]
    return problem.crowding_price * sum(over) if problem.crowding_price else 0.0


def rhythm_price(problem: Periodic, rhythm: Rhythm, made: Sequence[int]) -> float:
    """Return what days cost by their gaps alone; infinite where a gap is barred."""
    dates = [rhythm.last, *sorted(float(problem.date[slot]) for slot in made), problem.horizon]
    gaps = [later - sooner for sooner, later in pairwise(dates)]
    over = [gap - rhythm.max_gap for gap in gaps if gap > rhythm.max_gap and math.isfinite(gap)]
    price = sum(rhythm.late_price * one for one in over) if over else 0.0
    if made:
        return price
    return min(rhythm.drop_price, price if math.isfinite(rhythm.last) else math.inf)


def _rhythm_faults(problem: Periodic, rhythm: Rhythm, made: list[int]) -> list[str]:
    faults = [
        f"visited in slot {slot}, which is closed" for slot in made if slot not in rhythm.slots
    ]
    faults += [f"not visited in slot {slot} as agreed" for slot in rhythm.fixed if slot not in made]
    if len({int(problem.crew[slot]) for slot in made}) > 1:
        faults.append("visited by several crews")
    before = rhythm.last
    for slot in sorted(made, key=lambda slot: float(problem.date[slot])):
        gap = float(problem.date[slot]) - before
        before = float(problem.date[slot])
        if gap < rhythm.min_gap and slot not in rhythm.fixed:
            faults.append(f"visited in slot {slot}, {gap:g} days after the visit before")
    if math.isinf(rhythm_price(problem, rhythm, made)):
        faults.append("visited too seldom")
    return faults


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
        made = sorted(visits.pop(i, []))
        faults += [
            f"customer {i} {what}"
            for what in _calendar_faults(problem, problem.calendars[i], made, answer.calendar[i])
        ]
    faults += [f"place {i} is not a customer" for i in visits]
    faults += _chain_faults(problem, answer)
    if not math.isclose(answer.cost, cost_of(problem, answer.tours, answer.calendar), abs_tol=1e-6):
        faults.append(f"the cost is not {answer.cost:.6f}")
    return faults


def _chain_faults(problem: Periodic, answer: Answer) -> list[str]:
    """Follow each chain: gaps between the visits made, and none too late after the one before."""
    slot_of = {i: tour.slot for tour in answer.tours for i in tour.stops}
    faults = []
    follow = {row.after for row in problem.calendars if isinstance(row, Link)}
    for i, row in enumerate(problem.calendars):
        if not isinstance(row, Link) or i in follow:
            continue
        last, until, j = -math.inf, math.inf, i
        while j >= 0:
            link = problem.calendars[j]
            assert isinstance(link, Link)
            slot = slot_of.get(j)
            if slot is not None:
                date = float(problem.date[slot])
                if date - last < link.min_gap or date > until:
                    faults.append(f"customer {j} visited on {date:g}, {date - last:g} days later")
                last = date
            known = slot in link.slots
            until = link.until[link.slots.index(slot)] if slot is not None and known else math.inf
            j = link.after
    return faults


def _calendar_faults(problem: Periodic, offer: Offer, made: list[int], k: int) -> list[str]:
    if isinstance(offer, Rhythm):
        return _rhythm_faults(problem, offer, made) if k == 0 else ["has no calendar"]
    if isinstance(offer, Link):
        strange = [slot for slot in made if slot not in offer.slots]
        return ["is not visited once, in a slot of his"] if strange or len(made) > 1 else []
    if not 0 <= k < len(offer):
        return ["has no calendar"]
    if made != sorted(offer[k].slots):
        return [f"is visited in slots {made}, not as his calendar says"]
    return []


def _tour_faults(problem: Periodic, tour: Tour) -> list[str]:
    base = int(problem.base[tour.slot])
    faults: list[str] = []
    load = sum(float(problem.demand[i]) for i in tour.stops)
    way = [base, *tour.stops, base]
    minutes = _minutes(problem, tour)
    km = sum(float(problem.way_km[i, j]) for i, j in pairwise(way)) if problem.km.size else 0.0
    if km > problem.most_km[tour.slot] + SLACK:
        faults.append(f"drives {km:.6g} of {problem.most_km[tour.slot]:g} km")
    if load > problem.capacity[tour.slot] + SLACK:
        faults.append(f"carries {load:g} of {problem.capacity[tour.slot]:g}")
    if minutes > problem.limit_min[tour.slot] + SLACK:
        faults.append(f"takes {minutes:.6g} of {problem.limit_min[tour.slot]:g} minutes")
    return faults + _clock_faults(problem, way)


def _minutes(problem: Periodic, tour: Tour) -> float:
    """Return the minutes of driving and service of a tour at the hours at which it is made."""
    way = [int(problem.base[tour.slot]), *tour.stops, int(problem.base[tour.slot])]
    service = sum(float(problem.service_min[i]) for i in tour.stops)
    return service + sum(drive for _, drive in _legs(problem, way))


def _legs(problem: Periodic, way: list[int]) -> list[tuple[float, float]]:
    """Return for each leg when it ends and what it takes; a place's last span is never over."""
    clock, legs = float(problem.window_min[way[0], 0, 0]), []
    for i, j in pairwise(way):
        leave = clock + float(problem.service_min[i]) * (i >= problem.bases)
        drive = drive_min(leave, float(problem.minutes[i, j]), problem.pace)
        legs.append((leave + drive, drive))
        spans = [span for span in problem.window_min[j] if leave + drive <= span[1] + SLACK]
        clock = max(leave + drive, float(spans[0][0])) if spans else leave + drive
    return legs


def _clock_faults(problem: Periodic, way: list[int]) -> list[str]:
    for (reach, _), j in zip(_legs(problem, way), way[1:], strict=True):
        if not any(reach <= span[1] + SLACK for span in problem.window_min[j]):
            return [f"reaches {j} at {reach:.6g}, after its last span"]
    return []
