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


@dataclass(frozen=True, eq=False)
class NearTravel:
    """Minutes and kilometres from every origin to its near destinations, nearest first.

    The pairs of origin n are ``start[n]`` to ``start[n + 1]``; `destination` is a position in
    `destination_ids`. A pair that is not listed is farther than was asked for, or has no way.
    Single precision: a million origins have a hundred million pairs.
    """

    origin_ids: tuple[str, ...]
    destination_ids: tuple[str, ...]
    start: npt.NDArray[np.int64]
    destination: npt.NDArray[np.int32]
    time_min: npt.NDArray[np.float32]
    distance_km: npt.NDArray[np.float32]
    basis: str

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """How many destinations are near each origin, shape (origins,)."""
        return np.diff(self.start)

    def whole(self) -> Travel:
        """Return the full table, NaN in pairs that are not listed."""
        shape = (len(self.origin_ids), len(self.destination_ids))
        time_min, distance_km = np.full(shape, np.nan), np.full(shape, np.nan)
        at = np.repeat(np.arange(shape[0]), self.counts), self.destination
        time_min[at], distance_km[at] = self.time_min, self.distance_km
        return Travel(self.origin_ids, self.destination_ids, time_min, distance_km, self.basis)


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

    def roads(self) -> gpd.GeoDataFrame:
        """Return the roads travelled on as WGS-84 lines; no rows where there is no road file."""

    def bands(self, outlets: Sequence[str], limits_min: Sequence[float]) -> gpd.GeoDataFrame:
        """Return areas within so many minutes of the nearest outlet; no rows without roads."""


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
