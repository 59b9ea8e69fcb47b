"""The technical team: when a technician comes along, and his own tours.

Technicians plan first. All visits for two of one manager go to one technician, so that they never
overlap; his calendar is made like a manager's, on days that leave a day to the customer's other
visits and at hours by which the manager can be there and home again. Day and time then are
appointments in the manager's book. What the manager has no place for falls out of the technician's
tour.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.schema import TravelSource
from planner.visits.book import Book, Visit
from planner.visits.case import VisitCase
from planner.visits.draft import NO_DAY, Draft
from planner.visits.hours import Slot, common
from planner.visits.joint import joint_days
from planner.visits.opening import Desk, Meeting, open_books
from planner.visits.timetable import Limits, timetable

type Fill = Callable[[Book], Draft]
type VisitKey = tuple[str, int]
"""Account and number of a visit."""
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
                if (one.account_no, one.visit_no) == key and day != NO_DAY:
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
    meetings: dict[tuple[str, int], Meeting | None] = {
        (str(one), int(number)): None
        for one, number in zip(wanted["account_no"], wanted["visit_no"], strict=True)
    }
    hosts = _hosts(case, due, wanted, travel)
    drafts = []
    for technician_id, rows in _shared_out(case, wanted):
        book = _book(case, technician_id, rows, travel)
        visits = (_lone(_hosted(one, book, hosts, struck), book) for one in book.visits)
        book = replace(book, visits=tuple(visits))
        draft = fill(book)
        for day, stops in enumerate(draft.stops):
            meetings |= _times(draft, day, stops)
        drafts.append(draft)
    return Team(meetings, tuple(drafts))


def go_along(team: Team, made: set[tuple[str, int]]) -> Team:
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


def made_in(drafts: Iterable[Draft]) -> set[tuple[str, int]]:
    """Return account and number of all visits that have a day."""
    return {
        _key(one)
        for draft in drafts
        for one, day in zip(draft.book.visits, draft.day_of, strict=True)
        if day != NO_DAY
    }


def _key(visit: Visit) -> tuple[str, int]:
    return visit.account_no, visit.visit_no


def _at_the_time(visit: Visit, team: Team) -> Visit:
    meeting = team.meetings[_key(visit)]
    if meeting is None:
        return visit
    return replace(visit, slots=((meeting.clock_min, meeting.clock_min + visit.service_min),))


def _shared_out(case: VisitCase, wanted: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Give managers to technicians: the most work first, to whom has least."""
    technicians = case.diary.technicians["technician_id"].tolist()
    if not technicians or wanted.empty:
        return []
    owner = case.owners.set_index("account_no")["manager_id"].reindex(wanted["account_no"])
    wanted = wanted.assign(owner=owner.to_numpy())
    work = wanted.groupby("owner")["service_min"].sum().sort_values(ascending=False, kind="stable")
    load = dict.fromkeys(technicians, 0.0)
    of_owner = {}
    for manager_id, minutes in work.items():
        of_owner[manager_id] = min(technicians, key=lambda one: load[one])
        load[of_owner[manager_id]] += float(minutes)
    whose = wanted["owner"].map(of_owner)
    return [(str(one), wanted[whose == one]) for one in technicians if (whose == one).any()]


def _book(case: VisitCase, technician_id: str, rows: pd.DataFrame, travel: TravelSource) -> Book:
    """Open a technician's book by what he himself can keep."""
    technician = case.diary.technicians.set_index("technician_id").loc[technician_id]
    return Desk(case, {}).book(
        technician_id,
        str(technician["outlet_id"]),
        float(str(technician["hours_per_day"])),
        rows,
        travel,
    )


@dataclass(frozen=True, slots=True)
class _Host:
    """What a manager can offer for a visit: days from the period's start, and a span of hours."""

    days: frozenset[int]
    span: tuple[Slot, ...]


def _hosts(
    case: VisitCase, due: pd.DataFrame, wanted: pd.DataFrame, travel: TravelSource
) -> dict[VisitKey, _Host]:
    """Return what the owner of each visit for two can offer."""
    owner = case.owners.set_index("account_no")["manager_id"].reindex(due["account_no"]).to_numpy()
    asked = set(owner[due.index.isin(wanted.index)])
    hosts = {}
    for book in open_books(case, due[np.isin(owner, list(asked))], travel):
        for visit, days in enumerate(joint_days(book)):
            one = book.visits[visit]
            if one.team:
                hosts[_key(one)] = _host(book, one, days)
    return hosts


def _host(book: Book, visit: Visit, days: Iterable[int]) -> _Host:
    """Offer the days on which a manager has the same hours for a visit; leave may cut some."""
    by_span: dict[tuple[Slot, ...], list[int]] = {}
    for day in days:
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


def _times(draft: Draft, day: int, stops: list[int]) -> dict[tuple[str, int], Meeting | None]:
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
