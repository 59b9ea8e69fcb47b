"""The whole city, made once from a seed."""

from dataclasses import dataclass

from data.generator import faults, managers, outlets
from data.generator.accounts import Account
from data.generator.addresses import Door, Road, known_doors, named_roads
from data.generator.book import Book, Fault
from data.generator.coast import Land, draw_land
from data.generator.customers import CLEAN, draw_customers, survey
from data.generator.districts import District, draw_districts
from data.generator.network import Network, build_network
from data.generator.streets import draw_streets
from data.generator.whereabouts import (
    Directory,
    set_addresses,
    set_points,
    take_points_away,
)
from planner import seeds

SEED = 20260930
FIRST_ROW = 2
"""The heading is row 1 of the register."""


@dataclass(frozen=True)
class City:
    """Everything that is written to files."""

    land: Land
    districts: list[District]
    network: Network
    roads: list[Road]
    doors: list[Door]
    accounts: list[Account]
    planted: list[tuple[Account, Fault]]
    existing: list[dict[str, str]]
    candidates: list[dict[str, str]]

    def row_of(self) -> dict[int, int]:
        """Source row by the identity of the account."""
        return {id(one): row for row, one in enumerate(self.accounts, start=FIRST_ROW)}


def make_city(seed: int = SEED) -> City:
    land = draw_land(seed)
    districts = draw_districts(seed, land)
    network = build_network(seed, land, draw_streets(seed, land, districts))
    roads = named_roads(network, districts)
    everyone = draw_customers(seed, survey(roads, districts, land.roadable))
    clean, spare = everyone[:CLEAN], everyone[CLEAN:]
    set_points(seed, everyone)
    set_addresses(seed, everyone, districts)
    managers.share_out(seed, everyone)
    doors = known_doors(seed, roads, districts)
    doors += take_points_away(seed, clean, doors, districts)
    book = Book(clean, iter(spare), seeds.rng(seed, "faults"))
    faults.plant(book, Directory(doors), districts)
    rows = [*clean, *book.extra]
    order = seeds.rng(seed, "order").permutation(len(rows))
    return City(
        land, districts, network, roads, doors, [rows[i] for i in order], book.planted,
        outlets.existing(network, roads, districts),
        outlets.candidates(seed, network, roads, districts, clean),
    )  # fmt: skip
