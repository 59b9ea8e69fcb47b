"""Baidu (百度) geocoding v3: BD-09 unless asked otherwise, with its own measure of error.

Two figures speak of error: `confidence` as a bound in metres, and `comprehension` as shares of
matches within 100 and 500 m, both from Baidu's documentation. The larger of the two is taken.
"""

from collections.abc import Mapping
from typing import Any

from planner.geocode.providers.grades import TYPICAL_ERROR_M
from planner.geocode.providers.provider import Claim, Provider
from planner.geocode.query import Query, trimmed
from planner.online import BAIDU_CODES, Answer, Signature, Terms, Verdict, signing
from planner.schema import GeoLevel

_LONGEST_BYTES = 84
_LEVELS: dict[str, GeoLevel] = {
    "城市": "city",
    "区县": "district",
    "乡镇": "town", "村庄": "town", "商圈": "town",
    "道路": "road", "交叉路口": "road",
    "门址": "house number",
}  # fmt: skip
_TOO_COARSE = {"国家", "省", "UNKNOWN", ""}
_ERROR_M = (
    (100, 20.0), (90, 50.0), (80, 100.0), (75, 200.0), (70, 300.0), (60, 500.0), (50, 1_000.0),
    (40, 2_000.0), (30, 5_000.0), (25, 8_000.0), (20, 10_000.0),
)  # fmt: skip
# 91 % within 100 m at 100; at 90, 80 and 70 it takes 500 m to hold nine in ten; below, Baidu
# itself advises against the match.
_COMPREHENSION_M = ((100, 100.0), (70, 500.0))
_NOTHING = "无相关结果"
_INTERNAL = 1


def _params(query: Query) -> Mapping[str, str]:
    address = trimmed(query.whole, _LONGEST_BYTES)
    return {"address": address, "city": query.city, "output": "json", "ret_coordtype": "bd09ll"}


def _read(body: Any, query: Query) -> Answer[Claim]:  # noqa: ANN401  parsed JSON
    status = int(body["status"])
    if status:
        return _failed(status, str(body.get("message", body.get("msg", ""))))
    claim = _claim(body["result"])
    return Answer.of([] if claim is None else [claim])


def _failed(status: int, message: str) -> Answer[Claim]:
    detail = f"Baidu {status} {message}"
    if status == _INTERNAL and _NOTHING in message:
        return Answer(Verdict.NO_MATCH, detail=detail)
    return Answer.failed(status, BAIDU_CODES, detail)


def _claim(result: Mapping[str, Any]) -> Claim | None:
    word = str(result.get("level", ""))
    if word in _TOO_COARSE:
        return None
    level = _LEVELS.get(word, "place")  # the other sixty words are kinds of places
    confidence, comprehension = int(result["confidence"]), int(result.get("comprehension", 0))
    error_m = _at_least(confidence, _ERROR_M, TYPICAL_ERROR_M["city"])
    understood_m = _at_least(comprehension, _COMPREHENSION_M, 0.0)
    doubt = "" if understood_m else f"comprehension {comprehension} of 100"
    return Claim(
        float(result["location"]["lng"]), float(result["location"]["lat"]), level,
        max(error_m, understood_m), word, doubt,
    )  # fmt: skip


def _at_least(mark: int, steps: tuple[tuple[int, float], ...], other: float) -> float:
    return next((metres for least, metres in steps if mark >= least), other)


PROVIDER = Provider(
    name="baidu",
    version="v3",
    base_url="https://api.map.baidu.com",
    path="/geocoding/v3/",
    datum="BD09",
    terms=Terms(
        title="百度地图 Baidu Maps Web API",
        page="https://lbsyun.baidu.com/index.php?title=open/law",
        zh="须有密钥（服务端）；能否保存结果以协议为准，未确认前不保存（may_store）。",
        en="needs a key (server); whether answers may be kept is for your contract to say: until "
        "you confirm it (may_store) they are not.",
        may_store=False,
        ttl_days=30.0,
        requests_per_s=3.0,
        daily_requests=5_000,
    ),
    params=_params,
    read=_read,
    key_param="ak",
    signature=Signature("sn", signing.baidu),
)
