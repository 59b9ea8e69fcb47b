"""What lies under a plan on the map: land, hills, districts, roads; each only where it is given."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from planner.files import read_features, read_table
from planner.plan.page import Ground
from planner.scenario import Scenario
from planner.schema import LINKS, NODES, Layer, Role, Text


def read_ground(scenario: Scenario) -> Ground:
    """Read the map's background files and the road file.

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
        _roads(scenario.travel.nodes, scenario.travel.links),
    ]
    return Ground(tuple(layer for layer in layers if layer is not None))


def _areas(path: Path | None, role: Role, title: Text, kind: str) -> Layer | None:
    if path is None:
        return None
    return Layer(role, title, read_features(path).assign(kind=kind))


def _roads(nodes_path: Path | None, links_path: Path | None) -> Layer | None:
    if nodes_path is None or links_path is None:
        return None
    nodes = read_table(nodes_path, NODES, where="travel.nodes").set_index("node_id")
    links = read_table(links_path, LINKS, where="travel.links")
    ends = [
        nodes.loc[links[side], ["x_coord", "y_coord"]].to_numpy(np.float64)
        for side in ("from_node_id", "to_node_id")
    ]
    straight = shapely.linestrings(np.stack(ends, axis=1))
    written = [text if isinstance(text, str) else None for text in links["geometry"]]
    shapes = np.asarray(shapely.from_wkt(np.array(written, dtype=object)))
    shapes = np.where(shapely.is_missing(shapes), np.asarray(straight), shapes)
    rows = gpd.GeoDataFrame(
        links[["link_id", "name", "facility_type"]], geometry=shapes, crs="EPSG:4326"
    )
    return Layer("roads", Text("道路", "Roads"), rows)
