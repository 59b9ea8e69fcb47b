"""Cut the streets at their crossings into nodes and links, one connected network."""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree
from shapely import LineString, Point, STRtree
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from data.generator.coast import Land
from data.generator.curves import smooth
from data.generator.plane import FloatArray
from data.generator.skeleton import BRIDGES, way
from data.generator.streets import RoadClass, Street
from planner import seeds

MERGE_KM = 0.06


@dataclass(frozen=True)
class Link:
    """A piece of street between two nodes (positions in `Network.nodes`)."""

    link_id: str
    name: str
    road_class: RoadClass
    start: int
    end: int
    points: FloatArray
    one_way: bool = False

    @property
    def line(self) -> LineString:
        return LineString(self.points)


@dataclass(frozen=True)
class Network:
    """Nodes in plane kilometres, shape (n, 2), and the links between them."""

    nodes: FloatArray
    links: list[Link]


def build_network(seed: int, land: Land, streets: list[Street]) -> Network:
    pieces = [piece for street, cuts in _cuts(streets) for piece in _pieces(street, cuts)]
    bridges = [
        Street(name, "bridge", LineString(smooth(way(text), 0.2, closed=False)))
        for name, text in BRIDGES.values()
    ]
    pieces = _without_twins([*bridges, *pieces])
    nodes, links = _snap(pieces)
    ground = land.roadable
    shapely.prepare(ground)
    links = [one for one in links if one.road_class == "bridge" or ground.contains(one.line)]
    links = _largest_part(len(nodes), links)
    links = _trim_stubs(links)
    links = _with_one_way(seeds.rng(seed, "one-way"), len(nodes), links)
    nodes, links = _islet_roads(land, *_renumber(nodes, links))
    return Network(nodes, _with_ids(links))


def _cuts(streets: list[Street]) -> list[tuple[Street, list[float]]]:
    """Where each street is cut: at crossings on the level, along the street in kilometres."""
    lines = [street.line for street in streets]
    cuts: dict[int, list[float]] = defaultdict(list)
    left, right = STRtree(lines).query(lines, predicate="intersects")
    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        pair = {streets[i].road_class, streets[j].road_class}
        # An expressway passes over local streets; it meets arterials at interchanges.
        if i >= j or pair == {"expressway", "local"}:
            continue
        for point in _points(lines[i].intersection(lines[j])):
            cuts[i].append(lines[i].project(point))
            cuts[j].append(lines[j].project(point))
    for i, street in enumerate(streets):
        if street.name == "" and i not in cuts:
            cuts[i] = []
    return [(street, cuts[i]) for i, street in enumerate(streets)]


def _points(shape: BaseGeometry) -> list[Point]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, Point)]


def _pieces(street: Street, cuts: list[float]) -> list[Street]:
    """The street's pieces; long ones are halved so that far links have nodes between."""
    longest = 1.6 if street.road_class == "expressway" else 1.1
    marks = [0.0]
    for mark in sorted([*cuts, street.line.length]):
        gap = mark - marks[-1]
        if gap < MERGE_KM / 2:
            continue
        parts = int(np.ceil(gap / longest))
        marks += [marks[-1] + gap * k / parts for k in range(1, parts + 1)]
    return [replace(street, line=_part(street.line, a, b)) for a, b in pairwise(marks)]


def _part(line: LineString, start_km: float, end_km: float) -> LineString:
    piece = substring(line, start_km, end_km)
    if not isinstance(piece, LineString):
        raise ValueError(f"no line between {start_km} and {end_km} km")
    return piece


def _without_twins(pieces: list[Street]) -> list[Street]:
    """Leave out a local piece that runs beside a larger road instead of crossing it."""
    larger = [one.line for one in pieces if one.road_class != "local"]
    shadow = shapely.union_all(larger).buffer(0.13)
    shapely.prepare(shadow)
    return [
        one
        for one in pieces
        if one.road_class != "local"
        or not shadow.intersects(one.line)
        or one.line.intersection(shadow).length < max(0.3, 0.75 * one.line.length)
    ]


def _snap(pieces: list[Street]) -> tuple[FloatArray, list[Link]]:
    """Ends closer than `MERGE_KM` become one node."""
    ends = np.array([p for one in pieces for p in (one.line.coords[0], one.line.coords[-1])])
    pairs = KDTree(ends).query_pairs(MERGE_KM, output_type="ndarray")
    ones = np.ones(len(pairs))
    graph = coo_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(len(ends), len(ends)))
    count, label = connected_components(graph, directed=False)
    sums = np.zeros((count, 2))
    np.add.at(sums, label, ends)
    nodes = sums / np.bincount(label, minlength=count)[:, None]
    links: dict[tuple[int, int], Link] = {}
    for position, piece in enumerate(pieces):
        a, b = int(label[2 * position]), int(label[2 * position + 1])
        key = (min(a, b), max(a, b))
        if a == b or key in links:
            continue
        inner = np.array(piece.line.coords)[1:-1]
        clear = np.hypot(*(inner - nodes[a]).T) > MERGE_KM
        clear &= np.hypot(*(inner - nodes[b]).T) > MERGE_KM
        points = np.vstack([nodes[a], inner[clear], nodes[b]])
        links[key] = Link("", piece.name, piece.road_class, a, b, _lighter(points))
    return nodes, list(links.values())


def _lighter(points: FloatArray) -> FloatArray:
    """The line without points that add less than four metres of shape."""
    return np.array(LineString(points).simplify(0.004).coords)


def _graph(count: int, links: list[Link], *, directed: bool) -> coo_matrix:
    rows = [one.start for one in links]
    columns = [one.end for one in links]
    back = [one for one in links if directed and not one.one_way]
    rows += [one.end for one in back]
    columns += [one.start for one in back]
    places = (np.array(rows), np.array(columns))
    return coo_matrix((np.ones(len(rows)), places), shape=(count, count))


def _largest_part(count: int, links: list[Link]) -> list[Link]:
    _, label = connected_components(_graph(count, links, directed=False), directed=False)
    main = int(np.bincount(label).argmax())
    return [one for one in links if label[one.start] == main]


def _trim_stubs(links: list[Link]) -> list[Link]:
    """Take off dead ends under 250 m, twice."""
    for _ in range(2):
        degree = np.bincount([node for one in links for node in (one.start, one.end)])
        links = [
            one
            for one in links
            if min(degree[one.start], degree[one.end]) > 1
            or one.line.length > 0.25
            or one.road_class != "local"
        ]
    return links


def _with_one_way(rng: np.random.Generator, count: int, links: list[Link]) -> list[Link]:
    """Make some whole streets of the old town one-way where every node stays reachable."""
    old_town = Point(-2.2, -12.6).buffer(2.4)
    chosen = {
        name
        for name in sorted({one.name for one in links if one.name and one.road_class == "local"})
        if rng.random() < 0.35
    }
    trial = [
        replace(one, one_way=one.name in chosen and old_town.contains(one.line)) for one in links
    ]
    _, label = connected_components(
        _graph(count, trial, directed=True), directed=True, connection="strong"
    )
    used = [one.start for one in trial]
    main = int(np.bincount(label[used]).argmax())
    return [
        replace(one, one_way=one.one_way and label[one.start] == label[one.end] == main)
        for one in trial
    ]


def _renumber(nodes: FloatArray, links: list[Link]) -> tuple[FloatArray, list[Link]]:
    """Drop unused nodes; number the rest from south-west to north-east."""
    used = sorted(
        {node for one in links for node in (one.start, one.end)},
        key=lambda node: (round(float(nodes[node, 1]) / 2), float(nodes[node, 0])),
    )
    place = {node: position for position, node in enumerate(used)}
    moved = [replace(one, start=place[one.start], end=place[one.end]) for one in links]
    return nodes[used], moved


def _islet_roads(land: Land, nodes: FloatArray, links: list[Link]) -> tuple[FloatArray, list[Link]]:
    """A loop on the holiday islet that no bridge reaches: the network's one cut-off part."""
    ring = land.islets["琴澜屿"].buffer(-0.22).exterior
    stations = [ring.interpolate(k / 5, normalized=True) for k in range(5)]
    first = len(nodes)
    extra = np.array([[p.x, p.y] for p in stations])
    loop = []
    for k in range(5):
        far = (k + 1) % 5
        piece = _part(ring, k / 5 * ring.length, (k + 1) / 5 * ring.length)
        points = np.vstack([extra[k], np.array(piece.coords)[1:-1], extra[far]])
        loop.append(Link("", "琴澜环路", "local", first + k, first + far, _lighter(points)))
    return np.vstack([nodes, extra]), [*links, *loop]


def _with_ids(links: list[Link]) -> list[Link]:
    bridges = iter(BRIDGES)
    numbers = iter(range(1, len(links) + 1))
    return [
        replace(
            one, link_id=next(bridges) if one.road_class == "bridge" else f"L{next(numbers):04d}"
        )
        for one in links
    ]
