"""Where the customers of a district are, as the register's own points tell; for want of borders.

Nothing here is sure, so only what stands out is told: a point far from all others of its district
(G02), and one whose neighbours are of one other district while its own is clearly farther (G03).
"""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from planner.customers.quality import PlaceLimits
from planner.schema import FloatArray

type Codes = npt.NDArray[np.object_]

_MOST_OF_THEM = 0.9
_AGREEING = 0.8  # of the neighbours
_STRAYS = 2  # of its own district among them, for they may be wrong as well
_CLEARLY = 2.0  # times as far as the neighbours are those of its own district: no mere border


def far_from_its_own(
    x_m: FloatArray, y_m: FloatArray, stated: Codes, limits: PlaceLimits
) -> dict[int, float]:
    """Return metres from the middle of its district, by position, of points far beyond the others.

    Parameters
    ----------
    x_m, y_m
        Points on a plane, shape (n,).
    stated
        District code of each or None, shape (n,).
    limits
        Districts with fewer than `learned_customers` points are not judged. Far is beyond
        `learned_times` the distance within which nine in ten lie, and `learned_margin_m`.

    Returns
    -------
    metres
        Empty where nothing stands out.
    """
    told: dict[int, float] = {}
    for places in pd.DataFrame(index=range(len(x_m))).groupby(stated).indices.values():
        if len(places) < limits.learned_customers:
            continue
        x, y = x_m[places], y_m[places]
        off = np.hypot(x - np.median(x), y - np.median(y))
        most = limits.learned_times * np.quantile(off, _MOST_OF_THEM) + limits.learned_margin_m
        for one in np.flatnonzero(off > most):
            told[int(np.asarray(places)[one])] = float(off[one])
    return told


def among_others(
    x_m: FloatArray, y_m: FloatArray, stated: Codes, limits: PlaceLimits
) -> dict[int, tuple[str, int]]:
    """Return, by position, the other district of a point's neighbours and how many are of it.

    Parameters
    ----------
    x_m, y_m, stated
        As above.
    limits
        `learned_neighbours` are looked at; districts with fewer than `learned_customers` points
        are not judged.
    """
    codes, names = pd.factorize(stated)
    known = np.flatnonzero(codes >= 0)
    count = limits.learned_neighbours
    if len(known) <= count:
        return {}
    points, own = np.column_stack((x_m[known], y_m[known])), codes[known]
    away_m, nearest = cKDTree(points).query(points, k=count + 1)
    # The point itself is no witness; where several share one place any of them may come first.
    others = nearest != np.arange(len(known))[:, None]
    around = own[nearest]
    few = (others & (around == own[:, None])).sum(axis=1) <= _STRAYS
    told: dict[int, tuple[str, int]] = {}
    for one in np.flatnonzero(few):
        counts = np.bincount(around[one][others[one]][:count])
        most = int(counts.argmax())
        theirs = points[own == own[one]]
        if counts[most] < _AGREEING * count or len(theirs) < limits.learned_customers:
            continue
        off_m = np.partition(np.hypot(*(theirs - points[one]).T), _STRAYS + 1)[_STRAYS + 1]
        if off_m > _CLEARLY * away_m[one, -1]:
            told[int(known[one])] = (str(names[most]), int(counts[most]))
    return told
