"""Points that travel is measured between, by their ids."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from planner.errors import DataError

type Positions = npt.NDArray[np.intp]


class Places:
    """Known points by id: positions, degrees, and which of them are one and the same spot."""

    def __init__(self, points: gpd.GeoDataFrame) -> None:
        self.ids = tuple(points["id"].astype(str))
        self.lon = points.geometry.x.to_numpy(np.float64)
        self.lat = points.geometry.y.to_numpy(np.float64)
        self._at = {one: position for position, one in enumerate(self.ids)}
        _, spot = np.unique(np.column_stack([self.lon, self.lat]), axis=0, return_inverse=True)
        self.spot = spot.ravel()

    def find(self, wanted: Sequence[str]) -> Positions:
        """Return positions of ids.

        Raises
        ------
        DataError
            An id is unknown.
        """
        unknown = [one for one in wanted if one not in self._at]
        if unknown:
            raise DataError(
                f"travel knows no point {', '.join(unknown[:5])}"
                + (f" nor {len(unknown) - 5} others" if len(unknown) > 5 else ""),  # noqa: PLR2004
                mend="open travel with all customers, outlets and candidates",
            )
        return np.array([self._at[one] for one in wanted], dtype=np.intp)

    def same(self, rows: Positions, columns: Positions) -> npt.NDArray[np.bool_]:
        """Say which pairs are one spot: from a door to itself there is no way to go."""
        return np.asarray(self.spot[rows][:, None] == self.spot[columns][None, :])
