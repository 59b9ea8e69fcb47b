"""The answer: who looks after whom, and how even the work is."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from planner.findings import Findings
from planner.managers.options import ManagersOptions
from planner.result import Result
from planner.schema import OWNERS, Figure, Layer, Table, Text
from planner.solve import Outcome
from planner.units import MINUTES_PER_HOUR

COUNT = Text("人", "managers")
HOUSEHOLDS = Text("户", "accounts")
MINUTES = Text("分钟", "min")
NO_UNIT = Text("", "")


@dataclass(frozen=True, slots=True)
class Load:
    """Customers and work of one manager, planned and as the register has it today.

    `share` is his part of all the hours; `base_min` adds up minutes from his base, one way.
    """

    manager_id: str
    manager_name: str
    share: float
    customers: int
    work_min: float
    base_min: float
    customers_before: int
    work_before_min: float
    base_before_min: float


@dataclass(frozen=True, eq=False)
class Territories(Result):
    """Owners of all customers; `loads` has one entry a manager, in the roster's order."""

    owners: pd.DataFrame
    loads: tuple[Load, ...]
    findings: Findings
    outcome: Outcome
    options: ManagersOptions

    @property
    def title(self) -> Text:
        """What this is the answer to."""
        return Text("客户经理分工", "Account managers and their customers")

    @property
    def imbalance(self) -> float:
        """Most work of a manager as a multiple of his fair share."""
        return _imbalance([(one.work_min, one.share) for one in self.loads])

    def headline(self) -> list[Figure]:
        """Return the managers, how even the work is, and what changes."""
        most = max(self.loads, key=lambda one: one.work_min)
        moved = int(self.owners["moved"].sum())
        known = sum(one.customers_before for one in self.loads)
        return [
            Figure("managers", Text("客户经理", "Managers"), len(self.loads), COUNT, decimals=0),
            Figure(
                "work_max_mean",
                Text("工作量最大/应分", "Work, most to fair share"),
                self.imbalance,
                NO_UNIT,
                decimals=2,
                before=_imbalance([(one.work_before_min, one.share) for one in self.loads])
                if known
                else None,
                better="lower",
            ),
            Figure(
                "work_max_h",
                Text("最大工作量", "Most work of one manager"),
                most.work_min / MINUTES_PER_HOUR,
                Text("小时", "h"),
                before=max(one.work_before_min for one in self.loads) / MINUTES_PER_HOUR
                if known
                else None,
                better="lower",
            ),
            Figure(
                "base_mean_min",
                Text("驻点到客户平均", "Mean from base to customer"),
                sum(one.base_min for one in self.loads) / len(self.owners),
                MINUTES,
                before=sum(one.base_before_min for one in self.loads) / known if known else None,
                better="lower",
            ),
            Figure(
                "moved", Text("调整客户", "Customers who change"), moved, HOUSEHOLDS, decimals=0
            ),
        ]

    def layers(self) -> list[Layer]:
        """Return nothing of its own: customers are drawn once, coloured by their owner."""
        return []

    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return the owners."""
        return {OWNERS: self.owners}


def _imbalance(loads: list[tuple[float, float]]) -> float:
    total = sum(work for work, _ in loads)
    return max(work / (share * total) for work, share in loads) if total else 1.0
