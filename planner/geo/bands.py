"""Areas that are reached within so many minutes, from the minutes of points along the roads."""

import itertools
from collections.abc import Sequence
from typing import cast

import contourpy
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from planner.geo.metres import LocalPlane
from planner.schema import BoolArray, FloatArray
from planner.units import METRES_PER_KM, MINUTES_PER_HOUR

type Filled = tuple[list[FloatArray], list[npt.NDArray[np.uint32]]]

_CELLS_ACROSS = 240
_NEAREST = 8
_SPECK_CELLS = 12
"""Rings around fewer cells are left out of both bands that they part: the grid made them."""


def time_bands(
    lon: FloatArray,
    lat: FloatArray,
    time_min: FloatArray,
    ends_min: Sequence[float],
    *,
    off_road_km_per_h: float = 15.0,
    off_road_km: float = 4.0,
) -> list[BaseGeometry]:
    """Share out the surroundings of points by the minutes it takes from there.

    A place takes the least of the minutes of a point near it plus the straight way to that point;
    lines of equal minutes are then drawn through a grid of such places.

    Parameters
    ----------
    lon, lat, time_min
        WGS-84 degrees and minutes of points, shape (n,); NaN minutes mark a point without a way.
    ends_min
        Minutes that end the bands, rising.
    off_road_km_per_h
        Speed between a place and the point.
    off_road_km
        Places farther than this from every point belong to no band.

    Returns
    -------
    bands
        One more than `ends_min`, the last without an end; WGS-84, none covers another; empty where
        nothing takes so long.
    """
    known = np.isfinite(time_min)
    if not known.any():
        return [shapely.MultiPolygon() for _ in range(len(ends_min) + 1)]
    plane = LocalPlane.around(lon[known], lat[known])
    points = np.column_stack(plane.metres(lon[known], lat[known]))
    reach_m = off_road_km * METRES_PER_KM
    x_m, y_m = _axes(points, reach_m)
    minutes, near = _minutes(
        points, time_min[known], x_m, y_m,
        m_per_min=off_road_km_per_h * METRES_PER_KM / MINUTES_PER_HOUR,
        reach_m=reach_m,
    )  # fmt: skip
    generator = contourpy.contour_generator(
        x_m, y_m, np.ma.masked_array(minutes, mask=~near), fill_type="OuterOffset"
    )
    edges = [-1.0, *ends_min, max(float(minutes[near].max()), ends_min[-1]) + 1.0]
    speck_m2 = _SPECK_CELLS * float(x_m[1] - x_m[0]) ** 2
    return [
        plane.unflatten(_polygons(cast("Filled", generator.filled(low, high)), speck_m2))
        for low, high in itertools.pairwise(edges)
    ]


def _axes(points: FloatArray, beyond_m: float) -> tuple[FloatArray, FloatArray]:
    """Return the lines of a square grid over the points and a little beyond, in metres."""
    first, last = points.min(axis=0) - beyond_m, points.max(axis=0) + beyond_m
    cell = max(float((last - first).max()) / _CELLS_ACROSS, 1.0)
    return np.arange(first[0], last[0] + cell, cell), np.arange(first[1], last[1] + cell, cell)


def _minutes(
    points: FloatArray,
    time_min: FloatArray,
    x_m: FloatArray,
    y_m: FloatArray,
    *,
    m_per_min: float,
    reach_m: float,
) -> tuple[FloatArray, BoolArray]:
    """Return minutes at every crossing of the grid, and whether a point is near, shape (y, x)."""
    grid = np.stack(np.meshgrid(x_m, y_m), axis=-1)
    count = min(_NEAREST, len(points))
    away_m, place = cKDTree(points).query(grid, k=np.arange(1, count + 1))
    minutes = (time_min[place] + away_m / m_per_min).min(axis=-1)
    return minutes, away_m[..., 0] <= reach_m


def _polygons(filled: Filled, speck_m2: float) -> BaseGeometry:
    shapes = []
    for corners, breaks in zip(*filled, strict=True):
        rings = [shapely.Polygon(corners[one:two]) for one, two in itertools.pairwise(breaks)]
        if rings[0].area >= speck_m2:
            holes = [one.exterior for one in rings[1:] if one.area >= speck_m2]
            shapes.append(shapely.Polygon(rings[0].exterior, holes))
    whole: BaseGeometry = shapely.union_all(shapely.make_valid(np.array(shapes, dtype=object)))
    return whole if shapes else shapely.MultiPolygon()
