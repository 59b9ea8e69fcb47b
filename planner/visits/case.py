"""All that a visit plan is made from, in one hand."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from planner.errors import DataError
from planner.files import read_table
from planner.schema import CALENDAR, MANAGERS, OWNERS, Customers
from planner.visits.calendar import workdays, years_without
from planner.visits.diary import ROOM, Diary, with_log
from planner.visits.options import VisitsOptions
from planner.visits.rules import TierRule, VisitRules, read_rules

__all__ = [
    "ROOM",
    "Period",
    "VisitCase",
    "check_customers",
    "make_period",
    "open_period",
    "require_apart",
]

_AFTER = dt.timedelta(days=31)
"""How far the calendar is looked at beyond the end: longer than any holiday."""


@dataclass(frozen=True, eq=False)
class Period:
    """The days to be planned: settings, rules by tier, and the working days in order.

    `days` are those still open: in a replan, from today on, which is `opens`, worked or not.
    `worked` also has those gone by, and some after the end, so that a last day allowed can roll on.
    `unknown_years` are those in which the calendar has no holiday.
    """

    options: VisitsOptions
    rules: VisitRules
    days: tuple[dt.date, ...]
    worked: tuple[dt.date, ...]
    opens: dt.date
    unknown_years: tuple[int, ...] = ()

    def day_number(self, day: dt.date) -> int:
        """Return the days from the period's start."""
        return (day - self.options.start).days

    @property
    def horizon(self) -> int:
        """The last day, counted from the start."""
        return self.day_number(self.options.end)

    def open_from(self, today: dt.date) -> "Period":
        """Return the period with the days from today on.

        Raises
        ------
        DataError
            No working day is left.
        """
        left = tuple(one for one in self.days if one >= today)
        return replace(self, days=_some(left, self.options), opens=today)


@dataclass(frozen=True, eq=False)
class VisitCase:
    """Customers with tier and point, their owners, the roster, the period, and what is known.

    Raises
    ------
    DataError
        A table lacks a column, a customer has no owner on the roster, or somebody is manager and
        technician under one id.
    """

    customers: Customers
    owners: pd.DataFrame
    roster: pd.DataFrame
    period: Period
    diary: Diary = field(default_factory=Diary)

    def __post_init__(self) -> None:
        MANAGERS.require(self.roster, "manager_id", "manager_name", "outlet_id", by=ROOM)
        OWNERS.require(self.owners, "account_no", "manager_id", by=ROOM)
        check_customers(self.customers)
        faults = _unmatched(self.customers, self.owners, self.roster)
        if faults:
            raise DataError("; ".join(faults), where=ROOM, mend="assign managers first")
        require_apart(self.roster, self.diary)

    @cached_property
    def known(self) -> Customers:
        """The customers with the last visits and inspections that the log knows of."""
        return with_log(self.customers, self.diary.log, self.period.options.end)

    @cached_property
    def rule_of(self) -> Mapping[str, TierRule]:
        """The rule of each account."""
        rules, customers = self.period.rules, self.customers
        grades = customers.get("critical_grade", pd.Series("", customers.index)).fillna("")
        return {
            str(one): rules.of(str(tier), str(grade), str(one))
            for one, tier, grade in zip(
                customers["account_no"], customers["tier"], grades, strict=True
            )
        }


def require_apart(roster: pd.DataFrame, diary: Diary) -> None:
    """Refuse who is manager and technician under one id.

    Each has a calendar of his own under his id: nobody would see that two days overlap.

    Raises
    ------
    DataError
        Names the ids.
    """
    both = set(roster["manager_id"]) & set(diary.technicians["technician_id"])
    if both:
        raise DataError(
            f"manager and technician at once: {', '.join(sorted(both)[:5])}",
            where="visits.technicians",
            mend="give the technician an id of his own, or take him off one of the two lists",
        )


def open_period(options: VisitsOptions) -> Period:
    """Read the calendar and the rules that the options name.

    Raises
    ------
    DataError
        A file cannot be read, or no day of the period is worked.
    OptionError
        The rule file has an unknown setting.
    """
    calendar = None
    if options.calendar is not None:
        calendar = read_table(options.calendar, CALENDAR, where="visits.calendar")
    return make_period(options, read_rules(options.rules), calendar)


def make_period(
    options: VisitsOptions, rules: VisitRules, calendar: pd.DataFrame | None = None
) -> Period:
    """Put settings, rules and a calendar (table CALENDAR) together.

    Raises
    ------
    DataError
        No day of the period is worked, or the calendar has days of a kind unknown.
    """
    worked = workdays(options.start, options.end + _AFTER, calendar)
    days = tuple(one for one in worked if one <= options.end)
    unknown = years_without(options.start, options.end, calendar)
    return Period(options, rules, _some(days, options), worked, options.start, unknown)


def _some(days: tuple[dt.date, ...], options: VisitsOptions) -> tuple[dt.date, ...]:
    if not days:
        raise DataError(
            f"no day from {options.start} to {options.end} is worked",
            where="visits.calendar",
            mend="check the period and the calendar",
        )
    return days


def check_customers(customers: Customers) -> None:
    """Refuse customers without what a visit needs.

    Raises
    ------
    DataError
        Account number, tier or point is missing.
    """
    wanted = ("account_no", "tier", "geometry")
    missing = [one for one in wanted if one not in customers.columns]
    if missing:
        raise DataError(
            f"visits cannot use the customers: column {', '.join(missing)} is missing",
            where=ROOM,
            mend="locate the customers and measure their loads first",
        )
    again = customers.loc[customers["account_no"].duplicated(), "account_no"]
    if len(again):
        raise DataError(
            f"account {again.iloc[0]} is repeated", where=ROOM, mend="keep one row an account"
        )


def _unmatched(customers: Customers, owners: pd.DataFrame, roster: pd.DataFrame) -> list[str]:
    without = set(customers["account_no"]) - set(owners["account_no"])
    strange = set(owners["manager_id"]) - set(roster["manager_id"])
    faults = []
    if without:
        faults.append(f"{len(without)} customers have no owner: {', '.join(sorted(without)[:5])}")
    if strange:
        faults.append(f"owners not on the roster: {', '.join(sorted(strange)[:5])}")
    return faults
