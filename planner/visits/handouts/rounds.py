"""One manager's rounds: his stops, tours, ways and customers, with names where plans have ids."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.schema import (
    BASES,
    CLIENTS,
    LEGS,
    MISSED,
    PATHS,
    STOPS,
    Table,
)
from planner.schema.table import DTYPES
from planner.visits.handouts.records import Row, gathered, records

if TYPE_CHECKING:
    from planner.visits.result import VisitPlan

type Place = tuple[str, str]
"""Id and name."""
type Leg = dict[str, Any]

WGS84 = "EPSG:4326"


@dataclass(frozen=True, eq=False)
class Round:
    """What one manager has to do; every table has the rows of the whole plan that are his.

    `stops` (table STOPS), `tours` (PATHS), `legs` (LEGS), `clients` (CLIENTS), `missed` (MISSED),
    and `cancelled`: stops that an earlier edition of the plan had and that are made no more.
    """

    manager_id: str
    manager_name: str
    stops: gpd.GeoDataFrame
    tours: gpd.GeoDataFrame
    legs: pd.DataFrame
    clients: pd.DataFrame
    missed: pd.DataFrame
    cancelled: gpd.GeoDataFrame

    @property
    def person_id(self) -> str:
        """Whose calendar it is."""
        return self.manager_id

    @property
    def person_name(self) -> str:
        """What he is called."""
        return self.manager_name


def share_out(plan: "VisitPlan", outlet_names: Mapping[str, str]) -> list[Round]:
    """Share the plan out by manager, in the order of the roster; some may have nothing to do.

    Parameters
    ----------
    plan
        The visit plan.
    outlet_names
        What bases are called, by id; one without a name goes by its id.
    """
    stops, tours = stops_of(plan, plan.visits), tours_of(plan, outlet_names)
    legs, clients = legs_of(stops, tours), _clients(plan)
    named = plan.unserved.merge(_facts(plan, "account_name"), on="account_no", how="left")
    missed = _shaped(MISSED, named)
    cancelled = stops_of(plan, off_for(plan, "manager_id"))
    owner = plan.case.owners.set_index("account_no")["manager_id"]
    tour_owner = tours.set_index("tour_id")["manager_id"]

    def mine(rows: pd.DataFrame, owners: pd.Series, manager_id: str) -> pd.DataFrame:
        return rows[(owners == manager_id).to_numpy()].reset_index(drop=True)

    return [
        Round(
            manager_id=str(one),
            manager_name=str(name),
            stops=gpd.GeoDataFrame(mine(stops, stops["manager_id"], one)),
            tours=gpd.GeoDataFrame(mine(tours, tours["manager_id"], one)),
            legs=mine(legs, legs["tour_id"].map(tour_owner), one),
            clients=mine(clients, clients["account_no"].map(owner), one),
            missed=mine(missed, missed["manager_id"], one),
            cancelled=gpd.GeoDataFrame(mine(cancelled, cancelled["manager_id"], one)),
        )
        for one, name in zip(plan.people["manager_id"], plan.people["manager_name"], strict=True)
    ]


def off_for(plan: "VisitPlan", person: str) -> pd.DataFrame:
    """Return the stops of earlier editions that this person (a column of VISITS) makes no more."""
    key = ["account_no", "visit_no", person]
    told = plan.cancelled.drop_duplicates(key, keep="last")
    made = pd.MultiIndex.from_frame(plan.visits[key])
    return told[~pd.MultiIndex.from_frame(told[key]).isin(made)]


def stops_of(plan: "VisitPlan", visits: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return visits (table VISITS) with their customers' names and places (table STOPS)."""
    facts = _facts(plan, "account_name", "tier", "address", "geometry")
    rows = visits.merge(facts, on="account_no", how="left", validate="m:1")
    team = plan.case.diary.technicians
    name_of = dict(zip(team["technician_id"], team["technician_name"], strict=True))
    rows["technician_name"] = [name_of.get(one, "") for one in rows["second_id"]]
    rows = rows.sort_values(["date", "manager_id", "stop"], ignore_index=True)
    return gpd.GeoDataFrame(_shaped(STOPS, rows), geometry="geometry", crs=WGS84)


def tours_of(plan: "VisitPlan", outlet_names: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Return the tours with their names, and whether their lines follow roads (table PATHS)."""
    points = plan.stops.groupby("tour_id")["geometry"].apply(list)
    rows = plan.tours.merge(plan.people, on="manager_id", how="left", validate="m:1")
    rows["outlet_name"] = [outlet_names.get(str(one), str(one)) for one in rows["outlet_id"]]
    rows["path"] = [
        "straight" if _is_straight(line, points[tour_id]) else "road"
        for tour_id, line in zip(rows["tour_id"], rows["geometry"], strict=True)
    ]
    return gpd.GeoDataFrame(_shaped(PATHS, rows), geometry="geometry", crs=WGS84)


def bases_of(tours: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the outlets that tours start from, as points (table BASES)."""
    first = tours.assign(geometry=shapely.get_point(tours.geometry.to_numpy(), 0))
    rows = first.groupby("outlet_id", as_index=False).agg(
        outlet_name=("outlet_name", "first"), tours=("tour_id", "size"),
        geometry=("geometry", "first"),
    )  # fmt: skip
    return gpd.GeoDataFrame(_shaped(BASES, rows), geometry="geometry", crs=WGS84)


def legs_of(stops: gpd.GeoDataFrame, tours: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return every way from stop to stop, base to base (table LEGS); the last one leads back."""
    by_tour = gathered(pd.DataFrame(stops), by="tour_id")
    return LEGS.shape(
        leg
        for tour in records(pd.DataFrame(tours))
        for leg in _legs(tour, by_tour[tour["tour_id"]])
    )


def _legs(tour: Row, stops: list[Row]) -> Iterator[Leg]:
    base = tour["outlet_id"], tour["outlet_name"]
    here, clock_min = base, tour["start_clock_min"]
    for place, stop in enumerate(stops, 1):
        there = stop["account_no"], stop["account_name"]
        # What is left over is lunch and waiting; a sum of decimals may miss nothing by a hair.
        wait_min = round(stop["arrive_clock_min"] - clock_min - stop["drive_min"], 6)
        yield _leg(tour, place, here, there) | {
            "depart_clock_min": clock_min,
            "drive_min": stop["drive_min"],
            "drive_km": stop["drive_km"],
            "wait_min": max(0.0, wait_min),
        }
        here, clock_min = there, stop["leave_clock_min"]
    yield _leg(tour, len(stops) + 1, here, base) | {
        "depart_clock_min": clock_min,
        "drive_min": max(0.0, tour["drive_min"] - sum(one["drive_min"] for one in stops)),
        "drive_km": max(0.0, tour["distance_km"] - sum(one["drive_km"] for one in stops)),
        "wait_min": 0.0,
    }


def _leg(tour: Row, place: int, here: Place, there: Place) -> Leg:
    return {
        "date": tour["date"], "tour_id": tour["tour_id"], "leg": place,
        "from_id": here[0], "from_name": here[1], "to_id": there[0], "to_name": there[1],
    }  # fmt: skip


def _is_straight(line: shapely.LineString, stops: list[shapely.Point]) -> bool:
    """Say whether a line turns nowhere but at its own ends and stops."""
    corners = shapely.get_coordinates(line)
    own = np.vstack([corners[[0, -1]], shapely.get_coordinates(stops)])
    return {tuple(one) for one in corners.tolist()} <= {tuple(one) for one in own.tolist()}


def _clients(plan: "VisitPlan") -> pd.DataFrame:
    """Return all customers with what is planned for them (table CLIENTS)."""
    planned, missed = Counter(plan.visits["account_no"]), Counter(plan.unserved["account_no"])
    first_on = plan.visits.groupby("account_no")["date"].min().to_dict()
    customers = plan.case.known
    names = _facts(plan, "account_name")["account_name"]
    accounts = customers["account_no"].tolist()
    return _shaped(
        CLIENTS,
        customers.assign(
            account_name=names,
            visits=[planned[one] for one in accounts],
            first_on=[first_on.get(one, pd.NaT) for one in accounts],
            unserved=[missed[one] for one in accounts],
        ),
    )


def _facts(plan: "VisitPlan", *names: str) -> pd.DataFrame:
    """Return some columns of the customers; who has no name, or a blank one, goes by his number."""
    customers = pd.DataFrame(plan.case.customers)
    facts = customers.reindex(columns=["account_no", *names])
    name = facts["account_name"].astype("object")
    named = name.fillna("").astype("str").str.strip() != ""
    return facts.assign(account_name=name.where(named, facts["account_no"]))


def _shaped(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Bring rows into the declared columns and kinds; a column that is not there is empty."""
    told = pd.DataFrame(rows).reindex(columns=list(table.names))
    kinds = {
        column.name: DTYPES[column.kind]
        for column in table
        if column.kind not in {"geometry", "boolean"}
    }
    return told.astype(kinds)
