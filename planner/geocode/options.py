"""What places are looked up in, and how good a table's own points are."""

from typing import Literal

from planner.geocode.online_options import OnlineOptions
from planner.options import InputPath, NotNegative, Options, Positive


class GeocodeOptions(Options):
    """What places are looked up in, and how good the register's own points are."""

    gazetteer: InputPath | None = None
    """Folder with any of districts.geojson, roads.geojson, places.csv and house_numbers.csv, as
    `planner gazetteer` makes it. Without it only coordinates are used, and nobody can say whether
    they lie in the service area."""
    overrides: InputPath | None = None
    """Table of confirmed positions (account or address, point, datum, who, when, why), or a review
    workbook that was filled in. They always win."""
    coordinate_error_m: Positive = 20.0
    """Error of the register's own points, as its owner states it, and of confirmed ones that state
    none."""
    coast_m: NotNegative = 100.0
    """How far off the land of the service area a point may lie: piers and dams do."""
    plot_m: NotNegative = 50.0
    """Error of a house number where the register has too few rows with both a point and an address
    to measure it: how far a plant may lie behind its door."""
    beside_m: NotNegative = 50.0
    """Added to the error of an address that says opposite, beside or corner."""
    online: OnlineOptions = OnlineOptions()
    """A service to ask for what the gazetteer leaves open; none unless it is named with consent."""
    coarsest: Literal["road", "town", "district", "city"] = "district"
    """The coarsest level that is good enough to plan with; coarser rows are set aside."""
