"""The technical team: when a technician comes along, and his own tours.

Technicians plan first. All visits for two of one manager go to one technician, so that they never
overlap; his calendar is made like a manager's, on days on which the manager works as well and at
hours by which the manager can be there and home again. Day and time then are appointments in the
manager's book. What the manager has no place for falls out of the technician's tour.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.schema import TravelSource
from planner.visits.book import Book, Visit
from planner.visits.case import VisitCase
from planner.visits.draft import NO_DAY, Draft
from planner.visits.hours import common
from planner.visits.opening import Desk, Meeting, days_at_work, limits_of, people
from planner.visits.timetable import timetable

type Filler = Callable[[Book], Draft]


@dataclass(frozen=True, eq=False)
class Team:
    """When technicians come (nothing where none has time), and their calendars."""

    meetings: Mapping[tuple[str, int], Meeting | None]
    drafts: tuple[Draft, ...]

    def second(self, account_no: str, visit_no: int) -> str:
        """Return the technician of a visit, empty where nobody goes along."""
        key = (account_no, visit_no)
        for draft in self.drafts:
            for one, day in zip(draft.book.visits, draft.day_of, strict=True):
                if (one.account_no, one.visit_no) == key and day != NO_DAY:
                    return draft.book.manager_id
        return ""


def call_team(case: VisitCase, due: pd.DataFrame, travel: TravelSource, fill: Filler) -> Team:
    """Plan the technicians' calendars for all visits that are for two.

    Parameters
    ----------
    due
        As from `due_visits`.
    fill
        Makes the calendar of a book.
    """
    wanted = due[due["team"].astype(np.bool_)]  # a table without rows has no kinds
    meetings: dict[tuple[str, int], Meeting | None] = {
        (str(one), int(number)): None
        for one, number in zip(wanted["account_no"], wanted["visit_no"], strict=True)
    }
    drafts = []
    for technician_id, rows in _shared_out(case, wanted):
        book = _book(case, technician_id, rows, travel)
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
    """Open a technician's book, with what the managers can keep."""
    technician = case.diary.technicians.set_index("technician_id").loc[technician_id]
    desk = Desk(case, {})
    book = desk.book(
        technician_id,
        str(technician["outlet_id"]),
        float(str(technician["hours_per_day"])),
        rows,
        travel,
    )
    bases = {one: (base, hours) for one, base, hours in people(case)}
    owners = dict(zip(rows["account_no"].astype(str), rows["owner"].astype(str), strict=True))
    worked = {one: set(days_at_work(case, one)) for one in set(owners.values())}
    reach = {
        one: travel.between([bases[by][0], one], [bases[by][0], one]).time_min
        for one, by in owners.items()
    }
    visits = []
    for one in book.visits:
        by, ways = owners[one.account_no], reach[one.account_no]
        limits = limits_of(case, bases[by][1])
        slow = max(limits.pace, default=1.0)
        there = (
            limits.start_clock_min + slow * ways[0, 1],
            limits.end_clock_min - slow * ways[1, 0],
        )
        alone = slow * (ways[0, 1] + ways[1, 0]) + one.service_min <= limits.work_min
        slots = common(one.slots, (there,), least_min=one.service_min) if alone else ()
        days = tuple(day for day in one.open_days if slots and book.days[day] in worked[by])
        visits.append(_lone(replace(one, slots=slots, open_days=days), book))
    return replace(book, visits=tuple(visits))


def _lone(visit: Visit, book: Book) -> Visit:
    """Cut the tie to a neighbour that is not the very next visit of the customer."""
    before, after = visit.before, visit.after
    if before >= 0 and book.visits[before].visit_no + 1 != visit.visit_no:
        before = -1
    if after >= 0 and book.visits[after].visit_no - 1 != visit.visit_no:
        after = -1
    return replace(visit, before=before, after=after)


def _times(draft: Draft, day: int, stops: list[int]) -> dict[tuple[str, int], Meeting | None]:
    if not stops:
        return {}
    legs, _ = draft.legs(stops)
    clock = timetable(draft.book.stops(stops, legs), legs[-1], draft.book.limits)
    if clock is None:
        return {}
    return {
        _key(draft.book.visits[one]): Meeting(draft.book.days[day], begin)
        for one, begin in zip(stops, clock.arrive, strict=True)
    }
