"""What lies under a plan on the map: land, hills, districts, roads; each only where it is given."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from planner.files import read_features
from planner.geo import time_bands
from planner.plan.page import Ground
from planner.scenario import Scenario
from planner.schema import BAND_ENDS_MIN, Layer, Role, Text, TravelSource

_TODAY, _PLAN = ("kept", "closed"), ("kept", "new")
"""Decisions about outlets that serve today, and in the plan."""


def read_ground(scenario: Scenario, travel: TravelSource, outlets: gpd.GeoDataFrame) -> Ground:
    """Read the map's background files; roads and minutes are those that travel goes by.

    Parameters
    ----------
    outlets
        Columns ``outlet_id`` and ``decision``.

    Raises
    ------
    DataError
        A file that the scenario names cannot be used.
    """
    report = scenario.report
    land = _areas(report.land, "land", Text("陆地", "Land"), "land")
    today, plan = (
        outlets.loc[outlets["decision"].isin(some), "outlet_id"].tolist()
        for some in (_TODAY, _PLAN)
    )
    layers = [
        _areas(report.neighbours, "land", Text("市域以外", "Outside the area"), "beyond"),
        land,
        _bands("bands_today", Text("行车时间圈(现状)", "Travel time today"), travel, today, land),
        _bands("bands", Text("行车时间圈(方案)", "Travel time in the plan"), travel, plan, land),
        _areas(report.hills, "land", Text("山体公园", "Hills and parks"), "hills"),
        _areas(report.districts, "districts", Text("行政区", "Districts"), "district"),
        _roads(travel),
    ]
    return Ground(tuple(layer for layer in layers if layer is not None))


def _areas(path: Path | None, role: Role, title: Text, kind: str) -> Layer | None:
    if path is None:
        return None
    return Layer(role, title, read_features(path).assign(kind=kind))


def _bands(
    role: Role, title: Text, travel: TravelSource, outlet_ids: list[str], land: Layer | None
) -> Layer | None:
    """Return the land by minutes to the nearest of some outlets, `up_to_min` NaN for the rest."""
    if not outlet_ids:
        return None
    points = travel.around(outlet_ids)
    lon, lat = shapely.get_coordinates(points.geometry.to_numpy()).T
    bands = time_bands(lon, lat, points["time_min"].to_numpy(np.float64), BAND_ENDS_MIN)
    if land is not None:
        dry = shapely.make_valid(shapely.union_all(land.rows.geometry.to_numpy()))
        bands = [band.intersection(dry) for band in bands]
    rows = gpd.GeoDataFrame(
        {"up_to_min": [*BAND_ENDS_MIN, np.nan]}, geometry=bands, crs="EPSG:4326"
    )
    return Layer(role, title, rows[~rows.geometry.is_empty].reset_index(drop=True))


def _roads(travel: TravelSource) -> Layer | None:
    rows = travel.roads()
    return None if rows.empty else Layer("roads", Text("道路", "Roads"), rows)
