"""Datums, projections and distances: rooms get longitudes, latitudes and kilometres."""

from planner.geo.datum import DATUM_SPELLINGS, DATUMS, Datum, each_to_wgs84, from_wgs84, to_wgs84
from planner.geo.grid import Cells, Grid
from planner.geo.metres import LocalPlane, geodesic_km
from planner.geo.piles import pile_text, piles

__all__ = [
    "DATUMS", "DATUM_SPELLINGS", "Cells", "Datum", "Grid", "LocalPlane", "each_to_wgs84",
    "from_wgs84", "geodesic_km", "pile_text", "piles", "to_wgs84",
]  # fmt: skip
