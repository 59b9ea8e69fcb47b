"""Replan from today: take in what happened, and change as little as possible."""

import datetime as dt
import math
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from planner import seeds
from planner.findings import Action, Finding, Findings, Language
from planner.result import Result
from planner.schema import MOVES, RULES, Figure, Layer, Table, Text, TravelSource
from planner.visits.book import Book
from planner.visits.case import ROOM, VisitCase
from planner.visits.diary import strangers
from planner.visits.draft import NO_DAY, Draft
from planner.visits.due import due_visits
from planner.visits.edition import next_edition
from planner.visits.events import Events, News, take_in
from planner.visits.fill import Filled, Filler
from planner.visits.handouts import Imprint, write_handouts
from planner.visits.lay import lay_out
from planner.visits.opening import days_at_work, limits_of, open_books
from planner.visits.result import VISIT_UNIT, VisitPlan
from planner.visits.together import Together, plan_together, silent

LEAVE_TAKEN = Text("客户经理或技术人员当日请假", "the manager or technician is away that day")
COUNTED_ANEW = Text(
    "走访记录、新问题或新预约，重新计期", "counted anew: the log, a new issue or a new appointment"
)
MADE_ROOM = Text("为其他走访腾出时间", "made room for another visit")
ADDED = Text("新增走访", "a visit that the plan before did not have")
ANOTHER_ALONG = Text("同行技术人员调整", "another technician goes along")
NO_PLACE = Text("没有可排的日期", "no day has a place for it any more")


@dataclass(frozen=True, eq=False)
class Replan(Result):
    """The rest of the period, and what changed.

    `remaining` counts the stops of the plan before from today on, `changed` those of them that have
    another day, another technician or none. `lock_price_min` tells by visit what keeping its day
    costs its manager in minutes, at most that where a technician would have to follow.
    `assumed_done` counts visits before today that no log mentions; they count as made.
    """

    plan: VisitPlan
    moves: pd.DataFrame
    remaining: int
    lock_price_min: Mapping[str, float]
    assumed_done: int
    today: dt.date

    @property
    def changed(self) -> int:
        """Stops of the plan before that have another day or technician, or none.

        Where only the technician is another one, the customer's day stays, but not that of two
        people of the utility.
        """
        return int(self.moves["date_before"].notna().sum())

    @property
    def changed_share(self) -> float:
        """Part of the remaining stops that changed, 0..1."""
        return self.changed / self.remaining if self.remaining else 0.0

    @property
    def title(self) -> Text:
        """What this is the answer to."""
        return Text(
            f"走访计划调整 {self.today:%Y-%m-%d}", f"Visits replanned on {self.today:%Y-%m-%d}"
        )

    def headline(self) -> list[Figure]:
        """Return what changed, before the figures of the plan itself."""
        return [
            Figure(
                "stops_left", Text("剩余走访", "Stops left before"), self.remaining, VISIT_UNIT,
                decimals=0,
            ),
            Figure("stops_moved", Text("调整", "Changed"), self.changed, VISIT_UNIT, decimals=0),
            Figure(
                "stops_moved_pct",
                Text("调整占比", "Part changed"),
                100.0 * self.changed_share,
                Text("%", "%"),
                better="lower",
            ),
            *self.plan.headline(),
        ]  # fmt: skip

    def layers(self) -> list[Layer]:
        """Return the tours that are left."""
        return self.plan.layers()

    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return what moved, and the plan's tables."""
        return {MOVES: self.moves, **self.plan.tables()}

    def save(self, folder: str | Path, language: Language = "zh") -> list[Path]:
        """Write the tables, and what managers are handed anew: calendars also take stops back."""
        imprint = Imprint(self.today, language)
        return [
            *super().save(folder, language),
            *write_handouts(self.plan, Path(folder), imprint),
        ]


def replan_visits(
    plan: VisitPlan,
    today: dt.date,
    events: Events,
    travel: TravelSource,
    *,
    seed: int = 0,
    language: Language = "zh",
) -> Replan:
    """Plan the rest of a period again from today, changing as little as possible.

    Every visit starts on the day it had; another day costs `move_price_min`, twice as much within
    `notice_days`. Managers whom no event touches keep their calendar as it is.

    Parameters
    ----------
    plan
        The plan of record, or the `plan` of an earlier replan.
    today
        The first day that can still be changed.
    events
        Visits made and missed, leave, new issues, appointments and customers, locks.
    travel
        Knows all accounts and bases, new customers among them.

    Raises
    ------
    DataError
        No working day is left, or travel does not know a point.
    """
    now = pd.Timestamp(today)
    news = take_in(plan, now, events)
    case, options = news.case, news.case.period.options
    due = due_visits(case.customers, case.period, case.diary)
    order = {
        (str(account_no), int(no)): int(stop)
        for account_no, no, stop in zip(
            plan.visits["account_no"], plan.visits["visit_no"], plan.visits["stop"], strict=True
        )
    }

    filler = Filler(options)

    def fill(book: Book) -> Filled:
        draft = _as_it_was(book, order)
        if not _is_touched(book, draft, events):
            return Filled(draft)
        return filler.fill(book, seeds.rng(seed, f"{ROOM}/{book.manager_id}"), draft)

    made = plan_together(case, due, travel, fill, silent)
    after = lay_out(case, made, travel, language=language)
    before = news.open_visits
    after = next_edition(plan, after, before)
    people = {*case.roster["manager_id"], *case.diary.technicians["technician_id"]}
    told = [
        *_lost_locks(before, after, events.locks),
        *strangers(events.diary, case.customers, people),
    ]
    after = replace(after, findings=after.findings + Findings(told))
    return Replan(
        plan=after,
        moves=MOVES.shape(_moves(before, after, news, language)),
        remaining=len(before),
        lock_price_min=_lock_prices(before, case, due, made, travel),
        assumed_done=news.assumed_done,
        today=today,
    )


def _lost_locks(before: pd.DataFrame, after: VisitPlan, locks: frozenset[str]) -> Iterator[Finding]:
    """Name the locked visits that have another day now, or none."""
    key = ["account_no", "visit_no", "date"]
    kept = pd.MultiIndex.from_frame(after.visits[key])
    locked = before[before["visit_id"].isin(locks)]
    lost = locked[~pd.MultiIndex.from_frame(locked[key]).isin(kept)]
    for account_no, date in zip(lost["account_no"], lost["date"], strict=True):
        yield Finding(
            RULES["W36"], ROOM, Action.REPORTED, str(account_no), column="date",
            value=f"{date:%Y-%m-%d}",
        )  # fmt: skip


def _as_it_was(book: Book, order: Mapping[tuple[str, int], int]) -> Draft:
    """Put each visit on the day it had, as far as the rules of today allow it."""
    draft = Draft.empty(book)
    at_home = [place for place, one in enumerate(book.visits) if one.home >= 0]
    at_home.sort(key=lambda one: order[book.visits[one].account_no, book.visits[one].visit_no])
    for visit in at_home:
        day = book.visits[visit].home
        if not draft.is_spaced(visit, day):
            continue
        for stops in ([*draft.stops[day], visit], draft.cheapest(visit, day)):
            if draft.fits(day, stops):
                draft.put_day(day, stops)
                break
    return draft


def _is_touched(book: Book, draft: Draft, events: Events) -> bool:
    """Say whether a manager's calendar has to change at all."""
    accounts = {one.account_no for one in book.visits}
    told = {*events.issues["account_no"], *events.appointments["account_no"]}
    return NO_DAY in draft.day_of or bool(accounts & told)


def _moves(
    before: pd.DataFrame, after: VisitPlan, news: News, language: Language
) -> Iterator[dict[str, object]]:
    """Compare days and technicians by visit; what has no place any more has neither."""
    key = ["account_no", "visit_no"]
    columns = [*key, "manager_id", "second_id", "date"]
    both = before[columns].merge(
        after.visits[columns], on=key, how="outer", suffixes=("_before", "")
    )
    for row in both.sort_values(key).to_dict("records"):
        old, new = row["date_before"], row["date"]
        if old == new and row["second_id_before"] == row["second_id"]:
            continue
        reason, needed = _why(row, news)
        yield {
            "account_no": row["account_no"],
            "visit_no": row["visit_no"],
            "manager_id": row["manager_id"] if pd.notna(new) else row["manager_id_before"],
            "date_before": old,
            "date": new,
            "days": (new - old).days if pd.notna(old) and pd.notna(new) else None,
            "second_id_before": _text(row["second_id_before"]),
            "second_id": _text(row["second_id"]),
            "reason": reason.say(language),
            "needed": needed,
        }


def _text(cell: object) -> str:
    """Return a text, an empty one where a table had no row."""
    return cell if isinstance(cell, str) else ""


def _why(row: Mapping[Hashable, Any], news: News) -> tuple[Text, bool]:
    old = row["date_before"]
    if pd.isna(old):
        return ADDED, True
    diary = news.case.diary
    people = {str(row["manager_id_before"]), str(row["second_id_before"])}
    if any(away.touches_day(old) for one in people for away in diary.away(one)):
        return LEAVE_TAKEN, True
    if row["account_no"] in news.recounted:
        return COUNTED_ANEW, True
    if old == row["date"]:
        return ANOTHER_ALONG, False
    return (NO_PLACE, True) if pd.isna(row["date"]) else (MADE_ROOM, False)


def _lock_prices(
    before: pd.DataFrame,
    case: VisitCase,
    due: pd.DataFrame,
    made: Together,
    travel: TravelSource,
) -> dict[str, float]:
    """Let each lock go in turn and improve on the plan: what that saves is its price.

    Technicians come when they do in the plan, to the lock's own visit on any day at work.
    """
    prices: dict[str, float] = {}
    agreed, options = case.diary.agreed, case.period.options
    for row in before.to_dict("records"):
        mine = (agreed["account_no"] == row["account_no"]) & (agreed["visit_no"] == row["visit_no"])
        if not (mine & agreed["locked"]).any():
            continue
        free = agreed.assign(locked=agreed["locked"] & ~mine)
        loose = replace(case, diary=replace(case.diary, agreed=free))
        own = due[due["account_no"].isin(_accounts_of(case, row["manager_id"]))]
        key = str(row["account_no"]), int(row["visit_no"])
        others = {one: when for one, when in made.team.meetings.items() if one != key}
        for opened in open_books(loose, own, travel, others):
            who = made.team.second(*key) or str(row["second_id"])
            book = _with_technician(loose, opened, key, who)
            draft = next(one for one in made.drafts if one.book.manager_id == book.manager_id)
            trial = Draft.empty(book)
            for day, stops in enumerate(draft.stops):
                trial.put_day(day, list(stops))
            rng = seeds.rng(0, f"{ROOM}/{book.manager_id}/lock")
            free_cost = Filler(options).fill(book, rng, trial).draft.cost_min()
            prices[str(row["visit_id"])] = draft.cost_min() - free_cost
    return prices


def _with_technician(case: VisitCase, book: Book, key: tuple[str, int], who: str) -> Book:
    """Keep a visit to the days on which its technician, if it has one, is at work."""
    worked = days_at_work(case, who, limits_of(case, math.nan))
    visits = (
        replace(one, open_days=tuple(day for day in one.open_days if book.days[day] in worked))
        if (one.account_no, one.visit_no) == key
        else one
        for one in book.visits
    )
    return replace(book, visits=tuple(visits))


def _accounts_of(case: VisitCase, manager_id: object) -> pd.Series:
    return case.owners.loc[case.owners["manager_id"] == manager_id, "account_no"]
