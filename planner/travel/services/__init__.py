"""Services of other people that measure travel: one module each, asked by name only."""

from planner.travel.services import amap, baidu, osrm, valhalla
from planner.travel.services.service import Block, MatrixService, Pair, Spot

SERVICES: dict[str, MatrixService] = {
    one.SERVICE.name: one.SERVICE for one in (osrm, valhalla, amap, baidu)
}

__all__ = ["SERVICES", "Block", "MatrixService", "Pair", "Spot"]
