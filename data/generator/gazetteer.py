"""The offline gazetteer: districts, named roads, house numbers, places."""

from collections import defaultdict

import shapely
from shapely import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from data.generator.addresses import Door
from data.generator.districts import CITY, CITY_CODE, District, district_at
from data.generator.network import Network
from data.generator.places import PLACES
from data.generator.plane import one_lonlat, shape_to_lonlat

type Feature = tuple[dict[str, str], BaseGeometry]


def district_features(districts: list[District]) -> list[Feature]:
    return [
        (
            {"district_code": one.code, "name": one.name, "name_en": one.name_en},
            shape_to_lonlat(one.area),
        )
        for one in districts
    ]


def road_features(network: Network, districts: list[District]) -> list[Feature]:
    """One feature a name and district; a link belongs where its middle lies."""
    groups: dict[tuple[str, str], list[LineString]] = defaultdict(list)
    for link in network.links:
        if link.name:
            middle = link.line.interpolate(0.5, normalized=True)
            groups[link.name, district_at(districts, middle.x, middle.y).code].append(link.line)
    features: list[Feature] = []
    for (name, code), lines in sorted(groups.items()):
        merged = shapely.line_merge(MultiLineString(lines))
        features.append(({"name": name, "district_code": code}, shape_to_lonlat(merged)))
    return features


def number_rows(doors: list[Door]) -> list[dict[str, str]]:
    rows = []
    for door in sorted(doors, key=lambda one: (one.code, one.road, one.number)):
        lon, lat = one_lonlat(door.x, door.y)
        rows.append(
            {"road": door.road, "number": str(door.number), "district_code": door.code,
             "lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
        )  # fmt: skip
    return rows


def place_rows(districts: list[District]) -> list[dict[str, str]]:
    rows = [_place(CITY, "city", CITY_CODE, (-1.0, -3.0), 22.0, CITY.removesuffix("市"))]
    for one in districts:
        radius_km = float(one.area.area) ** 0.5 / 2
        alias = one.name.removesuffix("区") + "县" if one.code == "990212" else ""
        rows.append(_place(one.name, "district", one.code, one.heart, radius_km, alias))
    for place in PLACES:
        code = district_at(districts, *place.middle).code
        rows.append(
            _place(place.name, place.kind, code, place.middle, place.radius_km, place.aliases)
        )
    return rows


def _place(
    name: str, kind: str, code: str, middle: tuple[float, float], radius_km: float, aliases: str
) -> dict[str, str]:
    lon, lat = one_lonlat(*middle)
    return {
        "name": name, "kind": kind, "district_code": code, "lon": f"{lon:.6f}",
        "lat": f"{lat:.6f}", "radius_m": str(round(radius_km * 1000)), "aliases": aliases,
    }  # fmt: skip
