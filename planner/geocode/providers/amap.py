"""AMap (高德) Web service v3, geocode/geo: GCJ-02, a level in words, no extent.

Answers are ``{"status": "1", "infocode": "10000", "geocodes": [{"location": "lon,lat", ...}]}``; a
field without a value is an empty list.
"""

from collections.abc import Mapping
from typing import Any

from planner.geocode.providers.grades import CROSSING_ERROR_M, TYPICAL_ERROR_M
from planner.geocode.providers.provider import Claim, Provider
from planner.geocode.query import Query
from planner.online import AMAP_CODES, Answer, Signature, Terms, signing
from planner.schema import GeoLevel

_LEVELS: dict[str, GeoLevel] = {
    "市": "city",
    "区县": "district", "开发区": "district",
    "乡镇": "town", "村庄": "town", "热点商圈": "town", "商圈": "town",
    "道路": "road", "道路交叉路口": "road", "交叉路口": "road",
    "公交站台、地铁站": "place", "公交地铁站点": "place", "兴趣点": "place",
    "住宅区": "place", "商务写字楼": "place",
    "门牌号": "house number", "门址": "house number", "单元号": "house number",
    "楼栋号": "house number",
}  # fmt: skip


def _params(query: Query) -> Mapping[str, str]:
    return {"address": query.whole, "city": query.city, "output": "JSON"}


def _read(body: Any, query: Query) -> Answer[Claim]:  # noqa: ANN401  parsed JSON
    if str(body["status"]) != "1":
        code = str(body.get("infocode", ""))
        return Answer.failed(code, AMAP_CODES, f"AMap {code} {body.get('info', '')}")
    return Answer.of([one for row in body["geocodes"] if (one := _claim(row)) is not None])


def _claim(row: Mapping[str, Any]) -> Claim | None:
    word = str(row["level"])
    level = _LEVELS.get(word)
    if level is None:  # 国家, 省, 未知
        return None
    lon, lat = (float(one) for one in str(row["location"]).split(","))
    error_m = CROSSING_ERROR_M if "交叉" in word else TYPICAL_ERROR_M[level]
    return Claim(lon, lat, level, error_m, str(row.get("formatted_address") or word))


PROVIDER = Provider(
    name="amap",
    version="v3",
    base_url="https://restapi.amap.com",
    path="/v3/geocode/geo",
    datum="GCJ02",
    terms=Terms(
        title="高德 AMap Web API",
        page="https://lbs.amap.com/pages/terms/",
        zh="须有密钥；能否保存结果以贵单位与高德的协议为准，未确认前不保存（may_store）。",
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
    signature=Signature("sig", signing.amap),
)
