"""Coordinates as a table gives them: judged, put right where certain, turned into WGS-84."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.findings import Action
from planner.geo import each_to_wgs84, pile_text, piles, to_wgs84
from planner.geocode.datums import READINGS, DatumEvidence
from planner.geocode.gazetteer import Gazetteer
from planner.geocode.ledger import Ledger
from planner.schema import BoolArray, FloatArray

# Latitudes of China end at 54 N, longitudes begin at 73 E: a swapped pair cannot be taken for a
# right one there.
_CHINA_LAT, _CHINA_LON = (3.0, 54.0), (73.0, 136.0)
_PILE = 3
_NEXT_TO_ZERO_DEG = 0.001

type Judge = Callable[[BoolArray, FloatArray, FloatArray], DatumEvidence]


@dataclass(frozen=True, eq=False)
class Points:
    """WGS-84 degrees of every row; `usable` is false, and the rest NaN, where there is no point.

    `held` rows have a point whose datum nobody knows; `piled` ones share theirs with two others or
    more; `datum` is what each was read in. `evidence` is how the datum of those that state none was
    judged, None when all state one. `given` are the degrees as given, the right way round.
    """

    lon: FloatArray
    lat: FloatArray
    usable: BoolArray
    held: BoolArray
    piled: BoolArray
    datum: "np.ndarray[tuple[int], np.dtype[np.object_]]"
    evidence: DatumEvidence | None
    given: tuple[FloatArray, FloatArray]

    def readings(self, place: int) -> dict[str, tuple[float, float]]:
        """Return where a point is in each datum that it may be given in, WGS-84 degrees."""
        lon, lat = self.given[0][place], self.given[1][place]
        turned = {one: to_wgs84(lon, lat, one) for one in READINGS}
        return {one: (float(x), float(y)) for one, (x, y) in turned.items()}


def read_points(
    rows: pd.DataFrame,
    gazetteer: Gazetteer | None,
    ledger: Ledger,
    judge: Judge,
    *,
    coast_m: float,
) -> Points:
    """Return the usable coordinates; what is wrong with the others is entered.

    Parameters
    ----------
    rows
        With `lon`, `lat`, `address` and `coord_sys`, the datum that each row states.
    judge
        Says in which datum the rows of a mask are that state none.
    coast_m
        How far off the land a point may lie, since piers and dams do.
    """
    lon = rows["lon"].to_numpy(dtype=np.float64, na_value=np.nan)
    lat = rows["lat"].to_numpy(dtype=np.float64, na_value=np.nan)
    given = np.isfinite(lon) | np.isfinite(lat)
    swapped = _within(lon, _CHINA_LAT) & _within(lat, _CHINA_LON)
    ledger.add("G01", swapped, "lon", Action.FIXED)
    lon, lat = np.where(swapped, lat, lon), np.where(swapped, lon, lat)
    given_degrees = (lon, lat)
    possible = (np.abs(lon) <= 180.0) & (np.abs(lat) < 90.0)  # noqa: PLR2004  degrees
    possible &= (np.abs(lon) > _NEXT_TO_ZERO_DEG) | (np.abs(lat) > _NEXT_TO_ZERO_DEG)
    datum = rows["coord_sys"].fillna("").to_numpy(dtype=object).copy()
    unstated = given & (datum == "")
    evidence = judge(unstated & possible, lon, lat) if (unstated & possible).any() else None
    held = unstated & possible
    if evidence is not None and evidence.datum:
        datum[held] = evidence.datum
        ledger.add("G09", held, "coord_sys", Action.REPORTED, evidence.datum)
        held = np.zeros(len(rows), dtype=np.bool_)
    ledger.add("G04", held, "coord_sys", Action.FIELD_DROPPED)
    usable = given & possible & ~held
    lon, lat = each_to_wgs84(np.where(usable, lon, np.nan), np.where(usable, lat, np.nan), datum)
    outside = given & ~possible
    if gazetteer is not None:
        off = usable.copy()
        off[usable] = ~gazetteer.districts.on_land(
            *gazetteer.plane.metres(lon[usable], lat[usable]), within_m=coast_m
        )
        outside |= off
        usable &= ~off
    ledger.add("G02", outside, "lon", Action.FIELD_DROPPED)
    lon, lat = np.where(usable, lon, np.nan), np.where(usable, lat, np.nan)
    count, addresses = piles(lon, lat, rows["address"])
    piled = np.asarray(count >= _PILE)
    for place in np.flatnonzero(piled).tolist():
        told = pile_text(int(count[place]), int(addresses[place]))
        ledger.add_one("G05", place, "lon", Action.REPORTED, told)
    return Points(
        lon, lat, usable, held, piled, datum,
        evidence, given_degrees,
    )  # fmt: skip


def _within(values: FloatArray, bounds: tuple[float, float]) -> BoolArray:
    return np.asarray((values >= bounds[0]) & (values <= bounds[1]))
