"""The rule that stopped a visit, found by trying each, and what would make it give way."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence

from planner.schema import Text
from planner.units import MINUTES_PER_HOUR, clock
from planner.visits.book import SLACK, Limits, Visit
from planner.visits.case import VisitCase
from planner.visits.causes import (
    DAY_OFF,
    END_ON,
    FULL_CLOCK,
    FULL_KM,
    FULL_MIN,
    HOURS,
    HOURS_APART,
    LUNCH,
    LUNCH_ON,
    MIN_ON,
    NO_ROAD,
    NO_TECHNICIAN,
    NO_WORKDAY,
    NOT_WORTH,
    OTHER_HOUR,
    OWN_HOURS,
    PROMISED,
    SPACING,
    START_ON,
    TOO_EARLY,
    TOO_FAR,
    TOO_LATE,
    TOO_LONG,
    Cause,
    Change,
    said,
    together,
)
from planner.visits.day_bounds import STEP_MIN, Bound, Way, given_way, ways_out
from planner.visits.draft import Draft
from planner.visits.opening import limits_of, people

type Found = tuple[Cause, list[Change]]
"""The rule, and changes that make it give way."""

_CLOSEST = 5
"""Days that are looked at bound by bound, those first that lack least."""
_DAY_MIN = 1440
_ALONE = {
    Bound.WORK: TOO_LONG, Bound.KM: TOO_FAR, Bound.HOURS: HOURS, Bound.LUNCH: LUNCH,
    Bound.END: TOO_LATE, Bound.START: TOO_EARLY,
}  # fmt: skip
_ON_DAY = {
    Bound.WORK: MIN_ON, Bound.KM: FULL_KM.mend, Bound.LUNCH: LUNCH_ON, Bound.END: END_ON,
    Bound.START: START_ON,
}  # fmt: skip
_UTILITYS = tuple(one for one in Bound if one is not Bound.HOURS)


def stopped(draft: Draft, visit: int, case: VisitCase) -> Found:
    """Return the rule that keeps a visit out of a finished calendar, and what it takes.

    Parameters
    ----------
    draft
        The calendar.
    visit
        Position of the visit in the book.
    case
        Where the calendar comes from.
    """
    one = draft.book.visits[visit]
    closed = _closed(draft, visit)
    if closed is not None:
        return closed, []
    alone = Way.of(draft.book, [visit], draft.legs([visit]))
    # A day that leave has cut is open only where it holds the visit, so a whole day tells.
    limits = limits_of(case, _hours(case, draft.book.manager_id))
    if not alone.fits(limits):
        return _alone(one, alone, limits, case, draft.book.manager_id)
    days = [day for day in one.open_days if draft.is_spaced(visit, day)]
    return _full(draft, visit, days, case) if days else (SPACING, [])


def date_of(draft: Draft, day: int, start: dt.date) -> str:
    """Return the date of a day (position)."""
    return (start + dt.timedelta(days=draft.book.days[day])).isoformat()


def _hours(case: VisitCase, manager_id: str) -> float:
    return next(hours for who, _, hours in people(case) if who == manager_id)


def _closed(draft: Draft, visit: int) -> Cause | None:
    """Name the rule that leaves no day at all."""
    one = draft.book.visits[visit]
    if one.away:
        return NO_TECHNICIAN
    if not math.isfinite(draft.length([visit])[0]):
        return NO_ROAD
    if not one.window:
        return PROMISED if one.fixed else NO_WORKDAY
    return DAY_OFF if one.slots and not one.open_days else None


def _alone(one: Visit, way: Way, limits: Limits, case: VisitCase, manager_id: str) -> Found:
    """Tell what an empty day lacks. A promised hour is no span that could be widened."""
    named = one.fixed and sum(b - a for a, b in one.wanted) <= one.service_min + SLACK
    ways = ways_out(way, limits, _UTILITYS if named else tuple(Bound))
    causes = dict(_ALONE)
    if any(b - a >= one.service_min - SLACK for a, b in one.wanted):
        causes[Bound.HOURS] = HOURS_APART
    mends = {bound: cause.mend for bound, cause in causes.items()}
    most_min = case.period.options.max_day_min
    if limits.work_min < most_min:
        common = [TOO_LONG.mend] if way.work_min(limits) > most_min else []
        causes[Bound.WORK] = OWN_HOURS
        mends[Bound.WORK] = together([OWN_HOURS.mend, *common])
    found = [(_together(way, limits, one, mends, who=manager_id), causes[one[0]]) for one in ways]
    change, cause = min(found, key=lambda one: one[0], default=(None, HOURS_APART))
    changes = [] if change is None else [change]
    return cause, changes + (_other_hour(one, way, limits) if named else [])


def _other_hour(one: Visit, way: Way, limits: Limits) -> list[Change]:
    """Offer the hour nearest to the one promised at which an empty day holds the visit."""
    promised = one.wanted[0][0]
    hours = sorted(range(0, _DAY_MIN, STEP_MIN), key=lambda begin: abs(begin - promised))
    for begin in hours:
        if way.asked((float(begin), begin + one.service_min)).fits(limits):
            return [Change(abs(begin - promised), 1, said(OTHER_HOUR, clock=clock(begin)))]
    return []


def _full(draft: Draft, visit: int, days: Sequence[int], case: VisitCase) -> Found:
    """Look at the days that lack least: what each lacks, and which is cheapest to mend."""
    choices = []
    for day in days:
        limits = draft.book.limits[day]
        if draft.has_room(day, visit, draft.stops[day]):
            return NOT_WORTH, []
        work_min, km = draft.length(draft.cheapest(visit, day))
        choices.append((max(work_min - limits.work_min, 0.0) + max(km - limits.km, 0.0), day))
    found = [
        _full_day(draft, visit, day, date_of(draft, day, case.period.options.start))
        for _, day in sorted(choices)[:_CLOSEST]
    ]
    mended = [(cause, change) for cause, change in found if change is not None]
    if not mended:
        return FULL_CLOCK, []
    cause, change = min(mended, key=lambda one: one[1])
    return cause, [change]


def _full_day(draft: Draft, visit: int, day: int, date: str) -> tuple[Cause, Change | None]:
    """Tell what a day with its stops lacks for one more, where it takes least driving."""
    limits, stops = draft.book.limits[day], draft.cheapest(visit, day)
    way = Way.of(draft.book, stops, draft.legs(stops))
    found = []
    for needed in ways_out(way, limits, _UTILITYS):
        mends = _ON_DAY | ({Bound.WORK: FULL_MIN.mend} if needed == [Bound.WORK] else {})
        cause = {Bound.WORK: FULL_MIN, Bound.KM: FULL_KM}.get(needed[0], FULL_CLOCK)
        found.append((_together(way, limits, needed, mends, day=date), cause))
    change, cause = min(found, key=lambda one: one[0], default=(None, FULL_CLOCK))
    return cause, change


def _together(
    way: Way, limits: Limits, needed: Sequence[Bound], mends: Mapping[Bound, Text], **facts: object
) -> Change:
    """Say how far each of the bounds has to give way."""
    given = [_giving(way, limits, bound, needed) for bound in needed]
    told = [
        said(mends[bound], **facts, **found)
        for bound, (_, found) in zip(needed, given, strict=True)
    ]
    return Change(sum(price for price, _ in given), 0, together(told))


def _giving(
    way: Way, limits: Limits, bound: Bound, needed: Sequence[Bound]
) -> tuple[float, dict[str, object]]:
    """Return by how many minutes or kilometres a bound gives way, and what is said of it."""
    if bound is Bound.WORK:
        need = way.work_min(limits)
        hours = math.ceil(100.0 * need / MINUTES_PER_HOUR) / 100.0
        return need - limits.work_min, {"need": math.ceil(need), "hours": f"{hours:g}"}
    if bound is Bound.KM:
        return way.km - limits.km, {"need": math.ceil(way.km)}
    if bound is Bound.HOURS:
        return 0.0, {"need": math.ceil(way.service_min[0])}
    then = given_way(way, limits, bound, needed)
    if bound is Bound.LUNCH:
        return limits.lunch_min - then.lunch_min, {"need": then.lunch_min}
    if bound is Bound.END:
        late = then.end_clock_min
        return late - limits.end_clock_min, {"clock": clock(late)}
    return limits.start_clock_min - then.start_clock_min, {"clock": clock(then.start_clock_min)}
