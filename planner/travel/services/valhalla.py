"""Valhalla, sources_to_targets: a server of one's own, WGS-84, seconds and kilometres.

References
----------
https://valhalla.github.io/valhalla/api/matrix/api-reference/; 2,500 pairs a question by default.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from planner.online import Answer, Terms
from planner.travel.services.service import Block, MatrixService, Pair, Spot, pair
from planner.units import METRES_PER_KM


def _address(block: Block) -> str:
    return "/sources_to_targets"


def _params(block: Block) -> Mapping[str, str]:
    asked = {
        "sources": _places(block.origins), "targets": _places(block.destinations),
        "costing": "auto", "units": "kilometers",
    }  # fmt: skip
    return {"json": json.dumps(asked, separators=(",", ":"))}


def _places(spots: Sequence[Spot]) -> list[dict[str, float]]:
    return [{"lon": round(lon, 6), "lat": round(lat, 6)} for lon, lat in spots]


def _read(body: Any) -> Answer[Pair]:  # noqa: ANN401  parsed JSON
    ways = [way for row in body["sources_to_targets"] for way in row]
    return Answer.of(
        [
            pair(way["time"], None if way["distance"] is None else way["distance"] * METRES_PER_KM)
            for way in ways
        ]
    )


SERVICE = MatrixService(
    name="valhalla",
    version="v3",
    base_url="",
    datum="WGS84",
    most=(50, 50),
    terms=Terms(
        title="Valhalla",
        page="https://valhalla.github.io/valhalla/",
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
