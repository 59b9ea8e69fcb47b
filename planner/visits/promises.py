"""What was promised and what is due, beside the rules: broken gaps, days not kept, inspections."""

from collections.abc import Iterator

import pandas as pd

from planner.findings import Action, Finding, Findings
from planner.schema import RULES
from planner.visits.case import ROOM, VisitCase
from planner.visits.diary import with_log
from planner.visits.rules import APPOINTMENT, INSPECTION


def judge_promises(case: VisitCase, visits: pd.DataFrame, unserved: pd.DataFrame) -> Findings:
    """Report appointments that break a gap (W31) or have no place (W32).

    And inspections that fall due in the period of somebody whom no visit does (W33): an inspection
    is made with a visit, and would be passed over in silence. And rows of the log that are dated
    after the period (W35).
    """
    told = [*_not_carried(case, visits, unserved), *_ahead(case)]
    if not case.diary.appointments.empty:
        told += [*_broken_gaps(case, visits), *_not_kept(unserved)]
    return Findings(told)


def _not_carried(
    case: VisitCase, visits: pd.DataFrame, unserved: pd.DataFrame
) -> Iterator[Finding]:
    customers = with_log(case.customers, case.diary.log, case.period.options.end)
    if not {"last_inspect_on", "inspect_cycle_m"} <= set(customers.columns):
        return
    carried = {
        account_no
        for table in (visits, unserved)
        for account_no in table.loc[table["purpose"] == INSPECTION, "account_no"]
    }
    for account_no, seen, months in zip(
        customers["account_no"],
        pd.to_datetime(customers["last_inspect_on"]),
        customers["inspect_cycle_m"].astype("float64"),
        strict=True,
    ):
        if account_no in carried or pd.isna(seen) or pd.isna(months):
            continue
        due = seen + pd.DateOffset(months=int(months))
        if due <= pd.Timestamp(case.period.options.end):
            yield Finding(
                RULES["W33"], ROOM, Action.REPORTED, account_no, column="last_inspect_on",
                value=f"{seen:%Y-%m-%d}", detail=f"{due:%Y-%m-%d}",
            )  # fmt: skip


def _ahead(case: VisitCase) -> Iterator[Finding]:
    log = case.diary.log
    late = log[log["date"] > pd.Timestamp(case.period.options.end)]
    for account_no, date in zip(late["account_no"], late["date"], strict=True):
        yield Finding(
            RULES["W35"], ROOM, Action.REPORTED, str(account_no), column="date",
            value=f"{date:%Y-%m-%d}", detail="visits.log",
        )  # fmt: skip


def _broken_gaps(case: VisitCase, visits: pd.DataFrame) -> Iterator[Finding]:
    promised = visits.loc[visits["purpose"] == APPOINTMENT, "account_no"]
    until = case.period.options.end
    known = with_log(case.customers, case.diary.log, until).set_index("account_no")
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
