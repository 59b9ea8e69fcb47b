"""The sample city as an OpenStreetMap extract: ``python -m data.generator.extract FILE.osm.pbf``.

Made of the committed files, for programs that read OpenStreetMap: the Nominatim of the tests. Every
road keeps its links and crossings, every house number is a node with `addr:*` tags, districts, city
and province are boundary relations. Numbers are written as ``12``, as most of China is mapped.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import geopandas as gpd
import osmium
import pandas as pd
import shapely
from osmium.osm.mutable import Node, Relation, Way
from shapely.geometry.base import BaseGeometry

from data.generator.districts import CITY, CITY_EN, PROVINCE

CITY_FILES = Path(__file__).parents[1] / "city"
_HIGHWAY = {"expressway": "trunk", "arterial": "secondary", "local": "residential"}
_PLACE = {
    "town": {"place": "town"},
    "park": {"place": "neighbourhood"},
    "place": {"place": "locality"},
    "city": {"place": "city"},
}
_PROVINCE_LEVEL, _CITY_LEVEL, _DISTRICT_LEVEL = "4", "5", "6"

type Tags = Mapping[str, str]
type Ring = list[tuple[float, float]]


class Extract:
    """Nodes, ways and relations in the order in which a file must have them."""

    def __init__(self) -> None:
        self._points: dict[tuple[float, float], int] = {}
        self._nodes: list[Node] = []
        self._ways: list[Way] = []
        self._relations: list[Relation] = []

    def add_point(self, lon: float, lat: float, tags: Tags) -> None:
        self._node(lon, lat, tags)

    def add_line(self, corners: Iterable[tuple[float, float]], tags: Tags) -> int:
        """Add a way; corners at one place are one node, which is what joins roads."""
        refs = [self._corner(lon, lat) for lon, lat in corners]
        self._ways.append(Way(id=len(self._ways) + 1, version=1, nodes=refs, tags=dict(tags)))
        return len(self._ways)

    def add_boundary(self, shape: BaseGeometry, tags: Tags) -> None:
        members = []
        for part in shapely.get_parts(shape):
            rings = [("outer", part.exterior), *(("inner", one) for one in part.interiors)]
            members += [("w", self.add_line(ring.coords, {}), role) for role, ring in rings]
        self._relations.append(
            Relation(
                id=len(self._relations) + 1, version=1, members=members,
                tags={"type": "boundary", "boundary": "administrative", **tags},
            )
        )  # fmt: skip

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with osmium.SimpleWriter(str(path), overwrite=True) as writer:
            for node in self._nodes:
                writer.add_node(node)
            for way in self._ways:
                writer.add_way(way)
            for relation in self._relations:
                writer.add_relation(relation)

    def _corner(self, lon: float, lat: float) -> int:
        at = (round(lon, 6), round(lat, 6))
        if at not in self._points:
            self._points[at] = self._node(*at, {})
        return self._points[at]

    def _node(self, lon: float, lat: float, tags: Tags) -> int:
        number = len(self._nodes) + 1
        self._nodes.append(Node(id=number, version=1, location=(lon, lat), tags=dict(tags)))
        return number


def make_extract(city: Path) -> Extract:
    """Read a city's folder and draw its extract."""
    extract = Extract()
    districts = gpd.read_file(city / "gazetteer" / "districts.geojson")
    names = dict(zip(districts["district_code"], districts["name"], strict=True))
    for line, tags in _roads(city / "roads"):
        extract.add_line(line, tags)
    for row in _rows(city / "gazetteer" / "house_numbers.csv"):
        extract.add_point(
            float(row["lon"]), float(row["lat"]),
            {
                "addr:housenumber": row["number"], "addr:street": row["road"],
                "addr:district": names[row["district_code"]], "addr:city": CITY,
            },
        )  # fmt: skip
    for row in _rows(city / "gazetteer" / "places.csv"):
        if row["kind"] in _PLACE:
            tags = {"name": row["name"], **_PLACE[row["kind"]]}
            aliases = {"alt_name": row["aliases"].replace("|", ";")} if row["aliases"] else {}
            extract.add_point(float(row["lon"]), float(row["lat"]), tags | aliases)
    land = shapely.union_all(districts.geometry.to_numpy())
    for row in districts.itertuples():
        extract.add_boundary(row.geometry, _boundary(row.name, row.name_en, _DISTRICT_LEVEL))
    extract.add_boundary(land, _boundary(CITY, CITY_EN, _CITY_LEVEL))
    extract.add_boundary(land.convex_hull, _boundary(PROVINCE, "Lanhai", _PROVINCE_LEVEL))
    return extract


def _boundary(name: str, name_en: str, level: str) -> Tags:
    return {"name": name, "name:en": name_en, "admin_level": level}


def _roads(folder: Path) -> Iterator[tuple[Ring, Tags]]:
    at = {
        row["node_id"]: (float(row["x_coord"]), float(row["y_coord"]))
        for row in _rows(folder / "node.csv")
    }
    for row in _rows(folder / "link.csv"):
        line = [at[row["from_node_id"]], at[row["to_node_id"]]]
        if row["geometry"]:
            line = [(lon, lat) for lon, lat in shapely.from_wkt(row["geometry"]).coords]
        tags = {"highway": _HIGHWAY[row["facility_type"]]}
        tags |= {"name": row["name"]} if row["name"] else {}
        tags |= {"oneway": "yes"} if row["directed"] == "1" else {}
        yield line, tags


def _rows(path: Path) -> Iterator[dict[str, str]]:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    return ({str(key): str(one) for key, one in row.items()} for row in frame.to_dict("records"))


if __name__ == "__main__":
    make_extract(CITY_FILES).write(Path(sys.argv[1]))
