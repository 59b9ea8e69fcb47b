"""The register's points in one datum, as far as they state which one they are in."""

import numpy as np

from planner.geo import DATUMS, each_to_wgs84
from planner.schema import BoolArray, FloatArray

_LON_MOST, _LAT_MOST = 180.0, 90.0


def points_wgs84(
    lon: FloatArray, lat: FloatArray, datum: "np.ndarray[tuple[int], np.dtype[np.object_]]"
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return WGS-84 degrees and which rows have a usable point.

    Parameters
    ----------
    lon, lat
        Degrees as written, NaN where missing, shape (n,).
    datum
        One of `DATUMS` or missing, shape (n,).
    """
    with np.errstate(invalid="ignore"):
        on_earth = (np.abs(lon) <= _LON_MOST) & (np.abs(lat) < _LAT_MOST)
    usable = on_earth & np.isin(datum, DATUMS)
    x, y = each_to_wgs84(lon, lat, np.where(usable, datum, ""))
    return x, y, usable
