"""Water that an estimate may not cross, but by a bridge, a tunnel or a ferry that is declared."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.errors import DataError
from planner.files import read_features
from planner.geo import geodesic_km
from planner.schema import BoolArray, FloatArray


class Water(NamedTuple):
    """The area of all water, and for each crossing both ends, shape (crossings, 2, 2), and km."""

    area: BaseGeometry
    ends: FloatArray
    length_km: FloatArray


def read_water(water: Path, crossings: Path | None) -> Water:
    """Read the layers of water and of crossings.

    Raises
    ------
    DataError
        A layer cannot be read, or is not of areas, or of lines.
    """
    areas = read_features(water).geometry
    _check(bool(areas.geom_type.isin(["Polygon", "MultiPolygon"]).all()), water, "areas of water")
    area = shapely.union_all(areas.to_numpy())
    shapely.prepare(area)
    if crossings is None:
        return Water(area, np.zeros((0, 2, 2)), np.zeros(0))
    lines = read_features(crossings).geometry
    _check(bool((lines.geom_type == "LineString").all()), crossings, "lines of crossings")
    ends = np.stack(
        [shapely.get_coordinates(shapely.get_point(lines.to_numpy(), at)) for at in (0, -1)], axis=1
    )
    return Water(area, ends, np.array([_line_km(one) for one in lines]))


def go_round(
    straight_km: FloatArray, origins: FloatArray, destinations: FloatArray, water: Water
) -> FloatArray:
    """Return kilometres that cross no water, NaN where no way is known.

    A straight line that meets water is replaced by the shortest way over one crossing whose both
    approaches stay on land. Ways over two crossings are not looked for.

    Parameters
    ----------
    straight_km
        Shape (n, m).
    origins, destinations
        Degrees, shapes (n, 2) and (m, 2).
    """
    wet = _wet(origins, destinations, water.area)
    round_km = np.full(straight_km.shape, np.inf)
    for ends, length_km in zip(water.ends, water.length_km, strict=True):
        for near, far in (ends, ends[::-1]):
            to_km = _approach_km(origins, near, water.area)
            on_km = _approach_km(destinations, far, water.area)
            np.minimum(round_km, to_km[:, None] + length_km + on_km[None, :], out=round_km)
    found = np.where(wet, round_km, straight_km)
    return np.where(np.isfinite(found), found, np.nan)


def _wet(origins: FloatArray, destinations: FloatArray, area: BaseGeometry) -> BoolArray:
    """Say which straight lines pass through water; to touch its shore is not to cross it."""
    wet = np.zeros((len(origins), len(destinations)), dtype=np.bool_)
    for column, one in enumerate(destinations):
        lines = shapely.linestrings(
            np.stack([origins, np.broadcast_to(one, origins.shape)], axis=1)
        )
        wet[:, column] = shapely.intersects(area, lines) & ~shapely.touches(area, lines)
    return wet


def _approach_km(points: FloatArray, end: FloatArray, area: BaseGeometry) -> FloatArray:
    """Return straight kilometres to the end of a crossing, infinite where water lies between."""
    km = geodesic_km(points[:, 0], points[:, 1], end[0], end[1])
    return np.where(_wet(points, end[None, :], area)[:, 0], np.inf, km)


def _line_km(line: BaseGeometry) -> float:
    lon, lat = shapely.get_coordinates(line).T
    return float(geodesic_km(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())


def _check(fits: bool, path: Path, what: str) -> None:  # noqa: FBT001
    if not fits:
        raise DataError(
            f"{path.name} holds other shapes than {what}",
            where=str(path),
            mend=f"name a layer of {what}",
        )
