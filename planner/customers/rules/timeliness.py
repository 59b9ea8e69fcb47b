"""Timeliness 时效: contacts, inspections and the register itself that have grown old."""

import numpy as np
import pandas as pd

from planner.customers.rules.case import Case, Hits, RuleCheck, Said, TableHit
from planner.schema import REGISTER, BoolArray

_DATES = tuple(column.name for column in REGISTER if column.kind == "date")
_AFTER_OPENING = ("last_inspect_on", "contact_verified_on", "last_visit_on")


def contact_verified(case: Case) -> Said:
    """T01: the contact of a critical customer has not been verified lately, or never."""
    critical = case.isin("critical_grade", case.quality.groups.critical_grades)
    days = _age_days(case, "contact_verified_on")
    most = case.quality.dates.verified_days
    known = case.spoilt("contact_verified_on")
    yield Hits(critical & ~known & ((days > most) | days.isna()), "contact_verified_on",
               detail=lambda place: _days(days, place, most))  # fmt: skip


def inspection(case: Case) -> Said:
    """T02: the next inspection, by its cycle, should have been before this day."""
    cycle = case.rows["inspect_cycle_m"].astype("Int64").fillna(0).astype("int64").to_numpy()
    last = case.rows["last_inspect_on"]
    months = last.dt.to_period("M")
    due_month = months + cycle
    day = np.minimum(last.dt.day, due_month.dt.days_in_month)
    due = due_month.dt.to_timestamp() + pd.to_timedelta(day - 1, unit="D")
    late = (due < case.day).to_numpy(dtype=np.bool_) & (cycle > 0)
    yield Hits(late, "last_inspect_on", detail=lambda place: f"{due.iloc[place]:%Y-%m-%d}")


def order_of_dates(case: Case) -> Said:
    """T03: a date in the future, before all records, or before the account was opened."""
    first = pd.Timestamp(case.quality.dates.first_day)
    for name in _DATES:
        if not case.has(name):
            continue
        days = case.rows[name]
        wrong = _true(days > case.day) | _true(days < first)
        if name in _AFTER_OPENING and case.has("opened_on"):
            wrong = wrong | (_true(days < case.rows["opened_on"]))
        yield Hits(wrong, name, detail=case.shown(name))


def snapshot(case: Case) -> Said:
    """T04: the newest row of the register is old, so its banner is shown on everything."""
    newest = _moments(case.rows["valid_from"]).max()
    if pd.isna(newest):
        return
    days = (case.day - newest.normalize()).days
    most = case.quality.dates.snapshot_days
    if days > most:
        yield TableHit("valid_from", f"{newest:%Y-%m-%d}, {days} d > {most} d")


def _moments(text: pd.Series) -> pd.Series:
    """Return the day of texts such as 2026-10-31T18:00+08:00; the clock's zone is the utility's."""
    days = text.str.extract(r"^(\d{4})[-/.年]?(\d{2})[-/.月]?(\d{2})")
    joined = days[0] + "-" + days[1] + "-" + days[2]
    return pd.to_datetime(joined, format="%Y-%m-%d", errors="coerce")


def _age_days(case: Case, name: str) -> pd.Series:
    days: pd.Series = (case.day - case.rows[name]).dt.days
    return days


def _days(days: pd.Series, place: int, most: int) -> str:
    age = days.iloc[place]
    return "∅" if pd.isna(age) else f"{age:.0f} d > {most} d"


def _true(flags: pd.Series) -> BoolArray:
    return flags.to_numpy(dtype=np.bool_)


CHECKS = (
    RuleCheck("T01", contact_verified, ("contact_verified_on",),
              requires=("critical_grade", "contact_verified_on"), inputs=("as_of",)),
    RuleCheck("T02", inspection, ("last_inspect_on",),
              requires=("last_inspect_on", "inspect_cycle_m"), inputs=("as_of",)),
    RuleCheck("T03", order_of_dates, _DATES, requires=(), inputs=("as_of",)),
    RuleCheck("T04", snapshot, (), requires=("valid_from",), inputs=("as_of",), scope="table"),
)  # fmt: skip
