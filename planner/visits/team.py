"""The technical team: when a technician comes along, and his own tours.

Technicians plan first. All visits for two of one manager go to one technician; his calendar is made
like a manager's, on days that leave a day to the customer's other visits and at hours by which the
manager can be there and home again. What he has no place for is offered to the others, on days on
which nobody else comes along with that manager, so that nobody is asked to be in two places. Day
and time then are appointments in the manager's book. What the manager has no place for falls out of
the technician's tour.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.schema import TravelSource
from planner.visits.book import SLACK, Book, Visit
from planner.visits.case import VisitCase
from planner.visits.draft import NO_DAY, Draft
from planner.visits.hours import Slot, common
from planner.visits.joint import joint_days
from planner.visits.opening import Desk, Meeting, open_books
from planner.visits.share import (
    Share,
    Technician,
    VisitKey,
    by_room,
    keys_of,
    share_out,
    technicians,
)
from planner.visits.timetable import Limits, timetable

type Fill = Callable[[Book], Draft]
type Struck = Mapping[VisitKey, frozenset[int]]
"""Days, from the period's start, on which a manager had no place for a visit."""


@dataclass(frozen=True, eq=False)
class Team:
    """When technicians come (nothing where none has time), and their calendars."""

    meetings: Mapping[VisitKey, Meeting | None]
    drafts: tuple[Draft, ...]

    def second(self, account_no: str, visit_no: int) -> str:
        """Return the technician of a visit, empty where nobody goes along."""
        key = (account_no, visit_no)
        for draft in self.drafts:
            for one, day in zip(draft.book.visits, draft.day_of, strict=True):
                if _key(one) == key and day != NO_DAY:
                    return draft.book.manager_id
        return ""


def call_team(
    case: VisitCase, due: pd.DataFrame, travel: TravelSource, fill: Fill, struck: Struck
) -> Team:
    """Plan the technicians' calendars for all visits that are for two.

    Parameters
    ----------
    due
        As from `due_visits`.
    fill
        Makes the calendar of a book.
    struck
        Days that are not offered for a visit any more.
    """
    wanted = due[due["team"].astype(np.bool_)]  # a table without rows has no kinds
    people = technicians(case)
    shares = share_out(case, wanted, people)
    calls = _Calls(case, due, travel, struck, shares)
    for one in people:
        mine = {key for key, share in shares.items() if share.technician_id == one.technician_id}
        if mine:
            calls.settle(one, fill(calls.book(one, mine)))
    for one in by_room(people, calls.work_min()):
        calls.offer(one, fill)
    drafts = (calls.drafts.get(one.technician_id) for one in people)
    return Team(
        dict.fromkeys(keys_of(wanted)) | calls.meetings, tuple(one for one in drafts if one)
    )


def go_along(team: Team, made: set[VisitKey]) -> Team:
    """Take out of the technicians' tours what managers have no place for."""
    drafts = []
    for draft in team.drafts:
        book = replace(
            draft.book, visits=tuple(_at_the_time(one, team) for one in draft.book.visits)
        )
        kept = Draft.empty(book)
        for day, stops in enumerate(draft.stops):
            kept.put_day(day, [one for one in stops if _key(book.visits[one]) in made])
        drafts.append(kept)
    return Team(team.meetings, tuple(drafts))


def made_in(drafts: Iterable[Draft]) -> set[VisitKey]:
    """Return account and number of all visits that have a day."""
    return {
        _key(one)
        for draft in drafts
        for one, day in zip(draft.book.visits, draft.day_of, strict=True)
        if day != NO_DAY
    }


def _key(visit: Visit) -> VisitKey:
    return visit.account_no, visit.visit_no


def _at_the_time(visit: Visit, team: Team) -> Visit:
    meeting = team.meetings[_key(visit)]
    if meeting is None:
        return visit
    return replace(visit, slots=((meeting.clock_min, meeting.clock_min + visit.service_min),))


class _Calls:
    """Technicians' calendars in the making: each is made around the meetings that others have.

    `held` tells by visit who comes on which day: as agreed before, until it is planned anew. Nobody
    else comes along with that manager on that day.
    """

    def __init__(
        self, case: VisitCase, due: pd.DataFrame, travel: TravelSource, struck: Struck,
        shares: Mapping[VisitKey, Share],
    ) -> None:  # fmt: skip
        self.case, self.due, self.travel, self.struck = case, due, travel, struck
        self.owner = dict(zip(case.owners["account_no"], case.owners["manager_id"], strict=True))
        self.drafts: dict[str, Draft] = {}
        self.meetings: dict[VisitKey, Meeting | None] = dict.fromkeys(shares)
        self.held = {
            key: (share.technician_id, share.agreed_day)
            for key, share in shares.items()
            if share.agreed_day is not None
        }

    def book(self, who: Technician, keys: Collection[VisitKey]) -> Book:
        """Open a technician's book by what he himself and the managers can keep."""
        rows = self.due[[key in keys for key in keys_of(self.due)]]
        book = Desk(self.case, {}).book(
            who.technician_id, who.base_id, who.hours_per_day, rows, self.travel
        )
        hosts = self._hosts(who.technician_id, keys)
        visits = (_lone(_hosted(one, book, hosts, self.struck), book) for one in book.visits)
        return replace(book, visits=tuple(visits))

    def settle(self, who: Technician, draft: Draft) -> None:
        """Take a technician's calendar for his."""
        self.drafts[who.technician_id] = draft
        for one in draft.book.visits:
            self.held.pop(_key(one), None)
            self.meetings[_key(one)] = None
        for day, stops in enumerate(draft.stops):
            times = _times(draft, day, stops)
            self.meetings |= times
            self.held |= {key: (who.technician_id, one.day) for key, one in times.items()}

    def offer(self, who: Technician, fill: Fill) -> None:
        """Ask a technician for the visits without a meeting; all stays where he serves no more."""
        old = self.drafts.get(who.technician_id)
        mine = {_key(one) for one in old.book.visits} if old else set()
        left = {key for key, one in self.meetings.items() if one is None} - mine
        if not left:
            return
        asked = self.book(who, mine | left)
        hopeless = {_key(one) for one in asked.visits if not one.open_days} & left
        if hopeless == left:
            return
        draft = fill(_without(Draft.empty(asked), hopeless).book)
        prices = {_key(one): one.price_min for one in draft.book.visits}
        made = made_in([draft])
        before = made_in([old]) if old else set()
        if sum(map(prices.__getitem__, made)) > sum(map(prices.__getitem__, before)) + SLACK:
            for other, theirs in self.drafts.items():
                self.drafts[other] = _without(theirs, made - mine)
            self.settle(who, _without(draft, left - made))

    def work_min(self) -> dict[str, float]:
        """Return the minutes of work that each technician has."""
        return {
            who: sum(draft.length(stops)[0] for stops in draft.stops if stops)
            for who, draft in self.drafts.items()
        }

    def _hosts(self, technician_id: str, keys: Collection[VisitKey]) -> dict[VisitKey, "_Host"]:
        """Return what the owner of each visit can offer, with all other technicians' days gone."""
        others = {
            key: one
            for key, one in self.meetings.items()
            if one is not None and self.held[key][0] != technician_id
        }
        busy: dict[str, set[int]] = {self.owner[account_no]: set() for account_no, _ in keys}
        for (account_no, _), (who, day) in self.held.items():
            if who != technician_id and self.owner[account_no] in busy:
                busy[self.owner[account_no]].add(day)
        rows = self.due[self.due["account_no"].map(self.owner).isin(list(busy))]
        return {
            _key(book.visits[visit]): _host(book, book.visits[visit], days, busy[book.manager_id])
            for book in open_books(self.case, rows, self.travel, others)
            for visit, days in enumerate(joint_days(book))
            if _key(book.visits[visit]) in keys
        }


@dataclass(frozen=True, slots=True)
class _Host:
    """What a manager can offer for a visit: days from the period's start, and a span of hours."""

    days: frozenset[int]
    span: tuple[Slot, ...]


def _host(book: Book, visit: Visit, days: Iterable[int], busy: Collection[int]) -> _Host:
    """Offer the days on which a manager has the same hours for a visit; leave may cut some."""
    by_span: dict[tuple[Slot, ...], list[int]] = {}
    for day in days:
        if book.days[day] not in busy:
            by_span.setdefault(_span(book, visit, book.limits[day]), []).append(book.days[day])
    by_span.pop((), None)
    span, offered = max(by_span.items(), key=lambda one: len(one[1]), default=((), []))
    return _Host(frozenset(offered), span)


def _span(book: Book, visit: Visit, limits: Limits) -> tuple[Slot, ...]:
    """Return the hours by which a manager can be there and home again, none beyond his day."""
    there, back = book.minutes[0, visit.place], book.minutes[visit.place, 0]
    slow = max(limits.pace, default=1.0)
    if slow * (there + back) + visit.service_min > limits.work_min:
        return ()
    opens, closes = limits.start_clock_min + slow * there, limits.end_clock_min - slow * back
    return ((float(opens), float(closes)),)


def _hosted(visit: Visit, book: Book, hosts: Mapping[VisitKey, _Host], struck: Struck) -> Visit:
    """Cut a technician's visit to the hours and days that its manager offers."""
    host = hosts[_key(visit)]
    slots = common(visit.slots, host.span, least_min=visit.service_min)
    offered = host.days - struck.get(_key(visit), frozenset())
    days = tuple(day for day in visit.open_days if slots and book.days[day] in offered)
    return replace(visit, slots=slots, open_days=days)


def _lone(visit: Visit, book: Book) -> Visit:
    """Cut the tie to a neighbour that is not the very next visit of the customer."""
    before, after = visit.before, visit.after
    if before >= 0 and book.visits[before].visit_no != visit.before_no:
        before = -1
    if after >= 0 and book.visits[after].before_no != visit.visit_no:
        after = -1
    return replace(visit, before=before, after=after)


def _without(draft: Draft, gone: Collection[VisitKey]) -> Draft:
    """Return a calendar whose book does not have some visits any more."""
    visits = draft.book.visits
    kept = [place for place, one in enumerate(visits) if _key(one) not in gone]
    if len(kept) == len(visits):
        return draft
    at = {old: new for new, old in enumerate(kept)} | {-1: -1}
    fewer = tuple(
        replace(
            visits[old],
            before=at.get(visits[old].before, -1),
            after=at.get(visits[old].after, -1),
        )
        for old in kept
    )
    slim = Draft.empty(replace(draft.book, visits=fewer))
    for day, stops in enumerate(draft.stops):
        slim.put_day(day, [at[one] for one in stops if one in at])
    return slim


def _times(draft: Draft, day: int, stops: list[int]) -> dict[VisitKey, Meeting]:
    if not stops:
        return {}
    legs, _ = draft.legs(stops)
    clock = timetable(draft.book.stops(stops, legs), legs[-1], draft.book.limits[day])
    if clock is None:
        return {}
    return {
        _key(draft.book.visits[one]): Meeting(draft.book.days[day], begin)
        for one, begin in zip(stops, clock.arrive, strict=True)
    }
