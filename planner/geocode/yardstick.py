"""How far customers really are from their house number: measured on rows that state both.

A house number is a door at the kerb, a large customer is a plant behind it. No table says how far
apart the two are, but the register does: its rows with coordinates and with a full address.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from planner.geocode.gazetteer import Gazetteer
from planner.geocode.match import AddressMatcher
from planner.geocode.points import Points
from planner.geocode.spot import Match
from planner.schema import GeoLevel

_MEASURED: tuple[GeoLevel, ...] = ("house number", "interpolated")
_MOST_ROWS = 400
_FEWEST_ROWS = 20


def measure_addresses(
    frame: pd.DataFrame,
    points: Points,
    gazetteer: Gazetteer,
    matcher: AddressMatcher,
    *,
    unmeasured_m: float,
) -> dict[GeoLevel, float]:
    """Return, by level, the distance that nine in ten addresses keep from their coordinates.

    Parameters
    ----------
    frame
        With `address` and `district_code`, no missing text.
    unmeasured_m
        Stands in for a level of which fewer than 20 rows are there to measure.
    """
    both = np.flatnonzero(points.usable & (frame["address"] != "").to_numpy(dtype=np.bool_))
    sample = both[:: max(1, -(-len(both) // _MOST_ROWS))]
    x, y = gazetteer.plane.metres(points.lon[sample], points.lat[sample])
    found: dict[GeoLevel, list[float]] = {level: [] for level in _MEASURED}
    for place, x_m, y_m in zip(sample.tolist(), x.tolist(), y.tolist(), strict=True):
        spot = matcher.find(*frame[["address", "district_code"]].iloc[place]).spot
        if spot is not None and spot.level in found:
            found[spot.level].append(float(np.hypot(spot.x_m - x_m, spot.y_m - y_m)))
    return {
        level: float(np.quantile(distances, 0.9, method="higher"))
        if len(distances) >= _FEWEST_ROWS
        else unmeasured_m
        for level, distances in found.items()
    }


def own_up(match: Match, yardstick: Mapping[GeoLevel, float]) -> Match:
    """Return the match with an error no smaller than what its level was measured to have."""
    if match.spot is None:
        return match
    error_m = max(match.spot.error_m, yardstick.get(match.spot.level, 0.0))
    return replace(match, spot=replace(match.spot, error_m=error_m))
