"""What is due or promised, beside the rules: gaps, days not kept, inspections, unknown years."""

from collections.abc import Iterator

import pandas as pd

from planner.findings import Action, Finding, Findings
from planner.schema import RULES
from planner.visits.case import ROOM, VisitCase
from planner.visits.rules import APPOINTMENT, INSPECTION


def judge_promises(case: VisitCase, visits: pd.DataFrame, unserved: pd.DataFrame) -> Findings:
    """Report appointments that break a gap (W31) or have no place (W32).

    And inspections: those that no visit makes by the day they fall due (W33), as they are made with
    visits and would be late or passed over in silence, and those of which nobody knows when they
    fall due (W34). And years in which the calendar has no holiday (W35), and rows of the log that
    are dated after the period (W37).
    """
    told = [*_unknown_years(case), *_late_inspections(case, visits, unserved), *_ahead(case)]
    if not case.diary.appointments.empty:
        told += [*_broken_gaps(case, visits), *_not_kept(unserved)]
    return Findings(told)


def _unknown_years(case: VisitCase) -> Iterator[Finding]:
    for year in case.period.unknown_years:
        yield Finding(
            RULES["W35"], ROOM, Action.REPORTED, column="date", value=str(year),
            detail=f"visits.calendar, {year}",
        )  # fmt: skip


def _late_inspections(
    case: VisitCase, visits: pd.DataFrame, unserved: pd.DataFrame
) -> Iterator[Finding]:
    customers = case.known
    if not {"last_inspect_on", "inspect_cycle_m"} <= set(customers.columns):
        return
    made, listed = _inspections(visits, "date"), _inspections(unserved, "due_on")
    last = pd.to_datetime(customers["last_inspect_on"])
    cycle = customers["inspect_cycle_m"].astype("float64")
    for account_no, seen, never, months in zip(
        customers["account_no"], last, last.isna(), cycle, strict=True
    ):
        if not months >= 1:
            continue
        if never:
            yield Finding(
                RULES["W34"], ROOM, Action.REPORTED, account_no, column="last_inspect_on",
                detail=f"{months:.0f} m",
            )  # fmt: skip
            continue
        days = [(day, True) for day in made.get(account_no, [])]
        days += [(day, False) for day in listed.get(account_no, [])]
        for due, then in _late(seen, int(months), sorted(days), case):
            yield Finding(
                RULES["W33"], ROOM, Action.REPORTED, account_no, column="last_inspect_on",
                value=f"{seen:%Y-%m-%d}", detail=f"{due:%Y-%m-%d}{then}",
            )  # fmt: skip


def _inspections(table: pd.DataFrame, column: str) -> dict[str, list[pd.Timestamp]]:
    """Return the days of inspections by account."""
    rows = table[table["purpose"] == INSPECTION]
    return {str(one): list(days) for one, days in rows.groupby("account_no")[column]}


def _late(
    seen: pd.Timestamp, months: int, days: list[tuple[pd.Timestamp, bool]], case: VisitCase
) -> Iterator[tuple[pd.Timestamp, str]]:
    """Yield the days by which no inspection was made, and when it is made after all.

    What is listed without a day has its reason there, and is not told twice.
    """
    due = seen + pd.DateOffset(months=months)
    for day, is_made in days:
        if is_made and day > due:
            yield due, f" → {day:%Y-%m-%d}"
        due = day + pd.DateOffset(months=months)
    if due <= pd.Timestamp(case.period.options.end):
        yield due, ""


def _ahead(case: VisitCase) -> Iterator[Finding]:
    log = case.diary.log
    late = log[log["date"] > pd.Timestamp(case.period.options.end)]
    for account_no, date in zip(late["account_no"], late["date"], strict=True):
        yield Finding(
            RULES["W37"], ROOM, Action.REPORTED, str(account_no), column="date",
            value=f"{date:%Y-%m-%d}", detail="visits.log",
        )  # fmt: skip


def _broken_gaps(case: VisitCase, visits: pd.DataFrame) -> Iterator[Finding]:
    promised = visits.loc[visits["purpose"] == APPOINTMENT, "account_no"]
    known = case.known.set_index("account_no")
    for account_no in sorted(set(promised)):
        row = known.loc[account_no]
        rule = case.rule_of[account_no]
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
