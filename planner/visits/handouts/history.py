"""What is known of a customer when a manager comes: visits before, issues, promises."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from planner.visits.diary import DONE
from planner.visits.handouts.records import Row, gathered, records

if TYPE_CHECKING:
    from planner.visits.result import VisitPlan


@dataclass(frozen=True)
class Before:
    """A customer as he stands before one stop.

    `last_on` is the last visit made, `planned_on` the last one that this plan makes before the
    stop. `issues` are open then (rows of ISSUES), `promise` is the appointment that the stop keeps
    (row of APPOINTMENTS), `failed_on` the last time that nobody was met since the last visit.
    """

    last_on: pd.Timestamp | None
    last_purpose: str
    failed_on: pd.Timestamp | None
    planned_on: pd.Timestamp | None
    issues: list[Row]
    promise: Row | None


class History:
    """Looks up, for all customers of a plan, what is known before a stop."""

    def __init__(self, plan: "VisitPlan") -> None:
        diary = plan.case.diary
        self.customers: Mapping[str, Row] = {
            str(row["account_no"]): row
            for row in records(pd.DataFrame(plan.case.known).drop(columns="geometry"))
        }
        self._log = gathered(diary.log, by="account_no")
        self._issues = gathered(diary.issues, by="account_no")
        self._promises = gathered(diary.appointments, by="account_no")
        self._visits = gathered(plan.visits, by="account_no")

    def before(self, account_no: str, date: pd.Timestamp) -> Before:
        """Return what is known before a stop of that day."""
        last_on = _day(self.customers[account_no].get("last_visit_on"))
        log = self._log[account_no]
        purposes = [
            row["purpose"] for row in log if row["outcome"] == DONE and row["date"] == last_on
        ]
        planned = [row["date"] for row in self._visits[account_no] if row["date"] < date]
        planned_on = max(planned, default=None)
        seen = max((one for one in (last_on, planned_on) if one is not None), default=None)
        failed = [
            row["date"]
            for row in log
            if row["outcome"] != DONE and (last_on is None or row["date"] > last_on)
        ]
        return Before(
            last_on=last_on,
            last_purpose=next((one for one in purposes if isinstance(one, str)), ""),
            failed_on=max(failed, default=None),
            planned_on=planned_on,
            issues=[
                row
                for row in self._issues[account_no]
                if row["opened_on"] <= date and (seen is None or seen <= row["opened_on"])
            ],
            promise=next((row for row in self._promises[account_no] if row["date"] == date), None),
        )


def days_between(one: pd.Timestamp | dt.date, other: pd.Timestamp | dt.date) -> int:
    """Return the days from one day to the other."""
    return (pd.Timestamp(other) - pd.Timestamp(one)).days


def _day(value: object) -> pd.Timestamp | None:
    return value if isinstance(value, pd.Timestamp) and not pd.isna(value) else None
