"""A quarter of visits of whole teams: division, calendars and tours, and the judge of each.

The walk's own steps from the roster on. Customers lie in clusters, 35 km/h on ways 1.3 times the
straight line; how long ago each was visited, and who is closed on which weekday, is drawn. Each
size runs in a process of its own, so that its peak of memory is its own; that includes the
compiled kernels, which a small team has warmed before anything is measured.
"""

import datetime as dt
import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from managers import MOST_GAP, Clusters, clustered_city
from table import Row, cpu, peak_mb

from planner.managers import ManagersOptions, assign_managers, check_managers
from planner.schema import Customers
from planner.seeds import rng
from planner.solve import SolveOptions
from planner.visits import (
    VisitCase,
    VisitPlan,
    VisitRules,
    VisitsOptions,
    check_visits,
    estimate_workload,
    make_period,
    plan_visits,
)

START, END = dt.date(2026, 10, 1), dt.date(2026, 12, 31)
RULES = {
    "VIP": {"every": "weekly", "service_min": 90},
    "T1": {"every": "fortnightly", "service_min": 60},
    "T2": {"every": "monthly", "service_min": 60},
    "T3": {"visits_per_year": 8, "service_min": 45},
}
"""So often that a manager has some 160 visits in a quarter, as many as fit well."""
LIMIT_S, LATE_SHARE = 2.0, 1.05
"""CPU seconds a manager, where a clock ends the search, and how far it may go beyond."""
_ENDLESS = 10**9
_CLOSED_SHARE = 0.3
_MOST_OVERDUE = 1.15
_NATIONAL_DAY = ("2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07")


@dataclass(frozen=True)
class Size:
    """A team, and the CPU seconds and megabytes that it may take."""

    customers: int
    managers: int
    bar_s: float
    bar_mb: float


SIZES = (Size(300, 8, 60.0, 4_096.0), Size(2_000, 40, 600.0, 4_096.0))


def quarter(size: Size, **changes: object) -> tuple[VisitCase, Clusters]:
    """Return the case of a team, its customers divided; the division passes its judge."""
    frame, roster, travel = clustered_city(size.customers, size.managers, seed=1)
    frame = _with_history(frame)
    options = VisitsOptions.load(
        {"start": START, "end": END, "rules": Path("visits.toml"), **changes}
    )
    holidays = pd.DataFrame({"date": pd.to_datetime(_NATIONAL_DAY), "kind": "holiday"})
    period = make_period(options, VisitRules.load({"tier": RULES}), holidays)
    work = estimate_workload(frame, roster, travel, period)
    reach = travel.between(sorted(set(roster["outlet_id"])), frame["account_no"].tolist())
    limits = SolveOptions(gap=MOST_GAP, node_limit=20, time_limit_s=1_200)  # nodes decide
    division = ManagersOptions(roster="managers.csv", max_moved_share=0.10, solve=limits)
    shared = assign_managers(frame, roster, reach, work, division)
    assert not check_managers(
        shared.owners, shared.load_table, frame, roster, reach, work, division
    )
    return VisitCase(frame, shared.owners, roster, period), travel


def _with_history(frame: Customers) -> Customers:
    draw = rng(1, f"bench/quarter/{len(frame)}")
    rules = VisitRules.load({"tier": RULES}).tier
    interval = frame["tier"].map({name: one.interval_days for name, one in rules.items()})
    ago = np.ceil(draw.uniform(0, _MOST_OVERDUE, len(frame)) * interval)
    closed = draw.integers(1, 6, len(frame)).astype(str)
    return Customers(
        frame.assign(
            last_visit_on=pd.Timestamp(START) - pd.to_timedelta(ago, unit="D"),
            weekly_off=np.where(draw.random(len(frame)) < _CLOSED_SHARE, closed, ""),
        )
    )


def planned(size: Size) -> tuple[float, float, VisitPlan]:
    """Plan a quarter; CPU seconds of division, plan and judges, MB, and the plan."""
    small, roads = quarter(Size(40, 2, 0.0, 0.0))
    plan_visits(small, roads)

    def walk() -> VisitPlan:
        case, travel = quarter(size)
        plan = plan_visits(case, travel)
        breaches = check_visits(plan.visits, plan.tours, plan.unserved, case, travel)
        assert breaches == [], breaches[:3]
        return plan

    seconds, plan = cpu(walk)
    return seconds, peak_mb(), plan


def _facts(size: Size) -> tuple[float, float, str, bool]:
    seconds, peak, plan = planned(size)
    service = plan.service
    note = (
        f"{service.planned:,} of {service.due:,} due visits planned, {len(plan.unserved)} listed, "
        f"{len(plan.tours):,} tours, {plan.tours['distance_km'].sum():,.0f} km "
        f"(in due order {plan.km_in_due_order:,.0f}), max/mean hours {plan.unevenness:.3f}, "
        f"0 breaches, {peak:,.0f} MB (bar {size.bar_mb:,.0f})"
    )
    return seconds, peak, note, service.planned + len(plan.unserved) == service.due


def limited_row(size: Size) -> Row:
    """Plan with a clock: the manager whose search took longest, beside his time."""
    case, travel = quarter(size, search_steps=_ENDLESS, time_limit_s=LIMIT_S)
    plan_visits(*quarter(Size(40, 2, 0.0, 0.0)))
    plan = plan_visits(case, travel)
    slowest = max(one.seconds for one in plan.outcomes.values())
    clocked = not any(one.deterministic for one in plan.outcomes.values())
    return Row(
        f"quarter of visits, {size.managers} searches of {LIMIT_S:.0f} s, the slowest", slowest,
        LIMIT_S * LATE_SHARE, note="each says that a clock ended it" if clocked else "NOT SAID",
        sound=clocked,
    )  # fmt: skip


def quarter_rows() -> Iterator[Row]:
    yield limited_row(SIZES[0])
    context = multiprocessing.get_context("spawn")
    for size in SIZES:
        with context.Pool(1) as pool:
            seconds, peak, note, closes = pool.apply(_facts, (size,))
        yield Row(
            f"quarter of visits, {size.customers:,} x {size.managers} x 13 weeks", seconds,
            size.bar_s, note=note, sound=closes and peak <= size.bar_mb,
        )  # fmt: skip


if __name__ == "__main__":
    for row in quarter_rows():
        print(row.line(), flush=True)
