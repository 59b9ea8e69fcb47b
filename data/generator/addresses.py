"""Named roads and their house numbers: odd on the left, even on the right, every 12 metres."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, MultiLineString

from data.generator.districts import District, district_at
from data.generator.network import Link, Network
from data.generator.streets import TWIN_ROAD
from planner import seeds

DOOR_KM = 0.012
KERB_KM = 0.012


@dataclass(frozen=True)
class Road:
    """One named road: its parts end to end, and the kilometre at which each begins."""

    name: str
    parts: tuple[LineString, ...]
    starts_km: tuple[float, ...]
    arterial: bool

    @property
    def length_km(self) -> float:
        return self.starts_km[-1] + self.parts[-1].length


@dataclass(frozen=True)
class Door:
    """A house number: where it is on its road, and in the plane."""

    road: str
    number: int
    code: str
    x: float
    y: float


def named_roads(network: Network, districts: list[District]) -> list[Road]:
    groups: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in network.links:
        if link.name and link.road_class in {"arterial", "local"}:
            twin = link.name == TWIN_ROAD
            middle = link.line.interpolate(0.5, normalized=True)
            code = district_at(districts, middle.x, middle.y).code if twin else ""
            groups[link.name, code].append(link)
    return [_road(name, links) for (name, _), links in sorted(groups.items())]


def _road(name: str, links: list[Link]) -> Road:
    merged = shapely.line_merge(MultiLineString([one.line for one in links]))
    parts = [_outward(part) for part in shapely.get_parts(merged)]
    parts.sort(key=lambda part: (round(_rank(part.coords[0]), 6), round(part.length, 6)))
    runs = np.cumsum([0.0, *(part.length for part in parts)])
    starts = tuple(float(run) for run in runs[:-1])
    return Road(name, tuple(parts), starts, links[0].road_class == "arterial")


def _rank(point: tuple[float, ...]) -> float:
    return point[0] * 0.8 + point[1]


def _outward(part: LineString) -> LineString:
    """Numbers rise from south-west to north-east."""
    back = _rank(part.coords[0]) > _rank(part.coords[-1])
    return shapely.reverse(part) if back else part


def door_at(
    road: Road, at_km: float, side: int, districts: list[District], *, set_back_km: float = 0.0
) -> Door:
    """The door nearest to a kilometre; `side` 1 is left and odd, -1 right and even."""
    door = int(at_km / DOOR_KM)
    place_km = (door + 0.5) * DOOR_KM
    which = max(i for i, start in enumerate(road.starts_km) if start <= place_km)
    part, along_km = road.parts[which], place_km - road.starts_km[which]
    here = part.interpolate(along_km)
    ahead = part.interpolate(along_km + 0.01)
    behind = part.interpolate(max(along_km - 0.01, 0.0))
    dx, dy = ahead.x - behind.x, ahead.y - behind.y
    run = float(np.hypot(dx, dy)) or 1.0
    off_km = side * (KERB_KM + set_back_km)
    x, y = here.x - dy / run * off_km, here.y + dx / run * off_km
    number = 2 * door + (1 if side > 0 else 2)
    code = district_at(districts, here.x, here.y).code
    return Door(road.name, number, code, x, y)


def known_doors(seed: int, roads: list[Road], districts: list[District]) -> list[Door]:
    """The doors a gazetteer would know: both ends of a road, and now and then between."""
    rng = seeds.rng(seed, "doors")
    doors: list[Door] = []
    for road in roads:
        apart_km = 2.4 if road.arterial else 1.2
        count = max(2, round(road.length_km / apart_km) + 1)
        for at_km in np.linspace(0.03, road.length_km - 0.03, count):
            for side in (1, -1):
                shifted = float(np.clip(at_km + rng.normal(0, 0.03), 0.006, road.length_km - 0.013))
                doors.append(door_at(road, shifted, side, districts))
    return list({(one.road, one.code, one.number): one for one in doors}.values())
