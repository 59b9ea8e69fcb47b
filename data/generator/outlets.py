"""Seven outlets as they grew, not as one would plan them, and sixty places for new ones."""

import numpy as np
from scipy.spatial import KDTree
from shapely import Point

from data.generator.accounts import Account
from data.generator.addresses import Road, door_at
from data.generator.customers import plot_points
from data.generator.districts import CITY, District, district_at
from data.generator.network import Network
from data.generator.places import PLACES
from data.generator.plane import FloatArray, one_lonlat
from planner import seeds
from planner.geo import from_wgs84

CANDIDATES = 60
_EXISTING = (
    ("Y01", "鹭汀中心营业厅", "A", (-2.7, -12.9), 150, 1_680_000, "是"),
    ("Y02", "云汀营业厅", "C", (-1.3, -12.0), 60, 760_000, "否"),
    ("Y03", "沧浦营业厅", "B", (-12.2, -3.6), 90, 520_000, "是"),
    ("Y04", "集澜营业厅", "B", (-3.9, 1.5), 90, 610_000, "是"),
    ("Y05", "同岚营业厅", "B", (1.2, 15.4), 90, 430_000, "是"),
    ("Y06", "翔浦营业厅", "C", (15.4, 0.8), 60, 300_000, "否"),
    ("Y07", "莲塘供电所", "D", (10.7, 19.0), 30, 96_000, "否"),
)
_SHARES = {True: [0.5, 0.5, 0.0], False: [0.25, 0.45, 0.3]}
"""Shares of classes B, C and D in the middle of a park or town, and elsewhere."""
_CAPACITY = {"B": 90, "C": 70, "D": 40}
_HEARTS = [place for place in PLACES if place.kind in {"park", "town"}]
_RENT = {"B": 420_000, "C": 250_000, "D": 130_000}


def existing(
    network: Network, roads: list[Road], districts: list[District]
) -> list[dict[str, str]]:
    rows = []
    for outlet_id, name, kind, middle, capacity, rent, keep in _EXISTING:
        x, y = _nearest_node(network, np.array([middle]))[0]
        rows.append(
            _site(outlet_id, name, kind, (x, y), "GCJ02")
            | {
                "must_keep": keep,
                "capacity_customers": str(capacity),
                "rent_yuan_per_year": str(rent),
            }
            | {"address": _address(roads, districts, x, y)}
        )
    return rows


def candidates(
    seed: int, network: Network, roads: list[Road], districts: list[District],
    accounts: list[Account],
) -> list[dict[str, str]]:  # fmt: skip
    """Spread over the demand: each next one where customers are farthest from those chosen."""
    rng = seeds.rng(seed, "candidates")
    used: set[str] = set()
    rows = []
    for number, (x, y) in enumerate(_spread(rng, network, accounts), start=1):
        kind = str(rng.choice(["B", "C", "D"], p=_SHARES[number <= len(_HEARTS)]))
        code = district_at(districts, x, y).code
        dear = 1.7 if code in {"990203", "990206"} else 1.0
        rent = int(round(_RENT[kind] * dear * rng.uniform(0.75, 1.3), -3))
        address = _address(roads, districts, x, y)
        rows.append(
            _site(f"H{number:02d}", _name(number, address, used), kind, (x, y), "WGS84")
            | {"must_keep": "否", "capacity_customers": str(_CAPACITY[kind])}
            | {"rent_yuan_per_year": str(rent), "address": address}
        )
    return rows


def _name(number: int, address: str, used: set[str]) -> str:
    """After the park or town in whose middle it stands, else after its street."""
    street = address.split("区", 1)[1].rstrip("0123456789号")
    stem = _HEARTS[number - 1].name if number <= len(_HEARTS) else street
    again = sum(name.startswith(stem) for name in used)
    name = f"{stem}服务点" + ("" if again == 0 else f"({'二三四五六七'[again - 1]})")
    used.add(name)
    return name


def _site(
    outlet_id: str, name: str, kind: str, xy: tuple[float, float], datum: str
) -> dict[str, str]:
    lon, lat = from_wgs84(*one_lonlat(*xy), datum)
    return {
        "outlet_id": outlet_id, "outlet_name": name, "outlet_class": kind,
        "lon": f"{float(lon):.6f}", "lat": f"{float(lat):.6f}", "coord_sys": datum,
    }  # fmt: skip


def _nearest_node(network: Network, points: FloatArray) -> FloatArray:
    """Only crossings of the connected network count, never the islet's loop."""
    used = [n for one in network.links if one.name != "琴澜环路" for n in (one.start, one.end)]
    nodes = network.nodes[np.unique(used)]
    _, place = KDTree(nodes).query(points)
    found: FloatArray = nodes[place]
    return found


def _spread(
    rng: np.random.Generator, network: Network, accounts: list[Account]
) -> list[tuple[float, float]]:
    demand = plot_points(accounts)
    hearts = np.array([one.middle for one in _HEARTS])
    chosen = list(_nearest_node(network, hearts))
    while len(chosen) < CANDIDATES:
        away, _ = KDTree(np.array(chosen)).query(demand)
        weight = np.maximum(away - 0.35, 0.0) ** 1.5
        pick = demand[rng.choice(len(demand), p=weight / weight.sum())]
        node = _nearest_node(network, pick[None, :])[0]
        if np.hypot(*(np.array(chosen) - node).T).min() > 0.3:
            chosen.append(node)
    return [(float(x), float(y)) for x, y in chosen]


def _address(roads: list[Road], districts: list[District], x: float, y: float) -> str:
    """The nearest door."""
    from_road = [
        (part.distance(Point(x, y)), position, start + part.project(Point(x, y)))
        for position, road in enumerate(roads)
        for part, start in zip(road.parts, road.starts_km, strict=True)
    ]
    _, position, at_km = min(from_road)
    at_km = min(max(at_km, 0.006), roads[position].length_km - 0.013)
    door = door_at(roads[position], at_km, 1, districts)
    name = next(one.name for one in districts if one.code == door.code)
    return f"{CITY}{name}{door.road}{door.number}号"
