"""A gazetteer from an OpenStreetMap extract (.osm.pbf): addresses, roads, places, boundaries.

One reading with osmium collects house numbers of nodes and buildings, named roads with their other
and old names, named places, and administrative boundaries that are whole in the extract. `shaping`
then decides which boundaries are districts and puts everything into its district.
"""

import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import shapely
from shapely.geometry.base import BaseGeometry

from planner.files.extract import reading_extract

LICENCE = "ODbL 1.0, (c) OpenStreetMap contributors"
_KEYS = ("addr:housenumber", "highway", "place", "boundary", "landuse")
_NUMBERS = re.compile(r"\d{1,5}")
_OTHER_NAME = re.compile(r"(?:alt|old|official|loc|short)_name|name:[a-z]{2,3}(?:-[A-Za-z]+)?")
_NO_ROADS = frozenset({"proposed", "construction", "platform", "elevator", "razed"})
_CODES = ("ref:GB", "gb:code", "ref:INSEE", "de:amtlicher_gemeindeschluessel", "ref")
_FEWEST_CORNERS = 2


@dataclass(frozen=True, slots=True)
class Door:
    """A house number where it stands; `road` may be a hamlet that numbers its houses."""

    road: str
    number: int
    town: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Named:
    """A road, place or boundary with its names; `rank` is its class or admin level."""

    name: str
    others: tuple[str, ...]
    rank: str
    code: str
    shape: BaseGeometry


@dataclass
class Extract:
    """What an extract holds."""

    doors: list[Door] = field(default_factory=list)
    roads: list[Named] = field(default_factory=list)
    places: list[Named] = field(default_factory=list)
    boundaries: list[Named] = field(default_factory=list)


def read_extract(path: Path) -> Extract:
    """Read an extract.

    Raises
    ------
    DataError
        The file is damaged.
    OptionError
        The package that reads such files is not installed.
    """
    with reading_extract(
        path, where="planner gazetteer", instead="the names as a layer or an address list"
    ) as osmium:
        try:
            return _read(osmium, path)
        except RuntimeError as error:
            if "out of order" not in str(error):
                raise
        with tempfile.TemporaryDirectory() as folder:
            return _read(osmium, _sorted(osmium, path, Path(folder)))


def _read(osmium: ModuleType, path: Path) -> Extract:
    extract = Extract()
    keys = osmium.filter.KeyFilter(*_KEYS)
    for thing in osmium.FileProcessor(str(path)).with_areas(keys).with_filter(keys):
        _take(thing, extract)
    return extract


def _sorted(osmium: ModuleType, path: Path, folder: Path) -> Path:
    """Write the extract in the order that areas are put together in; some tools do not keep it."""
    reader = osmium.MergeInputReader()
    reader.add_file(str(path))
    with osmium.SimpleWriter(str(folder / "sorted.osm.pbf")) as writer:
        reader.apply(writer)
    return folder / "sorted.osm.pbf"


def _take(thing, extract: Extract) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001  osmium's
    tags = {tag.k: tag.v for tag in thing.tags}
    name = tags.get("name", "")
    if thing.is_way() and "highway" in tags and name and tags["highway"] not in _NO_ROADS:
        line = _line(thing)
        if line is not None:
            extract.roads.append(Named(name, _others(tags), tags["highway"], "", line))
    if thing.is_area():
        _take_area(thing, tags, extract)
    elif thing.is_node():
        point = shapely.Point(thing.location.lon, thing.location.lat)
        _take_door(tags, point, extract)
        if "place" in tags and name:
            extract.places.append(Named(name, _others(tags), tags["place"], "", point))


def _take_area(thing, tags: Mapping[str, str], extract: Extract) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    boundary = tags.get("boundary") == "administrative" and "admin_level" in tags
    named = "name" in tags
    wanted = "place" in tags or tags.get("landuse") == "industrial"
    if not ("addr:housenumber" in tags or (named and (boundary or wanted))):
        return
    shape = _polygon(thing)
    if shape is None:
        return
    _take_door(tags, shape.representative_point(), extract)
    if named and boundary:
        code = next((tags[key] for key in _CODES if tags.get(key)), f"r{thing.orig_id()}")
        extract.boundaries.append(
            Named(tags["name"], _others(tags), tags["admin_level"], code, shape)
        )
    elif named and wanted:
        rank = tags.get("place", "industrial")
        extract.places.append(Named(tags["name"], _others(tags), rank, "", shape))


def _take_door(tags: Mapping[str, str], point: shapely.Point, extract: Extract) -> None:
    road = tags.get("addr:street") or tags.get("addr:place") or ""
    if not road or "addr:housenumber" not in tags:
        return
    town = tags.get("addr:city", "")
    # 12;14 are two doors, 12a is a door of number 12, 3/12 is number 3.
    for part in re.split(r"[;,]", tags["addr:housenumber"]):
        found = _NUMBERS.search(part)
        if found and int(found[0]):
            extract.doors.append(Door(road, int(found[0]), town, point.x, point.y))


def _line(way) -> shapely.LineString | None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    places = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
    return shapely.LineString(places) if len(places) >= _FEWEST_CORNERS else None


def _polygon(area) -> BaseGeometry | None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    parts = [
        shapely.Polygon(_ring(outer), [_ring(inner) for inner in area.inner_rings(outer)])
        for outer in area.outer_rings()
    ]
    shape = shapely.make_valid(shapely.MultiPolygon(parts))
    return None if shape.is_empty else shape


def _ring(ring: Iterable) -> list[tuple[float, float]]:  # type: ignore[type-arg]
    return [(node.lon, node.lat) for node in ring]


def _others(tags: Mapping[str, str]) -> tuple[str, ...]:
    named = [value for key, value in tags.items() if _OTHER_NAME.fullmatch(key)]
    names = [one.strip() for value in named for one in value.split(";")]
    return tuple(sorted({one for one in names if one and one != tags.get("name")}))
