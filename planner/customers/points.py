"""The register's points in one datum, as far as they state which one they are in."""

import numpy as np

from planner.geo import DATUMS, to_wgs84
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
    x, y = lon.copy(), lat.copy()
    usable = np.zeros(len(x), dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        on_earth = (np.abs(lon) <= _LON_MOST) & (np.abs(lat) < _LAT_MOST)
    for name in DATUMS:
        rows = on_earth & np.asarray(datum == name, dtype=np.bool_)
        if rows.any():
            x[rows], y[rows] = to_wgs84(lon[rows], lat[rows], name)
        usable |= rows
    return x, y, usable
