"""Nominatim, of OpenStreetMap or one's own: structured questions, WGS-84, extents in the answer.

A street with a number is asked as ``street=12 湖滨路`` with the city apart: free text in Chinese
order finds no house number at all. A number that the map does not have comes back, without a word,
as stretches of the road, which the rank tells. One stretch says nothing of the road's extent, so
all are asked for (`dedupe=0`) and those that meet are put together again: the error of a road is
the way from its middle to its farthest end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from planner.geo import LocalPlane
from planner.geocode.providers.grades import TYPICAL_ERROR_M
from planner.geocode.providers.provider import Claim, Provider
from planner.geocode.query import Query
from planner.online import Answer, Terms
from planner.schema import GeoLevel

_MOST = 40
_MEET_M = 1_000.0
"""Stretches of one name nearer than this are one road: answers leave some out. Farther ones are a
tie, as in geocodebr."""
_PART_ERROR_M = 1_400.0
"""Of a road whose stretches may not all have come: p90 of one stretch taken for the road."""
_HOUSE_RANK, _ROAD_RANK, _TOWN_RANK, _DISTRICT_RANK, _CITY_RANK = 28, 26, 14, 11, 9
_KINDS: dict[str, GeoLevel] = {
    "road": "road", "locality": "place", "isolated_dwelling": "place",
    "suburb": "town", "quarter": "town", "neighbourhood": "town", "town": "town",
    "village": "town", "hamlet": "town", "township": "town",
    "city_district": "district", "district": "district", "borough": "district",
    "county": "district",
    "city": "city", "municipality": "city", "state_district": "city",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """One entry of an answer; `box` is west, south, east, north in degrees."""

    level: GeoLevel
    lon: float
    lat: float
    box: tuple[float, float, float, float]
    label: str


def _params(query: Query) -> Mapping[str, str]:
    asked = {
        "format": "jsonv2", "addressdetails": "1", "accept-language": "zh", "dedupe": "0",
        "limit": str(_MOST),
    }  # fmt: skip
    if query.road:
        return asked | {"street": f"{query.number} {query.road}".strip(), "city": query.city}
    return asked | {"q": query.whole}


def _read(body: Any, query: Query) -> Answer[Claim]:  # noqa: ANN401  parsed JSON
    found = [one for place in body if (one := _found(place, query)) is not None]
    level = found[0].level if found else "none"  # the best first, as the service has it
    same = [one for one in found if one.level == level]
    if level == "road":
        least_m = _PART_ERROR_M if len(body) >= _MOST else TYPICAL_ERROR_M["house number"]
        return Answer.of([_whole(group, least_m) for group in _roads(same)])
    return Answer.of([_whole([one], TYPICAL_ERROR_M["house number"]) for one in same])


def _found(place: Mapping[str, Any], query: Query) -> _Found | None:
    level = _level(place, query)
    if level is None:
        return None
    lon, lat = float(place["lon"]), float(place["lat"])
    box = (lon, lat, lon, lat)
    if place.get("boundingbox") is not None:
        south, north, west, east = (float(one) for one in place["boundingbox"])
        box = (west, south, east, north)
    return _Found(level, lon, lat, box, str(place.get("display_name", "")))


def _level(place: Mapping[str, Any], query: Query) -> GeoLevel | None:
    """Return the level; a whole province or country is none."""
    rank = int(place["place_rank"])
    if rank >= _HOUSE_RANK:
        number = str(place.get("address", {}).get("house_number", ""))
        same = number.removesuffix("号") == query.number != ""
        return "house number" if same else "place"
    kind = _KINDS.get(str(place.get("addresstype", "")))
    if kind is not None:
        return kind
    ranks: tuple[tuple[int, GeoLevel], ...] = (
        (_ROAD_RANK, "road"), (_TOWN_RANK, "town"),
        (_DISTRICT_RANK, "district"), (_CITY_RANK, "city"),
    )  # fmt: skip
    return next((level for least, level in ranks if rank >= least), None)


def _roads(stretches: Sequence[_Found]) -> list[list[_Found]]:
    """Put stretches together whose boxes lie within reach of each other; others are other roads."""
    plane = LocalPlane.around([stretches[0].lon], [stretches[0].lat])
    groups: list[list[tuple[_Found, shapely.Polygon]]] = []
    for one in stretches:
        x, y = _corners(plane, one)
        box = shapely.box(x.min(), y.min(), x.max(), y.max())
        near = [group for group in groups if any(b.distance(box) < _MEET_M for _, b in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(member for group in near for member in group), (one, box)])
    return [[one for one, _ in group] for group in groups]


def _whole(parts: Sequence[_Found], least_m: float) -> Claim:
    """Return the part nearest to the middle of all, with an error that reaches every corner."""
    plane = LocalPlane.around([parts[0].lon], [parts[0].lat])
    corners = [_corners(plane, one) for one in parts]
    x, y = (np.concatenate([one[axis] for one in corners]) for axis in (0, 1))
    at_x, at_y = plane.metres([one.lon for one in parts], [one.lat for one in parts])
    reach_m = np.hypot(x - at_x[:, None], y - at_y[:, None]).max(axis=1)
    middle = int(reach_m.argmin())
    one = parts[middle]
    label = "; ".join(dict.fromkeys(part.label for part in parts))
    return Claim(one.lon, one.lat, one.level, max(float(reach_m[middle]), least_m), label)


def _corners(plane: LocalPlane, one: _Found) -> tuple[np.ndarray, np.ndarray]:
    west, south, east, north = one.box
    return plane.metres([west, west, east, east], [south, north, south, north])


PROVIDER = Provider(
    name="nominatim",
    version="search/1",
    base_url="https://nominatim.openstreetmap.org",
    path="/search",
    datum="WGS84",
    terms=Terms(
        title="Nominatim (OpenStreetMap)",
        page="https://operations.osmfoundation.org/policies/nominatim/",
        zh="公共服务器每秒至多一次请求，须缓存结果，不许批量；数据 © OpenStreetMap 贡献者（ODbL）。"
        "批量请用自建服务器（base_url）。",
        en="the public server takes one request a second, wants answers cached and no bulk work; "
        "data © OpenStreetMap contributors (ODbL). For bulk, run your own and set base_url.",
        may_store=True,
        ttl_days=180.0,
        requests_per_s=1.0,
        daily_requests=2_500,
    ),
    params=_params,
    read=_read,
)
