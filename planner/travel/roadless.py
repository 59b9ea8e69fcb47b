"""What there is to draw where no roads are known."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
from shapely import LineString

from planner.travel.places import Places


class Roadless:
    """A source of travel without roads: ways are straight lines, and areas are not drawn."""

    def __init__(self, places: Places) -> None:
        self._places = places

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
