"""Distances on the ellipsoid, and a local metric plane for everything that needs metres."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from planner.errors import DataError
from planner.schema import FloatArray
from planner.units import METRES_PER_KM

_WGS84 = pyproj.Geod(ellps="WGS84")


def geodesic_km(
    lon_from: npt.ArrayLike, lat_from: npt.ArrayLike, lon_to: npt.ArrayLike, lat_to: npt.ArrayLike
) -> FloatArray:
    """Return the shortest way over the ellipsoid, pair by pair.

    Parameters
    ----------
    lon_from, lat_from, lon_to, lat_to
        WGS-84 degrees, shapes that broadcast; NaN gives NaN.

    Returns
    -------
    distance_km
        Kilometres, broadcast shape.
    """
    ends = np.broadcast_arrays(
        *(np.asarray(one, dtype=np.float64) for one in (lon_from, lat_from, lon_to, lat_to))
    )
    x_from, y_from, x_to, y_to = (one.ravel() for one in ends)
    _, _, distance_m = _WGS84.inv(x_from, y_from, x_to, y_to)
    return np.asarray(distance_m, dtype=np.float64).reshape(ends[0].shape) / METRES_PER_KM


@dataclass(frozen=True)
class LocalPlane:
    """A metric plane that touches the earth at one point.

    Transverse Mercator on that point's meridian with scale 1: lengths are true to 0.01 % within
    90 km east or west of it.
    """

    lon: float
    lat: float

    @classmethod
    def around(cls, lon: npt.ArrayLike, lat: npt.ArrayLike) -> "LocalPlane":
        """Return the plane that touches at the middle of these WGS-84 points.

        Raises
        ------
        DataError
            No point is finite.
        """
        x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        finite = np.isfinite(x) & np.isfinite(y)
        if not finite.any():
            raise DataError("there is no point to put a map plane on", mend="give finite points")
        x, y = x[finite], y[finite]
        return cls(float((x.min() + x.max()) / 2.0), float((y.min() + y.max()) / 2.0))

    @cached_property
    def _transformer(self) -> pyproj.Transformer:
        plane = f"+proj=tmerc +lat_0={self.lat!r} +lon_0={self.lon!r} +k=1 +ellps=WGS84 +units=m"
        return pyproj.Transformer.from_crs("EPSG:4326", plane, always_xy=True)

    def metres(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return x (east) and y (north) in metres for WGS-84 degrees."""
        x, y = self._transformer.transform(
            np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        )
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

    def degrees(self, x_m: npt.ArrayLike, y_m: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return WGS-84 longitude and latitude for metres on the plane."""
        lon, lat = self._transformer.transform(
            np.asarray(x_m, dtype=np.float64),
            np.asarray(y_m, dtype=np.float64),
            direction="INVERSE",
        )
        return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)

    def flatten[G: BaseGeometry](self, geometry: G) -> G:
        """Return a WGS-84 geometry in metres on the plane."""
        return shapely.transform(geometry, self.flatten_points)

    def unflatten[G: BaseGeometry](self, geometry: G) -> G:
        """Return a geometry of the plane in WGS-84 degrees."""
        return shapely.transform(geometry, self._to_degrees)

    def flatten_points(self, points: FloatArray) -> FloatArray:
        """Return WGS-84 degrees, shape (n, 2), in metres on the plane: for `shapely.transform`."""
        return np.column_stack(self.metres(points[:, 0], points[:, 1]))

    def _to_degrees(self, points: FloatArray) -> FloatArray:
        return np.column_stack(self.degrees(points[:, 0], points[:, 1]))
