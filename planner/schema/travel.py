"""Labelled travel: minutes and kilometres between ids, and the door that answers for more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from shapely import LineString

from planner.errors import DataError
from planner.schema.drawing import Text

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Travel:
    """Minutes and kilometres from every origin to every destination.

    `time_min` and `distance_km` have shape (origins, destinations); a pair without a way holds
    NaN in both, never a big number. `basis` says in words how they were measured.
    """

    origin_ids: tuple[str, ...]
    destination_ids: tuple[str, ...]
    time_min: FloatArray
    distance_km: FloatArray
    basis: str

    def __post_init__(self) -> None:
        shape = (len(self.origin_ids), len(self.destination_ids))
        if self.time_min.shape != shape or self.distance_km.shape != shape:
            raise DataError(
                f"travel has {self.time_min.shape} minutes for {shape} pairs of ids",
                mend="build Travel with one row an origin and one column a destination",
            )

    @property
    def reachable(self) -> BoolArray:
        """Which pairs have a way, shape (origins, destinations)."""
        return np.isfinite(self.time_min)

    def take(self, origins: Sequence[str], destinations: Sequence[str]) -> "Travel":
        """Return the part for these ids, in this order.

        Raises
        ------
        DataError
            An id is unknown; all unknown ids are named.
        """
        rows = _positions(self.origin_ids, origins, "origin")
        columns = _positions(self.destination_ids, destinations, "destination")
        pick = np.ix_(rows, columns)
        return Travel(
            tuple(origins), tuple(destinations), self.time_min[pick], self.distance_km[pick],
            self.basis,
        )  # fmt: skip


class TravelSource(Protocol):
    """Anything that can measure travel between known points: roads, or an estimate."""

    @property
    def basis(self) -> str:
        """How travel is measured, in English."""

    @property
    def basis_text(self) -> Text:
        """How travel is measured, with its error where it is an estimate."""

    def between(self, origins: Sequence[str], destinations: Sequence[str]) -> Travel:
        """Return minutes and kilometres; NaN where there is no way."""

    def lines(self, legs: Sequence[tuple[str, str]]) -> list[LineString]:
        """Return the way of each leg (from id, to id) as a WGS-84 line along the road."""

    def around(self, destinations: Sequence[str]) -> gpd.GeoDataFrame:
        """Return WGS-84 points all over, with `time_min` to the nearest of the destinations."""

    def roads(self) -> gpd.GeoDataFrame:
        """Return the roads travelled on as WGS-84 lines; no rows where there is no road file."""


def _positions(known: tuple[str, ...], wanted: Sequence[str], what: str) -> npt.NDArray[np.intp]:
    place = {one: position for position, one in enumerate(known)}
    unknown = [one for one in wanted if one not in place]
    if unknown:
        raise DataError(
            f"travel has no {what} {', '.join(unknown[:5])}"
            + (f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""),  # noqa: PLR2004
            mend="measure travel for these ids, or leave them out",
        )
    return np.array([place[one] for one in wanted], dtype=np.intp)
