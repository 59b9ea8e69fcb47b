"""Tours for maps and navigation: lines, stops and bases for GIS, a track a day for the car."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from planner.findings import Language
from planner.render import Track, Waypoint, moment, say_choice
from planner.schema import BASES, PATHS, STOPS, Table
from planner.units import clock
from planner.visits.handouts.records import Row, gathered, records
from planner.visits.handouts.rounds import bases_of

if TYPE_CHECKING:
    from planner.visits.handouts.rounds import Round


def layers(rounds: list["Round"]) -> Mapping[Table, gpd.GeoDataFrame]:
    """Return tours as lines, stops and bases as points, of all managers, day by day."""
    tours = _together([one.tours for one in rounds], ["date", "manager_id"])
    stops = _together([one.stops for one in rounds], ["date", "manager_id", "stop"])
    return {PATHS: tours, STOPS: stops, BASES: bases_of(tours)}


def _together(parts: list[gpd.GeoDataFrame], order: list[str]) -> gpd.GeoDataFrame:
    some = [one for one in parts if len(one)] or parts[:1]
    rows = pd.concat(some, ignore_index=True).sort_values(order, ignore_index=True)
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=parts[0].crs)


def tracks(one: "Round", language: Language) -> Iterator[tuple[str, Track]]:
    """Return the day (such as ``2026-10-08``) and the track of each of a manager's tours."""
    by_tour = gathered(pd.DataFrame(one.stops), by="tour_id")
    for tour in records(pd.DataFrame(one.tours)):
        day = f"{tour['date']:%Y-%m-%d}"
        yield (
            day,
            Track(
                name=f"{day} {one.manager_name}",
                text=_summary(tour, language),
                stops=[_waypoint(stop, language) for stop in by_tour[tour["tour_id"]]],
                lon_lat=shapely.get_coordinates(tour["geometry"]),
            ),
        )


def _waypoint(stop: Row, language: Language) -> Waypoint:
    times = f"{clock(stop['arrive_clock_min'])}–{clock(stop['leave_clock_min'])}"
    address = stop["address"] if isinstance(stop["address"], str) else ""
    return Waypoint(
        lon=stop["geometry"].x,
        lat=stop["geometry"].y,
        at=moment(stop["date"].date(), stop["arrive_clock_min"]),
        name=f"{stop['stop']}. {stop['account_name']}",
        text=" · ".join(part for part in (times, stop["account_no"], address) if part),
        kind=say_choice(stop["purpose"], language),
    )


def _summary(tour: Row, language: Language) -> str:
    zh = language == "zh"
    told = f"{tour['stops']} 站" if zh else f"{tour['stops']} stops"
    told += f", {tour['distance_km']:.1f} {'公里' if zh else 'km'}"
    if tour["path"] == "straight":
        told += "；直线相连，非道路" if zh else "; straight lines from stop to stop, not roads"
    return told
