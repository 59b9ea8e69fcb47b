"""Read today's outlets and the candidates as one table of sites."""

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.files import read_table
from planner.geo import to_wgs84
from planner.outlets.options import OutletsOptions
from planner.schema import SITES


def read_sites(options: OutletsOptions) -> gpd.GeoDataFrame:
    """Return existing outlets and candidates, columns of SITES, WGS-84 points.

    `lon`, `lat` and `coord_sys` stay as the files give them; `geometry` is WGS-84.

    Raises
    ------
    DataError
        A file is not usable, or an outlet id is in both files.
    """
    parts = [
        read_table(options.existing, SITES, where="outlets.existing").assign(site_status="existing")
    ]
    if options.candidates is not None:
        part = read_table(options.candidates, SITES, where="outlets.candidates")
        parts.append(part.assign(site_status="candidate"))
    sites = pd.concat(parts, ignore_index=True)
    again = sites.loc[sites["outlet_id"].duplicated(), "outlet_id"]
    if len(again):
        raise DataError(
            f"sites are both outlets and candidates: {', '.join(again.head(5))}",
            where=f"{options.existing}, {options.candidates}",
            mend="give every site an id of its own, or take it out of the candidates",
        )
    lon, lat = np.full(len(sites), np.nan), np.full(len(sites), np.nan)
    for datum in sites["coord_sys"].unique():
        at = (sites["coord_sys"] == datum).to_numpy()
        lon[at], lat[at] = to_wgs84(sites.loc[at, "lon"], sites.loc[at, "lat"], str(datum))
    known = [name for name in SITES.names if name in sites.columns]
    return gpd.GeoDataFrame(sites[known], geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
