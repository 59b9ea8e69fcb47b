"""Travel from customers to outlets and sites: as it is, and as demand scenarios would have it."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import pandas as pd
from shapely import LineString

from planner.errors import DataError, OptionError
from planner.findings import Action, Finding, Findings
from planner.plan.straight import where_straight_lines_err
from planner.scenario import Scenario
from planner.schema import RULES, Customers, Text, Travel, TravelSource
from planner.travel import AskedTravel, RoadTravel, TravelOptions, kept_between, open_travel


@dataclass(frozen=True, eq=False)
class Reached:
    """Who reaches an outlet or a site at all, with the travel there.

    `travels` is travel in demand scenarios that close roads, by their names; `basis` says how
    travel was measured.
    """

    customers: Customers
    travel: Travel
    travels: Mapping[str, Travel]
    basis: Text
    findings: Findings


class Roads:
    """A source of travel that is opened when somebody asks.

    Where a step's answer is there already, nobody may ever ask.
    """

    def __init__(
        self, customers: Customers, sites: gpd.GeoDataFrame, options: TravelOptions
    ) -> None:
        self._points = _points(customers, sites)
        self._options = options

    @cached_property
    def opened(self) -> tuple[TravelSource, Findings]:
        """The source itself, and what was found on opening it."""
        return open_travel(self._points, self._options)

    @property
    def sent(self) -> Findings:
        """What has been sent to a service so far."""
        if "opened" not in vars(self) or not isinstance(self.opened[0], AskedTravel):
            return Findings()
        return self.opened[0].sent

    @property
    def basis(self) -> str:
        """How travel is measured, in English."""
        return self.opened[0].basis

    @property
    def basis_text(self) -> Text:
        """How travel is measured."""
        return self.opened[0].basis_text

    def between(self, origins: Sequence[str], destinations: Sequence[str]) -> Travel:
        """Return minutes and kilometres; NaN where there is no way."""
        return self.opened[0].between(origins, destinations)

    def lines(self, legs: Sequence[tuple[str, str]]) -> list[LineString]:
        """Return the way of each leg as a WGS-84 line."""
        return self.opened[0].lines(legs)

    def roads(self) -> gpd.GeoDataFrame:
        """Return the roads travelled on."""
        return self.opened[0].roads()

    def bands(self, outlets: Sequence[str], limits_min: Sequence[float]) -> gpd.GeoDataFrame:
        """Return areas within so many minutes of the nearest outlet."""
        return self.opened[0].bands(outlets, limits_min)


def reach(
    customers: Customers, sites: gpd.GeoDataFrame, roads: Roads, scenario: Scenario
) -> Reached:
    """Measure travel, and take out customers whom no outlet or site reaches.

    Raises
    ------
    DataError, OptionError
        The roads cannot be used, or nobody reaches anything.
    """
    source, findings = roads.opened
    travel = _measure(
        source, customers["account_no"].tolist(), sites["outlet_id"].tolist(), scenario.travel
    )
    cut_off = ~travel.reachable.any(axis=1)
    told = _with_source_rows(findings, customers)
    told += Findings(
        Finding(RULES["W11"], "travel", Action.QUARANTINED, account_no, int(row), "geometry")
        for account_no, row in zip(
            customers.loc[cut_off, "account_no"], customers.loc[cut_off, "source_row"], strict=True
        )
    )
    stay = Customers(customers.loc[~cut_off].reset_index(drop=True))
    if stay.empty:
        raise DataError(
            "no customer can reach any outlet or candidate",
            where="travel",
            mend="check that the road file covers the service area",
        )
    mine = travel.take(stay["account_no"].tolist(), travel.destination_ids)
    if isinstance(source, RoadTravel):
        told += where_straight_lines_err(stay, sites, mine)
    return Reached(stay, mine, reach_in_futures(stay, sites, scenario), source.basis_text, told)


def reach_in_futures(
    customers: Customers, sites: gpd.GeoDataFrame, scenario: Scenario
) -> Mapping[str, Travel]:
    """Measure travel anew for every demand scenario that closes roads.

    Raises
    ------
    OptionError
        A demand scenario closes a road that there is not.
    """
    found, options = {}, scenario.travel
    for one in scenario.outlets.scenario:
        if one.close:
            closed = options.model_copy(update={"close": (*options.close, *one.close)})
            try:
                source, _ = open_travel(_points(customers, sites), closed)
            except OptionError as error:  # the roads themselves were opened before
                where = f"outlets.scenario {one.name}, close"
                raise OptionError(error.what, where=where, mend=error.mend) from error
            found[one.name] = _measure(
                source, customers["account_no"].tolist(), sites["outlet_id"].tolist(), closed
            )
    return found


def _measure(
    source: TravelSource, origins: list[str], destinations: list[str], options: TravelOptions
) -> Travel:
    if options.keep is not None and isinstance(source, RoadTravel):
        return kept_between(source, origins, destinations, options.keep, options.keep_rows)
    return source.between(origins, destinations)


def _points(customers: Customers, sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return customers and sites as one table of points with columns `id` and `geometry`."""
    points = pd.concat(
        [
            customers[["account_no", "geometry"]].rename(columns={"account_no": "id"}),
            sites[["outlet_id", "geometry"]].rename(columns={"outlet_id": "id"}),
        ],
        ignore_index=True,
    )
    return gpd.GeoDataFrame(points, geometry="geometry", crs=customers.crs)


def _with_source_rows(findings: Findings, customers: Customers) -> Findings:
    """Add the register's row numbers; travel knows points, some of which are outlets."""
    row_of = dict(zip(customers["account_no"], customers["source_row"], strict=True))
    return Findings(
        dataclasses.replace(one, source_row=int(row_of[one.account_no]))
        if one.account_no in row_of
        else dataclasses.replace(one, account_no="", value=one.value or one.account_no)
        for one in findings
    )
