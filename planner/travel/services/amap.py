"""AMap (高德) Web service v3, distance: GCJ-02, as driven now, 100 origins and one destination.

References
----------
https://lbs.amap.com/api/webservice/guide/api/direction, 距离测量. A field without a value is an
empty list; a way that is not found has an ``info`` and a ``code`` in place of its duration.
"""

from collections.abc import Mapping
from typing import Any

from planner.online import AMAP_CODES, Answer, Signature, Terms, signing
from planner.travel.services.service import Block, MatrixService, Pair, joined, pair


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
    return Answer.of(
        [
            pair(None, None) if one.get("code") else pair(one["duration"], one["distance"])
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
