"""What appointments cost the rules: gaps they break, and those that cannot be kept."""

from collections.abc import Iterator

import pandas as pd

from planner.findings import Action, Finding, Findings
from planner.schema import RULES
from planner.visits.case import ROOM, VisitCase
from planner.visits.diary import with_log
from planner.visits.rules import APPOINTMENT


def judge_promises(case: VisitCase, visits: pd.DataFrame, unserved: pd.DataFrame) -> Findings:
    """Report appointments that break a gap (W31), and those that have no place (W32)."""
    if case.diary.appointments.empty:
        return Findings()
    return Findings([*_broken_gaps(case, visits), *_not_kept(unserved)])


def _broken_gaps(case: VisitCase, visits: pd.DataFrame) -> Iterator[Finding]:
    promised = visits.loc[visits["purpose"] == APPOINTMENT, "account_no"]
    known = with_log(case.customers, case.diary.log).set_index("account_no")
    for account_no in sorted(set(promised)):
        row = known.loc[account_no]
        grade = row.get("critical_grade") or ""
        rule = case.period.rules.of(row["tier"], str(grade), account_no)
        mine = visits[visits["account_no"] == account_no].sort_values("date")
        before, was_promised = pd.to_datetime(row.get("last_visit_on")), False
        for date, purpose in zip(mine["date"], mine["purpose"], strict=True):
            gap = (date - before).days if pd.notna(before) else rule.min_gap_days
            is_promised = purpose == APPOINTMENT
            broken = not rule.min_gap_days <= gap <= rule.max_gap_days
            if broken and (is_promised or was_promised):
                yield Finding(
                    RULES["W31"], ROOM, Action.REPORTED, account_no, column="date",
                    value=f"{date:%Y-%m-%d}",
                    detail=f"{gap} d, {rule.min_gap_days}-{rule.max_gap_days} d",
                )  # fmt: skip
            before, was_promised = date, is_promised


def _not_kept(unserved: pd.DataFrame) -> Iterator[Finding]:
    rows = unserved[unserved["purpose"] == APPOINTMENT]
    for account_no, due_on, reason in zip(
        rows["account_no"], rows["due_on"], rows["reason"], strict=True
    ):
        yield Finding(
            RULES["W32"], ROOM, Action.REPORTED, account_no, column="date",
            value=f"{due_on:%Y-%m-%d}", detail=reason,
        )  # fmt: skip
