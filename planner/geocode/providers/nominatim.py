"""Nominatim, of OpenStreetMap or one's own: structured questions, WGS-84, extents in the answer.

A street with a number is asked as ``street=12 湖滨路`` with the city apart: free text in Chinese
order finds no house number at all. A number that the map does not have comes back as one stretch
of the road without a word, which the rank tells; a stretch is not the road, so its error is at
least the measured one of that fallback (p90 1.4 km).
"""

from collections.abc import Mapping
from typing import Any

from planner.geo import LocalPlane
from planner.geocode.providers.grades import TYPICAL_ERROR_M
from planner.geocode.providers.provider import Answer, Claim, Provider, Terms
from planner.geocode.query import Query
from planner.schema import GeoLevel

_STRETCH_ERROR_M = 1_400.0
_HOUSE_RANK, _ROAD_RANK, _TOWN_RANK, _DISTRICT_RANK, _CITY_RANK = 28, 26, 14, 11, 9
_KINDS: dict[str, GeoLevel] = {
    "road": "road", "locality": "place", "isolated_dwelling": "place",
    "suburb": "town", "quarter": "town", "neighbourhood": "town", "town": "town",
    "village": "town", "hamlet": "town", "township": "town",
    "city_district": "district", "district": "district", "borough": "district",
    "county": "district",
    "city": "city", "municipality": "city", "state_district": "city",
}  # fmt: skip


def _params(query: Query) -> Mapping[str, str]:
    asked = {"format": "jsonv2", "addressdetails": "1", "limit": "5", "accept-language": "zh"}
    if query.road:
        return asked | {"street": f"{query.number} {query.road}".strip(), "city": query.city}
    return asked | {"q": query.whole}


def _read(body: Any, query: Query) -> Answer:  # noqa: ANN401  parsed JSON
    found = [one for place in body if (one := _claim(place, query)) is not None]
    return Answer.of(found)


def _claim(place: Mapping[str, Any], query: Query) -> Claim | None:
    level = _level(place, query)
    if level is None:
        return None
    lon, lat = float(place["lon"]), float(place["lat"])
    reach_m = _reach_m(lon, lat, place.get("boundingbox"))
    least_m = _STRETCH_ERROR_M if level == "road" else TYPICAL_ERROR_M["house number"]
    return Claim(lon, lat, level, max(reach_m, least_m), str(place.get("display_name", "")))


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


def _reach_m(lon: float, lat: float, box: Any) -> float:  # noqa: ANN401  parsed JSON
    """Return how far the farthest corner of the box is: south, north, west, east as text."""
    if box is None:
        return 0.0
    south, north, west, east = (float(one) for one in box)
    plane = LocalPlane.around([lon], [lat])
    x, y = plane.metres([west, west, east, east, lon], [south, north, south, north, lat])
    return float(((x[:4] - x[4]) ** 2 + (y[:4] - y[4]) ** 2).max() ** 0.5)


PROVIDER = Provider(
    name="nominatim",
    version="search",
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
