"""What the judge of a plan looks at, and what a scenario's words mean for each customer."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.outlets.classes import OutletClass, OutletClasses, read_classes
from planner.outlets.options import OutletsOptions
from planner.outlets.rules import ChangeOptions, Who
from planner.schema import BoolArray, Customers, FloatArray, Travel

OPEN = ("kept", "new")
TODAY = "today"


@dataclass(frozen=True, eq=False)
class Evidence:
    """Tables that a plan has besides outlets and assignment; empty ones are not looked at.

    A plan of one year and one scenario without splitting needs none: steps and service then follow
    from the other two.
    """

    steps: pd.DataFrame = field(default_factory=pd.DataFrame)
    service: pd.DataFrame = field(default_factory=pd.DataFrame)
    stages: pd.DataFrame = field(default_factory=pd.DataFrame)
    standards: pd.DataFrame = field(default_factory=pd.DataFrame)
    groups: pd.DataFrame = field(default_factory=pd.DataFrame)
    travels: Mapping[str, Travel] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Case:
    """A plan and what was asked for, by label; nothing in it comes from the engines."""

    outlets: gpd.GeoDataFrame
    assignment: pd.DataFrame
    customers: Customers
    travel: Travel
    options: OutletsOptions
    more: Evidence

    @cached_property
    def sites(self) -> pd.DataFrame:
        """Outlets by id."""
        return self.outlets.set_index("outlet_id")

    @cached_property
    def accounts(self) -> list[str]:
        """Account numbers in the order of customers."""
        return [str(one) for one in self.customers["account_no"]]

    @cached_property
    def classes(self) -> OutletClasses | None:
        """The file of classes."""
        return None if self.options.classes is None else read_classes(self.options.classes)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """First years of the phases, 0 when there are none."""
        return tuple(one.year for one in self.options.phase) or (0,)

    @cached_property
    def spans(self) -> FloatArray:
        """Share of each phase in all years; the last lasts as long as the one before it."""
        years = self.years
        spans = [later - earlier for earlier, later in itertools.pairwise(years)]
        length = np.array([*spans, spans[-1] if spans else 1], dtype=np.float64)
        return np.asarray(length / length.sum())

    @cached_property
    def chances(self) -> dict[str, float]:
        """Probability of each scenario."""
        told = {one.name: one.probability for one in self.options.scenario}
        return {TODAY: max(1.0 - sum(told.values()), 0.0)} | told

    @cached_property
    def steps(self) -> dict[int, dict[str, str]]:
        """Class of each open outlet by year."""
        frame = self.more.steps
        if not len(frame):
            opened = self.sites.loc[self.sites["decision"].isin(OPEN)]
            names = opened["plan_class"] if "plan_class" in opened else opened["outlet_class"]
            return {self.years[-1]: dict(zip(opened.index, names, strict=True))}
        return {
            year: dict(zip(rows["outlet_id"], rows["plan_class"], strict=True))
            for year in frame["year"].astype("int64").unique().tolist()
            for rows in [frame.loc[frame["year"] == year]]
        }

    @cached_property
    def service(self) -> dict[tuple[int, str], pd.DataFrame]:
        """Who is served where by year and scenario."""
        frame = self.more.service
        if not len(frame):
            alone = self.assignment[["account_no", "outlet_id", "time_min"]].assign(share=1.0)
            return {(self.years[-1], TODAY): alone}
        return {
            (year, name): frame.loc[(frame["year"] == year) & (frame["scenario"] == name)]
            for year in frame["year"].unique().tolist()
            for name in frame["scenario"].unique().tolist()
        }

    def site(self, outlet: str) -> pd.Series:
        """Return the row of one outlet."""
        row = self.sites.index.get_loc(outlet)
        return self.sites.iloc[int(cast("int", row))]

    def kind(self, name: str) -> OutletClass | None:
        """Return what the file says about a class."""
        return None if self.classes is None else self.classes[name]

    def who(self, rule: Who) -> BoolArray:
        """Say which customers a rule is about."""
        mine = np.ones(len(self.customers), dtype=np.bool_)
        if rule.tier:
            mine &= np.array([one in rule.tier for one in self.customers["tier"]])
        if rule.area:
            mine &= np.array([one in rule.area for one in self.customers["urban_class"]])
        if rule.district:
            mine &= np.array([one in rule.district for one in self.customers["district_code"]])
        return mine

    def factor(self, year: int, scenario: str) -> FloatArray:
        """Return by how much each customer's demand has grown."""
        changes: list[ChangeOptions] = []
        changes += [c for one in self.options.phase if one.year == year for c in one.growth]
        changes += [c for one in self.options.scenario if one.name == scenario for c in one.growth]
        return self._product(changes)

    def minutes(self, scenario: str) -> pd.DataFrame:
        """Return minutes from accounts to outlets in a scenario; infinite where there is no way."""
        ways = self.more.travels.get(scenario, self.travel)
        ids = [str(one) for one in self.sites.index]
        slower = [c for one in self.options.scenario if one.name == scenario for c in one.slower]
        time_min = ways.take(self.accounts, ids).time_min * self._product(slower)[:, None]
        return pd.DataFrame(
            np.where(np.isnan(time_min), np.inf, time_min), index=self.accounts, columns=ids
        )

    def amount(self, kind: str) -> FloatArray:
        """Return how much of kwh, customers or items each customer is."""
        if kind == "customers":
            return np.ones(len(self.customers))
        column = "annual_kwh" if kind == "kwh" else "annual_items"
        return self.customers[column].to_numpy(np.float64)

    def weight(self, year: int, scenario: str) -> FloatArray:
        """Return what each customer counts; the sum is 1."""
        total: FloatArray = np.zeros(len(self.customers))
        for kind in ("kwh", "customers", "items"):
            share = float(getattr(self.options.weight, kind))
            amount = self.amount(kind) * self.factor(year, scenario) if share else np.zeros(1)
            if amount.sum() > 0:
                total = total + share * amount / amount.sum()
        return np.asarray(total / total.sum())

    def _product(self, changes: list[ChangeOptions]) -> FloatArray:
        factor: FloatArray = np.ones(len(self.customers))
        for one in changes:
            factor = factor * np.where(self.who(one), one.factor, 1.0)
        return factor


def number(site: pd.Series, column: str, otherwise: float) -> float:
    """Return a number of a site's row, or another where it has none."""
    value = site.get(column)
    return otherwise if value is None or pd.isna(value) else float(value)
