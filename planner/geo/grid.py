"""Square cells of a size in metres that stay where they are, whatever points fall into them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from planner.schema import FloatArray
from planner.units import METRES_PER_KM

type Cells = npt.NDArray[np.int64]
"""Line and column of cells, shape (n, 2)."""

_DEGREE_M = 111.195 * METRES_PER_KM  # of a great circle on a sphere of 6,371 km


@dataclass(frozen=True)
class Grid:
    """Cells between lines of latitude and longitude, counted from the equator and Greenwich.

    The grid depends on the data by a whole degree of latitude only. Were it laid out around the
    points, two editions of a register would give two grids, and their overlap smaller cells.

    Parameters
    ----------
    size_m
        Height of a cell; its width is that at latitude `lat`, and within 1 % near by.
    lat
        WGS-84 degrees, whole.
    """

    size_m: float
    lat: int

    @classmethod
    def near(cls, lat: npt.ArrayLike, *, size_m: float) -> "Grid":
        """Return the grid for points around these latitudes."""
        return cls(size_m, round(float(np.mean(np.asarray(lat, dtype=np.float64)))))

    @property
    def steps_deg(self) -> tuple[float, float]:
        """Height and width of a cell in degrees."""
        height = self.size_m / _DEGREE_M
        return height, height / float(np.cos(np.radians(self.lat)))

    def cells(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Cells:
        """Return the cell of each WGS-84 point, shape (n, 2)."""
        height, width = self.steps_deg
        lines = np.floor(np.asarray(lat, dtype=np.float64) / height)
        columns = np.floor(np.asarray(lon, dtype=np.float64) / width)
        return np.column_stack([lines, columns]).astype(np.int64)

    def middles(self, cells: Cells) -> FloatArray:
        """Return longitude and latitude of the cells' middles, shape (n, 2)."""
        height, width = self.steps_deg
        return np.column_stack([(cells[:, 1] + 0.5) * width, (cells[:, 0] + 0.5) * height])

    def boxes(self, cells: Cells) -> npt.NDArray[np.object_]:
        """Return the cells as polygons in WGS-84."""
        height, width = self.steps_deg
        south, west = cells[:, 0] * height, cells[:, 1] * width
        return np.asarray(shapely.box(west, south, west + width, south + height), dtype=object)
