"""Tencent (腾讯) location service, ws/geocoder/v1: GCJ-02, a level 1-11 and a reliability 1-10.

The city must be in the address. Tencent calls a match of reliability 7 and more accurate, and one
below it a doubt.
"""

from collections.abc import Mapping
from typing import Any

from planner.geocode.providers.grades import CROSSING_ERROR_M, TYPICAL_ERROR_M
from planner.geocode.providers.provider import Claim, Provider
from planner.geocode.query import Query
from planner.online import Answer, Signature, Terms, Verdict, signing
from planner.schema import GeoLevel

_LEVELS: dict[int, tuple[GeoLevel, float]] = {
    1: ("city", TYPICAL_ERROR_M["city"]),
    2: ("district", TYPICAL_ERROR_M["district"]),
    3: ("town", TYPICAL_ERROR_M["town"]),
    4: ("town", TYPICAL_ERROR_M["town"]),
    5: ("town", TYPICAL_ERROR_M["town"]),  # 开发区
    6: ("town", TYPICAL_ERROR_M["town"]),  # 商圈
    7: ("road", TYPICAL_ERROR_M["road"]),
    8: ("road", CROSSING_ERROR_M),  # 道路附属点: a crossing, a gate
    9: ("house number", TYPICAL_ERROR_M["house number"]),
    10: ("place", TYPICAL_ERROR_M["place"]),  # 小区、大厦
    11: ("place", TYPICAL_ERROR_M["place"]),
}
_TRUSTED = 7
_MEANINGS = (
    (Verdict.NO_MATCH, {347}),
    (Verdict.LIMITED, {120}),
    (Verdict.QUOTA, {121}),
    (Verdict.REFUSED, {110, 111, 112, 113, 190, 199, 301, 311}),
    (Verdict.FAULT, range(500, 600)),
)


def _params(query: Query) -> Mapping[str, str]:
    return {"address": query.whole, "output": "json"}


def _read(body: Any, query: Query) -> Answer[Claim]:  # noqa: ANN401  parsed JSON
    status = int(body["status"])
    if status:
        return Answer.failed(status, _MEANINGS, f"Tencent {status} {body.get('message', '')}")
    result = body["result"]
    if int(result["level"]) not in _LEVELS:  # 0: province or country
        return Answer.of([])
    return Answer.of([_claim(result)])


def _claim(result: Mapping[str, Any]) -> Claim:
    level, error_m = _LEVELS[int(result["level"])]
    reliability = int(result["reliability"])
    doubt = "" if reliability >= _TRUSTED else f"reliability {reliability} of 10"
    parts = result.get("address_components", {})
    label = "".join(
        str(parts.get(name, "")) for name in ("city", "district", "street", "street_number")
    )
    place = result["location"]
    return Claim(float(place["lng"]), float(place["lat"]), level, error_m, label, doubt)


PROVIDER = Provider(
    name="tencent",
    version="v1",
    base_url="https://apis.map.qq.com",
    path="/ws/geocoder/v1/",
    datum="GCJ02",
    terms=Terms(
        title="腾讯位置服务 Tencent Location Service",
        page="https://lbs.qq.com/terms.html",
        zh="须有密钥；能否保存结果以协议为准，未确认前不保存（may_store）。",
        en="needs a key; whether answers may be kept is for your contract to say: until you "
        "confirm it (may_store) they are not.",
        may_store=False,
        ttl_days=30.0,
        requests_per_s=3.0,
        daily_requests=5_000,
    ),
    params=_params,
    read=_read,
    key_param="key",
    signature=Signature("sig", signing.tencent),
)
