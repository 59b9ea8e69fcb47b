"""What lies under a plan on the map: land, hills, districts, roads; each only where it is given."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.files import read_features
from planner.plan.page import Ground
from planner.render import main_roads
from planner.scenario import Scenario
from planner.schema import GROUND, Layer, Role, Text, TravelSource


def read_ground(scenario: Scenario, travel: TravelSource) -> Ground:
    """Read the map's background files; roads are those that travel goes by.

    Raises
    ------
    DataError
        A file that the scenario names cannot be used.
    """
    report = scenario.report
    layers = [
        _areas(report.neighbours, "land", Text("市域以外", "Outside the area"), "beyond"),
        _areas(report.land, "land", Text("陆地", "Land"), "land"),
        _areas(report.hills, "land", Text("山体公园", "Hills and parks"), "hills"),
        _areas(report.districts, "districts", Text("行政区", "Districts"), "district"),
        _roads(travel),
    ]
    return Ground(tuple(layer for layer in layers if layer is not None))


def _areas(path: Path | None, role: Role, title: Text, kind: str) -> Layer | None:
    if path is None:
        return None
    return Layer(role, title, read_features(path).assign(kind=kind))


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
