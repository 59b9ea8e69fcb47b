"""Four hundred clean customers: where they are, what they take, and how the register says so."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import KDTree
from shapely import Point
from shapely.geometry.base import BaseGeometry

from data.generator import names
from data.generator.accounts import Account
from data.generator.addresses import Door, Road, door_at
from data.generator.capacity import choose_supply, read_meters, spread_sizes
from data.generator.districts import District, district_at
from data.generator.places import COUNTRY, PLACES, Place
from data.generator.plane import FloatArray
from data.generator.register import describe
from data.generator.sectors import SECTORS
from planner import seeds

CLEAN = 400
EXTRA = 40
"""Accounts made the same way, then spoilt by `faults`."""
STAR = "0035020114"


@dataclass(frozen=True)
class Ground:
    """Where customers can stand: every 45 metres of road, left and right."""

    roads: list[Road]
    districts: list[District]
    land: BaseGeometry
    spots: list[tuple[int, float, int]]
    tree: KDTree


def survey(roads: list[Road], districts: list[District], land: BaseGeometry) -> Ground:
    spots: list[tuple[int, float, int]] = []
    points: list[tuple[float, float]] = []
    for position, road in enumerate(roads):
        for at_km in np.arange(0.03, road.length_km - 0.02, 0.045):
            part = max(i for i, start in enumerate(road.starts_km) if start <= at_km)
            here = road.parts[part].interpolate(at_km - road.starts_km[part])
            for side in (1, -1):
                spots.append((position, float(at_km), side))
                points.append((here.x, here.y))
    inland = land.buffer(-0.06)
    shapely.prepare(inland)
    return Ground(roads, districts, inland, spots, KDTree(points))


def draw_customers(seed: int, ground: Ground) -> list[Account]:
    """Clean accounts first, then the extra ones; every account number is different."""
    rng = seeds.rng(seed, "customers")
    stems = names.firms(rng)
    taken: set[int] = set()
    wanted = _wanted(rng)
    sizes = {
        sector: iter(spread_sizes(rng, SECTORS[sector], count))
        for sector, count in sorted(Counter(sector for _, sector in wanted).items())
    }
    named = {one.code: one for one in ground.districts}
    accounts = []
    for place, sector in wanted:
        plot = _stand(rng, ground, place, taken)
        accounts.append(
            _account(
                rng, named[plot.door.code], plot, place, sector, next(sizes[sector]), next(stems)
            )
        )
    order = rng.permutation(CLEAN).tolist() + list(range(CLEAN, len(accounts)))
    accounts = [accounts[i] for i in order]
    _number(rng, accounts)
    _group(accounts[:CLEAN])
    _wire(rng, accounts)
    return accounts


def _wanted(rng: np.random.Generator) -> list[tuple[Place, str]]:
    wanted = [
        (place, kind) for place in PLACES for kind, count in place.gathers.items()
        for _ in range(count)
    ]  # fmt: skip
    kinds = ["machinery", "food", "electronics", "cold", "metal", "glass"]
    short = CLEAN - len(wanted)
    if short < 0:
        raise ValueError(f"places gather {len(wanted)} customers, more than {CLEAN}")
    wanted += [
        (COUNTRY[int(rng.integers(len(COUNTRY)))], str(rng.choice(kinds))) for _ in range(short)
    ]
    parks = [place for place in PLACES if place.kind == "park"]
    wanted += [(parks[int(rng.integers(len(parks)))], str(rng.choice(kinds))) for _ in range(EXTRA)]
    return wanted


@dataclass(frozen=True)
class Plot:
    """Where a customer stands: the door at the kerb, and the middle of the premises."""

    door: Door
    x: float
    y: float


def _account(
    rng: np.random.Generator, district: District, plot: Plot, place: Place, sector_name: str,
    kva: float, stem: str,
) -> Account:  # fmt: skip
    sector = SECTORS[sector_name]
    supply = choose_supply(rng, kva)
    readings = read_meters(rng, sector, supply)
    cells, tier = describe(rng, sector, supply, readings, district, stem)
    return Account(cells, plot.x, plot.y, plot.door, place.name, sector_name, tier, readings)


def _stand(rng: np.random.Generator, ground: Ground, place: Place, taken: set[int]) -> Plot:
    """A free door near a place whose plot is on land and in the door's own district."""
    near = ground.tree.query_ball_point(place.middle, 1.5 * place.radius_km)
    near = sorted(set(near) - taken)
    away = np.hypot(*(ground.tree.data[near] - np.array(place.middle)).T)
    weight = np.exp(-0.5 * (away / (0.7 * place.radius_km)) ** 2)
    for pick in rng.choice(
        len(near), size=min(60, len(near)), replace=False, p=weight / weight.sum()
    ):
        spot = near[int(pick)]
        position, at_km, side = ground.spots[spot]
        road = ground.roads[position]
        plot = door_at(road, at_km, side, ground.districts, set_back_km=rng.uniform(0.004, 0.05))
        at_home = district_at(ground.districts, plot.x, plot.y).code == plot.code
        if at_home and ground.land.contains(Point(plot.x, plot.y)):
            taken.add(spot)
            return Plot(door_at(road, at_km, side, ground.districts), plot.x, plot.y)
    raise ValueError(f"no free door near {place.name}")


def _number(rng: np.random.Generator, accounts: list[Account]) -> None:
    """Give account numbers; `STAR` goes to a large clean customer whose story is often told."""
    numbers = (20101 + rng.choice(9000, size=len(accounts), replace=False)).tolist()
    numbers = [f"{number:010d}" for number in (3_500_0000 + np.array(numbers)).tolist()]
    numbers = [one if one != STAR else "0035029999" for one in numbers]
    for account, number in zip(accounts, numbers, strict=True):
        account.cells["account_no"] = number
    star = next(
        one for one in accounts[:CLEAN]
        if one.tier == "VIP" and one.sector == "chip" and one.cells["voltage_kv"] == "110"
    )  # fmt: skip
    star.cells["account_no"] = STAR


def _group(accounts: list[Account]) -> None:
    """Let some makers hold a second account: same legal entity, same name with its part."""
    for entity, account in enumerate(accounts):
        account.cells["customer_id"] = f"C{entity + 101:06d}"
    makers = sorted(
        (one for one in accounts if one.cells["account_name"].endswith("有限公司")),
        key=lambda one: (one.sector, one.place, one.cells["account_no"]),
    )
    for first, second in zip(makers[::7], makers[1::7], strict=False):
        alike = first.sector == second.sector and first.cells["usage_category"] == "大工业"
        if alike and second.cells["account_no"] != STAR:
            second.cells["account_name"] = first.cells["account_name"] + "(二期)"
            second.cells["customer_id"] = first.cells["customer_id"]
            second.cells["uscc"] = first.cells["uscc"]


def _wire(rng: np.random.Generator, accounts: list[Account]) -> None:
    """Name the substation nearest to each account and a feeder of its voltage."""
    yards = KDTree(np.array([place.middle for place in PLACES]))
    for account in accounts:
        _, yard = yards.query((account.x, account.y))
        kv = account.cells["voltage_kv"]
        feeder = 1 if kv == "110" else int(rng.integers(1, 10))
        account.cells["substation_id"] = f"SS-{int(yard) + 1:03d}"
        account.cells["feeder_id"] = f"{kv}kV-{int(yard) + 1:02d}{feeder:02d}"


def plot_points(accounts: list[Account]) -> FloatArray:
    return np.array([(one.x, one.y) for one in accounts])
