"""OSRM, table service v1: a server of one's own, WGS-84, seconds and metres.

References
----------
https://project-osrm.org/docs/v5.24.0/api/#table-service; ``--max-table-size`` is 100 by default.
"""

from collections.abc import Mapping
from typing import Any

from planner.online import Answer, Terms, Verdict
from planner.travel.services.service import Block, MatrixService, Pair, joined, pair

_TOO_BIG = "TooBig"


def _address(block: Block) -> str:
    return f"/table/v1/driving/{joined((*block.origins, *block.destinations), ';')}"


def _params(block: Block) -> Mapping[str, str]:
    many, all_ = len(block.origins), len(block.origins) + len(block.destinations)
    return {
        "sources": ";".join(map(str, range(many))),
        "destinations": ";".join(map(str, range(many, all_))),
        "annotations": "duration,distance",
    }


def _read(body: Any) -> Answer[Pair]:  # noqa: ANN401  parsed JSON
    code = str(body["code"])
    if code != "Ok":
        # Every later question would be as large.
        verdict = Verdict.REFUSED if code == _TOO_BIG else Verdict.BAD
        return Answer(verdict, detail=f"OSRM {code} {body.get('message', '')}")
    rows = zip(body["durations"], body["distances"], strict=True)
    return Answer.of([pair(*way) for row in rows for way in zip(*row, strict=True)])


SERVICE = MatrixService(
    name="osrm",
    version="v1",
    base_url="",
    datum="WGS84",
    most=(50, 50),
    terms=Terms(
        title="OSRM",
        page="https://project-osrm.org/",
        zh="使用自建服务器；道路数据 © OpenStreetMap contributors (ODbL)。",
        en="a server of your own; roads © OpenStreetMap contributors (ODbL).",
        may_store=True,
        ttl_days=30.0,
        requests_per_s=100.0,
        daily_requests=1_000_000,
    ),
    address=_address,
    params=_params,
    read=_read,
)
