"""What stands of an earlier plan: how many visits it promised a customer, and their numbers.

A number stands for one visit from the first plan of a period to its last replan: days, locks,
calendar entries and comparisons hang on it. A visit that is counted anew takes the number of the
promised visit that it is nearest to; what is new takes one that nobody has had.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.visits.case import Period
from planner.visits.diary import Diary
from planner.visits.rules import APPOINTMENT, ISSUE
from planner.visits.spacing import Need

_OTHER_KIND_DAYS = 1
"""How much nearer a visit of the same kind counts: promised by date, or routine."""


@dataclass(frozen=True, slots=True)
class Promise:
    """An open visit of an earlier plan; `day` is the one it had, or was due on without one."""

    visit_no: int
    due_day: int
    day: int
    purpose: str

    @property
    def is_dated(self) -> bool:
        """Whether it has days of its own."""
        return self.purpose in (APPOINTMENT, ISSUE)


@dataclass(frozen=True, slots=True)
class Standing:
    """Promises to one customer in the order of their days; `binds` where their number stands.

    `last_no` is the highest number that a visit of his has had in the period, 0 for none.
    """

    promises: tuple[Promise, ...] = ()
    binds: bool = False
    last_no: int = 0


def standings(diary: Diary, period: Period) -> dict[str, Standing]:
    """Return what stands, by account; nothing of customers whom no plan has counted yet."""
    open_ones: dict[str, list[Promise]] = {}
    for row in diary.agreed.to_dict("records"):
        due_day = period.day_number(row["due_on"].date())
        day = due_day if pd.isna(row["date"]) else period.day_number(row["date"].date())
        promise = Promise(int(row["visit_no"]), due_day, day, str(row["purpose"]))
        open_ones.setdefault(str(row["account_no"]), []).append(promise)
    return {
        account_no: Standing(
            tuple(sorted(open_ones.get(account_no, ()), key=lambda one: (one.day, one.visit_no))),
            account_no not in diary.recounted,
            last_no,
        )
        for account_no, last_no in diary.counted.items()
    }


def numbered(needs: Sequence[Need], standing: Standing, interval_days: float) -> list[int]:
    """Give each visit due the number of the promise that it is nearest to, or a new one.

    The least days apart in all, in order; a visit farther than half an interval from any promise
    is a new one.
    """
    promises, far = standing.promises, interval_days / 2.0
    apart = np.array([[_apart(need, one) for one in promises] for need in needs])
    best = np.zeros((len(needs) + 1, len(promises) + 1))
    best[:, 0] = far * np.arange(len(needs) + 1)
    for need in range(len(needs)):
        for one in range(len(promises)):
            best[need + 1, one + 1] = min(
                best[need, one] + apart[need, one], best[need + 1, one], best[need, one + 1] + far
            )
    numbers, one = [0] * len(needs), len(promises)
    for need in reversed(range(len(needs))):
        while one and best[need + 1, one] == best[need + 1, one - 1]:
            one -= 1
        if one and best[need + 1, one] == best[need, one - 1] + apart[need, one - 1]:
            one -= 1
            numbers[need] = promises[one].visit_no
    new_no = standing.last_no
    for need, number in enumerate(numbers):
        if not number:
            new_no += 1
            numbers[need] = new_no
    return numbers


def _apart(need: Need, one: Promise) -> float:
    """Return the days between a visit due and a promise."""
    day = min(max(need.due_day, need.first_day), need.last_day)
    return abs(day - one.day) + _OTHER_KIND_DAYS * (one.is_dated != (need.mark is not None))
