"""Say where every customer is, how sure that is in metres, and on what it rests."""

from planner.geocode.gazetteer import Gazetteer, read_gazetteer
from planner.geocode.locate import GeocodeOptions, Located, locate_customers
from planner.geocode.providers import PROVIDERS

__all__ = [
    "PROVIDERS",
    "Gazetteer",
    "GeocodeOptions",
    "Located",
    "locate_customers",
    "read_gazetteer",
]
