"""Areas for the eye: the land nearest to the customers of each manager."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geo import LocalPlane
from planner.schema import Customers
from planner.shares import share_out

_TIGHT = 0.4  # of 1, which is the convex hull; less hugs the customers
_MARGIN_M, _MARGIN_SHARE = 150.0, 0.02


def draw_areas(
    customers: Customers, owners: pd.DataFrame, roster: pd.DataFrame, loads: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Return one polygon a manager who has customers, with his load, in the roster's order.

    Every place within the hull of all customers is in the area of whoever looks after the nearest
    of them, so that a customer apart from the rest of his manager's is an island. Of very few there
    are hulls. It is a picture: who looks after whom is decided by customer.
    """
    lon, lat = customers.geometry.x.to_numpy(), customers.geometry.y.to_numpy()
    plane = LocalPlane.around(lon, lat)
    points = np.column_stack(plane.metres(lon, lat))
    told = owners.set_index("account_no")["manager_id"].reindex(customers["account_no"])
    owner = told.fillna("").to_numpy(dtype=object)
    areas = share_out(points, owner.tolist(), _hull(points))
    # Who has no cell of his own, as his customers stand where those of others do, is seen as well.
    areas |= {str(one): _hull(points[owner == one]) for one in sorted(set(owner) - {"", *areas})}
    shapes = {one: plane.unflatten(area) for one, area in areas.items() if not area.is_empty}
    rows = loads.merge(roster[["manager_id", "manager_name"]], on="manager_id", how="left")
    rows = rows[rows["manager_id"].isin(shapes)].reset_index(drop=True)
    geometry = [shapes[one] for one in rows["manager_id"]]
    return gpd.GeoDataFrame(rows, geometry=geometry, crs="EPSG:4326")


def _hull(points: npt.NDArray[np.float64]) -> BaseGeometry:
    """Return the land around points: it follows them closely and ends a little beyond them."""
    width = float(np.ptp(points, axis=0).max()) if len(points) else 0.0
    hull = shapely.concave_hull(shapely.MultiPoint(points), ratio=_TIGHT)
    return shapely.buffer(hull, max(_MARGIN_M, _MARGIN_SHARE * width), quad_segs=4)
