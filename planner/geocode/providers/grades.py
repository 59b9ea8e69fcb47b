"""How far off an answer of a level is, where the provider says nothing about it.

Services of other people name a level but not the extent of what they mean by it. The figures hold
in nine of ten: a road from the measured distance of a road's middle to its houses (p90 1.0 km over
236 roads of a coastal city of four million), the others as proposals. Where the gazetteer has the
district, its own land takes the place of the figure.
"""

from planner.schema import GeoLevel

TYPICAL_ERROR_M: dict[GeoLevel, float] = {
    "house number": 100.0,
    "place": 300.0,
    "road": 1_000.0,
    "town": 4_000.0,
    "district": 20_000.0,
    "city": 60_000.0,
}
CROSSING_ERROR_M = 200.0
"""A crossing is a point of a road: better than the road, no door."""
