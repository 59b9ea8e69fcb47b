"""Roads as they are drawn, cut at their junctions into the links of a network."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from planner.errors import DataError
from planner.geo import LocalPlane
from planner.schema import BoolArray, FloatArray
from planner.travel.engines.network import IntArray, Network, Shapes
from planner.units import METRES_PER_KM, MINUTES_PER_HOUR


@dataclass(frozen=True, eq=False)
class Ways:
    """Drawn roads: some arrays have one entry a way, some a corner, some a place.

    A corner is one mention of a place by a way; where two ways mention one place they meet.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    classes: tuple[str, ...]
    speed_km_per_h: FloatArray
    duration_min: FloatArray
    """By timetable, for the whole way; NaN where the speed counts."""
    direction: IntArray
    """1 as drawn only, -1 against it only, 0 both."""
    way: IntArray
    """Way of each corner, ascending."""
    place: IntArray
    """Place of each corner."""
    seam: BoolArray
    """Corners that are not joined to the one before: a way's first, or after a gap."""
    lon: FloatArray
    lat: FloatArray
    shut: BoolArray
    """Places where a barrier keeps cars from passing."""


def link_ways(ways: Ways, path: Path) -> Network:
    """Cut ways where they meet, at their ends and at barriers.

    A link is called ``way/part``, parts counted along the way from 1, so that a name stays the
    same as long as the way itself is not redrawn.

    Raises
    ------
    DataError
        No way leads anywhere; `path` is the file that is told.
    """
    ways = _without_standing_still(ways)
    if ways.seam.all():
        raise DataError(
            f"{path.name} has no road that a car may drive",
            where=str(path),
            mend="use a file with roads and their whole course, "
            "or give the classes of its roads a speed in travel.speeds",
        )
    first, last = _parts(ways)
    way = ways.way[first]
    plane = LocalPlane.around(ways.lon, ways.lat)
    shape = _shapes(ways, first, last, plane)
    length_km = np.asarray(shapely.length(shape), dtype=np.float64) / METRES_PER_KM
    way_km = np.bincount(way, weights=length_km, minlength=len(ways.ids))
    by_speed = length_km / ways.speed_km_per_h[way] * MINUTES_PER_HOUR
    share = length_km / np.where(way_km[way] > 0, way_km[way], 1.0)
    timed = np.isfinite(ways.duration_min[way])
    against = ways.direction[way] < 0
    shape[against] = shapely.reverse(shape[against])
    starts, ends, node_count = _nodes(ways, first, last)
    begins = np.flatnonzero(np.r_[True, way[1:] != way[:-1]])
    part = np.arange(len(way)) - np.repeat(begins, np.diff(np.r_[begins, len(way)])) + 1
    return Network(
        link_ids=tuple(f"{ways.ids[one]}/{number}" for one, number in zip(way, part, strict=True)),
        names=tuple(ways.names[one] for one in way),
        classes=tuple(ways.classes[one] for one in way),
        tail=np.where(against, ends, starts),
        head=np.where(against, starts, ends),
        two_way=ways.direction[way] == 0,
        time_min=np.where(timed, share * ways.duration_min[way], by_speed),
        length_km=length_km,
        shape=shape,
        node_count=node_count,
        plane=plane,
    )


def _without_standing_still(ways: Ways) -> Ways:
    """Drop corners that repeat the one before; they would be links from a node to itself."""
    again = np.zeros(len(ways.place), dtype=np.bool_)
    again[1:] = (ways.place[1:] == ways.place[:-1]) & ~ways.seam[1:]
    if not again.any():
        return ways
    keep = ~again
    return dataclasses.replace(
        ways, way=ways.way[keep], place=ways.place[keep], seam=ways.seam[keep]
    )


def _parts(ways: Ways) -> tuple[IntArray, IntArray]:
    """Return the first and the last corner of each part."""
    last_of_run = np.r_[ways.seam[1:], True]
    mentions = np.bincount(ways.place, minlength=len(ways.lon))
    met = (mentions[ways.place] > 1) | ways.shut[ways.place]
    stop = np.flatnonzero(ways.seam | last_of_run | met).astype(np.int64)
    joined = ~ways.seam[stop[1:]]
    return stop[:-1][joined], stop[1:][joined]


def _shapes(ways: Ways, first: IntArray, last: IntArray, plane: LocalPlane) -> Shapes:
    count = last - first + 1
    part = np.repeat(np.arange(len(first)), count)
    corner = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    at = ways.place[np.repeat(first, count) + corner]
    x_m, y_m = plane.metres(ways.lon, ways.lat)
    lines = shapely.linestrings(np.column_stack([x_m[at], y_m[at]]), indices=part)
    return np.asarray(lines, dtype=np.object_)


def _nodes(ways: Ways, first: IntArray, last: IntArray) -> tuple[IntArray, IntArray, int]:
    """Give the ends of parts a number; at a barrier every end is a node of its own."""
    places = len(ways.lon)
    start, end = ways.place[first], ways.place[last]
    start = np.where(ways.shut[start], places + 2 * first, start)
    end = np.where(ways.shut[end], places + 2 * last + 1, end)
    known, node = np.unique(np.concatenate([start, end]), return_inverse=True)
    node = node.ravel().astype(np.int64)
    return node[: len(first)], node[len(first) :], len(known)
