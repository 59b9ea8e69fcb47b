"""Areas for the eye: a hull around the customers of each manager."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.geo import LocalPlane
from planner.schema import Customers

_TIGHT = 0.4  # of 1, which is the convex hull; less hugs the customers
_MARGIN_M = 150.0


def draw_areas(
    customers: Customers, owners: pd.DataFrame, roster: pd.DataFrame, loads: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Return one polygon a manager who has customers, with his load, in the roster's order.

    The hull follows the customers closely and ends a little beyond them. It is a picture: who
    looks after whom is decided by customer, and areas may overlap where groups or skills ask so.
    """
    lon, lat = customers.geometry.x.to_numpy(), customers.geometry.y.to_numpy()
    plane = LocalPlane.around(lon, lat)
    points = np.column_stack(plane.metres(lon, lat))
    owner = owners.set_index("account_no")["manager_id"].reindex(customers["account_no"])
    shapes = {}
    for manager_id in roster["manager_id"]:
        mine = points[owner.to_numpy() == manager_id]
        if len(mine):
            hull = shapely.concave_hull(shapely.MultiPoint(mine), ratio=_TIGHT)
            shapes[manager_id] = plane.unflatten(shapely.buffer(hull, _MARGIN_M, quad_segs=4))
    rows = loads.merge(roster[["manager_id", "manager_name"]], on="manager_id", how="left")
    rows = rows[rows["manager_id"].isin(shapes)].reset_index(drop=True)
    geometry = [shapes[one] for one in rows["manager_id"]]
    return gpd.GeoDataFrame(rows, geometry=geometry, crs="EPSG:4326")
