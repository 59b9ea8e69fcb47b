"""How much longer roads are than straight lines, from district to district, and how sure that is.

A factor for the whole area is worst where it matters: across a bay every way is a detour of its
own. Pairs of districts know that, and each says how far single journeys are off.
"""

from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.errors import DataError
from planner.files import read_features, read_table
from planner.geo import geodesic_km
from planner.schema import DETOURS, BoolArray, FloatArray, Text, TravelSource
from planner.travel.places import Places, Positions
from planner.units import MINUTES_PER_HOUR

_NEAR_KM = 0.3  # of shorter ways the factor says nothing
_FEWEST = 10  # ways from district to district, of which every other one judges
_NAME = "name"

type Districts = npt.NDArray[np.intp]
type Degrees = npt.NDArray[np.floating]


class Detours(NamedTuple):
    """By district of origin and of destination: factor and speed, NaN where none are listed.

    `district` is that of each place, -1 outside of all; `error_pct` and `worst_pct` are of minutes,
    in the middle and for one journey in twenty.
    """

    district: Districts
    ratio: FloatArray
    speed_km_per_h: FloatArray
    error_pct: FloatArray
    worst_pct: FloatArray

    def of(self, rows: Positions, columns: Positions) -> tuple[FloatArray, FloatArray, BoolArray]:
        """Return factor and speed of each pair of places, and which pairs have them."""
        at = np.ix_(self.district[rows], self.district[columns])
        ratio, speed = self.ratio[at], self.speed_km_per_h[at]
        inside = (self.district[rows] >= 0)[:, None] & (self.district[columns] >= 0)[None, :]
        return ratio, speed, np.isfinite(ratio) & inside

    def words(self) -> Text:
        """Say how many pairs there are and how wrong their minutes are."""
        many = int(np.isfinite(self.ratio).sum())
        middle, worst = (
            (np.nanmin(one), np.nanmax(one)) for one in (self.error_pct, self.worst_pct)
        )
        return Text(
            f"{many}对区之间用实测系数,单程时间误差中位{middle[0]:.0f}-{middle[1]:.0f}%,"
            f"二十分之一的行程超过{worst[0]:.0f}-{worst[1]:.0f}%",
            f"{many} pairs of districts by measured factors, single journeys off by "
            f"{middle[0]:.0f}-{middle[1]:.0f} % in the middle, one in twenty by over "
            f"{worst[0]:.0f}-{worst[1]:.0f} %",
        )


def read_detours(path: Path, districts: Path, places: Places) -> Detours:
    """Read a table of detours, and find the district of each place.

    Raises
    ------
    DataError
        A file cannot be used, or the table names a district that the layer has not.
    """
    layer = read_features(districts, must=(_NAME,))
    names = layer[_NAME].astype(str).tolist()
    table = read_table(path, DETOURS, where="travel.detours")
    unknown = sorted({*table["from_district"], *table["to_district"]} - set(names))
    if unknown:
        raise DataError(
            f"{path.name} names districts that {districts.name} has not: {', '.join(unknown[:5])}",
            where="travel.detours",
            mend=f"use their names: {', '.join(sorted(names)[:10])}",
        )
    at = tuple(
        pd.Index(names).get_indexer(pd.Index(table[one]))
        for one in ("from_district", "to_district")
    )
    columns = []
    for name in ("detour_ratio", "speed_km_per_h", "error_pct", "worst_pct"):
        values = np.full((len(names), len(names)), np.nan)
        values[at] = table[name]
        columns.append(values)
    return Detours(_district(places.lon, places.lat, layer), *columns)


def measure_detours(
    source: TravelSource, points: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Measure factors, speeds and their errors between points whose travel is known.

    Parameters
    ----------
    source
        Knows the points: roads, or a service.
    points
        Columns ``id`` and ``geometry``, WGS-84; some tens a district.
    districts
        Column ``name``, areas in WGS-84.

    Returns
    -------
    detours
        A row for each pair of districts with ten ways or more: every other one makes the factor
        and the speed, and the rest say how wrong they are. Write it as CSV for `travel.detours`.
    """
    ids = points["id"].astype(str).tolist()
    lon, lat = points.geometry.x.to_numpy(np.float64), points.geometry.y.to_numpy(np.float64)
    travel = source.between(ids, ids)
    straight_km = geodesic_km(lon[:, None], lat[:, None], lon[None, :], lat[None, :])
    usable = travel.reachable & (straight_km >= _NEAR_KM)
    district = _district(lon, lat, districts)
    names = districts[_NAME].astype(str).tolist()
    rows = []
    for one in range(len(names)):
        for other in range(len(names)):
            both = usable & (district == one)[:, None] & (district == other)[None, :]
            if both.sum() >= _FEWEST:
                found = _fit(straight_km[both], travel.distance_km[both], travel.time_min[both])
                rows.append((names[one], names[other], *found, int(both.sum())))
    return pd.DataFrame(rows, columns=list(DETOURS.names))


def _fit(
    straight_km: FloatArray, road_km: FloatArray, time_min: FloatArray
) -> tuple[float, float, float, float]:
    """Return factor, speed and errors; whole journeys alternate between making and judging."""
    make, judge = slice(0, None, 2), slice(1, None, 2)
    ratio = float(np.median(road_km[make] / straight_km[make]))
    speed = float(np.median(road_km[make] / time_min[make])) * MINUTES_PER_HOUR
    guessed_min = straight_km[judge] * ratio / speed * MINUTES_PER_HOUR
    off_pct = 100 * np.abs(guessed_min / time_min[judge] - 1)
    middle, worst = np.quantile(off_pct, [0.5, 0.95]).tolist()
    return ratio, speed, middle, worst


def _district(lon: Degrees, lat: Degrees, layer: gpd.GeoDataFrame) -> Districts:
    """Return the district of each point, the first one where they overlap; -1 outside of all."""
    tree = shapely.STRtree(layer.geometry.to_numpy())
    point, area = tree.query(shapely.points(lon, lat), predicate="intersects")
    district = np.full(len(lon), -1, dtype=np.intp)
    order = np.lexsort((-area, point))  # what is written last stays
    district[point[order]] = area[order]
    return district
