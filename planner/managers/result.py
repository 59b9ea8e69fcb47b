"""The answer: who looks after whom, and how even the work is."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.findings import Findings
from planner.managers.charts import hours_chart
from planner.managers.loads import Load, imbalance, load_table
from planner.managers.options import ManagersOptions
from planner.managers.team import HeadCount
from planner.result import Result
from planner.schema import HEADCOUNT, LOADS, LOCKS, OWNERS, Chart, Figure, Layer, Table, Text
from planner.solve import Outcome
from planner.units import MINUTES_PER_HOUR

COUNT = Text("人", "managers")
HOUSEHOLDS = Text("户", "accounts")
MINUTES = Text("分钟", "min")
NO_UNIT = Text("", "")
_AREA_FIELDS = ("manager_name", "customers", "work_h", "most_h", "deputy_customers")


@dataclass(frozen=True, eq=False)
class Territories(Result):
    """Owners and deputies of all customers; `loads` has one entry a manager, as on the roster.

    `areas` are hulls around each manager's customers; `locks` has the columns of LOCKS.
    `head_count` is ``None`` when it was not asked for.
    """

    owners: pd.DataFrame
    loads: tuple[Load, ...]
    areas: gpd.GeoDataFrame
    locks: pd.DataFrame
    head_count: HeadCount | None
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

    @property
    def load_table(self) -> pd.DataFrame:
        """Hours of each manager against the bounds, table LOADS: what load bars are drawn from."""
        return load_table(self.loads)

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
        """Return the managers' areas; customers are drawn once, by the plan."""
        fields = {name: Text(LOADS[name].zh, LOADS[name].en) for name in _AREA_FIELDS[1:]}
        headings = {"manager_name": Text("客户经理", "Manager")} | fields
        return [Layer("territories", Text("客户经理片区", "Areas"), self.areas, headings)]

    def charts(self) -> list[Chart]:
        """Return the hours of each manager."""
        return [hours_chart(self.loads)]

    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return owners, loads, and locks and head counts where there are any."""
        tables = {OWNERS: self.owners, LOADS: self.load_table}
        if len(self.locks):
            tables[LOCKS] = self.locks
        if self.head_count is not None:
            tables[HEADCOUNT] = self.head_count.table
        return tables


def _imbalance(loads: list[tuple[float, float]]) -> float:
    work, share = np.array(loads).T
    return imbalance(work, share)
