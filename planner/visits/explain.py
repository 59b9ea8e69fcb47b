"""Why a visit found no place: the rule that stopped it, and the cheapest change that serves it.

Changes are weighed in minutes: work or kilometres beyond a day's bound, waiting and driving on a
day that the rules do not allow but an appointment would, the price of a visit given up.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from planner.findings import Language
from planner.visits.appoint import Appointing, Offer
from planner.visits.causes import (
    GIVE_UP,
    MOVE_TO,
    NO_ROAD,
    NO_TECHNICIAN,
    NOT_WORTH,
    OTHER_DAY,
    PROMISED,
    Cause,
    Change,
    said,
)
from planner.visits.draft import NO_DAY, Draft
from planner.visits.stopped import date_of, stopped

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
        best = next(known, Change(0.0, 0, self.cause.mend))
        return Reason(self.cause.rule, self.cause.reason.say(language), best.mend.say(language))


def explain(drafts: Sequence[Draft], appointing: Appointing) -> list[Story]:
    """Tell of every visit that is not in the finished calendars.

    Parameters
    ----------
    drafts
        The calendars.
    appointing
        Knows where an appointment could be, and whether it serves.
    """
    stories = [
        _story(draft, visit, appointing)
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


def _story(draft: Draft, visit: int, appointing: Appointing) -> Story:
    cause, changes = stopped(draft, visit, appointing.case)
    if cause not in (NO_TECHNICIAN, NO_ROAD, PROMISED, NOT_WORTH):
        start = appointing.case.period.options.start
        changes = [
            *changes,
            *_other_days(draft, visit, appointing, start),
            *_given_up(draft, visit, start),
        ]
    return Story(draft, visit, cause, sorted(changes))


def _other_days(
    draft: Draft, visit: int, appointing: Appointing, start: dt.date
) -> Iterator[Change]:
    """Offer days that spacing or the customer's week does not allow."""
    mend = MOVE_TO if draft.book.visits[visit].fixed else OTHER_DAY
    for day in appointing.days(draft, visit):
        price = draft.added_min(visit, day)
        yield Change(price, 1, said(mend, day=date_of(draft, day, start)), day)


def _given_up(draft: Draft, visit: int, start: dt.date) -> Iterator[Change]:
    """Offer days on which another visit would make room."""
    one = draft.book.visits[visit]
    for day in one.open_days:
        if not draft.is_spaced(visit, day):
            continue
        for other in draft.stops[day]:
            rest = [stop for stop in draft.stops[day] if stop != other]
            if draft.has_room(day, visit, rest):
                given = draft.book.visits[other]
                mend = said(GIVE_UP, who=given.account_no, day=date_of(draft, day, start))
                yield Change(given.price_min, 2, mend)
