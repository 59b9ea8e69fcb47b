"""Appointments as a way out: on which days one could be, and whether it would serve the visit.

An appointment changes what is due: it takes the place of the visit nearest to it, and the next ones
count from it. So an offer is tried before it is made: everything due is listed anew with the
appointment, and it serves when all that has a day now keeps it and one visit more is made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from planner.schema import APPOINTMENTS, TravelSource
from planner.visits.book import Book, Visit
from planner.visits.case import VisitCase
from planner.visits.draft import NO_DAY, Draft
from planner.visits.due import due_visits
from planner.visits.opening import Meeting, Meetings, open_books
from planner.visits.rules import INSPECTION, ISSUE


class Offer(NamedTuple):
    """An appointment in place of a visit that has no day; `day` is a position in its book."""

    draft: Draft
    visit: int
    day: int

    @property
    def account_no(self) -> str:
        """Whose visit it is."""
        return self.draft.book.visits[self.visit].account_no


@dataclass(frozen=True, eq=False)
class Appointing:
    """Tries appointments against a finished plan; `meetings` are its technicians' ones."""

    case: VisitCase
    travel: TravelSource
    meetings: Meetings

    def days(self, draft: Draft, visit: int) -> Iterator[int]:
        """Yield the days (positions) with room on which an appointment keeps the least gaps.

        Days on which the visit may be made anyhow are left out.
        """
        one = draft.book.visits[visit]
        taken = self._taken(draft, one.account_no)
        least = self.case.rule_of[one.account_no].min_gap_days
        for day, date in enumerate(draft.book.days if one.slots else ()):
            if day in one.open_days and draft.is_spaced(visit, day):
                continue
            near = any(abs(date - other) < least for other in taken)
            if not near and draft.fits(day, draft.cheapest(visit, day)):
                yield day

    def serve(self, offers: Sequence[Offer]) -> list[bool]:
        """Say of each offer whether obeying it serves one visit more; an account has one at most.

        Raises
        ------
        DataError
            Travel does not know a base or an account.
        """
        case = self._obeyed(offers)
        due = due_visits(case.customers, case.period, case.diary)
        rows = due[due["account_no"].isin([one.account_no for one in offers])]
        meetings: dict[tuple[str, int], Meeting | None] = {}
        for one in offers:
            meetings |= self._kept_meetings(one, rows)
        books = {one.manager_id: one for one in open_books(case, rows, self.travel, meetings)}
        return [
            one.draft.book.manager_id in books and _serves(one, books[one.draft.book.manager_id])
            for one in offers
        ]

    @cached_property
    def _last(self) -> dict[str, int]:
        known = self.case.known
        if "last_visit_on" not in known:
            return {}
        dates = pd.to_datetime(known["last_visit_on"])
        return {
            str(one): self.case.period.day_number(date.date())
            for one, date in zip(known["account_no"], dates, strict=True)
            if pd.notna(date)
        }

    def _taken(self, draft: Draft, account_no: str) -> list[int]:
        """Return the days from the period's start on which somebody was or will be with him."""
        days = [draft.book.days[draft.day_of[one]] for one in _made(draft, account_no)]
        return [*days, self._last[account_no]] if account_no in self._last else days

    def _obeyed(self, offers: Sequence[Offer]) -> VisitCase:
        """Return the case with the appointments; one that has no place is moved, not doubled."""
        rows: dict[tuple[object, pd.Timestamp], dict[str, object]] = {
            (row["account_no"], row["date"]): {str(name): cell for name, cell in row.items()}
            for row in self.case.diary.appointments.to_dict("records")
        }
        for draft, visit, day in offers:
            one = draft.book.visits[visit]
            old = rows.pop((one.account_no, self._date(one.due)), {}) if one.fixed else {}
            date = self._date(draft.book.days[day])
            new: dict[str, object] = {"account_no": one.account_no, "date": date}
            rows[one.account_no, date] = old | new
        diary = replace(self.case.diary, appointments=APPOINTMENTS.shape(rows.values()))
        return replace(self.case, diary=diary)

    def _date(self, day: int) -> pd.Timestamp:
        return pd.Timestamp(self.case.period.options.start) + pd.Timedelta(days=day)

    def _kept_meetings(
        self, offer: Offer, due: pd.DataFrame
    ) -> dict[tuple[str, int], Meeting | None]:
        """Give the technician's meetings that stand to visits of the same kind and length."""
        visits, mine = offer.draft.book.visits, due["account_no"] == offer.account_no
        free = [
            (visits[one], meeting)
            for one in _made(offer.draft, offer.account_no)
            if (meeting := self.meetings.get((offer.account_no, visits[one].visit_no)))
        ]
        kept: dict[tuple[str, int], Meeting | None] = {}
        for row in due[mine & due["team"].astype(np.bool_)].to_dict("records"):
            same = [
                place
                for place, (one, meeting) in enumerate(free)
                if (one.purpose, one.service_min) == (row["purpose"], row["service_min"])
                and row["first_day"] <= meeting.day <= row["last_day"]
            ]
            key = (offer.account_no, int(row["visit_no"]))
            kept[key] = free.pop(same[0])[1] if same else None
        return kept


def _made(draft: Draft, account_no: str) -> list[int]:
    """Return the visits of an account that have a day."""
    return [
        place
        for place, one in enumerate(draft.book.visits)
        if one.account_no == account_no and draft.day_of[place] != NO_DAY
    ]


def _serves(offer: Offer, anew: Book) -> bool:
    """Say whether the plan stands with the appointment, each stop on its day, and one more made."""
    old, made = offer.draft, _made(offer.draft, offer.account_no)
    trial, first = _joined_to(offer, anew)
    kept = {old.day_of[one]: one for one in made}
    new = iter(range(first, len(trial.book.visits)))
    chosen = []
    for day in sorted({*kept, offer.day}):
        taken = next((one for one in new if _may(trial.book.visits[one], day, offer)), None)
        if taken is None:
            return False
        stops = [taken if one == kept.get(day) else one for one in old.stops[day]]
        trial.put_day(day, stops if day in kept else trial.cheapest(taken, day))
        chosen.append(taken)
    purpose = old.book.visits[offer.visit].purpose
    return all(
        trial.fits(day, trial.stops[day]) and trial.is_spaced(one, day)
        for one in chosen
        for day in [trial.day_of[one]]
    ) and _is_done(purpose, [old.book.visits[one] for one in made], trial, first)


def _may(visit: Visit, day: int, offer: Offer) -> bool:
    return day in visit.open_days and (visit.fixed or day != offer.day)


def _is_done(purpose: str, before: Sequence[Visit], trial: Draft, first: int) -> bool:
    """Say whether an inspection or issue is seen to: an appointment alone is neither."""
    now = trial.book.visits[first:]
    if purpose == INSPECTION:
        made = [one for one, day in zip(now, trial.day_of[first:], strict=True) if day != NO_DAY]
        return _count(made, INSPECTION) > _count(before, INSPECTION)
    return purpose != ISSUE or _count(now, ISSUE) <= _count(before, ISSUE)


def _count(visits: Sequence[Visit], purpose: str) -> int:
    return sum(one.purpose == purpose for one in visits)


def _joined_to(offer: Offer, anew: Book) -> tuple[Draft, int]:
    """Return the plan in a book that also has the account's visits anew, and where they begin."""
    book = offer.draft.book
    mine = [place for place, one in enumerate(anew.visits) if one.account_no == offer.account_no]
    first, place = len(book.visits), book.visits[offer.visit].place

    def moved(other: int) -> int:
        return other - mine[0] + first if other >= 0 else -1

    visits = [
        replace(one, place=place, before=moved(one.before), after=moved(one.after))
        for one in (anew.visits[at] for at in mine)
    ]
    trial = Draft.empty(replace(book, visits=(*book.visits, *visits)))
    for day, stops in enumerate(offer.draft.stops):
        trial.put_day(day, list(stops))
    return trial, first
