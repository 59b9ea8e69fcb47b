"""Travel estimated where there is no road file."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
from shapely import LineString

from planner.geo import geodesic_km
from planner.schema import Text, Travel
from planner.travel.places import Places
from planner.units import MINUTES_PER_HOUR


class GeodesicTravel:
    """Travel estimated from the straight line; sees neither rivers nor bays."""

    def __init__(self, places: Places, *, detour_ratio: float, speed_km_per_h: float) -> None:
        self._places = places
        self._detour_ratio = detour_ratio
        self._speed_km_per_h = speed_km_per_h

    @property
    def basis(self) -> str:
        """How travel is measured, in English."""
        return self.basis_text.en

    @property
    def basis_text(self) -> Text:
        """How travel is measured, with its error as measured on eight road networks."""
        ratio, speed = self._detour_ratio, self._speed_km_per_h
        return Text(
            f"估算:直线距离×{ratio:g},时速{speed:g}公里;不识别海湾与河流,"
            "单程时间误差中位约9-23%,二十分之一的行程超过35-60%",
            f"estimate: straight line x {ratio:g} at {speed:g} km/h; bays and rivers are not seen; "
            "single journeys are off by 9-23 % in the middle, one in twenty by over 35-60 %",
        )

    def between(self, origins: Sequence[str], destinations: Sequence[str]) -> Travel:
        """Return estimated minutes and kilometres."""
        rows, columns = self._places.find(origins), self._places.find(destinations)
        lon, lat = self._places.lon, self._places.lat
        straight_km = geodesic_km(
            lon[rows][:, None], lat[rows][:, None], lon[columns][None, :], lat[columns][None, :]
        )
        distance_km = straight_km * self._detour_ratio
        time_min = distance_km / self._speed_km_per_h * MINUTES_PER_HOUR
        return Travel(tuple(origins), tuple(destinations), time_min, distance_km, self.basis)

    def lines(self, legs: Sequence[tuple[str, str]]) -> list[LineString]:
        """Return straight lines: there is no road to follow."""
        lon, lat = self._places.lon, self._places.lat
        ends = [self._places.find(leg) for leg in legs]
        return [LineString(np.column_stack([lon[pair], lat[pair]])) for pair in ends]

    def roads(self) -> gpd.GeoDataFrame:
        """Return no rows: there is no road file."""
        return gpd.GeoDataFrame(
            columns=["link_id", "name", "facility_type"], geometry=[], crs="EPSG:4326"
        )

    def bands(self, outlets: Sequence[str], limits_min: Sequence[float]) -> gpd.GeoDataFrame:
        """Return no rows: circles would look like knowledge."""
        columns = ["outlet_id", "from_min", "to_min"]
        return gpd.GeoDataFrame(columns=columns, geometry=[], crs="EPSG:4326")
