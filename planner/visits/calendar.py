"""Which days are worked: weekdays, less holidays, plus make-up working days (调休)."""

import datetime as dt
import re

import pandas as pd

from planner.errors import DataError
from planner.schema import CALENDAR

_WEEK = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}
_SATURDAY = 6


def workdays(start: dt.date, end: dt.date, calendar: pd.DataFrame | None) -> tuple[dt.date, ...]:
    """Return the working days of a period, both ends included.

    Parameters
    ----------
    start, end
        First and last day.
    calendar
        Table CALENDAR: the exceptions to "Monday to Friday"; none when absent.

    Raises
    ------
    DataError
        The calendar lacks a column, contradicts itself, or has days of a kind unknown.
    """
    kinds = {} if calendar is None else _kinds(calendar)
    period = [start + dt.timedelta(days=one) for one in range((end - start).days + 1)]
    return tuple(day for day in period if _is_worked(day, kinds.get(day)))


def _kinds(calendar: pd.DataFrame) -> dict[dt.date, str]:
    CALENDAR.require(calendar.drop_duplicates(), "date", "kind", by="visits")
    strange = sorted(set(calendar["kind"]) - set(CALENDAR["kind"].choices))
    if strange:
        raise DataError(
            f"the calendar has days of kind {', '.join(map(repr, strange[:5]))}",
            where="visits.calendar",
            mend="write holiday for a day off, workday for a make-up working day (调休)",
        )
    days = pd.to_datetime(calendar["date"]).dt.date
    return dict(zip(days, map(str, calendar["kind"]), strict=True))


def years_without(start: dt.date, end: dt.date, calendar: pd.DataFrame | None) -> tuple[int, ...]:
    """Return the years of a period in which a calendar has no holiday; none without a calendar."""
    if calendar is None:
        return ()
    holidays = calendar.loc[calendar["kind"] == "holiday", "date"]
    told = set(pd.to_datetime(holidays).dt.year)
    return tuple(year for year in range(start.year, end.year + 1) if year not in told)


def weekly_off(text: object) -> frozenset[int]:
    """Return the ISO weekdays (1 Monday .. 7 Sunday) of an entry such as ``6.7`` or ``周日``."""
    if not isinstance(text, str):
        return frozenset()
    digits = {int(one) for one in re.findall(r"[1-7]", text)}
    return frozenset(digits | {_WEEK[one] for one in text if one in _WEEK})


def _is_worked(day: dt.date, kind: str | None) -> bool:
    if kind is not None:
        return kind == "workday"
    return day.isoweekday() < _SATURDAY
