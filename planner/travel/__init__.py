"""How long it takes from one point to another: by road, or by estimate."""

from planner.travel.asked import AskedTravel
from planner.travel.by_road import RoadTravel
from planner.travel.detours import measure_detours
from planner.travel.estimate import GeodesicTravel
from planner.travel.keeping import kept_between, part_path, read_travel, write_travel
from planner.travel.open import open_travel
from planner.travel.options import TravelOptions

__all__ = [
    "AskedTravel", "GeodesicTravel", "RoadTravel", "TravelOptions", "kept_between",
    "measure_detours", "open_travel", "part_path", "read_travel", "write_travel",
]  # fmt: skip
