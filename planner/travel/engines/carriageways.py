"""The other carriageway of a divided road, for points that stand on one."""

import dataclasses
import re

import numpy as np
import shapely

from planner.schema import BoolArray, FloatArray
from planner.travel.engines.network import IntArray, Network, Shapes
from planner.travel.engines.snapped import Snapped
from planner.units import METRES_PER_KM

_APART_M = 50.0
"""Carriageways of one road lie no farther apart; two streets of one name do."""
_STEP_M = 5.0
_AGAINST = -0.8
"""Cosine: within some 35 degrees of the opposite direction."""
_ASIDE = re.compile(r"[(（].*")


def with_other_carriageways(
    snapped: Snapped, points: Shapes, network: Network, keep: BoolArray, *, max_access_km: float
) -> Snapped:
    """Add a second column where points stand beside a divided road; none where none does.

    The other carriageway is the nearest kept link that leads the other way, both one way, of the
    same class and name, beside the place where a point meets its own.

    Parameters
    ----------
    snapped
        With one column.
    points
        On the network's plane.
    network, keep
        All links, and which of them are connected.
    max_access_km
        No link farther off than this is added.
    """
    at = np.flatnonzero(snapped.link[:, 0] >= 0)
    at = at[~network.two_way[snapped.link[at, 0]]]
    own, share = snapped.link[at, 0], snapped.fraction[at, 0]
    point, other = _beside(network, keep, own, share)
    off_m = shapely.distance(points[at[point]], network.shape[other])
    near = off_m <= max_access_km * METRES_PER_KM
    point, other, off_m = point[near], other[near], off_m[near]
    order = np.lexsort((other, off_m, point))
    first = order[np.unique(point[order], return_index=True)[1]]
    if not len(first):
        return snapped
    rows, other = at[point[first]], other[first]
    link = np.column_stack([snapped.link, np.full(len(points), -1)])
    fraction = np.column_stack([snapped.fraction, np.full(len(points), np.nan)])
    off_km = np.column_stack([snapped.off_km, np.full(len(points), np.inf)])
    link[rows, 1], off_km[rows, 1] = other, off_m[first] / METRES_PER_KM
    fraction[rows, 1] = shapely.line_locate_point(
        network.shape[other], points[rows], normalized=True
    )
    return dataclasses.replace(snapped, link=link, fraction=fraction, off_km=off_km)


def _beside(
    network: Network, keep: BoolArray, own: IntArray, share: FloatArray
) -> tuple[IntArray, IntArray]:
    """Return pairs of a point and a link that may be its other carriageway."""
    foot = shapely.line_interpolate_point(network.shape[own], share, normalized=True)
    one_way = np.flatnonzero(keep & ~network.two_way)
    tree = shapely.STRtree(network.shape[one_way])
    point, at = tree.query(foot, predicate="dwithin", distance=_APART_M)
    other = one_way[at]
    point, other = point[other != own[point]], other[other != own[point]]
    alike = _alike(network, own[point], other)
    point, other = point[alike], other[alike]
    heading = _heading(network.shape[own], foot)
    cosine = (heading[point] * _heading(network.shape[other], foot[point])).sum(axis=1)
    return point[cosine < _AGAINST], other[cosine < _AGAINST]


def _alike(network: Network, own: IntArray, other: IntArray) -> BoolArray:
    """Say which pairs of links have one class and one name, but for what a name has in brackets."""
    classes, names = (np.array(one, dtype=np.object_) for one in (network.classes, network.names))
    alike = np.asarray(classes[own] == classes[other], dtype=np.bool_)
    for at in np.flatnonzero(alike & (names[own] != names[other])):
        one, another = (_ASIDE.sub("", names[side[at]]).strip() for side in (own, other))
        alike[at] = one == another != ""
    return alike


def _heading(lines: Shapes, near: Shapes) -> FloatArray:
    """Return unit vectors along lines at their place nearest to a point, shape (n, 2)."""
    along_m = shapely.line_locate_point(lines, near)
    # Not below 0, which would be counted from the end of the line.
    begin = shapely.line_interpolate_point(lines, np.maximum(along_m - _STEP_M, 0.0))
    end = shapely.line_interpolate_point(lines, along_m + _STEP_M)
    step = shapely.get_coordinates(end) - shapely.get_coordinates(begin)
    return np.asarray(step / np.maximum(np.hypot(*step.T), 1e-9)[:, None])
