"""The ground under the map, from data: land, hills, water, districts and roads."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.render.payload import part_steps, ring_steps
from planner.render.roles import GROUND_ROLES
from planner.schema import Layer

_MAJOR = {"motorway", "expressway", "freeway", "highway", "trunk", "bridge"}
_MAIN = {"arterial", "primary", "secondary", "main"}
_HILLS = {"hill", "hills", "mountain", "forest", "park"}
_WATER = {"water", "lake", "river", "sea", "reservoir"}
_BEYOND = {"neighbour", "neighbor", "beyond"}
_STEPS_ACROSS = 4_000
"""Details finer than this part of the whole picture are left out."""
_TRIES = 25
_MOST_BUSY = 2_000


def draw_ground(layers: Sequence[Layer]) -> dict[str, Any]:
    """Return land, districts and roads as plain rings and lines."""
    tolerance = line_tolerance_deg(layers)
    ground: dict[str, Any] = {
        "land": [], "districts": [], "borders": [], "roads": [[], [], []],
    }  # fmt: skip
    for layer in layers:
        if layer.role == "land":
            ground["land"] += _land(layer.rows, tolerance)
        elif layer.role == "districts":
            ground["districts"] = _districts(layer.rows, _busy(layers))
            ground["borders"] = _borders(layer.rows, tolerance)
        elif layer.role == "roads":
            ground["roads"] = _roads(layer.rows, tolerance)
    return ground


def line_tolerance_deg(layers: Sequence[Layer]) -> float:
    """Return how far a drawn line may lie beside the true one, in degrees."""
    planned = [one for one in layers if one.role not in GROUND_ROLES] or layers
    boxes = np.array([layer.rows.total_bounds for layer in planned if len(layer.rows)])
    if not len(boxes):
        return 0.0
    low, high = np.nanmin(boxes[:, :2], axis=0), np.nanmax(boxes[:, 2:], axis=0)
    return float(max(high - low)) / _STEPS_ACROSS


def land_of(layers: Sequence[Layer]) -> BaseGeometry | None:
    """Return the dry land of the layers, None where none is given."""
    parts = [
        geometry
        for layer in layers
        for kind, geometry in zip(kinds_of(layer.rows), layer.rows.geometry, strict=True)
        if kind == "land" and geometry is not None and geometry.geom_type.endswith("Polygon")
    ]
    if not parts:
        return None
    whole: BaseGeometry = shapely.make_valid(shapely.union_all(parts))
    return whole


def main_roads(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the roads that a map of the whole area needs: all but the minor ones."""
    if "facility_type" not in rows.columns:
        return rows.iloc[:0]
    return rows.loc[[_rank(str(one)) > 0 for one in rows["facility_type"]]]


def kinds_of(rows: gpd.GeoDataFrame) -> list[str]:
    """Return ``hills``, ``water``, ``beyond`` or ``land`` for each row."""
    if "kind" not in rows.columns:
        return ["land"] * len(rows)
    return [_kind(str(kind).casefold()) for kind in rows["kind"]]


def _kind(kind: str) -> str:
    for name, words in (("hills", _HILLS), ("water", _WATER), ("beyond", _BEYOND)):
        if kind in words:
            return name
    return "land"


def _land(rows: gpd.GeoDataFrame, tolerance: float) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "rings": ring_steps(geometry, tolerance)}
        for kind, geometry in zip(kinds_of(rows), rows.geometry, strict=True)
        if geometry is not None
    ]


def _districts(rows: gpd.GeoDataFrame, busy: BaseGeometry) -> list[dict[str, Any]]:
    """Return the names of the districts, each where it covers least."""
    name = next((one for one in ("name", "district_name") if one in rows.columns), None)
    names = [str(one) for one in rows[name]] if name else [""] * len(rows)
    english = [str(one) for one in rows["name_en"]] if "name_en" in rows.columns else names
    districts = []
    for zh, en, geometry in zip(names, english, rows.geometry, strict=True):
        if geometry is None or geometry.is_empty:
            continue
        lon, lat = _name_place(geometry, busy)
        districts.append({"name": {"zh": zh, "en": en}, "lon": lon, "lat": lat})
    return districts


def _name_place(geometry: BaseGeometry, busy: BaseGeometry) -> tuple[float, float]:
    """Return a point inside that is far from the border and from everything that is drawn."""
    widest = max(shapely.get_parts(geometry), key=lambda part: float(part.area))
    west, south, east, north = widest.bounds
    grid = np.meshgrid(np.linspace(west, east, _TRIES), np.linspace(south, north, _TRIES))
    tries = np.column_stack([grid[0].ravel(), grid[1].ravel()])
    inside = tries[shapely.contains_xy(widest, tries)]
    if not len(inside):
        point = widest.representative_point()
        return round(point.x, 5), round(point.y, 5)
    spots = shapely.points(inside)
    room = shapely.distance(spots, widest.boundary)
    if not busy.is_empty:
        room = np.minimum(room, shapely.distance(spots, busy))
    lon, lat = inside[int(np.argmax(room))]
    return round(float(lon), 5), round(float(lat), 5)


def _busy(layers: Sequence[Layer]) -> BaseGeometry:
    """Return where customers and outlets are, thinned when they are many."""
    spots = [
        shapely.get_coordinates(layer.rows.geometry.to_numpy())
        for layer in layers
        if layer.role in {"customers", "outlets"} and len(layer.rows)
    ]
    if not spots:
        return shapely.MultiPoint()
    places = np.concatenate(spots)
    return shapely.MultiPoint(places[:: max(1, len(places) // _MOST_BUSY)])


def _borders(rows: gpd.GeoDataFrame, tolerance: float) -> list[list[int]]:
    """Return the lines between districts; the coast is the land's own line.

    Districts whose edges do not fit together share no line: then their outlines are drawn.
    """
    shapes = np.array([shapely.make_valid(one) for one in rows.geometry if one is not None])
    tree = shapely.STRtree(shapes)
    pairs = tree.query(shapes, predicate="intersects")
    one, two = pairs[:, pairs[0] < pairs[1]]
    edges = shapely.boundary(shapes)
    shared = shapely.union_all(shapely.intersection(edges[one], edges[two]))
    lines = [part for part in shapely.get_parts(shared) if part.geom_type == "LineString"]
    return part_steps(_joined(lines or list(edges)), tolerance)


def _joined(lines: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return lines without doubles, joined where exactly two ends meet."""
    whole: BaseGeometry = shapely.line_merge(shapely.union_all(lines))
    return whole


def _roads(rows: gpd.GeoDataFrame, tolerance: float) -> list[list[list[int]]]:
    """Return minor, main and major roads; each piece once, joined to long lines."""
    types = rows["facility_type"] if "facility_type" in rows.columns else [""] * len(rows)
    ranks = np.array([_rank(str(one)) for one in types])
    geometries = rows.geometry.to_numpy()
    roads = []
    for rank in range(3):
        lines = geometries[(ranks == rank) & ~(shapely.is_missing(geometries))]
        roads.append(part_steps(_joined(list(lines)), tolerance))
    return roads


def _rank(facility_type: str) -> int:
    words = set(facility_type.casefold().replace("_", " ").split())
    if words & _MAJOR:
        return 2
    return 1 if words & _MAIN else 0
