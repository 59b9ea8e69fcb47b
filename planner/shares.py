"""Land shared out among owners of points: every place goes to the owner of the nearest point."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

MOST_POINTS = 4_000
"""More points than this are thinned first: the picture does not change, the minutes do."""
_FEWEST_POINTS = 4


def share_out(
    points: npt.NDArray[np.float64], owners: Sequence[str], land: BaseGeometry
) -> dict[str, BaseGeometry]:
    """Share out the land by the Voronoi cells of points; a picture and no measurement.

    Parameters
    ----------
    points
        Shape (n, 2), in a plane without distortion. Of points at one place the first counts.
    owners
        Of each point; an empty text leaves the point out.
    land
        What is shared out.

    Returns
    -------
    areas
        Owner to (multi)polygon; empty when there are too few points to draw anything.
    """
    of_point = np.asarray(owners, dtype=object)
    _, first = np.unique(points, axis=0, return_index=True)
    kept = np.sort(first[of_point[first] != ""])
    kept = kept[:: max(1, -(-len(kept) // MOST_POINTS))]
    if len(kept) < _FEWEST_POINTS or land.is_empty:
        return {}
    shapely.prepare(land)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.MultiPoint(points[kept]), extend_to=land.envelope, ordered=True
        )
    )
    return {
        str(owner): shapely.union_all(cells[of_point[kept] == owner]).intersection(land)
        for owner in sorted(set(of_point[kept]))
    }
