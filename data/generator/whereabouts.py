"""How the register says where a customer is: coordinates in some datum, and an address."""

from collections import defaultdict

import numpy as np

from data.generator.accounts import Account
from data.generator.addresses import Door
from data.generator.districts import CITY, PROVINCE, District
from data.generator.places import PLACES
from data.generator.plane import one_lonlat
from planner import seeds
from planner.geo import from_wgs84

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
NO_POINT = {"house number": 15, "interpolated": 15, "place": 4, "road": 3}
"""How many clean customers have an address only, by the level it can be located at."""


def set_point(account: Account, datum: str) -> None:
    """Write the true position in a datum."""
    write_point(account, account.x, account.y, datum)


def write_point(account: Account, x_km: float, y_km: float, datum: str) -> None:
    lon, lat = one_lonlat(x_km, y_km)
    shifted = from_wgs84(lon, lat, datum)
    account.cells |= {
        "lon": f"{float(shifted[0]):.6f}",
        "lat": f"{float(shifted[1]):.6f}",
        "coord_sys": datum,
    }


def clear_point(account: Account) -> None:
    account.cells |= {"lon": "", "lat": "", "coord_sys": ""}


def set_points(seed: int, accounts: list[Account]) -> None:
    rng = seeds.rng(seed, "datums")
    for account in accounts:
        datum = rng.choice(["GCJ02", "WGS84", "BD09", "CGCS2000"], p=[0.76, 0.1, 0.07, 0.07])
        set_point(account, str(datum))


def set_addresses(seed: int, accounts: list[Account], districts: list[District]) -> None:
    rng = seeds.rng(seed, "addresses")
    named = {one.code: one.name for one in districts}
    for account in accounts:
        account.cells["address"] = full_address(rng, account, named[account.door.code])


def full_address(rng: np.random.Generator, account: Account, district: str) -> str:
    """Road and number, with or without province and city, in the spellings registers have."""
    head = str(rng.choice([PROVINCE + CITY, CITY, CITY, ""], p=[0.5, 0.25, 0.15, 0.1]))
    number = str(account.door.number)
    if rng.random() < 0.06:
        number = number.translate(_WIDE)
    sign = "號" if rng.random() < 0.03 else "号"
    tails = ["", "1号楼", "3号楼201室", "A座12层", "对面", "旁", "(东门)"]
    tail = str(rng.choice(tails, p=[0.72, 0.07, 0.07, 0.06, 0.02, 0.03, 0.03]))
    return f"{head}{district}{account.door.road}{number}{sign}{tail}"


class Directory:
    """The gazetteer's house numbers, to say how well an address can be located."""

    def __init__(self, doors: list[Door]) -> None:
        self._known: dict[tuple[str, str], set[int]] = defaultdict(set)
        for door in doors:
            self._known[door.road, door.code].add(door.number)

    def level(self, door: Door) -> str:
        numbers = self._known[door.road, door.code]
        if door.number in numbers:
            return "house number"
        side = [one for one in numbers if one % 2 == door.number % 2]
        below = any(one < door.number for one in side)
        return "interpolated" if below and any(one > door.number for one in side) else "road"


def take_points_away(
    seed: int, accounts: list[Account], doors: list[Door], districts: list[District]
) -> list[Door]:
    """Leave some clean customers with an address only; return the house numbers to add."""
    rng = seeds.rng(seed, "address only")
    named = {one.code: one.name for one in districts}
    directory = Directory(doors)
    parks = {place.name for place in PLACES if place.kind == "park"}
    free = [
        one
        for one in accounts
        if one.tier != "VIP" and one.place in parks and directory.level(one.door) == "interpolated"
    ]
    picked = [free[i] for i in rng.permutation(len(free))[: sum(NO_POINT.values())]]
    added: list[Door] = []
    for account, level in zip(picked, _levels(), strict=True):
        clear_point(account)
        account.level = level
        district = named[account.door.code]
        if level == "house number":
            added.append(account.door)
        elif level == "place":
            account.cells["address"] = f"{PROVINCE}{CITY}{district}{account.place}B区5号楼"
        elif level == "road":
            account.cells["address"] = f"{CITY}{district}{account.door.road}"
    return added


def _levels() -> list[str]:
    return [level for level, count in NO_POINT.items() for _ in range(count)]
