"""Stretches and house numbers of a gazetteer made into roads."""

from collections import defaultdict
from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely import MultiPoint
from shapely.geometry.base import BaseGeometry

from planner.geo import LocalPlane
from planner.geocode.roads import Road
from planner.schema import FloatArray

_ONE_ROAD_M = 300.0
"""Stretches of one name nearer than this are one road, which may pass through several districts."""

type _Part = tuple[str, BaseGeometry]


def read_roads(
    lines: gpd.GeoDataFrame | None, numbers: pd.DataFrame, plane: LocalPlane
) -> list[tuple[Road, tuple[str, ...]]]:
    """Join stretches of one name that lie together, and give each road its numbers and names.

    Parameters
    ----------
    lines
        With `name`, `district_code` (may be empty) and perhaps `aliases`, separated by ``|``.
    numbers
        The columns of `HOUSE_NUMBERS`.
    """
    stretches: dict[str, list[_Part]] = defaultdict(list)
    aliases: dict[str, set[str]] = defaultdict(set)
    if lines is not None:
        shapes = shapely.transform(lines.geometry.to_numpy(), plane.flatten_points)
        known = [_text(lines, name) for name in ("name", "district_code", "aliases")]
        for name, code, others, shape in zip(*known, shapes, strict=True):
            stretches[name].append((code, shape))
            aliases[name] |= set(others.split("|")) - {""}
    x, y = plane.metres(numbers["lon"], numbers["lat"])
    placed = numbers.assign(x=x, y=y, district_code=numbers["district_code"].fillna(""))
    by_road = {str(name): rows for name, rows in placed.groupby("road")}
    found: list[tuple[Road, tuple[str, ...]]] = []
    for name in sorted({*stretches, *by_road} - {""}):
        rows = by_road.get(name, placed.iloc[:0])
        parts = stretches.get(name) or _from_numbers(rows)
        names = (name, *sorted(aliases[name]))
        found += [(road, names) for road in _joined(name, parts, rows)]
    return found


def _text(lines: gpd.GeoDataFrame, name: str) -> Iterable[str]:
    if name not in lines:
        return [""] * len(lines)
    return [str(one) for one in lines[name].fillna("").tolist()]


def _from_numbers(rows: pd.DataFrame) -> list[_Part]:
    """Stand in for the line of a road that is known by its numbers only."""
    return [
        (str(code), MultiPoint(group[["x", "y"]].to_numpy(dtype=np.float64)))
        for code, group in rows.groupby("district_code")
    ]


def _joined(name: str, parts: list[_Part], numbers: pd.DataFrame) -> list[Road]:
    """Make one road of the parts that lie within reach of each other; others share only a name."""
    groups: list[list[_Part]] = []
    for part in parts:
        near = [one for one in groups if any(part[1].distance(g) < _ONE_ROAD_M for _, g in one)]
        groups = [one for one in groups if one not in near]
        groups.append([part, *(member for one in near for member in one)])
    lines = [shapely.union_all([line for _, line in group]) for group in groups]
    if not len(numbers):
        empty = _sorted(numbers)
        return [_road(name, group, line, empty) for group, line in zip(groups, lines, strict=True)]
    points = shapely.points(numbers[["x", "y"]].to_numpy(dtype=np.float64))
    owner = np.array([shapely.distance(line, points) for line in lines]).argmin(axis=0)
    return [
        _road(name, group, line, _sorted(numbers.loc[owner == place]))
        for place, (group, line) in enumerate(zip(groups, lines, strict=True))
    ]


type _Numbers = tuple[npt.NDArray[np.int64], FloatArray, npt.NDArray[np.object_]]


def _sorted(rows: pd.DataFrame) -> _Numbers:
    """Return numbers, points and districts, by number."""
    rows = rows.sort_values("number", kind="stable")
    return (
        rows["number"].to_numpy(dtype=np.int64),
        rows[["x", "y"]].to_numpy(dtype=np.float64),
        rows["district_code"].to_numpy(dtype=object),
    )


def _road(name: str, group: list[_Part], line: BaseGeometry, numbers: _Numbers) -> Road:
    districts = frozenset(code for code, _ in group if code)
    return Road(name, districts, line, *numbers)
