"""What has happened since a plan was made."""

from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from planner.schema import APPOINTMENTS, ISSUES, LEAVE, OWNERS, VISIT_LOG, Customers
from planner.visits.case import VisitCase
from planner.visits.diary import DONE, Diary
from planner.visits.result import VisitPlan


@dataclass(frozen=True, eq=False)
class Events:
    """News, each table in the form of its file; all may be empty.

    A visit of the plan that lies before today counts as made, unless the log says that it was not.
    `customers` are new ones with tier and point, `owners` say who looks after them. `locks` are ids
    of visits that stay on their day.
    """

    log: pd.DataFrame = field(default_factory=VISIT_LOG.empty)
    leave: pd.DataFrame = field(default_factory=LEAVE.empty)
    appointments: pd.DataFrame = field(default_factory=APPOINTMENTS.empty)
    issues: pd.DataFrame = field(default_factory=ISSUES.empty)
    customers: gpd.GeoDataFrame | None = None
    owners: pd.DataFrame = field(default_factory=OWNERS.empty)
    locks: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class News:
    """A plan's case as events leave it; `recounted` are the accounts whose visits count anew."""

    case: VisitCase
    recounted: frozenset[str]
    assumed_done: int


def take_in(plan: VisitPlan, today: pd.Timestamp, events: Events) -> News:
    """Bring a case up to date.

    Visits made move the last real visit, whoever missed one or has something new is counted again,
    and for all others the number of visits that the plan promised stands.
    """
    old, diary = plan.case, plan.case.diary
    past = plan.visits[plan.visits["date"] < today]
    told = pd.MultiIndex.from_frame(events.log[["account_no", "date"]])
    in_log = pd.MultiIndex.from_frame(past[["account_no", "date"]]).isin(told)
    silent = past[~in_log]
    assumed = silent[["account_no", "date", "manager_id", "purpose"]].assign(outcome=DONE)
    failed = events.log[events.log["outcome"] != DONE]
    missed = past[
        pd.MultiIndex.from_frame(past[["account_no", "date"]]).isin(
            pd.MultiIndex.from_frame(failed[["account_no", "date"]])
        )
    ]
    recounted = {
        *missed["account_no"],
        *_off_plan(events.log, past),
        *events.issues["account_no"],
        *events.appointments["account_no"],
        *plan.unserved["account_no"],
    }
    log = _joined(diary.log, events.log, assumed)
    new_diary = Diary(
        log=log,
        leave=_joined(diary.leave, events.leave),
        appointments=_joined(diary.appointments, events.appointments),
        issues=_joined(diary.issues, events.issues),
        technicians=diary.technicians,
        agreed=_agreed(plan, missed, recounted, events.locks),
    )
    case = VisitCase(
        _with_new(old.customers, events.customers),
        _joined(old.owners, events.owners),
        old.roster,
        old.period.open_from(today.date()),
        new_diary,
    )
    return News(case, frozenset(recounted), len(silent))


def _joined(*tables: pd.DataFrame) -> pd.DataFrame:
    some = [one for one in tables if len(one)]
    return pd.concat(some, ignore_index=True) if some else tables[0]


def _with_new(customers: Customers, new: gpd.GeoDataFrame | None) -> Customers:
    if new is None or new.empty:
        return customers
    both = pd.concat([pd.DataFrame(customers), pd.DataFrame(new)], ignore_index=True)
    return Customers(gpd.GeoDataFrame(both, geometry="geometry", crs="EPSG:4326"))


def _off_plan(log: pd.DataFrame, past: pd.DataFrame) -> set[str]:
    """Return the accounts that were visited on a day on which the plan has no visit."""
    made = log[log["outcome"] == DONE]
    planned = set(zip(past["account_no"], past["date"], strict=True))
    return {
        str(account_no)
        for account_no, date in zip(made["account_no"], made["date"], strict=True)
        if (account_no, date) not in planned
    }


def _agreed(
    plan: VisitPlan, missed: pd.DataFrame, recounted: set[str], locks: frozenset[str]
) -> pd.DataFrame:
    """Return the visits of the plan as agreed; those missed or without a place have no day."""
    columns = ["account_no", "visit_no", "due_on", "purpose", "date", "manager_id", "second_id"]
    rows = plan.visits.assign(
        date=plan.visits["date"].mask(plan.visits["visit_id"].isin(missed["visit_id"])),
        locked=plan.visits["visit_id"].isin(locks),
    )[[*columns, "locked"]]
    listed = plan.unserved.assign(second_id="", locked=False)
    both = _joined(rows, listed[[one for one in rows if one != "date"]])
    return both.assign(binding=~both["account_no"].isin(recounted))
