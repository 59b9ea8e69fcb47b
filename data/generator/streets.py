"""The lines roads follow: bridges, expressways, arterials, town grids and country lanes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from scipy.spatial import Delaunay, KDTree
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from data.generator import names
from data.generator.coast import Land
from data.generator.curves import along, blob, smooth
from data.generator.districts import District, district_at
from data.generator.plane import FloatArray
from data.generator.skeleton import ARTERIALS, EXPRESSWAYS, TOWNS, Town, way
from planner import seeds

type RoadClass = Literal["expressway", "arterial", "local", "bridge"]
SPEED_KM_PER_H: dict[RoadClass, float] = {
    "expressway": 80.0, "bridge": 80.0, "arterial": 50.0, "local": 30.0,
}  # fmt: skip
TWIN_ROAD = "建设路"
"""Two districts have a street of this name, so that an address can be ambiguous."""


@dataclass(frozen=True)
class Street:
    """A named line before it is cut at crossings; an empty name is an unnamed lane."""

    name: str
    road_class: RoadClass
    line: LineString


def draw_streets(seed: int, land: Land, districts: list[District]) -> list[Street]:
    """All lines of the connected network, long ones first; bridges apart."""
    rng = seeds.rng(seed, "streets")
    main = [
        Street(name, "expressway", LineString(smooth(way(text), 0.15, closed=False)))
        for name, text in EXPRESSWAYS.items()
    ]
    main += [
        Street(name, "arterial", LineString(smooth(way(text), 0.15, closed=False)))
        for name, text in ARTERIALS.items()
    ]
    ring = np.array(land.island.buffer(-0.5).buffer(-0.5).buffer(0.5).exterior.coords)
    main.append(Street("环屿路", "arterial", LineString(along(ring, 0.15))))
    hills = shapely.union_all(list(land.hills.values())).buffer(0.1)
    free = land.roadable.buffer(-0.22).difference(hills)
    stems = names.streets(rng, {one.name[:2] for one in main})
    grids, built = _grids(rng, free, stems, districts)
    lanes = _lanes(rng, free.difference(built.buffer(0.35)), [*main, *grids], free)
    return [*main, *grids, *lanes]


def _grids(
    rng: np.random.Generator, free: BaseGeometry, stems: Iterator[str], districts: list[District]
) -> tuple[list[Street], BaseGeometry]:
    grids: list[Street] = []
    built: BaseGeometry = Polygon()
    twins: set[str] = set()
    for town in TOWNS:
        patch = blob(town.middle, town.radii, rng).intersection(free)
        patch = patch.difference(built.buffer(0.3))
        for number, line in enumerate(_grid(town, rng)):
            for piece in _long_parts(line.intersection(patch), 1.6 * town.spacing_km):
                code = district_at(districts, *piece.centroid.coords[0]).code
                twin = code in {"990212", "990213"} - twins and piece.length > 2.0
                name = TWIN_ROAD if twin else f"{next(stems)}{'路' if number % 2 else '街'}"
                twins |= {code} if twin else set()
                grids.append(Street(name, "local", piece))
        built = built.union(patch)
    return grids, built


def _long_parts(shape: BaseGeometry, least_km: float) -> list[LineString]:
    return [
        part
        for part in shapely.get_parts(shape)
        if isinstance(part, LineString) and part.length > least_km
    ]


def _grid(town: Town, rng: np.random.Generator) -> Iterator[LineString]:
    """Lines of a turned grid, gently bent, first one way and then the other by turns."""
    reach = 1.4 * max(town.radii)
    turn = np.deg2rad(town.turn_deg)
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    phase = rng.uniform(0, 2 * np.pi, 4)
    stations = np.arange(-reach, reach + 0.01, 0.12)
    offsets = np.arange(-reach, reach, town.spacing_km)
    offsets = offsets + rng.uniform(-0.22, 0.22, len(offsets)) * town.spacing_km
    for offset in offsets:
        level = np.full_like(stations, offset)
        for u, v in ((stations, level), (level, stations)):
            bent_u = u + 0.16 * np.sin(0.9 * v + phase[0]) + 0.07 * np.sin(1.9 * u + phase[1])
            bent_v = v + 0.16 * np.sin(0.8 * u + phase[2]) + 0.07 * np.sin(2.1 * v + phase[3])
            yield LineString(np.column_stack([bent_u, bent_v]) @ spin + np.array(town.middle))


def _lanes(
    rng: np.random.Generator, country: BaseGeometry, near: list[Street], free: BaseGeometry
) -> list[Street]:
    """Lanes between hamlets, and from hamlets to the roads already there."""
    hamlets = _scatter(rng, country, 1.25, 700)
    stops = np.vstack([np.array(one.line.coords)[4::14] for one in near if one.line.length > 2.5])
    points = np.vstack([hamlets, stops])
    shapely.prepare(free)
    lanes: list[Street] = []
    for i, j in _neighbours(points, len(hamlets)):
        lane = _lane(rng, points[i], points[j])
        if 0.3 < lane.length < 3.2 and free.contains(lane):
            lanes.append(Street("", "local", lane))
    return lanes


def _scatter(
    rng: np.random.Generator, area: BaseGeometry, apart_km: float, tries: int
) -> FloatArray:
    west, south, east, north = area.bounds
    shapely.prepare(area)
    kept: list[tuple[float, float]] = []
    for _ in range(tries):
        x, y = rng.uniform(west, east), rng.uniform(south, north)
        clear = all((x - a) ** 2 + (y - b) ** 2 > apart_km**2 for a, b in kept)
        if clear and area.contains(Point(x, y)):
            kept.append((float(x), float(y)))
    return np.array(kept)


def _neighbours(points: FloatArray, hamlets: int) -> list[tuple[int, int]]:
    """Gabriel pairs (no third point in the circle between two) with a hamlet at one end."""
    mesh = Delaunay(points)
    pairs = {
        (int(min(a, b)), int(max(a, b)))
        for triangle in mesh.simplices
        for a, b in zip(triangle, np.roll(triangle, 1), strict=True)
    }
    tree = KDTree(points)
    chosen = []
    for i, j in sorted(pairs):
        middle = (points[i] + points[j]) / 2
        radius = float(np.hypot(*(points[i] - points[j]))) / 2
        if i < hamlets and len(tree.query_ball_point(middle, radius * 0.999)) == 0:
            chosen.append((i, j))
    return chosen


def _lane(rng: np.random.Generator, start: FloatArray, end: FloatArray) -> LineString:
    ahead = end - start
    side = np.array([-ahead[1], ahead[0]])
    bend = [start + t * ahead + rng.normal(0, 0.05) * side for t in (0.33, 0.67)]
    points = [(float(p[0]), float(p[1])) for p in (start, *bend, end)]
    return LineString(smooth(points, 0.3, closed=False))
