"""Land and sea: an island in a bay, the mainland round it, islets, hills, and the land beyond."""

from dataclasses import dataclass

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from data.generator.curves import blob, shore
from planner import seeds

STEP_KM = 0.14

MAINLAND = [
    (-16.5, -20.6), (-20.4, -17.0), (-21.2, -10.0), (-19.9, -2.5), (-21.4, 5.5), (-18.9, 13.6),
    (-13.0, 19.4), (-5.0, 22.0), (3.6, 20.6), (11.0, 22.4), (17.6, 18.4), (21.2, 11.0),
    (20.2, 3.0), (21.8, -3.6), (20.4, -8.6), (17.2, -10.6), (15.2, -9.2), (13.2, -9.9),
    (11.6, -6.8), (10.4, -4.2), (10.2, -1.2), (8.6, 0.8), (8.0, 3.8), (6.6, 6.4), (6.2, 9.4),
    (4.9, 10.9), (3.4, 9.8), (3.6, 7.0), (2.4, 4.6), (2.6, 2.0), (0.8, 0.4), (-1.4, -0.9),
    (-4.4, -1.5), (-6.6, -0.1), (-8.2, 2.4), (-10.6, 3.6), (-12.4, 4.4), (-13.6, 3.0),
    (-12.6, 1.2), (-10.8, 0.2), (-10.2, -2.4), (-9.3, -5.6), (-10.1, -8.6), (-9.4, -11.6),
    (-10.9, -14.6), (-13.2, -16.4), (-14.2, -19.4),
]  # fmt: skip
ISLAND = [
    (-6.9, -9.6), (-6.2, -7.0), (-4.6, -5.2), (-2.4, -4.5), (0.4, -4.9), (2.8, -3.9), (5.2, -4.6),
    (6.8, -6.4), (7.0, -8.6), (6.2, -11.0), (5.6, -13.2), (3.4, -14.7), (0.6, -15.4), (-2.0, -16.0),
    (-4.4, -15.0), (-5.8, -13.2), (-6.0, -11.8), (-4.3, -11.2), (-4.5, -10.7), (-6.3, -10.9),
]  # fmt: skip
ISLETS: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "琴澜屿": ((-7.6, -14.4), (0.95, 0.7)),
    "外汀屿": ((8.4, -20.8), (0.7, 0.95)),
    "双髻屿": ((-7.7, -4.6), (0.38, 0.3)),
    "白鸥礁": ((10.2, -12.2), (0.55, 0.38)),
    "东澜屿": ((16.4, -14.2), (1.5, 1.0)),
    "火烧礁": ((4.9, 2.6), (0.42, 0.6)),
    "燕尾礁": ((-2.2, -19.2), (0.3, 0.22)),
}
HILLS: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "云汀山": ((1.6, -13.0), (1.5, 0.9)),
    "仙洞山": ((-0.6, -6.9), (0.9, 0.7)),
    "石尖岭": ((-16.9, -3.4), (1.9, 2.6)),
    "青竺岭": ((-16.2, 10.4), (2.6, 2.4)),
    "莲屏岭": ((-8.6, 18.0), (3.0, 1.7)),
    "北岚山": ((7.6, 16.4), (2.5, 2.0)),
    "香坪岭": ((17.6, 7.6), (2.0, 2.5)),
    "鸿岚山": ((18.2, -4.2), (1.2, 1.7)),
    "美人岭": ((-1.6, 7.7), (1.1, 1.0)),
}
BEYOND = [
    (-16.5, -19.5), (-15.2, -20.3), (-19.0, -25.0), (-23.5, -27.0), (-27.0, -33.0), (-34.0, -34.0),
    (-42.0, -42.0), (-64.0, -46.0), (-72.0, 0.0), (-64.0, 60.0), (0.0, 68.0), (64.0, 60.0),
    (72.0, 20.0), (58.0, 2.0), (47.0, 1.0), (43.0, -6.0), (35.0, -4.5), (31.0, -10.5),
    (25.0, -9.0), (21.0, -9.4), (18.6, -6.0), (16.0, 0.0), (12.0, 13.0), (0.0, 16.0), (-14.0, 13.0),
    (-17.0, -5.0),
]  # fmt: skip


@dataclass(frozen=True)
class Land:
    """Outlines in plane kilometres."""

    mainland: Polygon
    island: Polygon
    islets: dict[str, Polygon]
    hills: dict[str, BaseGeometry]
    neighbours: BaseGeometry

    @property
    def roadable(self) -> MultiPolygon:
        """Mainland and island together: where the connected road network can be."""
        return MultiPolygon([self.mainland, self.island])

    @property
    def all_land(self) -> BaseGeometry:
        """Everything that is not sea, inside the city."""
        return shapely.union_all([self.mainland, self.island, *self.islets.values()])


def draw_land(seed: int) -> Land:
    rng = seeds.rng(seed, "coast")
    mainland = shore(MAINLAND, rng, 0.42, STEP_KM)
    island = shore(ISLAND, rng, 0.22, STEP_KM)
    islets = {name: blob(middle, radii, rng) for name, (middle, radii) in ISLETS.items()}
    hills = {
        name: shapely.intersection(
            blob(middle, radii, rng), shapely.union_all([mainland, island]).buffer(-0.4)
        )
        for name, (middle, radii) in HILLS.items()
    }
    beyond = shore(BEYOND, rng, 0.9, 0.5)
    return Land(mainland, island, islets, hills, beyond.difference(mainland))
