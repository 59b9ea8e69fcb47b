"""From what an extract holds to a gazetteer: which areas are districts, and what lies in them."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from planner.geocode.importers.extents import reach_m
from planner.geocode.importers.osm import LICENCE, Extract, Named
from planner.geocode.importers.writing import Names
from planner.schema import HOUSE_NUMBERS, PLACES

_TOWNS = ("city", "town", "village", "borough", "municipality")
# How far a place of a class reaches where neither a polygon nor an address says: half the usual
# distance to the next one of its class in towns that do have polygons.
_REACH_M = {
    "city": 8_000.0, "town": 3_000.0, "borough": 3_000.0, "municipality": 3_000.0,
    "village": 1_500.0, "suburb": 1_500.0, "quarter": 1_000.0, "neighbourhood": 700.0,
    "hamlet": 500.0, "island": 1_500.0, "industrial": 500.0, "town of addresses": 3_000.0,
}  # fmt: skip
_MOST_SHARE = 0.9


def shape_extract(extract: Extract, source: str, *, district_level: str = "") -> Names:
    """Return a gazetteer of an extract.

    Parameters
    ----------
    district_level
        The `admin_level` of districts; when empty, the one whose areas hold the most addresses and
        roads, the finer of equals.
    """
    level = district_level or _district_level(extract)
    districts = [one for one in extract.boundaries if one.rank == level]
    where = _Where(districts, extract)
    numbers = HOUSE_NUMBERS.shape(
        {"road": one.road, "number": one.number, "district_code": code, "lon": one.lon,
         "lat": one.lat}
        for one, code in zip(extract.doors, where.doors, strict=True)
    )  # fmt: skip
    notes = [f"districts are boundaries of admin_level {level}"] if districts else []
    notes += [] if districts else ["no whole administrative boundary; towns are those of addresses"]
    return Names(
        source=source,
        licence=LICENCE,
        districts=_district_layer(districts, extract.boundaries, level) if districts else None,
        roads=_road_layer(extract.roads, where.roads),
        places=PLACES.shape([*_larger(extract.boundaries, level), *_places(extract, where)]),
        numbers=numbers.drop_duplicates(ignore_index=True),
        notes=tuple(notes),
    )


class _Where:
    """In which district everything lies: by polygon, else by the town that its address names."""

    def __init__(self, districts: Sequence[Named], extract: Extract) -> None:
        self.districts = districts
        self._tree = STRtree([one.shape for one in districts])
        doors = _points([shapely.Point(one.lon, one.lat) for one in extract.doors])
        towns = [one.town for one in extract.doors]
        self.doors = [found or town for found, town in zip(self.codes(doors), towns, strict=True)]
        self.towns = {town for town, code in zip(towns, self.doors, strict=True) if town == code}
        middles = [one.shape.interpolate(0.5, normalized=True) for one in extract.roads]
        known: dict[str, Counter[str]] = defaultdict(Counter)
        for one, code in zip(extract.doors, self.doors, strict=True):
            known[one.road][code] += 1
        self.roads = [
            found or (known[one.name].most_common(1)[0][0] if one.name in known else "")
            for found, one in zip(self.codes(_points(middles)), extract.roads, strict=True)
        ]

    def codes(self, points: npt.NDArray[np.object_]) -> list[str]:
        """Return the code of the district that holds each point, empty for none."""
        codes = [""] * len(points)
        if self.districts and len(points):
            for place, district in self._tree.query(points, predicate="intersects").T.tolist():
                codes[place] = self.districts[district].code
        return codes


def _points(points: Sequence[BaseGeometry]) -> npt.NDArray[np.object_]:
    return np.array(points, dtype=object)


def _district_level(extract: Extract) -> str:
    things = [shapely.Point(one.lon, one.lat) for one in extract.doors]
    things += [one.shape.representative_point() for one in extract.roads]
    levels = sorted({one.rank for one in extract.boundaries if one.rank.isdigit()}, key=int)
    held = {level: _held(extract, level, things) for level in levels if int(level) > 3}  # noqa: PLR2004  countries
    most = max(held.values(), default=0)
    # A finer level counts only where it parts nearly everything, not in one suburb.
    good = [level for level, count in held.items() if count >= _MOST_SHARE * most > 0]
    return max(good, key=int, default="")


def _held(extract: Extract, level: str, things: Sequence[BaseGeometry]) -> int:
    tree = STRtree([one.shape for one in extract.boundaries if one.rank == level])
    hits = tree.query(_points(things), predicate="intersects")[0]
    return len(np.unique(hits))


def _district_layer(
    districts: Sequence[Named], boundaries: Sequence[Named], level: str
) -> gpd.GeoDataFrame:
    larger = _coarser(boundaries, level)
    return gpd.GeoDataFrame(
        {
            "district_code": [one.code for one in districts],
            "name": [one.name for one in districts],
            "parent_code": [_around(one, larger) for one in districts],
            "aliases": ["|".join(one.others) for one in districts],
        },
        geometry=[one.shape for one in districts],
        crs="EPSG:4326",
    )


def _coarser(boundaries: Sequence[Named], level: str) -> list[Named]:
    """Return the boundaries of the next larger level."""
    ranks = [
        int(one.rank) for one in boundaries if one.rank.isdigit() and int(one.rank) < int(level)
    ]
    next_level = str(max(ranks, default=""))
    return [one for one in boundaries if one.rank == next_level]


def _around(one: Named, larger: Sequence[Named]) -> str:
    middle = one.shape.representative_point()
    return next((other.code for other in larger if other.shape.intersects(middle)), "")


def _larger(boundaries: Sequence[Named], level: str) -> list[dict[str, object]]:
    return [_row(one, "city", one.code) for one in (_coarser(boundaries, level) if level else [])]


def _road_layer(roads: Sequence[Named], codes: Sequence[str]) -> gpd.GeoDataFrame | None:
    """Return one feature a name and district."""
    groups: dict[tuple[str, str], list[Named]] = defaultdict(list)
    for one, code in zip(roads, codes, strict=True):
        groups[one.name, code].append(one)
    if not groups:
        return None
    aliases = ["|".join(sorted({a for one in g for a in one.others})) for g in groups.values()]
    lines = [
        shapely.line_merge(shapely.union_all([one.shape for one in group]))
        for group in groups.values()
    ]
    return gpd.GeoDataFrame(
        {
            "name": [name for name, _ in groups],
            "district_code": [code for _, code in groups],
            "aliases": aliases,
        },
        geometry=lines,
        crs="EPSG:4326",
    )


def _places(extract: Extract, where: _Where) -> list[dict[str, object]]:
    """Return places, and the towns of addresses that no boundary and no place gives."""
    doors: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for door in extract.doors:
        doors[door.town].append((door.lon, door.lat))
    named = {one.name for one in where.districts}
    points = _points([one.shape.representative_point() for one in extract.places])
    rows: list[dict[str, object]] = []
    for one, code in zip(extract.places, where.codes(points), strict=True):
        if one.name in named or one.name in where.towns or one.rank not in _REACH_M:
            continue
        kind = "town" if one.rank in _TOWNS else "park" if one.rank == "industrial" else "place"
        rows.append(_row(one, kind, code, doors.get(one.name)))
    for town in sorted(one for one in where.towns if any(map(str.isalpha, one))):
        cloud = shapely.MultiPoint(doors[town])
        rows.append(
            _row(Named(town, (), "town of addresses", town, cloud), "district", town, doors[town])
        )
    return rows


def _row(
    one: Named, kind: str, code: str, doors: Sequence[tuple[float, float]] | None = None
) -> dict[str, object]:
    middle = one.shape.centroid if one.shape.intersects(one.shape.centroid) else None
    middle = one.shape.representative_point() if middle is None else middle
    corners = shapely.get_coordinates(one.shape)
    if len(corners) == 1 and doors:
        corners = np.array(doors)
    reach = reach_m(middle.x, middle.y, *corners.T) if len(corners) > 1 else _REACH_M[one.rank]
    return {
        "name": one.name, "kind": kind, "district_code": code, "lon": middle.x, "lat": middle.y,
        "radius_m": round(reach), "aliases": "|".join(one.others),
    }  # fmt: skip
