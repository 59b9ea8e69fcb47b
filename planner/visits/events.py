"""What has happened since a plan was made."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import geopandas as gpd
import pandas as pd

from planner.errors import DataError
from planner.schema import APPOINTMENTS, ISSUES, LEAVE, OWNERS, VISIT_LOG, Customers
from planner.visits.case import VisitCase
from planner.visits.diary import DONE, Diary
from planner.visits.result import VisitPlan

_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Events:
    """News, each table in the form of its file; all may be empty.

    A visit of the plan that lies before today counts as made, unless the log says otherwise; one of
    today where the log says so. `customers` are new ones with tier and point, `owners` say who
    looks after them, or after an old one from now on. `locks` are ids of visits that stay on their
    day.
    """

    log: pd.DataFrame = field(default_factory=VISIT_LOG.empty)
    leave: pd.DataFrame = field(default_factory=LEAVE.empty)
    appointments: pd.DataFrame = field(default_factory=APPOINTMENTS.empty)
    issues: pd.DataFrame = field(default_factory=ISSUES.empty)
    customers: gpd.GeoDataFrame | None = None
    owners: pd.DataFrame = field(default_factory=OWNERS.empty)
    locks: frozenset[str] = frozenset()

    @cached_property
    def diary(self) -> Diary:
        """What the news add to a diary.

        Raises
        ------
        DataError
            A table lacks a column or has cells that cannot be.
        """
        return Diary(
            log=self.log, leave=self.leave, appointments=self.appointments, issues=self.issues
        )


@dataclass(frozen=True, eq=False)
class News:
    """A plan's case as events leave it.

    `open_visits` are the visits of the plan that are still to be made (its rows); `assumed_done`
    counts those before today that no log mentions.
    """

    case: VisitCase
    open_visits: pd.DataFrame
    assumed_done: int

    @property
    def recounted(self) -> frozenset[str]:
        """The accounts whose visits count anew."""
        return self.case.diary.recounted


def take_in(plan: VisitPlan, today: pd.Timestamp, events: Events) -> News:
    """Bring a case up to date.

    Visits made move the last real visit, whoever missed one or has something new is counted again,
    and for all others the number of visits that the plan promised stands. Who was visited on
    another day than planned was not visited on the day planned nearest to it as well.

    Raises
    ------
    DataError
        The log tells of days to come, or locks name visits that the plan does not have.
    """
    _check(plan, today, events)
    old, diary, news = plan.case, plan.case.diary, events.diary
    told = _on_days(plan.visits).isin(_on_days(news.log))
    past = plan.visits["date"].lt(today) | (told & plan.visits["date"].eq(today))
    failed = news.log[news.log["outcome"] != DONE]
    missed = plan.visits[past & _on_days(plan.visits).isin(_on_days(failed))]
    elsewhere = _off_plan(news.log, plan.visits)
    silent = plan.visits[past & ~told]
    silent = silent[~silent["visit_id"].isin(_instead_of(elsewhere, plan.visits[~told]))]
    assumed = silent[["account_no", "date", "manager_id", "purpose"]].assign(outcome=DONE)
    new_diary = replace(
        diary,
        log=_joined(diary.log, news.log, assumed),
        leave=_joined(diary.leave, news.leave),
        appointments=_joined(diary.appointments, news.appointments),
        issues=_joined(diary.issues, news.issues),
        agreed=_agreed(plan, plan.visits[~past], missed, events.locks),
        counted=_counted(plan),
        recounted=frozenset(
            {
                *missed["account_no"],
                *elsewhere["account_no"],
                *news.issues["account_no"],
                *news.appointments["account_no"],
                *plan.unserved["account_no"],
            }
        ),
    )
    case = VisitCase(
        _with_new(old.customers, events.customers),
        _handed_over(old.owners, events.owners),
        old.roster,
        old.period.open_from(today.date()),
        new_diary,
    )
    return News(case, plan.visits[~past], len(silent))


def _check(plan: VisitPlan, today: pd.Timestamp, events: Events) -> None:
    log = events.diary.log
    early = log[log["date"] > today]
    if len(early):
        raise DataError(
            f"the log tells of visits after today, {today:%Y-%m-%d}: "
            + "; ".join(
                f"{one} {day:%Y-%m-%d}"
                for one, day in early[["account_no", "date"]].head(_SHOWN).itertuples(index=False)
            ),
            where="visits.log",
            mend="correct the dates, or replan from a later day",
        )
    unknown = sorted(events.locks - set(plan.visits["visit_id"]))
    if unknown:
        raise DataError(
            f"locks name visits that the plan does not have: {', '.join(unknown[:_SHOWN])}",
            where="visits.locks",
            mend="take visit_id from the table of visits of the plan that is replanned",
        )


def _on_days(rows: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(rows[["account_no", "date"]])


def _joined(*tables: pd.DataFrame) -> pd.DataFrame:
    some = [one for one in tables if len(one)]
    return pd.concat(some, ignore_index=True) if some else tables[0]


def _handed_over(owners: pd.DataFrame, news: pd.DataFrame) -> pd.DataFrame:
    """Return who looks after whom, where news say so somebody else than before."""
    return _joined(owners[~owners["account_no"].isin(news["account_no"])], news)


def _with_new(customers: Customers, new: gpd.GeoDataFrame | None) -> Customers:
    if new is None or new.empty:
        return customers
    both = pd.concat([pd.DataFrame(customers), pd.DataFrame(new)], ignore_index=True)
    return Customers(gpd.GeoDataFrame(both, geometry="geometry", crs="EPSG:4326"))


def _off_plan(log: pd.DataFrame, planned: pd.DataFrame) -> pd.DataFrame:
    """Return the visits that were made on days on which the plan has none for the account."""
    made = log[log["outcome"] == DONE]
    return made[~_on_days(made).isin(_on_days(planned))]


def _instead_of(elsewhere: pd.DataFrame, planned: pd.DataFrame) -> set[str]:
    """Return the ids of the planned visits that were made on other days: the nearest to each."""
    gone: set[str] = set()
    for account_no, date in elsewhere[["account_no", "date"]].itertuples(index=False):
        mine = planned[(planned["account_no"] == account_no) & ~planned["visit_id"].isin(gone)]
        if len(mine):
            gone.add(str(mine.loc[(mine["date"] - date).abs().idxmin(), "visit_id"]))
    return gone


def _agreed(
    plan: VisitPlan, left: pd.DataFrame, missed: pd.DataFrame, locks: frozenset[str]
) -> pd.DataFrame:
    """Return the open visits of the plan; those missed or without a place have no day."""
    columns = ["account_no", "visit_no", "due_on", "purpose", "date", "manager_id", "second_id"]
    rows = pd.concat([left, missed.assign(date=pd.Series(pd.NaT, missed.index))])
    rows = rows.assign(locked=rows["visit_id"].isin(locks))[[*columns, "locked"]]
    listed = plan.unserved.assign(second_id="", locked=False)
    return _joined(rows, listed[[one for one in rows if one != "date"]])


def _counted(plan: VisitPlan) -> dict[str, int]:
    """Return the highest number of a visit that each account has had."""
    told = pd.concat([plan.visits, plan.unserved]).groupby("account_no")["visit_no"].max()
    before = plan.case.diary.counted
    return {
        str(one): max(int(told.get(one, 0)), before.get(str(one), 0))
        for one in plan.case.customers["account_no"]
    }
