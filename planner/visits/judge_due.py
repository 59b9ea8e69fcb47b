"""What is due, worked out a second time: from the tables, with nothing of what made the plan.

The law is the one of `spacing`: written here as a walk over one customer's dates, so that a slip in
either shows as a breach. Days are counted from the period's start.
"""

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from planner.visits.case import VisitCase
from planner.visits.rules import TierRule

type Row = Mapping[Hashable, Any]
type Plain = list[tuple[int, Row | None]]

_BIG = 10**6
_DATED = ("预约", "问题处理")
_BESIDE = (
    "tier", "critical_grade", "weekly_off", "shift", "voltage_kv", "last_inspect_on",
    "inspect_cycle_m",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """One visit that has to be planned or listed; `dated` ones have days of their own.

    `visit_no` is the number that the plan gave it, 0 while it is not found there.
    """

    visit_no: int
    purpose: str
    day: int
    minutes: float
    dated: bool
    opens: int
    closes: int
    clock: str
    team: bool


@dataclass(frozen=True, slots=True)
class Account:
    """One customer: his rule, the day of the last real visit (NaN for none), what is due."""

    account_no: str
    rule: TierRule
    last: float
    overdue: bool
    first_due: float
    inspect: float
    cycle_m: int
    voltage_kv: float


class Ledger:
    """Everything due in a case, by account."""

    def __init__(self, case: VisitCase) -> None:
        self.case = case
        self.start = pd.Timestamp(case.period.options.start)
        self.today = self.day(pd.Timestamp(case.period.opens))
        self.open = self.day(pd.Timestamp(case.period.days[0]))
        self.end = self.day(pd.Timestamp(case.period.options.end))

    def day(self, date: pd.Timestamp) -> int:
        """Count a date from the period's start."""
        return int((date - self.start).days)

    def rolled(self, day: float) -> float:
        """Return a day, or the next one that is worked."""
        place = bisect_left(self.worked, day)
        return self.worked[place] if place < len(self.worked) else day

    @cached_property
    def worked(self) -> list[int]:
        """Days worked, those gone by and some after the end among them."""
        return sorted(self.day(pd.Timestamp(one)) for one in self.case.period.worked)

    @cached_property
    def accounts(self) -> dict[str, Account]:
        """Every customer with his rule and where his chain begins."""
        rows = sorted((self._facts(row) for row in self._customers()), key=lambda one: one["key"])
        late = sorted(
            (not one["first"], -(self.open - one["last"]) / one["rule"].interval_days, place)
            for place, one in enumerate(rows)
            if one["last"] + one["rule"].interval_days < self.open
        )
        turn = {place: rank / len(late) for rank, (*_, place) in enumerate(late)}
        fresh = self._turns_of_new(rows)
        return {
            one["account_no"]: self._account(one, turn.get(place), fresh.get(place, 0.0))
            for place, one in enumerate(rows)
        }

    def due(self, account_no: str) -> list[Due]:
        """Return what is due to one customer, in order, without numbers."""
        one = self.accounts[account_no]
        dated = self._dated.get(account_no, [])
        kinds = [mark["purpose"] for mark in dated]
        if self.stands(account_no) and kinds == _dated_kinds(self.agreed(account_no)):
            plain = self._as_agreed(self.agreed(account_no), dated)
        else:
            plain = self._walked(one, dated)
        made = self._inspected(one, plain)
        return [
            self._due(one, day, mark, inspection=place in made)
            for place, (day, mark) in enumerate(plain)
        ]

    def stands(self, account_no: str) -> bool:
        """Say whether the plan before said how many visits there are, and nothing new does."""
        diary = self.case.diary
        return account_no in diary.counted and account_no not in diary.recounted

    def agreed(self, account_no: str) -> pd.DataFrame:
        """Return the open visits of the plan before, in the order of their days."""
        return self._agreed.get(account_no, self.case.diary.agreed.iloc[:0])

    def _as_agreed(self, left: pd.DataFrame, dated: Sequence[Row]) -> Plain:
        """Return the visits of the plan before; those with days of their own begin with these."""
        told: Plain = []
        for date, purpose in zip(left["due_on"], left["purpose"], strict=True):
            done = sum(mark is not None for _, mark in told)
            mark = dated[done] if purpose in _DATED else None
            told.append((self.day(date), None) if mark is None else (mark["opens"], mark))
        return told

    def _walked(self, one: Account, dated: Sequence[Row]) -> Plain:
        told: Plain = []
        due, left = one.first_due, list(dated)
        play = one.rule.max_gap_days - one.rule.interval_days
        while left or round(due) <= self.end:
            if left and due + play >= left[0]["opens"]:
                mark = left.pop(0)
                told.append((max(mark["opens"], self.open), mark))
                due = mark["opens"]
            else:
                told.append((round(due), None))
            due += one.rule.interval_days
        return told

    def _due(self, one: Account, day: int, mark: Row | None, *, inspection: bool) -> Due:
        purpose = str(mark["purpose"]) if mark else ("用电检查" if inspection else "例行走访")
        minutes = dict(one.rule.purpose_min).get(purpose, one.rule.service_min)  # type: ignore[call-overload]
        if mark and mark["minutes"] > 0:
            minutes = mark["minutes"]
        team = self.case.period.rules.team
        return Due(
            0, purpose, day, float(minutes), mark is not None,
            int(mark["opens"]) if mark else -_BIG, int(mark["closes"]) if mark else _BIG,
            str(mark["clock"]) if mark else "",
            purpose in team.purposes and one.voltage_kv >= team.min_voltage_kv,
        )  # fmt: skip

    def _inspected(self, one: Account, plain: Plain) -> set[int]:
        """Return the places of the visits that are inspections, looking a cycle on from each."""
        told: set[int] = set()
        due = one.inspect
        for place, (day, mark) in enumerate(plain):
            later = [other for other, no_day in plain[place + 1 :] if no_day is None]
            waits = bool(later) and later[0] <= due
            if mark is None and due <= self.end and not waits:
                told.add(place)
                due = self._months_on(self.start + pd.Timedelta(days=day), one.cycle_m)
        return told

    def _customers(self) -> Sequence[Row]:
        table = pd.DataFrame(self.case.customers.drop(columns="geometry"))
        table = table.assign(
            x=self.case.customers.geometry.x.to_numpy(), y=self.case.customers.geometry.y.to_numpy()
        )
        return table.to_dict("records")

    def _facts(self, row: Row) -> dict[str, Any]:
        account_no = str(row["account_no"])
        grade = str(row.get("critical_grade") or "")
        made = self._made.get(account_no, [])
        checked = [date for purpose, date in made if purpose == "用电检查"]
        last = _latest(row.get("last_visit_on"), [date for _, date in made])
        seen = _latest(row.get("last_inspect_on"), checked)
        months = row.get("inspect_cycle_m")
        cycle_m = 0 if months is None or pd.isna(months) else int(months)
        load = row.get("annual_kwh")
        return {
            "account_no": account_no,
            "rule": self.case.period.rules.of(str(row["tier"]), grade, account_no),
            "first": row["tier"] == "VIP" or grade in ("特级", "一级"),
            "last": np.nan if pd.isna(last) else float(self.day(last)),
            "load": 0.0 if pd.isna(load) else float(load),
            "inspect": self._months_on(seen, cycle_m),
            "cycle": cycle_m,
            "voltage": 0.0 if pd.isna(row.get("voltage_kv")) else float(row["voltage_kv"]),
            "key": (
                row["x"], row["y"], 0.0 if pd.isna(load) else load,
                -np.inf if pd.isna(last) else self.day(last),
                *("" if pd.isna(row.get(name)) else str(row[name]) for name in _BESIDE),
            ),
        }  # fmt: skip

    @cached_property
    def _made(self) -> dict[str, list[tuple[str, pd.Timestamp]]]:
        """Purpose and date of every visit that the log says was made, by account."""
        log = self.case.diary.log
        end = pd.Timestamp(self.case.period.options.end)
        done = log[(log["outcome"] == "完成") & (log["date"] <= end)]
        told: dict[str, list[tuple[str, pd.Timestamp]]] = {}
        for account_no, purpose, date in zip(
            done["account_no"], done["purpose"], done["date"], strict=True
        ):
            told.setdefault(str(account_no), []).append((str(purpose), date))
        return told

    def _months_on(self, seen: pd.Timestamp, months: int) -> float:
        if pd.isna(seen) or months < 1:
            return np.nan
        return float(self.day(seen + pd.DateOffset(months=months)))

    def _turns_of_new(self, rows: list[dict[str, Any]]) -> dict[int, float]:
        turns: dict[int, float] = {}
        new = [place for place, one in enumerate(rows) if np.isnan(one["last"])]
        for interval in {rows[place]["rule"].interval_days for place in new}:
            mates = [one for one in new if rows[one]["rule"].interval_days == interval]
            mates.sort(key=lambda one: -rows[one]["load"])
            turns |= {one: (rank + 0.5) / len(mates) for rank, one in enumerate(mates)}
        return turns

    def _account(self, one: dict[str, Any], late: float | None, fresh: float) -> Account:
        rule = one["rule"]
        if np.isnan(one["last"]):
            due = self.open + fresh * rule.interval_days
        elif late is not None:
            period = self.case.period
            within = max(period.horizon - self.open, 0)
            due = self.open + late * min(period.options.catch_up_days, within)
        else:
            due = one["last"] + rule.interval_days
        return Account(
            one["account_no"], rule, one["last"], late is not None, due, one["inspect"],
            one["cycle"], one["voltage"],
        )  # fmt: skip

    @cached_property
    def _agreed(self) -> dict[str, pd.DataFrame]:
        rows = self.case.diary.agreed
        rows = rows.assign(on=rows["date"].fillna(rows["due_on"])).sort_values(["on", "visit_no"])
        return {str(one): mine for one, mine in rows.groupby("account_no")}

    def _seen_since(self, account_no: str, opened: pd.Timestamp) -> bool:
        one = self.accounts.get(account_no)
        later = one is not None and bool(one.last > self.day(opened))
        return later or ("问题处理", opened) in self._made.get(account_no, [])

    def _due_by(self, due_on: pd.Timestamp) -> int:
        """Return the deadline of an issue; one that has gone by leaves the days of catching up."""
        day = self.day(due_on)
        if day >= self.open:
            return day
        return int(self.rolled(self.open + self.case.period.options.catch_up_days))

    def _is_open(self, account_no: str, date: pd.Timestamp) -> bool:
        """Say whether an appointment is still to be kept."""
        one = self.accounts.get(account_no)
        seen = one is not None and bool(one.last >= self.day(date))
        return self.today <= self.day(date) <= self.end and not seen

    @cached_property
    def _dated(self) -> Mapping[str, Sequence[Row]]:
        """Appointments and open issues by account; an issue is seen to at an appointment."""
        diary = self.case.diary
        told: dict[str, Sequence[Any]] = {}
        for account_no in {*diary.appointments["account_no"], *diary.issues["account_no"]}:
            promised: list[dict[str, Any]] = [
                {
                    "purpose": "预约", "opens": self.day(row["date"]),
                    "closes": self.day(row["date"]),
                    "minutes": np.nan_to_num(row["service_min"]),
                    "clock": row["clock"] if isinstance(row["clock"], str) else "",
                }
                for row in _of(diary.appointments, account_no)
                if self._is_open(str(account_no), row["date"])
            ]  # fmt: skip
            days = {one["opens"] for one in promised}
            spans = [
                (max(self.day(row["opened_on"]), self.open), self._due_by(row["due_on"]))
                for row in _of(diary.issues, account_no)
                if not self._seen_since(str(account_no), row["opened_on"])
            ]
            spans = [(a, min(b, self.end)) for a, b in spans if a <= self.end]
            alone = sorted((b, a) for a, b in spans if not any(a <= one <= b for one in days))
            marks = promised + [
                {"purpose": "问题处理", "opens": a, "closes": b, "minutes": 0.0, "clock": ""}
                for a, b in _grouped(alone)
            ]
            marks.sort(key=lambda one: (one["closes"], one["opens"], one["purpose"]))
            told[str(account_no)] = tuple(marks)
        return told


def _dated_kinds(visits: pd.DataFrame) -> list[str]:
    return [str(one) for one in visits["purpose"] if one in _DATED]


def _of(table: pd.DataFrame, account_no: str) -> Sequence[Row]:
    return table[table["account_no"] == account_no].to_dict("records")


def _latest(date: Any, more: Sequence[Any]) -> Any:  # noqa: ANN401  NaT where none
    return max((one for one in (pd.to_datetime(date), *more) if not pd.isna(one)), default=pd.NaT)


def _grouped(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans, given as (closes, opens) by deadline, as long as one day serves them all."""
    groups: list[tuple[int, int]] = []
    for closes, opens in spans:
        if groups and opens <= groups[-1][1]:
            groups[-1] = (max(groups[-1][0], opens), groups[-1][1])
        else:
            groups.append((opens, closes))
    return groups
