"""Open the books: put a case's due visits, days, roads and limits together by manager."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from planner.schema import TravelSource
from planner.units import MINUTES_PER_HOUR
from planner.visits.book import Book, Visit
from planner.visits.calendar import weekly_off
from planner.visits.case import VisitCase
from planner.visits.due import days_of
from planner.visits.hours import WHOLE_DAY, Slot, common
from planner.visits.leave import left_of
from planner.visits.rules import APPOINTMENT
from planner.visits.timetable import Limits, Stop, earliest

_WEEK_DAYS = 7


@dataclass(frozen=True)
class Meeting:
    """When a technician comes to a visit: the day, from the period's start, and the time."""

    day: int
    clock_min: float


type Meetings = Mapping[tuple[str, int], Meeting | None]
"""By account and visit number; nothing where no technician has time."""


def open_books(
    case: VisitCase, due: pd.DataFrame, travel: TravelSource, meetings: Meetings | None = None
) -> list[Book]:
    """Split the due visits by owner, in the roster's order; managers without visits have no book.

    Parameters
    ----------
    case
        Customers, owners, roster and period.
    due
        As from `due_visits`.
    travel
        Knows accounts and bases.
    meetings
        When technicians come; visits with one keep to it.

    Raises
    ------
    DataError
        Travel does not know a base or an account.
    """
    owner = case.owners.set_index("account_no")["manager_id"]
    mine = due.assign(manager_id=owner.reindex(due["account_no"]).to_numpy())
    desk = Desk(case, meetings or {})
    books = []
    for manager_id, base_id, hours in people(case):
        rows = mine.loc[mine["manager_id"] == manager_id]
        if len(rows):
            books.append(desk.book(manager_id, base_id, hours, rows, travel))
    return books


def people(case: VisitCase) -> list[tuple[str, str, float]]:
    """Return id, base and hours a day (NaN for none of their own) of each manager."""
    roster = case.roster
    hours = roster["hours_per_day"] if "hours_per_day" in roster else [np.nan] * len(roster)
    return [
        (str(one), str(base), float(day))
        for one, base, day in zip(roster["manager_id"], roster["outlet_id"], hours, strict=True)
    ]


def limits_of(case: VisitCase, hours_per_day: float) -> Limits:
    """Return the bounds of a person's day: the common ones, or his own hours where fewer."""
    options = case.period.options
    own_min = hours_per_day * MINUTES_PER_HOUR
    return Limits(
        work_min=float(min(options.max_day_min, own_min) if own_min > 0 else options.max_day_min),
        km=options.max_day_km,
        start_clock_min=float(options.start_clock_min),
        end_clock_min=float(options.end_clock_min),
        lunch_start_clock_min=float(options.lunch_start_clock_min),
        lunch_min=options.lunch_min,
        pace=options.pace,
    )


def days_at_work(case: VisitCase, person_id: str, limits: Limits) -> dict[int, Limits]:
    """Return a person's open working days, counted from the period's start, with their bounds.

    Leave is taken out: days away are not there, and of others the bounds are what it leaves.
    """
    away, days = case.diary.away(person_id), {}
    for day in case.period.days:
        left = left_of(pd.Timestamp(day), (limits.start_clock_min, limits.end_clock_min), away)
        own = limits.within(left) if left else limits
        if left and own.open:
            days[case.period.day_number(day)] = own
    return days


class Desk:
    """What all books of a case share."""

    def __init__(self, case: VisitCase, meetings: Meetings) -> None:
        self.case = case
        self.meetings = meetings

    @cached_property
    def off(self) -> dict[str, frozenset[int]]:
        """Weekly days off by account."""
        if "weekly_off" not in self.case.customers:
            return {}
        texts = self.case.customers.set_index("account_no")["weekly_off"].to_dict()
        return {str(account_no): weekly_off(text) for account_no, text in texts.items()}

    @cached_property
    def agreed(self) -> dict[tuple[str, int], tuple[int, bool, tuple[str, str]]]:
        """Day, lock and people of each visit in the plan before, by account and number."""
        period, rows = self.case.period, self.case.diary.agreed
        rows = rows[rows["date"].notna()]
        return {
            (str(row["account_no"]), int(row["visit_no"])): (
                period.day_number(row["date"].date()), bool(row["locked"]),
                (str(row["manager_id"]), str(row["second_id"])),
            )
            for row in rows.to_dict("records")
        }  # fmt: skip

    def hours(self, account_no: str) -> tuple[Slot, ...]:
        """Return when a customer receives visitors."""
        return self._hours.get(account_no, WHOLE_DAY)

    @cached_property
    def _hours(self) -> dict[str, tuple[Slot, ...]]:
        customers, rules = self.case.customers, self.case.period.rules.hours
        shift = customers["shift"] if "shift" in customers else [""] * len(customers)
        told = {
            str(one): rules.of(str(one), str(how))
            for one, how in zip(customers["account_no"], shift, strict=True)
        }
        return {one: slots for one, slots in told.items() if slots is not None}

    def book(
        self, manager_id: str, base_id: str, hours: float, rows: pd.DataFrame, travel: TravelSource
    ) -> Book:
        """Open the book of one manager."""
        accounts = list(dict.fromkeys(rows["account_no"]))
        ways = travel.between([base_id, *accounts], [base_id, *accounts])
        minutes = np.where(np.isfinite(ways.time_min), ways.time_min, np.inf)
        period, limits = self.case.period, limits_of(self.case, hours)
        worked = days_at_work(self.case, manager_id, limits)
        days = tuple(worked)
        place = {one: position for position, one in enumerate(accounts, start=1)}
        records: list[dict[Any, Any]] = rows.to_dict("records")
        visits = [
            self._visit(row, place[row["account_no"]], worked, limits, minutes)
            | _neighbours(records, position)
            for position, row in enumerate(records)
        ]
        kept = [self._keeping(manager_id, one, days) for one in visits]
        return Book(
            manager_id=manager_id,
            base_id=base_id,
            days=days,
            visits=tuple(Visit(**one, **home) for one, home in zip(visits, kept, strict=True)),
            minutes=minutes,
            km=np.where(np.isfinite(ways.distance_km), ways.distance_km, np.inf),
            limits=tuple(worked.values()),
            late_price_min=period.options.late_price_min,
            early_price_min=period.options.early_price_min,
            next_worked=days_of(period).next_worked,
            week_of=tuple((one + period.options.start.weekday()) // _WEEK_DAYS for one in days),
            spread_price_min=period.options.spread_price_min,
        )

    def _visit(
        self, row: dict[Any, Any], place: int, worked: dict[int, Limits], limits: Limits,
        minutes: np.ndarray,
    ) -> dict[str, Any]:  # fmt: skip
        account_no, key = str(row["account_no"]), (str(row["account_no"]), int(row["visit_no"]))
        first, last = row["first_day"], row["last_day"]
        service, fixed = float(row["service_min"]), row["purpose"] == APPOINTMENT
        wanted = self.hours(account_no)
        if fixed and np.isfinite(row["clock_min"]):
            # Who names an hour is there then, office hours or not; lunch goes before.
            wanted = _at(row["clock_min"], service)
        slots = common(limits.open, wanted, least_min=service)
        meeting = self.meetings.get(key)
        if meeting is not None:
            first = last = meeting.day
            slots = wanted = _at(meeting.clock_min, service)
        away = row["team"] and key in self.meetings and meeting is None
        closed = self.off.get(account_no, frozenset()) if not fixed else frozenset()
        days = tuple(worked)
        there, back = float(minutes[0, place]), float(minutes[place, 0])
        reached = np.isfinite(there + back) and slots and not away

        def holds(own: Limits) -> bool:
            """Say whether leave, if any, leaves enough of a day for this visit alone."""
            lone = [Stop(there, service, slots)]
            return own == limits or not reached or earliest(lone, back, own) is not None

        window = tuple(
            one
            for one, (day, own) in enumerate(worked.items())
            if first <= day <= last and holds(own)
        )
        start = self.case.period.options.start.weekday()
        return {
            "account_no": account_no,
            "visit_no": key[1],
            "before_no": int(row["before_no"]),
            "purpose": str(row["purpose"]),
            "place": place,
            "due": int(row["due_day"]),
            "interval_days": float(row["interval_days"]),
            "min_gap_days": int(row["min_gap_days"]),
            "max_gap_days": int(row["max_gap_days"]),
            "service_min": service,
            "price_min": float(row["price_min"]),
            "late_factor": self.case.period.options.overdue_factor if row["overdue"] else 1.0,
            "priority": bool(row["priority"]),
            "window": window,
            "open_days": tuple(
                one for one in window
                if reached and (days[one] + start) % _WEEK_DAYS + 1 not in closed
            ),
            "slots": slots,
            "wanted": wanted,
            "fixed": fixed,
            "team": bool(row["team"]),
            "away": bool(away),
        }  # fmt: skip

    def _keeping(
        self, manager_id: str, visit: dict[str, Any], days: tuple[int, ...]
    ) -> dict[str, Any]:
        """Return the day that a visit had, and what another one costs; a lock takes all others."""
        options = self.case.period.options
        told = self.agreed.get((visit["account_no"], visit["visit_no"]))
        if told is None or manager_id not in told[2] or told[0] not in days:
            return {}
        home = days.index(told[0])
        if home not in visit["open_days"]:
            return {}
        if told[1]:
            visit["open_days"] = (home,)
        soon = told[0] - self.case.period.day_number(self.case.period.days[0])
        factor = 2.0 if soon <= options.notice_days else 1.0
        return {"home": home, "move_min": options.move_price_min * factor}


def _at(clock_min: float, service_min: float) -> tuple[Slot, ...]:
    return ((clock_min, clock_min + service_min),)


def _neighbours(records: list[dict[Any, Any]], position: int) -> dict[str, int]:
    """Return the positions of the same customer's visits before and after."""
    account_no = records[position]["account_no"]
    follows = position > 0 and records[position - 1]["account_no"] == account_no
    leads = position + 1 < len(records) and records[position + 1]["account_no"] == account_no
    return {"before": position - 1 if follows else -1, "after": position + 1 if leads else -1}
