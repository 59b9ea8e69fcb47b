"""AMap (高德) Web service v3, distance: GCJ-02, as driven now, 100 origins and one destination.

References
----------
https://lbs.amap.com/api/webservice/guide/api/direction, 距离测量. Origins and destination are
``lon,lat`` with six decimals, ids are counted from 1, metres and seconds are text, and a field
without a value is an empty list. A way that failed alone has an ``info`` and a ``code``.
"""

from collections.abc import Mapping
from typing import Any

from planner.online import AMAP_CODES, Answer, Signature, Terms, Verdict, signing
from planner.travel.services.service import Block, MatrixService, Pair, joined, pair

_NO_WAY = frozenset({"1", "2", "3"})
"""No road between the two; one of them too far from every road; one of them outside China."""


def _address(block: Block) -> str:
    return "/v3/distance"


def _params(block: Block) -> Mapping[str, str]:
    return {
        "origins": joined(block.origins, "|"),
        "destination": joined(block.destinations, "|"),
        "type": "1",  # along roads
        "output": "JSON",
    }


def _read(body: Any) -> Answer[Pair]:  # noqa: ANN401  parsed JSON
    if str(body["status"]) != "1":
        code = str(body.get("infocode", ""))
        return Answer.failed(code, AMAP_CODES, f"AMap {code} {body.get('info', '')}")
    results = sorted(body["results"], key=lambda one: int(one["origin_id"]))
    # Any other code is 未知错误: something broke, which is not the same as no way.
    for one in results:
        if str(one.get("code") or "0") not in {"0", *_NO_WAY}:
            return Answer(Verdict.FAULT, detail=f"AMap {one['code']} {one.get('info', '')}")
    return Answer.of(
        [
            pair(None, None)
            if str(one.get("code")) in _NO_WAY
            else pair(one["duration"], one["distance"])
            for one in results
        ]
    )


SERVICE = MatrixService(
    name="amap",
    version="v3",
    base_url="https://restapi.amap.com",
    datum="GCJ02",
    most=(100, 1),
    terms=Terms(
        title="高德 AMap Web API",
        page="https://lbs.amap.com/pages/terms/",
        zh="须有密钥；能否保存结果以贵单位与高德的协议为准，未确认前不保存（may_store）。",
        en="needs a key; your contract says whether answers may be kept (may_store).",
        may_store=False,
        ttl_days=30.0,
        requests_per_s=3.0,
        daily_requests=5_000,
    ),
    address=_address,
    params=_params,
    read=_read,
    key_param="key",
    signature=Signature("sig", signing.amap),
)
