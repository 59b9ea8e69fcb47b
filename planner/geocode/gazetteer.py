"""The offline gazetteer: areas, places, roads and house numbers, and the folder it is read from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.files import read_features, read_table
from planner.geo import LocalPlane
from planner.geocode.areas import Districts
from planner.geocode.calibrate import calibrate
from planner.geocode.joining import read_roads
from planner.geocode.names import ADMIN, NameIndex
from planner.geocode.roads import Calibration, Road
from planner.geocode.spot import Area, Spot
from planner.schema import HOUSE_NUMBERS, PLACES, GeoLevel, Table

DISTRICTS, ROADS = "districts.geojson", "roads.geojson"
PLACES_FILE, NUMBERS_FILE = "places.csv", "house_numbers.csv"
FILES = (DISTRICTS, ROADS, PLACES_FILE, NUMBERS_FILE)


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Names of the service area; positions are metres of `plane`.

    `names` finds areas and roads by name or alias; `lineage` tells for each code the codes of the
    areas around it, its own among them. Far from the middle of a gazetteer of a whole country the
    plane stretches lengths by up to a tenth, so that errors are never understated.
    """

    plane: LocalPlane
    districts: Districts
    areas: tuple[Area, ...]
    roads: tuple[Road, ...]
    names: NameIndex
    calibration: Calibration

    @cached_property
    def by_code(self) -> Mapping[str, Area]:
        """Provinces, cities and districts by their own code."""
        return {one.code: one for one in self.areas if one.kind in ADMIN and one.code}

    @cached_property
    def place_of(self) -> Mapping[Road, int]:
        """Positions of the roads."""
        return {road: place for place, road in enumerate(self.roads)}

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """The name of the city, where the gazetteer is that of one city; else nothing."""
        cities = [one.name for one in self.areas if one.kind == "city"]
        return tuple(cities) if len(cities) == 1 else ()

    def lineage(self, code: str) -> frozenset[str]:
        """Return the codes of the areas around a code, its own among them."""
        area = self.by_code.get(code)
        return frozenset((code,)) if area is None else area.within | {code}

    def chain(self, codes: frozenset[str]) -> tuple[str, ...]:
        """Return the names of these areas, the largest first."""
        areas = [self.by_code[code] for code in codes if code in self.by_code]
        return tuple(one.name for one in sorted(areas, key=lambda one: ADMIN.index(one.kind)))

    def spot(self, area: Area) -> Spot | None:
        """Return where an area is: its polygon, its point, or that of the area around it."""
        if area.kind in ADMIN and area.code in self.districts.shapes:
            level: GeoLevel = "district" if area.kind == "district" else "city"
            return self.districts.spot(area.code, level)
        if area.placed or area.kind not in ("district", "town"):
            return area.spot()
        around = [self.by_code[one] for one in area.within if one in self.by_code]
        finest = max(around, key=lambda one: ADMIN.index(one.kind), default=None)
        return None if finest is None else self.spot(finest)


def read_gazetteer(folder: Path, *, where: str = "geocode.gazetteer") -> Gazetteer:
    """Read a gazetteer folder: any of districts.geojson, roads.geojson, places.csv and
    house_numbers.csv.

    Raises
    ------
    DataError
        The folder is missing or holds none of these files, or a file cannot be used.
    """  # noqa: D205
    if not folder.is_dir():
        raise DataError(
            f"gazetteer folder {folder.name} is not there",
            where=f"{where} = {folder}",
            mend=f"give the folder that holds {DISTRICTS}, or leave the setting out",
        )
    if not any((folder / name).is_file() for name in FILES):
        raise DataError(
            f"folder {folder.name} holds no gazetteer",
            where=f"{where} = {folder}",
            mend=f"it needs one of {', '.join(FILES)}: make it with planner gazetteer",
        )
    polygons = _features(folder / DISTRICTS, must=("district_code", "name"))
    lines = _features(folder / ROADS, must=("name", "district_code"))
    places = _read(folder / PLACES_FILE, PLACES, where)
    numbers = _read(folder / NUMBERS_FILE, HOUSE_NUMBERS, where)
    plane = _plane(polygons, lines, places, numbers)
    areas = _areas(polygons, places, plane)
    roads = read_roads(lines, numbers, plane)
    named = [(name, area) for area, names in areas for name in names]
    named_roads = [(name, road) for road, names in roads for name in names]
    return Gazetteer(
        plane=plane,
        districts=Districts.build(polygons, plane),
        areas=tuple(area for area, _ in areas),
        roads=tuple(road for road, _ in roads),
        names=NameIndex([*named, *named_roads]),
        calibration=calibrate([road for road, _ in roads]),
    )


def _features(path: Path, *, must: tuple[str, ...]) -> gpd.GeoDataFrame | None:
    return read_features(path, must=must) if path.exists() else None


def _read(path: Path, table: Table, where: str) -> pd.DataFrame:
    return read_table(path, table, where=where) if path.exists() else table.empty()


def _plane(
    polygons: gpd.GeoDataFrame | None,
    lines: gpd.GeoDataFrame | None,
    places: pd.DataFrame,
    numbers: pd.DataFrame,
) -> LocalPlane:
    """Return a plane around the service area: by its polygons, else by all that there is."""
    if polygons is not None:
        west, south, east, north = polygons.total_bounds
        return LocalPlane.around([west, east], [south, north])
    lon, lat = [places["lon"], numbers["lon"]], [places["lat"], numbers["lat"]]
    if lines is not None:
        west, south, east, north = lines.total_bounds
        lon.append(pd.Series([west, east]))
        lat.append(pd.Series([south, north]))
    return LocalPlane.around(
        np.concatenate([one.to_numpy(np.float64) for one in lon]),
        np.concatenate([one.to_numpy(np.float64) for one in lat]),
    )


def _areas(
    polygons: gpd.GeoDataFrame | None, places: pd.DataFrame, plane: LocalPlane
) -> list[tuple[Area, tuple[str, ...]]]:
    """Return every area with its names; one that is in both files is one area."""
    rows = [*_polygon_rows(polygons), *_place_rows(places, plane)]
    parents = _parents(rows)
    merged: dict[tuple[str, str], tuple[dict[str, object], set[str]]] = {}
    found: list[tuple[Area, tuple[str, ...]]] = []
    for row, names in rows:
        if row["kind"] not in ADMIN or not row["code"]:
            found.append((_area(row, parents), names))
            continue
        first, known = merged.setdefault((str(row["kind"]), str(row["code"])), (row, set()))
        known |= set(names)
        for key in ("x_m", "y_m", "radius_m"):
            first[key] = first[key] if np.isfinite(first[key]) else row[key]  # type: ignore[call-overload]
    return [
        *found,
        *((_area(row, parents), tuple(sorted(known))) for row, known in merged.values()),
    ]


type _Row = tuple[dict[str, object], tuple[str, ...]]


def _polygon_rows(polygons: gpd.GeoDataFrame | None) -> list[_Row]:
    if polygons is None:
        return []
    known = {name: polygons[name].fillna("").astype(str) for name in polygons if name != "geometry"}
    blank = pd.Series("", index=polygons.index)
    columns = [
        known.get(name, blank)
        for name in ("district_code", "name", "parent_code", "name_en", "aliases")
    ]
    return [
        (
            {"name": name, "kind": "district", "code": code, "parent": parent, "x_m": np.nan,
             "y_m": np.nan, "radius_m": np.nan},
            _names(name, english, aliases),
        )
        for code, name, parent, english, aliases in zip(*columns, strict=True)
    ]  # fmt: skip


def _place_rows(places: pd.DataFrame, plane: LocalPlane) -> list[_Row]:
    x, y = plane.metres(places["lon"], places["lat"])
    text = places[["name", "kind", "district_code", "parent_code", "aliases"]].fillna("")
    radius = places["radius_m"].to_numpy(dtype=np.float64)
    x = np.where(np.isfinite(radius), x, np.nan)
    return [
        (
            {"name": name, "kind": kind, "code": code, "parent": parent, "x_m": x_m, "y_m": y_m,
             "radius_m": radius_m},
            _names(name, aliases),
        )
        for (name, kind, code, parent, aliases), x_m, y_m, radius_m in zip(
            text.itertuples(index=False), x.tolist(), y.tolist(), radius.tolist(), strict=True
        )
    ]  # fmt: skip


def _names(*names: str) -> tuple[str, ...]:
    parts = [part.strip() for one in names for part in one.split("|")]
    return tuple(dict.fromkeys(part for part in parts if part))


def _parents(rows: list[_Row]) -> dict[str, str]:
    """Return code -> code of the next larger area; the only city is every district's."""
    parents: dict[str, str] = {}
    cities = {str(row["code"]) for row, _ in rows if row["kind"] == "city"}
    only = cities.pop() if len(cities) == 1 else ""
    for row, _ in rows:
        if row["kind"] in ADMIN and row["code"]:
            code, parent = str(row["code"]), str(row["parent"])
            parent = parent or (only if row["kind"] == "district" else "")
            if parent and parent != code:
                parents[code] = parent
    return parents


def _area(row: Mapping[str, object], parents: Mapping[str, str]) -> Area:
    admin = row["kind"] in ADMIN
    code = str(row["code"])
    at = parents.get(code, "") if admin else code or str(row["parent"])
    within: list[str] = []
    while at and at not in within:
        within.append(at)
        at = parents.get(at, "")
    return Area(
        str(row["name"]), str(row["kind"]), code if admin else "", frozenset(within),
        float(str(row["x_m"])), float(str(row["y_m"])), float(str(row["radius_m"])),
    )  # fmt: skip
