"""How long it takes from one point to another: by road, or by estimate."""

from planner.travel.open import open_travel
from planner.travel.options import TravelOptions
from planner.travel.source import GeodesicTravel, RoadTravel

__all__ = ["GeodesicTravel", "RoadTravel", "TravelOptions", "open_travel"]
