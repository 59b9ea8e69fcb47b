"""Small road files, each named for what is odd about it."""

import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import pytest
import shapely
from roads import beside_roads as draw_beside
from shapely import Point

from planner.geo import LocalPlane
from planner.travel import TravelOptions
from planner.travel.engines.network import Network, connected
from planner.travel.engines.snapped import Snapped

LON, LAT = 118.1, 24.5
KM_LON = 1 / (111.320 * math.cos(math.radians(LAT)))
KM_LAT = 1 / 110.76

SQUARE = {1: (0, 0), 2: (4, 0), 3: (4, 4), 4: (0, 4), 5: (2, 0)}

type At = Mapping[int, tuple[float, float]]
type Way = tuple[int, list[int], dict[str, str]]
type Relation = tuple[int, list[tuple[str, int, str]], dict[str, str]]
type Node = tuple[str, float, float]
type Link = tuple[str, str, str, int, float | str, float]


def _degrees(x_km: float, y_km: float) -> tuple[float, float]:
    return LON + x_km * KM_LON, LAT + y_km * KM_LAT


def _points(**at: tuple[float, float]) -> gpd.GeoDataFrame:
    where = [Point(*_degrees(*one)) for one in at.values()]
    return gpd.GeoDataFrame({"id": list(at)}, geometry=where, crs="EPSG:4326")


@pytest.fixture
def degrees() -> Callable[[float, float], tuple[float, float]]:
    """Turn kilometres east and north of the corner of the map into degrees."""
    return _degrees


@pytest.fixture
def points() -> Callable[..., gpd.GeoDataFrame]:
    """Make points from names and kilometres."""
    return _points


@pytest.fixture
def roads(tmp_path: Path) -> Callable[..., TravelOptions]:
    """Write a road file; links are (id, from, to, directed, length or "", speed)."""

    def write(nodes: Iterable[Node], links: Iterable[Link], **options: object) -> TravelOptions:
        node_lines = ["node_id,x_coord,y_coord"]
        for name, x_km, y_km in nodes:
            lon, lat = _degrees(x_km, y_km)
            node_lines.append(f"{name},{lon:.9f},{lat:.9f}")
        link_lines = [
            "link_id,name,from_node_id,to_node_id,directed,length_km,facility_type,"
            "free_speed_km_per_h,geometry"
        ]
        for link_id, start, end, directed, length_km, speed in links:
            link_lines.append(
                f"{link_id},road {link_id},{start},{end},{directed},{length_km},street,{speed},"
            )
        (tmp_path / "node.csv").write_text("\n".join(node_lines) + "\n", encoding="utf-8")
        (tmp_path / "link.csv").write_text("\n".join(link_lines) + "\n", encoding="utf-8")
        files = {"nodes": tmp_path / "node.csv", "links": tmp_path / "link.csv"}
        return TravelOptions(**{**files, **options})

    return write


@pytest.fixture
def bay(roads: Callable[..., TravelOptions]) -> TravelOptions:
    """Two shores 2 km apart, joined only by a bridge at each end, 10 km from one another."""
    nodes = [(f"{shore}{x}", x, y) for shore, y in (("S", 0), ("N", 2)) for x in range(0, 11, 2)]
    links = [
        (f"{shore}{x}", f"{shore}{x}", f"{shore}{x + 2}", 0, 2.0, 40)
        for shore in "SN"
        for x in range(0, 10, 2)
    ]
    links += [("BW", "S0", "N0", 0, 2.0, 60), ("BE", "S10", "N10", 0, 2.0, 60)]
    return roads(nodes, links)


@pytest.fixture
def grid_town(roads) -> TravelOptions:
    """Streets every 500 m, 10 km by 10 km, at 30 km/h."""
    steps = [0.5 * step for step in range(21)]
    nodes = [(f"{x}/{y}", x, y) for x in steps for y in steps]
    links = []
    for x in steps:
        for y in steps:
            if x < 10:
                links.append((f"e{x}/{y}", f"{x}/{y}", f"{x + 0.5}/{y}", 0, 0.5, 30))
            if y < 10:
                links.append((f"n{x}/{y}", f"{x}/{y}", f"{x}/{y + 0.5}", 0, 0.5, 30))
    return roads(nodes, links)


@pytest.fixture
def speeds(repository: Path) -> Path:
    """The shipped speeds by class of road."""
    return repository / "data" / "rules" / "speeds.toml"


@pytest.fixture
def extract(tmp_path: Path, speeds: Path) -> Callable[..., TravelOptions]:
    """Write an extract; nodes are at kilometres, ways are (id, nodes, tags)."""

    def write(
        ways: list[Way], nodes: At = SQUARE, tags: Mapping[int, dict[str, str]] | None = None,
        relations: Iterable[Relation] = (), **options: object,
    ) -> TravelOptions:  # fmt: skip
        path = tmp_path / "town.osm.pbf"
        with osmium.SimpleWriter(str(path), overwrite=True) as writer:
            for one, at in nodes.items():
                node = osmium.osm.mutable.Node(
                    id=one, location=_degrees(*at), tags=(tags or {}).get(one, {})
                )
                writer.add_node(node)
            for one, refs, kind in ways:
                writer.add_way(osmium.osm.mutable.Way(id=one, nodes=refs, tags=kind))
            for one, members, kind in relations:
                writer.add_relation(osmium.osm.mutable.Relation(id=one, members=members, tags=kind))
        return TravelOptions(**{"roads": path, "speeds": speeds, **options})

    return write


@pytest.fixture(scope="session")
def random_town() -> Callable[[np.random.Generator], tuple[Network, Snapped]]:
    """Make a ring with chords, some one way, some twice; doors on any link or two of them."""
    return _town


def _town(draw: np.random.Generator) -> tuple[Network, Snapped]:
    size = int(draw.integers(3, 30))
    ring = np.column_stack([np.arange(size), (np.arange(size) + 1) % size])
    ends = np.concatenate([ring, draw.integers(0, size, (size, 2))])
    links = len(ends)

    at = draw.random((size, 2)) * 1000
    network = Network(
        tuple(map(str, range(links))), ("",) * links, ("",) * links, ends[:, 0], ends[:, 1],
        draw.random(links) < 0.6, draw.random(links) + 0.01, draw.random(links),
        np.asarray(shapely.linestrings(at[ends])), size, LocalPlane(118.0, 24.0),
    )  # fmt: skip
    many = 47
    share = np.where(draw.random(many) < 0.2, draw.integers(0, 2, many), draw.random(many))
    link = draw.integers(-1, links, (many, 2))
    link[link[:, 0] < 0, 1] = -1  # who stands nowhere has no second stand either
    link[draw.random(many) < 0.6, 1] = -1
    share = np.column_stack([share, draw.random(many)])
    off_km = draw.random((many, 2)) * 0.1
    snapped = Snapped(link, share, off_km, np.zeros(many, dtype=np.bool_))
    return network, snapped


@pytest.fixture(scope="session")
def beside_roads() -> Callable[[Network, int, np.random.Generator], gpd.GeoDataFrame]:
    """Draw points at random places of the connected roads, some tens of metres off them."""
    return lambda network, count, rng: draw_beside(network, connected(network), count, rng)
