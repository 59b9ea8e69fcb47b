"""Baidu (百度) routematrix v2, driving: BD-09, seconds and metres, fifty pairs a question.

References
----------
https://lbsyun.baidu.com/index.php?title=webapi/route-matrix-api-v2. Places are ``lat,lon``; ways
come one origin after another. The quota counts ways, not requests. Where there is no way both
values are 0. Left alone it takes the shortest way without regard to traffic (tactics 13).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.online import BAIDU_CODES, Answer, Signature, Terms, signing
from planner.travel.services.service import Block, MatrixService, Pair, Spot, joined, pair


def _address(block: Block) -> str:
    return "/routematrix/v2/driving"


def _params(block: Block) -> Mapping[str, str]:
    return {
        "origins": _turned(block.origins), "destinations": _turned(block.destinations),
        "coord_type": "bd09ll", "output": "json",
        "tactics": "11",  # as people drive
    }  # fmt: skip


def _turned(spots: Sequence[Spot]) -> str:
    return joined(((lat, lon) for lon, lat in spots), "|")


def _read(body: Any) -> Answer[Pair]:  # noqa: ANN401  parsed JSON
    status = int(body["status"])
    if status:
        return Answer.failed(status, BAIDU_CODES, f"Baidu {status} {body.get('message', '')}")
    ways = [(one["duration"]["value"], one["distance"]["value"]) for one in body["result"]]
    return Answer.of([pair(None, None) if way == (0, 0) else pair(*way) for way in ways])


SERVICE = MatrixService(
    name="baidu",
    version="v2",
    base_url="https://api.map.baidu.com",
    datum="BD09",
    most=(10, 5),
    terms=Terms(
        title="百度地图 Baidu Maps Web API",
        page="https://lbsyun.baidu.com/index.php?title=open/law",
        zh="须有密钥（服务端）；能否保存结果以协议为准，未确认前不保存（may_store）。",
        en="needs a key (server); your contract says whether answers may be kept (may_store).",
        may_store=False,
        ttl_days=30.0,
        requests_per_s=3.0,
        daily_requests=5_000,
    ),
    address=_address,
    params=_params,
    read=_read,
    counted=lambda block: len(block.origins) * len(block.destinations),
    key_param="ak",
    signature=Signature("sn", signing.baidu),
)
