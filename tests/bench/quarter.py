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
    Period,
    VisitCase,
    VisitPlan,
    VisitRules,
    VisitsOptions,
    check_visits,
    correct_workload,
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
MOST_UNEVEN = 1.10
DIVISION = ManagersOptions(
    roster="managers.csv",
    max_moved_share=0.10,
    solve=SolveOptions(gap=MOST_GAP, node_limit=20, time_limit_s=1_200),  # nodes decide
)
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


@dataclass(frozen=True, eq=False)
class Quarter:
    """A team, its period and its customers, not yet divided."""

    customers: Customers
    roster: pd.DataFrame
    travel: Clusters
    period: Period

    @classmethod
    def of(cls, size: Size, **changes: object) -> "Quarter":
        frame, roster, travel = clustered_city(size.customers, size.managers, seed=1)
        options = VisitsOptions.load(
            {"start": START, "end": END, "rules": Path("visits.toml"), **changes}
        )
        holidays = pd.DataFrame({"date": pd.to_datetime(_NATIONAL_DAY), "kind": "holiday"})
        period = make_period(options, VisitRules.load({"tier": RULES}), holidays)
        return cls(_with_history(frame), roster, travel, period)

    def estimate(self) -> pd.DataFrame:
        return estimate_workload(self.customers, self.roster, self.travel, self.period)

    def divide(self, work: pd.DataFrame) -> VisitCase:
        """Divide the customers; the division passes its judge."""
        accounts = self.customers["account_no"].tolist()
        reach = self.travel.between(sorted(set(self.roster["outlet_id"])), accounts)
        about = (self.customers, self.roster, reach, work, DIVISION)
        shared = assign_managers(*about)
        assert not check_managers(shared.owners, shared.load_table, *about)
        return VisitCase(self.customers, shared.owners, self.roster, self.period)

    def plan(self, case: VisitCase) -> VisitPlan:
        """Plan the visits of a division; the plan passes its judge."""
        plan = plan_visits(case, self.travel)
        breaches = check_visits(plan.visits, plan.tours, plan.unserved, case, self.travel)
        assert breaches == [], breaches[:3]
        return plan

    def walk(self) -> list[VisitPlan]:
        """Plan, and divide once more by what the tours took where they came out uneven."""
        work = self.estimate()
        case = self.divide(work)
        plans = [self.plan(case)]
        if plans[0].unevenness > DIVISION.even_hours:
            truer = correct_workload(work, case.owners, plans[0].hours, plans[0].made_share)
            plans.append(self.plan(self.divide(truer)))
        return plans


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


def planned(size: Size) -> tuple[float, float, list[VisitPlan]]:
    """Plan a quarter; CPU seconds of divisions, plans and judges, MB, and the plans."""
    Quarter.of(Size(40, 2, 0.0, 0.0)).walk()
    seconds, plans = cpu(Quarter.of(size).walk)
    return seconds, peak_mb(), plans


def _facts(size: Size) -> tuple[float, float, str, bool]:
    seconds, peak, plans = planned(size)
    plan = min(plans, key=lambda one: one.unevenness)
    service, hours = plan.service, " then ".join(f"{one.unevenness:.3f}" for one in plans)
    note = (
        f"{service.planned:,} of {service.due:,} due visits planned, {len(plan.unserved)} listed, "
        f"{len(plan.tours):,} tours, {plan.tours['distance_km'].sum():,.0f} km "
        f"(in due order {plan.km_in_due_order:,.0f}), max/mean hours {hours} "
        f"(bar {MOST_UNEVEN}), {plan.outcome.gap:.0%} of the cost not proven, 0 breaches, "
        f"{peak:,.0f} MB (bar {size.bar_mb:,.0f})"
    )
    sound = service.planned + len(plan.unserved) == service.due and peak <= size.bar_mb
    return seconds, peak, note, sound and plan.unevenness <= MOST_UNEVEN


def limited_row(size: Size) -> Row:
    """Plan with a clock: the manager whose search took longest, beside his time."""
    team = Quarter.of(size, search_steps=_ENDLESS, time_limit_s=LIMIT_S)
    Quarter.of(Size(40, 2, 0.0, 0.0)).walk()
    plan = team.plan(team.divide(team.estimate()))
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
            seconds, _, note, sound = pool.apply(_facts, (size,))
        yield Row(
            f"quarter of visits, {size.customers:,} x {size.managers} x 13 weeks", seconds,
            size.bar_s, note=note, sound=sound,
        )  # fmt: skip


if __name__ == "__main__":
    for row in quarter_rows():
        print(row.line(), flush=True)
