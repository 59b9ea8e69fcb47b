"""Stretches and house numbers of a gazetteer made into roads."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely import MultiPoint
from shapely.geometry.base import BaseGeometry

from planner.geo import LocalPlane
from planner.geocode.roads import Road
from planner.schema import BoolArray, FloatArray

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
    by_road = _by_road(numbers, plane)
    none = _Numbers.none()
    found: list[tuple[Road, tuple[str, ...]]] = []
    for name in sorted({*stretches, *by_road} - {""}):
        doors = by_road.get(name, none)
        parts = stretches.get(name) or doors.parts()
        names = (name, *sorted(aliases[name]))
        found += [(road, names) for road in _joined(name, parts, doors)]
    return found


def _text(lines: gpd.GeoDataFrame, name: str) -> Iterable[str]:
    if name not in lines:
        return [""] * len(lines)
    return [str(one) for one in lines[name].fillna("").tolist()]


@dataclass(frozen=True, eq=False)
class _Numbers:
    """House numbers of one road, rising: plain arrays, since a city has thousands of roads."""

    numbers: npt.NDArray[np.int64]
    points: FloatArray
    districts: npt.NDArray[np.object_]

    @classmethod
    def none(cls) -> "_Numbers":
        return cls(np.zeros(0, np.int64), np.zeros((0, 2)), np.zeros(0, dtype=object))

    def take(self, which: slice | BoolArray) -> "_Numbers":
        return _Numbers(self.numbers[which], self.points[which], self.districts[which])

    def parts(self) -> list[_Part]:
        """Stand in for the line of a road that is known by its numbers only."""
        return [
            (str(code), MultiPoint(self.points[self.districts == code]))
            for code in sorted(set(self.districts))
        ]


def _by_road(numbers: pd.DataFrame, plane: LocalPlane) -> dict[str, _Numbers]:
    """Return the house numbers of each road."""
    ordered = numbers.sort_values(["road", "number"], kind="stable")
    whole = _Numbers(
        ordered["number"].to_numpy(dtype=np.int64),
        np.column_stack(plane.metres(ordered["lon"], ordered["lat"])),
        ordered["district_code"].fillna("").to_numpy(dtype=object),
    )
    roads = ordered["road"].to_numpy(dtype=object)
    changes = (np.flatnonzero(roads[1:] != roads[:-1]) + 1).tolist()
    starts, ends = ([0, *changes], [*changes, len(roads)]) if len(roads) else ([], [])
    return {
        str(roads[start]): whole.take(slice(start, end))
        for start, end in zip(starts, ends, strict=True)
    }


def _joined(name: str, parts: list[_Part], doors: _Numbers) -> list[Road]:
    """Make one road of the parts that lie within reach of each other; others share only a name."""
    groups: list[list[_Part]] = []
    for part in parts:
        near = [one for one in groups if any(part[1].distance(g) < _ONE_ROAD_M for _, g in one)]
        groups = [one for one in groups if one not in near]
        groups.append([part, *(member for one in near for member in one)])
    lines = [shapely.union_all([line for _, line in group]) for group in groups]
    if len(groups) == 1 or not len(doors.numbers):
        owner = np.zeros(len(doors.numbers), dtype=np.int64)
    else:
        points = shapely.points(doors.points)
        owner = np.array([shapely.distance(line, points) for line in lines]).argmin(axis=0)
    return [
        _road(name, group, line, doors.take(owner == place))
        for place, (group, line) in enumerate(zip(groups, lines, strict=True))
    ]


def _road(name: str, group: list[_Part], line: BaseGeometry, doors: _Numbers) -> Road:
    districts = frozenset(code for code, _ in group if code)
    return Road(name, districts, line, doors.numbers, doors.points, doors.districts)
