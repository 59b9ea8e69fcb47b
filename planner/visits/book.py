"""The visit book of one manager: his visits, his days and his roads, as plain lists for loops."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.schema import FloatArray, TravelSource
from planner.units import MINUTES_PER_HOUR
from planner.visits.calendar import weekly_off
from planner.visits.case import VisitCase

SLACK = 1e-6
"""Minutes or kilometres by which a sum of decimals may miss its bound."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit due. Days count from the period's start; `place` is its row in the matrices.

    `before` and `after` are positions of the same customer's neighbouring visits, -1 for none.
    `window` holds the positions of the manager's days between the first and the last one allowed,
    `open_days` those of them on which the visit may be made at all.
    """

    account_no: str
    visit_no: int
    place: int
    due: int
    interval_days: float
    min_gap_days: int
    max_gap_days: int
    service_min: float
    price_min: float
    late_factor: float
    priority: bool
    before: int
    after: int
    window: tuple[int, ...]
    open_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one working day."""

    work_min: float
    km: float
    start_clock_min: float
    end_clock_min: float
    lunch_start_clock_min: float
    lunch_min: float

    @property
    def lunch_end_clock_min(self) -> float:
        """When visits may begin again."""
        return self.lunch_start_clock_min + self.lunch_min


@dataclass(frozen=True, eq=False)
class Book:
    """Everything one manager's calendar needs.

    `days` are his working days (days from the period's start). `minutes` and `km` are square over
    places, the base in row 0; no way is infinite.
    """

    manager_id: str
    base_id: str
    days: tuple[int, ...]
    visits: tuple[Visit, ...]
    minutes: FloatArray
    km: FloatArray
    limits: Limits
    late_price_min: float
    early_price_min: float

    def waiting_min(self, visit: int, day: int) -> float:
        """Return the price of making a visit on a day (position) that is not its due day."""
        one = self.visits[visit]
        late = self.days[day] - one.due
        if late >= 0:
            return self.late_price_min * one.late_factor * late / one.interval_days
        return self.early_price_min * -late / one.interval_days


def open_books(case: VisitCase, due: pd.DataFrame, travel: TravelSource) -> list[Book]:
    """Split the due visits by owner, in the roster's order; managers without visits have no book.

    Raises
    ------
    DataError
        Travel does not know a base or an account.
    """
    owner = case.owners.set_index("account_no")["manager_id"]
    mine = due.assign(manager_id=owner.reindex(due["account_no"]).to_numpy())
    off = _days_off(case)
    books = []
    for manager_id, base_id in zip(
        case.roster["manager_id"], case.roster["outlet_id"], strict=True
    ):
        rows = mine.loc[mine["manager_id"] == manager_id]
        if len(rows):
            books.append(_book(case, str(manager_id), str(base_id), rows, off, travel))
    return books


def limits_of(case: VisitCase, manager_id: str) -> Limits:
    """Return the bounds of a manager's day: the common ones, or his own hours where fewer."""
    options = case.period.options
    work_min = options.max_day_min
    if "hours_per_day" in case.roster:
        hours = case.roster.loc[case.roster["manager_id"] == manager_id, "hours_per_day"].iloc[0]
        work_min = work_min if pd.isna(hours) else min(work_min, hours * MINUTES_PER_HOUR)
    return Limits(
        work_min=float(work_min),
        km=options.max_day_km,
        start_clock_min=float(options.start_clock_min),
        end_clock_min=float(options.end_clock_min),
        lunch_start_clock_min=float(options.lunch_start_clock_min),
        lunch_min=options.lunch_min,
    )


def _days_off(case: VisitCase) -> dict[str, frozenset[int]]:
    if "weekly_off" not in case.customers:
        return {}
    texts = zip(case.customers["account_no"], case.customers["weekly_off"], strict=True)
    return {account_no: weekly_off(text) for account_no, text in texts}


def _book(
    case: VisitCase,
    manager_id: str,
    base_id: str,
    rows: pd.DataFrame,
    off: dict[str, frozenset[int]],
    travel: TravelSource,
) -> Book:
    accounts = list(dict.fromkeys(rows["account_no"]))
    ids = [base_id, *accounts]
    ways = travel.between(ids, ids)
    place = {one: position for position, one in enumerate(accounts, start=1)}
    period = case.period
    days = tuple(period.day_number(one) for one in period.days)
    weekday = [one.isoweekday() for one in period.days]
    records = rows.to_dict("records")
    visits = []
    for position, row in enumerate(records):
        account_no = str(row["account_no"])
        closed = off.get(account_no, frozenset())
        window = tuple(
            one for one, day in enumerate(days) if row["first_day"] <= day <= row["last_day"]
        )
        way = ways.time_min[0, place[account_no]] + ways.time_min[place[account_no], 0]
        follows = position > 0 and records[position - 1]["account_no"] == account_no
        leads = position + 1 < len(records) and records[position + 1]["account_no"] == account_no
        visits.append(
            Visit(
                account_no=account_no,
                visit_no=int(row["visit_no"]),
                place=place[account_no],
                due=int(row["due_day"]),
                interval_days=float(row["interval_days"]),
                min_gap_days=int(row["min_gap_days"]),
                max_gap_days=int(row["max_gap_days"]),
                service_min=float(row["service_min"]),
                price_min=float(row["price_min"]),
                late_factor=period.options.overdue_factor if row["overdue"] else 1.0,
                priority=bool(row["priority"]),
                before=position - 1 if follows else -1,
                after=position + 1 if leads else -1,
                window=window,
                open_days=tuple(
                    one for one in window if np.isfinite(way) and weekday[one] not in closed
                ),
            )
        )
    return Book(
        manager_id=manager_id,
        base_id=base_id,
        days=days,
        visits=tuple(visits),
        minutes=np.where(np.isfinite(ways.time_min), ways.time_min, np.inf),
        km=np.where(np.isfinite(ways.distance_km), ways.distance_km, np.inf),
        limits=limits_of(case, manager_id),
        late_price_min=period.options.late_price_min,
        early_price_min=period.options.early_price_min,
    )
