"""Say where every customer is, how sure that is in metres, and on what it rests."""

from planner.geocode.addresses import (
    PIECE_ADDRESSES,
    AddressPiece,
    FindAll,
    FoundAddresses,
    find_piece,
)
from planner.geocode.gazetteer import Gazetteer, read_gazetteer
from planner.geocode.importers.sources import join, read_source, write_gazetteer
from planner.geocode.importers.writing import Names
from planner.geocode.locate import Located, locate_customers
from planner.geocode.online_options import OnlineOptions
from planner.geocode.options import GeocodeOptions
from planner.geocode.providers import PROVIDERS
from planner.geocode.review import review_tables
from planner.geocode.table import LocatedTable, counts, locate_table

__all__ = [
    "PIECE_ADDRESSES",
    "PROVIDERS",
    "AddressPiece",
    "FindAll",
    "FoundAddresses",
    "Gazetteer",
    "GeocodeOptions",
    "Located",
    "LocatedTable",
    "Names",
    "OnlineOptions",
    "counts",
    "find_piece",
    "join",
    "locate_customers",
    "locate_table",
    "read_gazetteer",
    "read_source",
    "review_tables",
    "write_gazetteer",
]  # fmt: skip
