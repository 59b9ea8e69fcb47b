"""The front of the walk: checked rows in, customers with a point, a level and an error out."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.findings import Findings
from planner.geocode.addresses import FindAll
from planner.geocode.gazetteer import read_gazetteer
from planner.geocode.ledger import ROOM
from planner.geocode.leftovers import ask_service
from planner.geocode.online import ProgressCall
from planner.geocode.options import GeocodeOptions
from planner.geocode.overrides import Overrides, read_overrides
from planner.geocode.rows import LocatedRows, locate_rows
from planner.schema import GEO_LEVELS, REGISTER, CustomerRows, Customers, GeoStatus


@dataclass(frozen=True, eq=False)
class Located:
    """Customers with their location columns and WGS-84 points.

    The columns are `geo_level`, `geo_error_m`, `geo_source`, `geo_status` and `crs_from`.
    `quarantined` has `account_no`, `source_row`, `rules`, `account_name` and `address` of the rows
    that could not be located, or not well enough to plan with.
    """

    customers: Customers
    quarantined: pd.DataFrame
    findings: Findings


def locate_customers(
    rows: CustomerRows,
    options: GeocodeOptions,
    *,
    seed: int = 0,
    progress: ProgressCall | None = None,
    find_all: FindAll | None = None,
) -> Located:
    """Locate every row by a confirmed point, its coordinates, its address; else quarantine it.

    Parameters
    ----------
    seed
        Blurs the pauses between questions to an online service; no location depends on it.
    progress
        Called with (done, total) as an online service is asked.
    find_all
        Looks addresses up in the gazetteer, elsewhere perhaps; here when not given.

    Raises
    ------
    DataError
        A column is missing, or the gazetteer, the overrides or the cache of online answers cannot
        be used.
    OptionError
        An online service is named, but its key, the city or the extra is missing.
    """
    REGISTER.require(rows, "account_no", "address", "district_code", "lon", "lat", by=ROOM)
    gazetteer = None if options.gazetteer is None else read_gazetteer(options.gazetteer)
    frame = pd.DataFrame(rows).reset_index(drop=True).assign(area_names="")
    ask = ask_service(options, gazetteer, seed=seed, progress=progress)
    located = locate_rows(frame, gazetteer, _overrides(options), options, ask, find_all)
    return _settle(frame.drop(columns="area_names"), located, options)


def _overrides(options: GeocodeOptions) -> Overrides:
    if options.overrides is None:
        return Overrides()
    return read_overrides(options.overrides, error_m=options.coordinate_error_m)


def _settle(frame: pd.DataFrame, located: LocatedRows, options: GeocodeOptions) -> Located:
    """Part the rows that can be planned from the others."""
    places = located.locations
    coarsest = GEO_LEVELS.index(options.coarsest)
    good = np.array(
        [
            one.status is GeoStatus.FOUND and GEO_LEVELS.index(one.level) <= coarsest
            for one in places
        ],
        dtype=np.bool_,
    )
    index = frame.index
    whole = frame.assign(
        geo_level=pd.Series([one.level for one in places], index=index, dtype="str"),
        geo_error_m=pd.Series([one.error_m for one in places], index=index, dtype="float64"),
        geo_source=pd.Series([one.source for one in places], index=index, dtype="str"),
        geo_status=pd.Series([one.status.value for one in places], index=index, dtype="str"),
        crs_from=pd.Series([one.crs_from for one in places], index=index, dtype="str"),
    ).loc[good]
    geometry = gpd.points_from_xy(
        [one.lon for one, keep in zip(places, good, strict=True) if keep],
        [one.lat for one, keep in zip(places, good, strict=True) if keep],
    )
    customers = gpd.GeoDataFrame(whole, geometry=geometry, crs="EPSG:4326").reset_index(drop=True)
    out = frame.loc[~good, ["account_no", "source_row", "account_name", "address"]]
    out = out.reset_index(drop=True)
    out.insert(2, "rules", pd.Series("G07", index=out.index, dtype="str"))
    return Located(Customers(customers), out, located.findings)
