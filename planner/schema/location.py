"""Where something is, how sure that is, on what it rests: one vocabulary for every geocoder."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, get_args

from planner.schema.table import Column, Table

C = Column

type GeoLevel = Literal[
    "override", "coordinate", "house number", "interpolated", "place", "road", "town", "district",
    "city", "none",
]  # fmt: skip
"""What the position stands for, finest first; ``none`` where there is no position."""
GEO_LEVELS: tuple[GeoLevel, ...] = get_args(GeoLevel.__value__)


class GeoStatus(StrEnum):
    """What came of looking a row up. Only a ``found`` row has a position."""

    FOUND = "found"
    TIE = "tie"
    """The address fits several places; none was taken."""
    NO_MATCH = "no_match"
    """The address was looked up and nothing fitted."""
    HELD = "held"
    """A position was given that cannot be believed as it is: its datum is not known, or a provider
    doubts it or places it outside the service area. Nothing is placed until somebody says."""
    SKIPPED = "skipped"
    """Nothing was asked: the row has neither a position nor an address, or a provider was not asked
    about it, for want of consent or because it had been given up."""
    ERROR = "error"
    """A provider failed; the row may be asked again."""
    QUOTA = "quota"
    """A provider's allowance was used up before this row; it may be asked again."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the places an address may mean, for a person to choose from."""

    name: str
    level: GeoLevel
    lon: float
    lat: float
    error_m: float


@dataclass(frozen=True, slots=True)
class Location:
    """The answer for one row.

    `lon` and `lat` are WGS-84 degrees and `error_m` a radius in metres that holds the true position
    in at least nine of ten rows; all three are NaN unless `status` is ``found``, and `level` is
    ``none`` then. `source` says what answered (``gazetteer: ...``, a provider, an override),
    `crs_from` the reference system in which the position came. `reason` is a code for what stood in
    the way or deserves a look; `candidates` are the places among which a person may choose.
    """

    status: GeoStatus
    level: GeoLevel = "none"
    lon: float = math.nan
    lat: float = math.nan
    error_m: float = math.nan
    source: str = ""
    crs_from: str = ""
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()

    def __post_init__(self) -> None:
        found = self.status is GeoStatus.FOUND
        whole = all(math.isfinite(one) for one in (self.lon, self.lat, self.error_m))
        bare = all(math.isnan(one) for one in (self.lon, self.lat, self.error_m))
        if (found and not (whole and self.level != "none")) or (
            not found and not (bare and self.level == "none")
        ):
            raise ValueError(f"a {self.status} location at level {self.level} contradicts itself")


LOCATIONS = Table(
    "locations", "定位结果", "Locations", (),
    (
        C("lon", "number", "经度(WGS-84)", "Longitude WGS-84", low=-180, high=180),
        C("lat", "number", "纬度(WGS-84)", "Latitude WGS-84", low=-90, high=90),
        C("level", "choice", "定位级别", "Location level", required=True, choices=GEO_LEVELS),
        C("error_m", "number", "定位误差(米)", "Location error m", low=0),
        C("status", "choice", "定位状态", "Location status", required=True,
          choices=tuple(one.value for one in GeoStatus)),
        C("source", "text", "定位依据", "Location source"),
        C("crs_from", "text", "原坐标系", "Reference system as given"),
    ),
)  # fmt: skip
"""The columns that geocoding adds to a table, whatever the table is."""

QUERIES = Table(
    "queries", "待定位", "To locate", (),
    (
        C("account_no", "text", "户号", "Account no.",
          aliases=("customer_id", "用户编号", "CONS_NO", "uid", "id")),
        C("account_name", "text", "户名", "Name",
          aliases=("用户名称", "name_zh", "owner_name", "name")),
        C("address", "text", "地址", "Address",
          aliases=("用电地址", "详细地址", "ELEC_ADDR", "address_zh", "addr")),
        C("province", "text", "省", "Province", aliases=("省份", "state")),
        C("city", "text", "市", "City", aliases=("城市", "地市", "municipality", "prefecture")),
        C("district", "text", "区县", "District", aliases=("区", "县", "行政区", "county")),
        C("district_code", "text", "行政区划代码", "District code", aliases=("区划代码", "adcode")),
        C("lon", "number", "经度", "Longitude", aliases=("lng", "longitude", "x")),
        C("lat", "number", "纬度", "Latitude", aliases=("latitude", "y")),
        C("coord_sys", "choice", "坐标系", "Datum", aliases=("crs", "datum", "坐标系统"),
          choices=("WGS84", "GCJ02", "BD09", "CGCS2000")),
    ),
)  # fmt: skip
"""What a table may bring to be located: an address, areas in words or codes, coordinates."""
