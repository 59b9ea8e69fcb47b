"""The offline gazetteer: districts, towns, places, roads and house numbers of the service area."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiPoint
from shapely.geometry.base import BaseGeometry

from planner.errors import DataError
from planner.files import read_features, read_table
from planner.geo import LocalPlane
from planner.geocode.areas import Districts
from planner.geocode.roads import Calibration, Road, calibrate
from planner.geocode.spot import Spot
from planner.schema import HOUSE_NUMBERS, PLACES, GeoLevel, Table

_ONE_ROAD_M = 300.0
"""Stretches of one name nearer than this are one road, which may pass through several districts."""


@dataclass(frozen=True, slots=True)
class Area:
    """A named town, park or place: its middle and radius on the plane."""

    name: str
    kind: str
    district: str
    x_m: float
    y_m: float
    radius_m: float

    def spot(self) -> Spot:
        """Return the area's middle; towns are a level coarser than parks and places."""
        level: GeoLevel = "town" if self.kind == "town" else "place"
        return Spot(level, self.x_m, self.y_m, self.radius_m, self.name)


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Names of the service area; positions are metres of `plane`.

    `areas` and `roads` hold, by name or alias, everything of that name.
    """

    plane: LocalPlane
    districts: Districts
    cities: tuple[str, ...]
    areas: Mapping[str, tuple[Area, ...]]
    roads: Mapping[str, tuple[Road, ...]]
    calibration: Calibration


def read_gazetteer(folder: Path) -> Gazetteer:
    """Read a gazetteer folder: districts.geojson, and where they exist roads.geojson, places.csv
    and house_numbers.csv.

    Raises
    ------
    DataError
        The folder or districts.geojson is missing, or a file cannot be used.
    """  # noqa: D205
    if not folder.is_dir():
        raise DataError(
            f"gazetteer folder {folder.name} is not there",
            where=f"geocode.gazetteer = {folder}",
            mend="give the folder that holds districts.geojson, or leave the setting out",
        )
    areas = read_features(folder / "districts.geojson", must=("district_code", "name"))
    west, south, east, north = areas.total_bounds
    plane = LocalPlane.around([west, east], [south, north])
    places = _read(folder / "places.csv", PLACES)
    numbers = _read(folder / "house_numbers.csv", HOUSE_NUMBERS)
    roads = _read_roads(folder / "roads.geojson", numbers, plane)
    return Gazetteer(
        plane=plane,
        districts=Districts.build(areas, places, plane),
        cities=tuple(sorted(_names(places.loc[places["kind"] == "city"]), key=len, reverse=True)),
        areas=_areas(places, plane),
        roads=_by_name(roads),
        calibration=calibrate(roads),
    )


def _read(path: Path, table: Table) -> pd.DataFrame:
    return read_table(path, table, where="geocode.gazetteer") if path.exists() else table.empty()


def _names(places: pd.DataFrame) -> set[str]:
    """Return the names of these places and their aliases."""
    aliases = places["aliases"].dropna().str.split("|").explode().str.strip()
    return {one for one in [*places["name"], *aliases] if one}


def _areas(places: pd.DataFrame, plane: LocalPlane) -> dict[str, tuple[Area, ...]]:
    named: dict[str, list[Area]] = defaultdict(list)
    chosen = places.loc[places["kind"].isin(["place", "park", "town"])].fillna(
        {"aliases": "", "district_code": ""}
    )
    x, y = plane.metres(chosen["lon"], chosen["lat"])
    for row, x_m, y_m in zip(chosen.to_dict("records"), x.tolist(), y.tolist(), strict=True):
        area = Area(
            str(row["name"]), str(row["kind"]), str(row["district_code"]), x_m, y_m,
            float(row["radius_m"]),
        )  # fmt: skip
        for name in {area.name, *str(row["aliases"]).split("|")} - {""}:
            named[name.strip()].append(area)
    return {name: tuple(found) for name, found in named.items()}


def _read_roads(path: Path, numbers: pd.DataFrame, plane: LocalPlane) -> list[Road]:
    """Join stretches of one name that lie together, and give each road its numbers."""
    stretches: dict[str, list[tuple[str, BaseGeometry]]] = defaultdict(list)
    if path.exists():
        for name, code, line in _stretches(read_features(path, must=("name", "district_code"))):
            stretches[name].append((code, plane.flatten(line)))
    x, y = plane.metres(numbers["lon"], numbers["lat"])
    placed = numbers.assign(x=x, y=y, district_code=numbers["district_code"].fillna(""))
    by_road = {str(name): rows for name, rows in placed.groupby("road")}
    roads: list[Road] = []
    for name in sorted({*stretches, *by_road}):
        rows = by_road.get(name, placed.iloc[:0])
        parts = stretches.get(name) or _from_numbers(rows)
        roads += _joined(name, parts, rows)
    return roads


def _stretches(features: gpd.GeoDataFrame) -> Iterable[tuple[str, str, BaseGeometry]]:
    return zip(
        features["name"].astype(str), features["district_code"].astype(str), features.geometry,
        strict=True,
    )  # fmt: skip


def _from_numbers(rows: pd.DataFrame) -> list[tuple[str, BaseGeometry]]:
    """Stand in for the line of a road that is known by its numbers only."""
    return [
        (str(code), MultiPoint(group[["x", "y"]].to_numpy(dtype=np.float64)))
        for code, group in rows.groupby("district_code")
    ]


def _joined(name: str, parts: list[tuple[str, BaseGeometry]], numbers: pd.DataFrame) -> list[Road]:
    """Make one road of the parts that lie within reach of each other; others share only a name."""
    groups: list[list[tuple[str, BaseGeometry]]] = []
    for part in parts:
        near = [one for one in groups if any(part[1].distance(g) < _ONE_ROAD_M for _, g in one)]
        groups = [one for one in groups if one not in near]
        groups.append([part, *(member for one in near for member in one)])
    lines = [shapely.union_all([line for _, line in group]) for group in groups]
    points = shapely.points(numbers[["x", "y"]].to_numpy(dtype=np.float64))
    distance = np.array([shapely.distance(line, points) for line in lines])
    owner = distance.argmin(axis=0) if len(numbers) else np.zeros(0, dtype=np.intp)
    return [
        _road(name, frozenset(code for code, _ in group), line, numbers.loc[owner == place])
        for place, (group, line) in enumerate(zip(groups, lines, strict=True))
    ]


def _road(name: str, districts: frozenset[str], line: BaseGeometry, rows: pd.DataFrame) -> Road:
    rows = rows.sort_values("number", kind="stable")
    return Road(
        name=name,
        districts=districts,
        line=line,
        numbers=rows["number"].to_numpy(dtype=np.int64),
        points=rows[["x", "y"]].to_numpy(dtype=np.float64),
        number_districts=rows["district_code"].to_numpy(dtype=object),
    )


def _by_name(roads: Iterable[Road]) -> dict[str, tuple[Road, ...]]:
    named: dict[str, list[Road]] = defaultdict(list)
    for road in roads:
        named[road.name].append(road)
    return {name: tuple(found) for name, found in named.items()}
