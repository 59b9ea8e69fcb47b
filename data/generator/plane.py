"""The flat plane the city is drawn on: kilometres east and north of its middle."""

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

type FloatArray = npt.NDArray[np.float64]

MIDDLE_LON, MIDDLE_LAT = 118.2, 24.6
KM_PER_DEGREE_LON, KM_PER_DEGREE_LAT = 101.26, 110.77
DECIMALS = 6
GEOD = Geod(ellps="WGS84")


def to_lonlat(xy_km: FloatArray) -> FloatArray:
    """Degrees for kilometres, rounded as the files hold them; shape (n, 2)."""
    lon = MIDDLE_LON + xy_km[:, 0] / KM_PER_DEGREE_LON
    lat = MIDDLE_LAT + xy_km[:, 1] / KM_PER_DEGREE_LAT
    return np.round(np.column_stack([lon, lat]), DECIMALS)


def to_plane(lonlat: FloatArray) -> FloatArray:
    """Kilometres for degrees; shape (n, 2)."""
    x = (lonlat[:, 0] - MIDDLE_LON) * KM_PER_DEGREE_LON
    y = (lonlat[:, 1] - MIDDLE_LAT) * KM_PER_DEGREE_LAT
    return np.column_stack([x, y])


def shape_to_lonlat[T: BaseGeometry](shape: T) -> T:
    """The same shape in degrees."""
    return shapely.transform(shape, to_lonlat)


def one_lonlat(x_km: float, y_km: float) -> tuple[float, float]:
    """Degrees of one point."""
    lon, lat = to_lonlat(np.array([[x_km, y_km]]))[0]
    return float(lon), float(lat)


def length_km(lonlat: FloatArray) -> float:
    """Length of a line on the ellipsoid."""
    return float(GEOD.line_length(lonlat[:, 0], lonlat[:, 1])) / 1000.0
