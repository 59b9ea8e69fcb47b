"""Which visits are due in the period, and in which days each may be made."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from planner.schema import Customers
from planner.visits.case import Period, check_customers
from planner.visits.diary import DONE, Diary, known_rows, with_log
from planner.visits.hours import read_clock
from planner.visits.rules import APPOINTMENT, INSPECTION, ISSUE, ROUTINE, TierRule
from planner.visits.spacing import Days, Mark, Need, Start, as_agreed, chain
from planner.visits.standing import Standing, numbered, standings

CRITICAL = ("特级", "一级")
_TELLING = (
    "tier", "critical_grade", "weekly_off", "shift", "voltage_kv", "last_inspect_on",
    "inspect_cycle_m",
)  # fmt: skip

COLUMNS = (
    "account_no", "visit_no", "before_no", "purpose", "due_day", "first_day", "last_day",
    "interval_days", "min_gap_days", "max_gap_days", "service_min", "price_min", "overdue",
    "priority", "clock_min", "team",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cycle:
    """How many months a customer's inspections are apart (NaN where that is not known)."""

    months: float
    start: pd.Timestamp

    def after(self, day: float) -> float:
        """Return the day by which the inspection after one on a day is due, NaN if unknown."""
        if np.isnan(day) or not self.months >= 1:
            return np.nan
        again = self.start + pd.Timedelta(days=day) + pd.DateOffset(months=int(self.months))
        return float((again - self.start).days)


@dataclass(frozen=True, slots=True)
class Party:
    """One customer as the calendar sees him."""

    account_no: str
    rule: TierRule
    vip: bool
    critical: bool
    voltage_kv: float
    last: int | None
    load_kwh: float
    inspected: float
    cycle: Cycle

    @property
    def priority(self) -> bool:
        """Whether he is visited before others."""
        return self.vip or self.critical


def due_visits(customers: Customers, period: Period, diary: Diary | None = None) -> pd.DataFrame:
    """List every visit due in the period.

    The first is due one interval after the last visit; each next one an interval later
    (`spacing.chain`). What is overdue already is spread over the days of catching up, the important
    and the latest first. Customers never visited take turns over their first interval, those with
    the larger loads first. Appointments and open issues have days of their own. An inspection that
    falls due is made with the last visit before it is, or with the first one where it is late. The
    next one falls due a cycle after the day on which that visit is.

    Returns
    -------
    visits
        `account_no`, `visit_no` (unique to the visit in the period), `before_no` (that of the
        customer's visit before it, 0 for the first), `purpose`, `due_day`, `first_day`,
        `last_day` (days after the period's start), `interval_days`, `min_gap_days`, `max_gap_days`
        (from the visit before), `service_min`, `price_min` (of not making it), `overdue`,
        `priority` (VIP or critical), `clock_min` (promised beginning, NaN for none), `team` (a
        technician goes along). The order depends on where customers are, not on their ids.
    """
    check_customers(customers)
    diary = diary or Diary()
    parties = _parties(with_log(customers, diary.log, period.options.end), period)
    days = days_of(period)
    starts = _starts(parties, days)
    marks = _marks(diary, period, days, {one.account_no: one.last for one in parties})
    stands = standings(diary, period)
    rows: list[tuple[object, ...]] = []
    for one, start in zip(parties, starts, strict=True):
        standing = stands.get(one.account_no, Standing())
        visits = _matched(standing, marks[one.account_no])
        if visits is not None:
            needs = as_agreed(one.rule, start, visits, days)
            numbers = [promise.visit_no for promise in standing.promises]
        else:
            needs = chain(one.rule, start, marks[one.account_no], days)
            numbers = numbered(needs, standing, one.rule.interval_days)
        needs = _with_inspection(needs, one, days.last)
        for number, before_no, need in zip(numbers, [0, *numbers][:-1], needs, strict=True):
            rows.append(_row(one, (number, before_no), need, period))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def days_of(period: Period) -> Days:
    """Return the days of a period as spacing sees them."""
    worked = [period.day_number(one) for one in period.worked]
    rolled, place = [], 0
    for day in range(worked[-1] + 1):
        place += worked[place] < day
        rolled.append(worked[place])
    return Days(
        period.day_number(period.days[0]), period.horizon, tuple(rolled),
        period.options.catch_up_days,
    )  # fmt: skip


def _row(one: Party, numbers: tuple[int, int], need: Need, period: Period) -> tuple[object, ...]:
    options, mark = period.options, need.mark
    minutes = one.rule.minutes(need.purpose)
    price = options.unserved_price_min * one.rule.visits_per_year
    price *= options.critical_factor if one.critical else 1.0
    if need.overdue or need.purpose in (INSPECTION, ISSUE):
        price *= options.pressing_factor
    if need.purpose == APPOINTMENT:
        price *= options.promise_factor
    if mark is not None and np.isfinite(mark.service_min):
        minutes = mark.service_min
    return (
        one.account_no, *numbers, need.purpose, need.due_day, need.first_day, need.last_day,
        one.rule.interval_days, need.min_gap_days, need.max_gap_days, minutes, price, need.overdue,
        one.priority, mark.clock_min if mark else np.nan,
        period.rules.team.asks(need.purpose, one.voltage_kv),
    )  # fmt: skip


def _parties(customers: Customers, period: Period) -> list[Party]:
    """Put customers in order by where they are: no result depends on row order or numbers.

    Those at one place go by what else is known of them.
    """
    where = customers.geometry
    load = _numbers(customers, "annual_kwh").fillna(0.0)
    last = pd.to_datetime(_column(customers, "last_visit_on"))
    inspected = pd.to_datetime(_column(customers, "last_inspect_on"))
    cycle = _numbers(customers, "inspect_cycle_m")
    keys = (
        *(_codes(_column(customers, name)) for name in reversed(_TELLING)),
        last.to_numpy(dtype="datetime64[s]").astype(np.int64), load.to_numpy(),
        where.y.to_numpy(), where.x.to_numpy(),
    )  # fmt: skip
    table = pd.DataFrame(
        {
            "account_no": customers["account_no"].astype(str),
            "tier": customers["tier"],
            "grade": _column(customers, "critical_grade").fillna("").astype("str"),
            "voltage_kv": _numbers(customers, "voltage_kv").fillna(0.0),
            "last": (last - pd.Timestamp(period.options.start)).dt.days,
            "load": load,
            "inspected": (inspected - pd.Timestamp(period.options.start)).dt.days,
            "cycle": cycle,
        }
    ).iloc[np.lexsort(keys)]
    return [_party(row, period) for row in table.to_dict("records")]


def _codes(values: pd.Series) -> np.ndarray:
    texts = ["" if pd.isna(one) else str(one) for one in values]
    return np.unique(texts, return_inverse=True)[1]


def _party(row: dict[Any, Any], period: Period) -> Party:
    return Party(
        account_no=row["account_no"],
        rule=period.rules.of(row["tier"], row["grade"], row["account_no"]),
        vip=row["tier"] == "VIP",
        critical=row["grade"] in CRITICAL,
        voltage_kv=float(row["voltage_kv"]),
        last=None if pd.isna(row["last"]) else int(row["last"]),
        load_kwh=float(row["load"]),
        inspected=float(row["inspected"]),
        cycle=Cycle(float(row["cycle"]), pd.Timestamp(period.options.start)),
    )


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name in frame.columns:
        return frame[name]
    return pd.Series([None] * len(frame), index=frame.index, dtype="object")


def _numbers(frame: pd.DataFrame, name: str) -> pd.Series:
    return _column(frame, name).astype("float64")


def _starts(parties: list[Party], days: Days) -> list[Start]:
    """Give customers never visited and customers overdue their turns, each in 0..1."""
    turn, late_turn = [0.0] * len(parties), [0.0] * len(parties)
    never: dict[float, list[int]] = defaultdict(list)
    late: list[tuple[bool, float, int]] = []
    for place, one in enumerate(parties):
        if one.last is None:
            never[one.rule.interval_days].append(place)
        elif one.last + one.rule.interval_days < days.first:
            share = (days.first - one.last) / one.rule.interval_days
            late.append((not one.priority, -share, place))
    for members in never.values():
        for rank, place in enumerate(sorted(members, key=lambda one: -parties[one].load_kwh)):
            turn[place] = (rank + 0.5) / len(members)
    for rank, (_, _, place) in enumerate(sorted(late)):
        late_turn[place] = rank / len(late)
    return [
        Start(one.last, now, later)
        for one, now, later in zip(parties, turn, late_turn, strict=True)
    ]


def _marks(
    diary: Diary, period: Period, days: Days, last: Mapping[str, int | None]
) -> dict[str, list[Mark]]:
    """Return what has a day of its own by account.

    Appointments gone by or made are no more to be kept. An issue is closed by any visit made after
    the day on which it was opened, and on that day by one that was made for issues: who complains
    when he is visited is visited again. One that is late has the days of catching up.
    """
    opens, accounts = period.day_number(period.opens), set(last)
    promised, issues = defaultdict(list), defaultdict(list)
    for row in known_rows(diary.appointments, accounts).to_dict("records"):
        day, seen = period.day_number(row["date"].date()), last[row["account_no"]]
        if opens <= day <= period.horizon and (seen is None or day > seen):
            clock = row["clock"]
            at = read_clock(clock) if isinstance(clock, str) and clock else np.nan
            mark = Mark(APPOINTMENT, day, day, float(row["service_min"]), at)
            promised[str(row["account_no"])].append(mark)
    made = diary.log[(diary.log["outcome"] == DONE) & (diary.log["purpose"] == ISSUE)]
    handled = set(zip(made["account_no"], made["date"], strict=True))
    for row in known_rows(diary.issues, accounts).to_dict("records"):
        account_no, opened = str(row["account_no"]), period.day_number(row["opened_on"].date())
        seen = last[account_no]
        closed = (seen is not None and seen > opened) or (account_no, row["opened_on"]) in handled
        closes = period.day_number(row["due_on"].date())
        if closes < days.first:
            closes = days.roll(days.first + days.catch_up_days)
        if opened <= period.horizon and not closed:
            mark = Mark(ISSUE, max(opened, days.first), min(closes, period.horizon))
            issues[account_no].append(mark)
    return defaultdict(
        list,
        {one: [*promised[one], *_joined(issues[one], promised[one])]
         for one in {*promised, *issues}},
    )  # fmt: skip


def _joined(issues: list[Mark], promised: list[Mark]) -> list[Mark]:
    """See to issues together where their days allow it, and with an appointment where one is."""
    joined: list[Mark] = []
    for one in sorted(issues, key=lambda mark: (mark.last_day, mark.first_day)):
        if any(one.first_day <= mark.first_day <= one.last_day for mark in promised):
            continue
        if joined and one.first_day <= joined[-1].last_day:
            opens = max(joined[-1].first_day, one.first_day)
            joined[-1] = replace(joined[-1], first_day=opens)
        else:
            joined.append(one)
    return joined


def _matched(standing: Standing, marks: list[Mark]) -> list[tuple[int, Mark | None]] | None:
    """Give each promise that binds its mark; nothing where a mark is new, or gone."""
    left = sorted(marks, key=lambda one: (one.last_day, one.first_day, one.purpose))
    dated = [one.purpose for one in standing.promises if one.is_dated]
    if not standing.binds or dated != [one.purpose for one in left]:
        return None
    rest = iter(left)
    return [(one.due_day, next(rest) if one.is_dated else None) for one in standing.promises]


def _with_inspection(needs: list[Need], one: Party, last_day: int) -> list[Need]:
    """Let a routine visit be the inspection that falls due, as often as one does."""
    left = [place for place, need in enumerate(needs) if need.purpose == ROUTINE]
    due, chosen = one.cycle.after(one.inspected), set()
    while left and due <= last_day:
        in_time = [place for place in left if needs[place].due_day <= due]
        taken = in_time[-1] if in_time else left[0]
        chosen.add(taken)
        left = [place for place in left if place > taken]
        due = one.cycle.after(needs[taken].due_day)
    return [
        replace(need, purpose=INSPECTION) if place in chosen else need
        for place, need in enumerate(needs)
    ]
