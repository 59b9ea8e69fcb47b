"""Which visits are due in the period, and in which days each may be made."""

import numpy as np
import pandas as pd

from planner.schema import Customers
from planner.visits.case import Period, check_customers
from planner.visits.rules import TierRule

CRITICAL = ("特级", "一级")

COLUMNS = (
    "account_no", "visit_no", "due_day", "first_day", "last_day", "interval_days", "min_gap_days",
    "max_gap_days", "service_min", "price_min", "overdue", "priority",
)  # fmt: skip


def due_visits(customers: Customers, period: Period) -> pd.DataFrame:
    """List every visit due in the period.

    The first is due one interval after the last visit, on the first working day where that is
    past already; each next one an interval later. Customers never visited take turns over their
    first interval, those with the larger loads first. A visit may be made while the gap to the
    visit before it stays within its tier's bounds; what is overdue gets `catch_up_days` in any
    case.

    Returns
    -------
    visits
        `account_no`, `visit_no` (1, 2 .. in the period), `due_day`, `first_day`, `last_day` (days
        after the period's start; the window is cut at the period's ends), `interval_days`,
        `min_gap_days`, `max_gap_days`, `service_min`, `price_min` (of not making it), `overdue`,
        `priority` (VIP or critical). The order depends on where customers are, not on their ids.
    """
    check_customers(customers)
    ordered = _in_place(customers)
    grades = _column(ordered, "critical_grade").fillna("").astype("str").tolist()
    tiers = ordered["tier"].tolist()
    rules = [period.rules.of(tier, grade) for tier, grade in zip(tiers, grades, strict=True)]
    last = _last_visit_day(ordered, period)
    turn = _turns(ordered, rules, last)
    rows: list[tuple[object, ...]] = []
    for place, account_no in enumerate(ordered["account_no"]):
        critical = grades[place] in CRITICAL
        price = period.options.unserved_price_min * rules[place].visits_per_year
        tail = (
            rules[place].interval_days,
            rules[place].min_gap_days,
            rules[place].max_gap_days,
            rules[place].service_min,
            price * (period.options.critical_factor if critical else 1.0),
        )
        priority = critical or tiers[place] == "VIP"
        for visit_no, (due, first, until, late) in enumerate(
            _chain(period, rules[place], last[place], turn[place]), start=1
        ):
            rows.append((account_no, visit_no, due, first, until, *tail, late, priority))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _in_place(customers: Customers) -> pd.DataFrame:
    """Order customers by where they are, so that no result depends on row order or numbers."""
    where = customers.geometry
    load = _column(customers, "annual_kwh").astype("float64").fillna(0.0).to_numpy()
    last = pd.to_datetime(_column(customers, "last_visit_on")).to_numpy(dtype="datetime64[s]")
    keys = (last.astype(np.int64), load, where.y.to_numpy(), where.x.to_numpy())
    return customers.iloc[np.lexsort(keys)]


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name in frame.columns:
        return frame[name]
    return pd.Series([None] * len(frame), index=frame.index, dtype="object")


def _last_visit_day(customers: pd.DataFrame, period: Period) -> list[float]:
    """Return days from the period's start to the last visit, NaN where there is none."""
    last = pd.to_datetime(_column(customers, "last_visit_on"))
    days = (last - pd.Timestamp(period.options.start)).dt.days.to_numpy(dtype=np.float64)
    return [float(one) for one in days]


def _turns(customers: pd.DataFrame, rules: list[TierRule], last: list[float]) -> list[float]:
    """Spread the customers of a rule who were never visited over 0..1, larger loads first."""
    load = _column(customers, "annual_kwh").astype("float64").fillna(0.0).tolist()
    turn = [0.0] * len(rules)
    groups: dict[float, list[int]] = {}
    for place, rule in enumerate(rules):
        if np.isnan(last[place]):
            groups.setdefault(rule.interval_days, []).append(place)
    for members in groups.values():
        for rank, place in enumerate(sorted(members, key=lambda one: -load[one])):
            turn[place] = (rank + 0.5) / len(members)
    return turn


def _chain(
    period: Period, rule: TierRule, last: float, turn: float
) -> list[tuple[int, int, int, bool]]:
    """Return (due, first, last day, overdue) of each visit of one customer."""
    horizon, open_day = period.horizon, period.day_number(period.days[0])
    never = np.isnan(last)
    due = open_day + turn * rule.interval_days if never else last + rule.interval_days
    overdue = due < 0
    due = max(due, float(open_day)) if overdue else due
    early = rule.interval_days - rule.min_gap_days
    late = rule.max_gap_days - rule.interval_days
    # More than the play between two visits would push the visit after it out of its own window.
    catch_up = min(period.options.catch_up_days, rule.max_gap_days - rule.min_gap_days)
    chain: list[tuple[int, int, int, bool]] = []
    while round(due) <= horizon:
        first, until = round(due - early), round(due + late)
        if not chain:
            first = 0 if never else int(last) + rule.min_gap_days
            until = round(due + late) if never else int(last) + rule.max_gap_days
            until = max(until, open_day + catch_up)
        chain.append((round(due), max(first, 0), min(until, horizon), overdue and not chain))
        due += rule.interval_days
    return chain
