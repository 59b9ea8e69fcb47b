"""What straight lines would have got wrong, said wherever travel goes by road."""

import geopandas as gpd
import numpy as np
from scipy.spatial import KDTree

from planner.findings import Action, Finding, Findings
from planner.geo import LocalPlane
from planner.schema import RULES, Customers, Travel

_TELLING_MIN = 1.0
"""A customer who would lose less than this counts as sent to the right place."""


def where_straight_lines_err(
    customers: Customers, sites: gpd.GeoDataFrame, travel: Travel
) -> Findings:
    """Tell how many customers have another nearest site by road than as the crow flies.

    Parameters
    ----------
    customers, sites
        With positions; in the order of the rows and columns of `travel`.
    travel
        By road; every customer reaches some site.

    Returns
    -------
    findings
        One, with the customers' number and what the detour would cost them; none if nobody.
    """
    plane = LocalPlane.around(sites.geometry.x, sites.geometry.y)
    places = np.column_stack(plane.metres(sites.geometry.x, sites.geometry.y))
    doors = np.column_stack(plane.metres(customers.geometry.x, customers.geometry.y))
    _, straight = KDTree(places).query(doors)
    there_min = travel.time_min[np.arange(len(doors)), straight]
    lost_min = np.where(np.isnan(there_min), np.inf, there_min)
    lost_min = lost_min - np.nanmin(travel.time_min, axis=1)
    wrong = lost_min > _TELLING_MIN
    if not wrong.any():
        return Findings()
    middle, most = np.quantile(lost_min[wrong], [0.5, 1.0], method="lower")
    middle_min = f"{middle:.1f} min in the middle, " if np.isfinite(middle) else ""
    most_min = f"at most {most:.1f} min" if np.isfinite(most) else "no way at all for some"
    detail = f"{int(wrong.sum())}/{len(wrong)}: {middle_min}{most_min}"
    return Findings(
        [Finding(RULES["W14"], "travel", Action.REPORTED, column="geometry", detail=detail)]
    )
