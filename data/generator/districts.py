"""Six invented districts: two on the island, four on the mainland."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from data.generator.coast import Land
from data.generator.curves import Points, border
from planner import seeds

PROVINCE, CITY, CITY_EN, CITY_CODE = "岚海省", "澜湾市", "Lanwan", "990200"


@dataclass(frozen=True)
class District:
    """One district: its land in plane kilometres, and a point that names it."""

    code: str
    name: str
    name_en: str
    heart: tuple[float, float]
    area: BaseGeometry


_NAMES: dict[str, tuple[str, str, tuple[float, float]]] = {
    "990203": ("鹭汀区", "Luting", (-1.6, -12.6)),
    "990206": ("屿北区", "Yubei", (2.0, -7.2)),
    "990205": ("沧浦区", "Cangpu", (-14.0, -8.0)),
    "990211": ("集澜区", "Jilan", (-6.0, 5.0)),
    "990212": ("同岚区", "Tonglan", (0.5, 14.5)),
    "990213": ("翔浦区", "Xiangpu", (13.6, 2.0)),
}
_BORDERS: list[Points] = [
    [(-8.5, -9.3), (-6.0, -9.6), (-3.2, -9.9), (-0.4, -10.2), (2.6, -9.7), (5.2, -10.3),
     (8.5, -10.0)],
    [(-11.6, 3.6), (-13.2, 4.0), (-15.0, 5.0), (-17.4, 6.4), (-19.2, 5.6), (-23.5, 6.8)],
    [(4.6, 6.6), (3.0, 7.4), (0.4, 9.4), (-3.4, 10.2), (-7.6, 11.4), (-12.0, 12.2),
     (-16.5, 13.6), (-22.5, 13.4)],
    [(4.8, 9.0), (6.4, 9.2), (8.8, 11.0), (12.0, 11.6), (15.6, 13.6), (19.6, 13.2), (24.0, 15.0)],
]  # fmt: skip
_ISLET_OWNER = {
    "琴澜屿": "990203", "外汀屿": "990203", "燕尾礁": "990203", "双髻屿": "990206",
    "白鸥礁": "990206", "东澜屿": "990213", "火烧礁": "990212",
}  # fmt: skip


def draw_districts(seed: int, land: Land) -> list[District]:
    rng = seeds.rng(seed, "districts")
    lines = [border(points, rng, 0.35, 0.2) for points in _BORDERS]
    main = [land.mainland, land.island]
    edges = shapely.union_all([*(one.exterior for one in main), *lines])
    faces = [
        face
        for face in shapely.get_parts(shapely.polygonize([edges]))
        if any(one.contains(face.representative_point()) for one in main)
    ]
    owner = _owners(faces)
    return [
        District(code, name, name_en, heart, _area(land, faces, owner, code))
        for code, (name, name_en, heart) in _NAMES.items()
    ]


def _owners(faces: list[Polygon]) -> list[str]:
    """Each face goes to the district whose naming point it holds; a sliver to the nearest."""
    hearts = {code: Point(heart) for code, (_, _, heart) in _NAMES.items()}
    homes = {
        code: next(face for face in faces if face.contains(heart)) for code, heart in hearts.items()
    }
    owners: list[str] = []
    for face in faces:
        own = [code for code, home in homes.items() if home is face]
        shared = [face.intersection(home).length for home in homes.values()]
        owners.append(own[0] if own else list(homes)[int(np.argmax(shared))])
    return owners


def _area(land: Land, faces: list[Polygon], owner: list[str], code: str) -> BaseGeometry:
    own = [face for face, one in zip(faces, owner, strict=True) if one == code]
    islets = [shape for name, shape in land.islets.items() if _ISLET_OWNER[name] == code]
    merged = shapely.union_all([*own, *islets])
    parts = [part for part in shapely.get_parts(merged) if part.area > 0.02]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def district_at(districts: list[District], x_km: float, y_km: float) -> District:
    """The district of a point; the nearest one for a point at sea."""
    point = Point(x_km, y_km)
    return min(districts, key=lambda one: one.area.distance(point))
