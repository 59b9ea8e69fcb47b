"""What is known beside the register: visits made, leave, appointments, open issues, technicians."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.files import read_table
from planner.findings import Action, Finding, Findings
from planner.schema import (
    AGREED,
    APPOINTMENTS,
    ISSUES,
    LEAVE,
    REGISTER,
    RULES,
    TECHNICIANS,
    VISIT_LOG,
    Customers,
)
from planner.visits.hours import read_clock
from planner.visits.leave import Away, read_leave
from planner.visits.options import VisitsOptions
from planner.visits.rules import INSPECTION, VisitRules

ROOM = "visits"
DONE = "完成"

_FILES = {
    "log": VISIT_LOG, "leave": LEAVE, "appointments": APPOINTMENTS, "issues": ISSUES,
    "technicians": TECHNICIANS,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Diary:
    """Tables that may each be empty, and may lack columns that a file may lack.

    In a replan, `agreed` holds the open visits of the plan before and `counted` the highest number
    that a visit of each account it looked at has had, 0 for none. How many visits it promised
    stands, except for the accounts that are `recounted`.
    """

    log: pd.DataFrame = field(default_factory=VISIT_LOG.empty)
    leave: pd.DataFrame = field(default_factory=LEAVE.empty)
    appointments: pd.DataFrame = field(default_factory=APPOINTMENTS.empty)
    issues: pd.DataFrame = field(default_factory=ISSUES.empty)
    technicians: pd.DataFrame = field(default_factory=TECHNICIANS.empty)
    agreed: pd.DataFrame = field(default_factory=AGREED.empty)
    counted: Mapping[str, int] = field(default_factory=dict)
    recounted: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name, table in {**_FILES, "agreed": AGREED}.items():
            told = getattr(self, name)
            table.require(told, by=ROOM)
            object.__setattr__(self, name, table.complete(told))
        faults = [
            f"{one}: {clock!r}"
            for one, clock in zip(
                self.appointments["account_no"], self.appointments["clock"], strict=True
            )
            if not _is_clock(clock)
        ]
        if faults:
            raise DataError(
                f"appointments have no time of the day: {'; '.join(faults[:5])}",
                where="visits.appointments",
                mend="write times such as 09:30, or leave them empty",
            )
        late = self.issues[self.issues["due_on"] < self.issues["opened_on"]]
        if len(late):
            raise DataError(
                "open issues are due before they were opened: "
                + "; ".join(f"{one}" for one in late["issue_id"][:5]),
                where="visits.issues",
                mend="correct opened_on or due_on",
            )
        try:
            self._leaves  # noqa: B018  read once, here, so that errors are told at once
        except ValueError as error:
            raise DataError(
                f"leave cannot be read: {error}",
                where="visits.leave",
                mend="write times such as 13:30, 上午 or 下午, or leave them empty",
            ) from error

    def away(self, person_id: str) -> list[Away]:
        """Return the leaves of a person."""
        return self._leaves.get(person_id, [])

    @cached_property
    def _leaves(self) -> dict[str, list[Away]]:
        return read_leave(self.leave)


def read_diary(options: VisitsOptions) -> Diary:
    """Read the files that the options name; what they do not name is empty.

    Raises
    ------
    DataError
        A file cannot be read, or a cell is not what its column declares.
    """
    named = {name: getattr(options, name) for name in _FILES}
    tables: dict[str, Any] = {
        name: read_table(path, _FILES[name], where=f"visits.{name}")
        for name, path in named.items()
        if path is not None
    }
    return Diary(**tables)


def with_log(customers: Customers, log: pd.DataFrame, until: dt.date) -> Customers:
    """Return the customers with the last visits and inspections that the log knows of.

    The later of register and log counts; visits that were not made do not, and rows dated after the
    period's end, `until`, are slips.
    """
    made = log[(log["outcome"] == DONE) & (log["date"] <= pd.Timestamp(until))]
    if made.empty:
        return customers
    last = {"last_visit_on": made.groupby("account_no")["date"].max()}
    checked = made[made["purpose"] == INSPECTION]
    if "last_inspect_on" in customers and len(checked):
        last["last_inspect_on"] = checked.groupby("account_no")["date"].max()
    changed = {
        name: _later(customers.get(name), dates, customers["account_no"])
        for name, dates in last.items()
    }
    return Customers(customers.assign(**changed))


def strangers(
    diary: Diary, customers: Customers, people: set[str], rules: VisitRules | None = None
) -> Findings:
    """Name rows and rules about accounts that are not planned, or people or shifts not known."""
    accounts = set(customers["account_no"])
    told = [*_strangers(diary, accounts, people)]
    if rules is not None:
        told += _strange_rules(rules, accounts, _shifts(customers))
    return Findings(told)


def _strangers(diary: Diary, accounts: set[str], people: set[str]) -> Iterator[Finding]:
    for name, known, column in (
        ("log", accounts, "account_no"),
        ("appointments", accounts, "account_no"),
        ("issues", accounts, "account_no"),
        ("leave", people, "person_id"),
    ):
        yield from _unknown(set(getattr(diary, name)[column]) - known, column, f"visits.{name}")


def _strange_rules(rules: VisitRules, accounts: set[str], shifts: set[str]) -> Iterator[Finding]:
    for named, known, column, section in (
        (rules.customer, accounts, "account_no", "customer"),
        (rules.hours.customer, accounts, "account_no", "hours.customer"),
        (rules.hours.shift, shifts, "shift", "hours.shift"),
    ):
        yield from _unknown(set(named) - known, column, f"visits.rules [{section}]")


def _unknown(values: set[str], column: str, where: str) -> Iterator[Finding]:
    for value in sorted(values):
        account_no = value if column == "account_no" else ""
        yield Finding(
            RULES["W30"], ROOM, Action.REPORTED, account_no, column=column, value=value,
            detail=where,
        )  # fmt: skip


def _shifts(customers: Customers) -> set[str]:
    """Return the shifts that there are, whether anybody works them now or not."""
    here = customers["shift"].dropna() if "shift" in customers else ()
    return {*REGISTER["shift"].choices, *map(str, here)}


def known_rows(table: pd.DataFrame, accounts: set[str]) -> pd.DataFrame:
    """Return the rows about known accounts."""
    return table[table["account_no"].isin(accounts)]


def _later(now: pd.Series | None, dates: pd.Series, accounts: pd.Series) -> np.ndarray:
    told = pd.to_datetime(accounts.map(dates))
    if now is None:
        return told.to_numpy()
    return pd.concat([pd.to_datetime(now), told], axis=1).max(axis=1).to_numpy()


def _is_clock(text: object) -> bool:
    if not isinstance(text, str) or not text:
        return True
    try:
        read_clock(text)
    except ValueError:
        return False
    return True
