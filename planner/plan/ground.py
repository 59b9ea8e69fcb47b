"""What lies under a plan on the map: land, hills, districts, roads; each only where it is given."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from planner.files import read_features
from planner.files.tiles import read_tiles
from planner.plan.page import Ground
from planner.render import main_roads
from planner.scenario import Scenario
from planner.schema import GROUND, Layer, Role, Text, TravelSource

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
    layers = [
        _areas(report.neighbours, "land", Text("市域以外", "Outside the area"), "beyond"),
        land,
        _areas(report.hills, "land", Text("山体公园", "Hills and parks"), "hills"),
        _areas(report.districts, "districts", Text("行政区", "Districts"), "district"),
        _roads(travel),
    ]
    today, plan = (
        outlets.loc[outlets["decision"].isin(some), "outlet_id"].tolist()
        for some in (_TODAY, _PLAN)
    )
    dry = (
        None
        if land is None
        else shapely.make_valid(shapely.union_all(land.rows.geometry.to_numpy()))
    )
    ends = report.bands_min
    bands = [
        _bands(
            "bands_today", Text("行车时间圈(现状)", "Travel time today"), travel, today, ends, dry
        ),
        _bands(
            "bands", Text("行车时间圈(方案)", "Travel time in the plan"), travel, plan, ends, dry
        ),
    ]
    return Ground(
        layers=tuple(layer for layer in layers if layer is not None),
        bands=tuple(layer for layer in bands if layer is not None),
        tiles=None if report.tiles is None else read_tiles(report.tiles),
    )


def _areas(path: Path | None, role: Role, title: Text, kind: str) -> Layer | None:
    if path is None:
        return None
    return Layer(role, title, read_features(path).assign(kind=kind))


def _bands(
    role: Role,
    title: Text,
    travel: TravelSource,
    outlet_ids: list[str],
    ends_min: tuple[float, ...],
    dry: shapely.Geometry | None,
) -> Layer | None:
    """Return areas on dry land by minutes to the nearest outlet; None where there are no roads."""
    found = travel.bands(outlet_ids, ends_min) if outlet_ids else None
    if found is None or found.empty:
        return None
    rows = found.dissolve("to_min", as_index=False)[["to_min", "geometry"]]
    shapes = rows.geometry.to_numpy()
    if dry is not None:
        shapes = shapely.intersection(shapes, dry)
    numbers = [ends_min.index(end) for end in rows["to_min"]]
    areas = gpd.GeoDataFrame(
        {"band": numbers, "to_min": rows["to_min"]}, geometry=shapes, crs=found.crs
    )
    return Layer(role, title, areas)


def _roads(travel: TravelSource) -> Layer | None:
    rows = travel.roads()
    return None if rows.empty else Layer("roads", Text("道路", "Roads"), rows)


def ground_table(ground: Ground) -> gpd.GeoDataFrame:
    """Return GROUND: what a saved plan is drawn on again, without minor roads."""
    parts = [
        (main_roads(layer.rows) if layer.role == "roads" else layer.rows)
        .assign(role=layer.role, title_zh=layer.title.zh, title_en=layer.title.en)
        .reindex(columns=list(GROUND.names))
        for layer in ground.layers
    ]
    empty = gpd.GeoDataFrame(GROUND.empty(), geometry=[], crs="EPSG:4326")
    rows = pd.concat([empty, *parts], ignore_index=True)
    texts = [name for name in GROUND.names if name != "geometry"]
    filled = rows[texts].fillna("").astype("str")
    return gpd.GeoDataFrame(filled, geometry=rows["geometry"], crs="EPSG:4326")


def ground_layers(table: gpd.GeoDataFrame) -> tuple[Layer, ...]:
    """Return the layers that `ground_table` was made of, in their order."""
    words = ["role", "title_zh", "title_en"]
    layers = []
    for role, zh, en in table[words].drop_duplicates().to_numpy().tolist():
        mine = (table["role"] == role) & (table["title_zh"] == zh) & (table["title_en"] == en)
        rows = gpd.GeoDataFrame(table.loc[mine].drop(columns=words))
        layers.append(Layer(role, Text(zh, en), rows))
    return tuple(layers)
