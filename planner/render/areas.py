"""Service areas for the eye: the land nearest to the customers of each outlet."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.shares import share_out


def service_areas(
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    outlet_ids: Sequence[str],
    land: BaseGeometry,
) -> dict[str, BaseGeometry]:
    """Share out the land: every place goes to the outlet of the customer nearest to it.

    This is a picture and no measurement; who is served by which outlet is decided per customer.

    Parameters
    ----------
    lon, lat
        WGS-84 degrees of the customers, shape (n,).
    outlet_ids
        The outlet of each customer; an empty text leaves the customer out.
    land
        What is shared out.

    Returns
    -------
    areas
        Outlet id to polygon; empty when there are too few customers to draw anything.
    """
    # Cells are made in true proportion: a degree of longitude is shorter than one of latitude.
    squeeze = float(np.cos(np.radians(lat.mean()))) if len(lat) else 1.0
    frame = shapely.transform(land, lambda xy: xy * [squeeze, 1.0])
    areas = share_out(np.column_stack([lon * squeeze, lat]).round(5), outlet_ids, frame)
    return {
        outlet: shapely.transform(area, lambda xy: xy / [squeeze, 1.0])
        for outlet, area in areas.items()
    }


def area_colours(pictures: Sequence[Mapping[str, BaseGeometry]], count: int) -> dict[str, int]:
    """Give each outlet one of `count` colours so that neighbours differ in every picture.

    Of the colours that no neighbour has, the one used least so far: areas near each other that do
    not touch, across a bay, look different too.
    """
    outlets = sorted({outlet for areas in pictures for outlet in areas})
    beside: dict[str, set[str]] = {outlet: set() for outlet in outlets}
    for areas in pictures:
        ids = sorted(areas)
        shapes = np.array([areas[outlet] for outlet in ids], dtype=object)
        for one, two in shapely.STRtree(shapes).query(shapes, predicate="intersects").T:
            if one != two:
                beside[ids[one]].add(ids[two])
    colours: dict[str, int] = {}
    for outlet in sorted(outlets, key=lambda one: (-len(beside[one]), one)):
        used = [colours[one] for one in beside[outlet] if one in colours]
        spent = Counter(colours.values())
        colours[outlet] = min(
            range(count),
            key=lambda one: (used.count(one), spent[one], one),
        )
    return colours


def inscribed(geometry: BaseGeometry) -> list[tuple[float, tuple[float, float]]]:
    """Return radius and middle of the widest circle in each part of an area: where to write."""
    circles = [shapely.maximum_inscribed_circle(part) for part in shapely.get_parts(geometry)]
    middles = [shapely.get_coordinates(one)[0].tolist() for one in circles]
    return [(float(one.length), (x, y)) for one, (x, y) in zip(circles, middles, strict=True)]
