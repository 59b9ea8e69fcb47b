"""Chinese map datums to WGS-84 and back, exactly and for whole arrays.

GCJ-02 and BD-09 have no EPSG code: a table in either looks right and is 0.6 to 1.2 km off. The
formulas are the public reconstruction (eviltransform, PRCoords); the inverse here is a fixed
point, so a round trip stays within a micrometre. Only positions inside `planner.geo.mask` are
shifted. CGCS2000 differs from WGS-84 by centimetres and
is taken as equal; the caller keeps the datum as given.
"""

from collections.abc import Mapping
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from planner.errors import DataError
from planner.geo.mask import is_shifted
from planner.schema import FloatArray

type Datum = Literal["WGS84", "GCJ02", "BD09", "CGCS2000"]
DATUMS: tuple[Datum, ...] = get_args(Datum.__value__)

DATUM_SPELLINGS: Mapping[str, Datum] = {
    "wgs-84": "WGS84", "wgs 84": "WGS84", "epsg:4326": "WGS84", "gps": "WGS84",
    "gcj-02": "GCJ02", "gcj 02": "GCJ02", "火星坐标": "GCJ02", "火星坐标系": "GCJ02",
    "高德": "GCJ02", "bd-09": "BD09", "bd 09": "BD09", "bd09ll": "BD09", "百度": "BD09",
    "百度坐标": "BD09", "cgcs-2000": "CGCS2000", "epsg:4490": "CGCS2000",
    "2000国家大地坐标系": "CGCS2000", "国家2000": "CGCS2000",
}  # fmt: skip
"""Other ways to write a datum, in lower case."""

_KRASOVSKY_M = 6378245.0
_ECCENTRICITY_SQ = 0.00669342162296594323
_BD_TURN = np.pi * 3000.0 / 180.0
_BD_LON, _BD_LAT = 0.0065, 0.0060
# Largest error over China by iteration: 4.8 m, 31 mm, 0.2 mm, 1.3 um, 0.01 um.
_ITERATIONS = 6


def to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: str) -> tuple[FloatArray, FloatArray]:
    """Turn positions of one datum into WGS-84.

    Parameters
    ----------
    lon, lat
        Degrees, same shape; NaN stays NaN.
    datum
        One of `DATUMS`.

    Returns
    -------
    lon, lat
        Degrees, WGS-84.

    Raises
    ------
    DataError
        The datum is not one of `DATUMS`.
    """
    x, y = _arrays(lon, lat)
    if _known(datum) in ("WGS84", "CGCS2000"):
        return x, y
    gcj_x, gcj_y = _bd_to_gcj(x, y) if datum == "BD09" else (x, y)
    wgs_x, wgs_y = gcj_x, gcj_y
    for _ in range(_ITERATIONS):
        shift_x, shift_y = _gcj_shift(wgs_x, wgs_y)
        wgs_x, wgs_y = gcj_x - shift_x, gcj_y - shift_y
    # Decided on the WGS side in both directions, else points near the edge do not come back.
    shifted = is_shifted(wgs_x, wgs_y)
    return np.where(shifted, wgs_x, x), np.where(shifted, wgs_y, y)


def each_to_wgs84(
    lon: FloatArray, lat: FloatArray, datum: "np.ndarray[tuple[int], np.dtype[np.object_]]"
) -> tuple[FloatArray, FloatArray]:
    """Turn positions into WGS-84, each from its own datum; those of none of `DATUMS` stay."""
    x, y = lon.copy(), lat.copy()
    for name in DATUMS:
        rows = np.asarray(datum == name, dtype=np.bool_)
        x[rows], y[rows] = to_wgs84(lon[rows], lat[rows], name)
    return x, y


def from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: str) -> tuple[FloatArray, FloatArray]:
    """Turn WGS-84 positions into another datum; see `to_wgs84`."""
    x, y = _arrays(lon, lat)
    if _known(datum) in ("WGS84", "CGCS2000"):
        return x, y
    shift_x, shift_y = _gcj_shift(x, y)
    out_x, out_y = x + shift_x, y + shift_y
    if datum == "BD09":
        out_x, out_y = _gcj_to_bd(out_x, out_y)
    shifted = is_shifted(x, y)
    return np.where(shifted, out_x, x), np.where(shifted, out_y, y)


def _known(datum: str) -> str:
    if datum not in DATUMS:
        raise DataError(
            f"unknown datum {datum!r}", mend=f"state the datum as one of: {', '.join(DATUMS)}"
        )
    return datum


def _arrays(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def _gcj_shift(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the GCJ-02 shift in degrees at WGS-84 points, wherever they are."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    wave = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    north = (
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
        + (wave + 20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * 2.0 / 3.0
        + (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * 2.0 / 3.0
    )  # fmt: skip
    east = (
        300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
        + (wave + 20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * 2.0 / 3.0
        + (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * 2.0 / 3.0
    )  # fmt: skip
    phi = np.radians(lat)
    flat = 1.0 - _ECCENTRICITY_SQ * np.sin(phi) ** 2
    shift_lat = north * flat**1.5 / (_KRASOVSKY_M * (1.0 - _ECCENTRICITY_SQ))
    shift_lon = east * np.sqrt(flat) / (_KRASOVSKY_M * np.cos(phi))
    return np.degrees(shift_lon), np.degrees(shift_lat)


def _gcj_to_bd(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * _BD_TURN)
    return radius * np.cos(angle) + _BD_LON, radius * np.sin(angle) + _BD_LAT


def _bd_to_gcj(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    x, y = lon - _BD_LON, lat - _BD_LAT
    for _ in range(_ITERATIONS):
        there_x, there_y = _gcj_to_bd(x, y)
        x, y = x + (lon - there_x), y + (lat - there_y)
    return x, y
