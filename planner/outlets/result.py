"""The answer: which outlets to have, who is served where, and how that compares with today."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from planner.findings import Findings
from planner.outlets.charts import load_chart, minutes_chart
from planner.outlets.engines.answer import Reached
from planner.outlets.evidence import Evidence
from planner.outlets.measures import MINUTES, Measure, comparison
from planner.outlets.options import OutletsOptions
from planner.result import Result
from planner.schema import (
    ASSIGNMENT,
    CHOSEN,
    COMPARISON,
    GROUPS,
    SERVICE,
    STAGES,
    STANDARDS,
    STEPS,
    Chart,
    Figure,
    Layer,
    Table,
    Text,
    Travel,
)
from planner.solve import Outcome

OPEN = ("kept", "new")
_MONEY = ("yearly_yuan", "once_yuan")
_HEADLINE = {"open_outlets": 0, "mean_min_kwh": 1, "mean_min_customers": 1, "p90_min": 1}


@dataclass(frozen=True)
class SecondPlan:
    """The best plan with another set of outlets.

    `without` and `instead` are the outlet ids in which it differs from the plan; `extra_min` is
    how much more weighted mean travel it means.
    """

    without: tuple[str, ...]
    instead: tuple[str, ...]
    extra_min: float
    outcome: Outcome


@dataclass(frozen=True, eq=False)
class Siting(Result):
    """The outlet plan.

    `outlets` has the columns of CHOSEN, one row a site, open or not; `assignment` those of
    ASSIGNMENT, one row a customer; `lines` joins each customer to his outlet. The outcome is that
    of the first goal: with the goal "minutes", its objective is their weighted mean. `second` is
    ``None`` when no other plan keeps the rules, when none was found within its limits (the same as
    the plan's), or when it was not asked for. `reached` says what became of every goal, in their
    order.

    With phases, `outlets` and `assignment` show the last one; `steps` has the open outlets of every
    year. With scenarios they show today's demand; `service` has everybody's outlets in every year
    and scenario, `stages` minutes and money. `standards` says how far each standard is kept and
    `groups` how far it is for tiers, districts and areas.
    """

    options: OutletsOptions
    outcome: Outcome
    outlets: gpd.GeoDataFrame
    assignment: pd.DataFrame
    lines: gpd.GeoDataFrame
    measures: tuple[Measure, ...]
    second: SecondPlan | None
    findings: Findings
    reached: tuple[Reached, ...]
    stages: pd.DataFrame
    steps: pd.DataFrame
    standards: pd.DataFrame
    groups: pd.DataFrame
    service: pd.DataFrame

    @property
    def title(self) -> Text:
        """What this is the answer to."""
        return Text("网点方案", "Outlet plan")

    @property
    def open_outlets(self) -> gpd.GeoDataFrame:
        """The outlets that the plan has: kept and new ones."""
        return self.outlets.loc[self.outlets["decision"].isin(OPEN)]

    @property
    def open_outlet_ids(self) -> list[str]:
        """Ids of the outlets that the plan has, in the order of the table."""
        return self.open_outlets["outlet_id"].tolist()

    def evidence(self, travels: Mapping[str, Travel] | None = None) -> Evidence:
        """Return the tables that `check_siting` needs besides outlets and assignment."""
        return Evidence(
            self.steps, self.service, self.stages, self.standards, self.groups, travels or {}
        )

    def headline(self) -> list[Figure]:
        """Return open outlets, mean minutes, nine-in-ten minutes and the shares within reach."""
        by_key = {one.key: one for one in self.measures}
        figures = [by_key[key].figure(decimals) for key, decimals in _HEADLINE.items()]
        figures += [
            by_key[f"share_{limit:g}_min_customers"].figure()
            for limit in self.options.standards_min
        ]
        figures += [by_key[key].figure(0) for key in _MONEY if key in by_key]
        if self.second is not None:
            title = Text("次优方案多出的平均时间", "Second-best plan: extra mean travel")
            figures.append(Figure("second_extra_min", title, self.second.extra_min, MINUTES, 2))
        return figures

    def layers(self) -> list[Layer]:
        """Return the lines from customers to outlets, and all sites on top."""
        return [
            Layer("assignment", Text("客户归属", "Served by"), self.lines, _fields(ASSIGNMENT)),
            Layer("outlets", Text("网点", "Outlets"), self.outlets, _fields(CHOSEN)),
        ]

    def charts(self) -> list[Chart]:
        """Return the outlets' customers, and minutes before and after."""
        return [load_chart(self), minutes_chart(self)]

    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return the plan and its comparison with today, and what more the rules ask for."""
        told = {
            CHOSEN: self.outlets,
            ASSIGNMENT: self.assignment,
            COMPARISON: comparison(self.measures),
        }
        several = len(self.stages) > 1 or self.options.capacity.split
        more = {STANDARDS: self.standards, GROUPS: self.groups}
        if several:
            more |= {STEPS: self.steps, STAGES: self.stages, SERVICE: self.service}
        return told | {table: frame for table, frame in more.items() if len(frame)}


def _fields(table: Table) -> dict[str, Text]:
    return {one.name: Text(one.zh, one.en) for one in table if one.kind != "geometry"}
