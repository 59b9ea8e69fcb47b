"""Tianditu (天地图) geocoder: CGCS2000, which is WGS-84 to the centimetre; a level and a score.

The question is JSON in the parameter `ds`. Answers are ``{"status": "0", "msg": "ok", "location":
{"lon": ..., "lat": ..., "level": ..., "score": ...}}``; faults of the key come as ``{"code": ...,
"msg": ...}`` with HTTP 403 or 418.
"""

import json
from collections.abc import Mapping
from typing import Any

from planner.geocode.providers.grades import CROSSING_ERROR_M, TYPICAL_ERROR_M
from planner.geocode.providers.provider import Claim, Provider
from planner.geocode.query import Query
from planner.online import Answer, Terms, Verdict
from planner.schema import GeoLevel

_LEVELS: dict[str, GeoLevel] = {
    "门址": "house number", "门牌号": "house number", "门牌": "house number",
    "地名地址": "house number",
    "兴趣点": "place", "POI": "place", "建筑物": "place", "小区": "place",
    "道路": "road", "交叉路口": "road", "道路交叉口": "road",
    "村": "town", "村庄": "town", "乡镇": "town", "街道": "town", "乡镇街道": "town",
    "区县": "district", "区县级": "district",
    "市": "city", "地市": "city", "城市": "city",
}  # fmt: skip
_TOO_COARSE = {"省", "国家", "省级"}
_TRUSTED = 60
_FOUND, _NOTHING = {"0"}, {"1", "101"}
_QUOTA_WORDS = ("次数", "配额", "超限")


def _params(query: Query) -> Mapping[str, str]:
    return {"ds": json.dumps({"keyWord": query.whole}, ensure_ascii=False)}


def _read(body: Any, query: Query) -> Answer[Claim]:  # noqa: ANN401  parsed JSON
    if "status" not in body:
        return _refused(str(body["code"]), str(body.get("msg", "")))
    status = str(body["status"])
    if status in _NOTHING or (status in _FOUND and not body.get("location")):
        return Answer.of([])
    if status not in _FOUND:
        return Answer(Verdict.FAULT, detail=f"Tianditu {status} {body.get('msg', '')}")
    claim = _claim(body["location"])
    return Answer.of([] if claim is None else [claim])


def _refused(code: str, message: str) -> Answer[Claim]:
    spent = any(word in message for word in _QUOTA_WORDS)
    return Answer(Verdict.QUOTA if spent else Verdict.REFUSED, detail=f"Tianditu {code} {message}")


def _claim(location: Mapping[str, Any]) -> Claim | None:
    word = str(location.get("level", ""))
    if word in _TOO_COARSE:
        return None
    # A level that is not among the known ones claims no more than a town would.
    level = _LEVELS.get(word, "town")
    error_m = CROSSING_ERROR_M if "交叉" in word else TYPICAL_ERROR_M[level]
    score = float(location["score"])
    doubt = "" if score >= _TRUSTED else f"score {score:g} of 100"
    label = str(location.get("keyWord") or word)
    return Claim(
        float(location["lon"]), float(location["lat"]), level, error_m, label, doubt
    )  # fmt: skip


PROVIDER = Provider(
    name="tianditu",
    version="geocoder",
    base_url="https://api.tianditu.gov.cn",
    path="/geocoder",
    datum="CGCS2000",
    terms=Terms(
        title="天地图 Tianditu",
        page="https://www.tianditu.gov.cn/about/contact.html?type=4",
        zh="须有密钥（服务端）；能否保存结果以协议为准，未确认前不保存（may_store）。",
        en="needs a key (server side); whether answers may be kept is for your agreement to say: "
        "until you confirm it (may_store) they are not.",
        may_store=False,
        ttl_days=30.0,
        requests_per_s=3.0,
        daily_requests=10_000,
    ),
    params=_params,
    read=_read,
    key_param="tk",
    refused_statuses=frozenset({401}),
)
