"""Why a visit found no place: the rule that stopped it, and the cheapest change that serves it.

Changes are weighed in minutes: work or kilometres beyond a day's bound, waiting and driving on a
day that the rules do not allow but an appointment would, the price of a visit given up.
"""

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from planner.findings import Language
from planner.visits.appoint import Appointing, Offer
from planner.visits.book import SLACK
from planner.visits.causes import (
    DAY_OFF,
    FULL_CLOCK,
    FULL_KM,
    FULL_MIN,
    GIVE_UP,
    HOURS,
    MOVE_TO,
    NO_ROAD,
    NO_TECHNICIAN,
    NO_WORKDAY,
    NOT_WORTH,
    OTHER_DAY,
    PROMISED,
    SPACING,
    TOO_FAR,
    TOO_LONG,
    Cause,
    Change,
)
from planner.visits.draft import NO_DAY, Draft

_ROUNDS = 24
"""Times that appointments are tried, one of each account at a time; none is offered untried."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What is told about a visit not made."""

    rule: str
    reason: str
    mend: str


@dataclass(slots=True)
class Story:
    """A visit that has no day: what stopped it, and the changes that may serve it.

    `changes` come cheapest first; what was tried and does not serve is struck.
    """

    draft: Draft
    visit: int
    cause: Cause
    changes: list[Change] = field(default_factory=list)

    @property
    def untried(self) -> Offer | None:
        """The appointment that would be told, where nobody has tried yet whether it serves."""
        day = self.changes[0].day if self.changes else NO_DAY
        return None if day == NO_DAY else Offer(self.draft, self.visit, day)

    def settle(self, *, serves: bool) -> None:
        """Keep the first change, and nothing else, or strike it."""
        self.changes[:] = [replace(self.changes[0], day=NO_DAY)] if serves else self.changes[1:]

    def told(self, language: Language) -> Reason:
        """Say what stopped the visit and what serves it."""
        known = (one for one in self.changes if one.day == NO_DAY)
        best = next(known, Change(0.0, 0, self.cause.mend, {}))
        return Reason(
            self.cause.rule,
            self.cause.reason.say(language),
            best.mend.say(language).format(**best.facts),
        )


def explain(drafts: Sequence[Draft], appointing: Appointing, start: dt.date) -> list[Story]:
    """Tell of every visit that is not in the finished calendars.

    Parameters
    ----------
    drafts
        The calendars.
    appointing
        Knows where an appointment could be, and whether it serves.
    start
        First day of the period.
    """
    stories = [
        _story(draft, visit, appointing, start)
        for draft in drafts
        for visit, day in enumerate(draft.day_of)
        if day == NO_DAY
    ]
    for _ in range(_ROUNDS):
        asked: dict[str, tuple[Story, Offer]] = {}
        for story in stories:
            if (offer := story.untried) is not None:
                asked.setdefault(offer.account_no, (story, offer))
        if not asked:
            break
        answers = appointing.serve([offer for _, offer in asked.values()])
        for (story, _), serves in zip(asked.values(), answers, strict=True):
            story.settle(serves=serves)
    return stories


def _story(draft: Draft, visit: int, appointing: Appointing, start: dt.date) -> Story:
    cause, change = _cause(draft, visit, start)
    changes = [change] if change else []
    if cause not in (NO_TECHNICIAN, NO_ROAD, PROMISED, NOT_WORTH):
        changes += _other_days(draft, visit, appointing, start)
        changes += _given_up(draft, visit, start)
    return Story(draft, visit, cause, sorted(changes))


def _cause(draft: Draft, visit: int, start: dt.date) -> tuple[Cause, Change | None]:
    one = draft.book.visits[visit]
    alone_min, alone_km = draft.length([visit])
    closed = _closed(draft, visit)
    if closed is not None:
        need = {"need": math.ceil(one.service_min)}
        return closed, Change(0.0, 0, closed.mend, need) if closed is HOURS else None
    limits = max((draft.book.limits[day] for day in one.open_days), key=lambda day: day.work_min)
    if alone_min > limits.work_min + SLACK:
        more = alone_min - limits.work_min
        return TOO_LONG, Change(more, 0, TOO_LONG.mend, {"need": math.ceil(alone_min)})
    if alone_km > limits.km + SLACK:
        more = alone_km - limits.km
        return TOO_FAR, Change(more, 0, TOO_FAR.mend, {"need": math.ceil(alone_km)})
    days = [day for day in one.open_days if draft.is_spaced(visit, day)]
    return _full(draft, visit, days, start) if days else (SPACING, None)


def _closed(draft: Draft, visit: int) -> Cause | None:
    """Name the rule that leaves no day or hour at all."""
    one = draft.book.visits[visit]
    if one.away:
        return NO_TECHNICIAN
    if not math.isfinite(draft.length([visit])[0]):
        return NO_ROAD
    if not one.slots:
        return HOURS
    if not one.window:
        return PROMISED if one.fixed else NO_WORKDAY
    return None if one.open_days else DAY_OFF


def _full(draft: Draft, visit: int, days: list[int], start: dt.date) -> tuple[Cause, Change | None]:
    """Find the day that needs least more, and what it lacks."""
    choices = []
    for day in days:
        limits, stops = draft.book.limits[day], draft.cheapest(visit, day)
        if draft.fits(day, stops):
            return NOT_WORTH, None
        work_min, km = draft.length(stops)
        lack = max(work_min - limits.work_min, 0.0) + max(km - limits.km, 0.0)
        choices.append((lack, day, work_min, km))
    lack, day, work_min, km = min(choices)
    limits = draft.book.limits[day]
    facts: dict[str, object] = {"day": _date(draft, day, start), "need": math.ceil(work_min)}
    if work_min > limits.work_min + SLACK and km <= limits.km + SLACK:
        return FULL_MIN, Change(lack, 0, FULL_MIN.mend, facts)
    if km > limits.km + SLACK:
        return FULL_KM, Change(lack, 0, FULL_KM.mend, facts | {"need": math.ceil(km)})
    return FULL_CLOCK, Change(draft.book.visits[visit].service_min, 0, FULL_CLOCK.mend, facts)


def _other_days(
    draft: Draft, visit: int, appointing: Appointing, start: dt.date
) -> Iterator[Change]:
    """Offer days that spacing or the customer's week does not allow."""
    mend = MOVE_TO if draft.book.visits[visit].fixed else OTHER_DAY
    for day in appointing.days(draft, visit):
        price = draft.added_min(visit, day)
        yield Change(price, 1, mend, {"day": _date(draft, day, start)}, day)


def _given_up(draft: Draft, visit: int, start: dt.date) -> Iterator[Change]:
    """Offer days on which another visit would make room."""
    one = draft.book.visits[visit]
    for day in one.open_days:
        if not draft.is_spaced(visit, day):
            continue
        for other in draft.stops[day]:
            rest = [stop for stop in draft.stops[day] if stop != other]
            places = range(len(rest) + 1)
            if any(draft.fits(day, [*rest[:at], visit, *rest[at:]]) for at in places):
                given = draft.book.visits[other]
                facts = {"who": given.account_no, "day": _date(draft, day, start)}
                yield Change(given.price_min, 2, GIVE_UP, facts)


def _date(draft: Draft, day: int, start: dt.date) -> str:
    return (start + dt.timedelta(days=draft.book.days[day])).isoformat()
