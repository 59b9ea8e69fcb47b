"""How far a cloud of points reaches from its middle."""

import numpy as np
import pandas as pd

from planner.geo import geodesic_km
from planner.schema import FloatArray
from planner.units import METRES_PER_KM

LEAST_M = 100.0


def reach_m(lon: float, lat: float, lons: FloatArray, lats: FloatArray) -> float:
    """Return the distance from a point to the farthest of others, no less than 100 m."""
    away_km = geodesic_km(lon, lat, lons, lats)
    return max(LEAST_M, float(np.max(away_km)) * METRES_PER_KM)


def middle_of(doors: pd.DataFrame) -> dict[str, float]:
    """Return `lon`, `lat` and `radius_m` of house numbers that belong together."""
    lon, lat = float(doors["lon"].median()), float(doors["lat"].median())
    lons, lats = doors["lon"].to_numpy(np.float64), doors["lat"].to_numpy(np.float64)
    return {"lon": lon, "lat": lat, "radius_m": round(reach_m(lon, lat, lons, lats))}
