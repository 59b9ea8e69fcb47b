"""How far customers really are from their house number: measured on rows that state both.

A house number is a door at the kerb, a large customer is a plant behind it. No table says how far
apart the two are, but the register does: its rows with coordinates and with a full address.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from planner.geocode.addresses import Addresses
from planner.geocode.gazetteer import Gazetteer
from planner.geocode.points import Points
from planner.geocode.spot import Match
from planner.schema import GeoLevel

_MEASURED: tuple[GeoLevel, ...] = ("house number", "interpolated")
_MOST_ROWS = 400
_FEWEST_ROWS = 20


@dataclass(frozen=True)
class Yardstick:
    """How far addresses keep from their coordinates, by level, nine in ten of them.

    `instead` levels were measured by the register while the gazetteer has too few numbers to know
    its own error: there the measure takes the place of the careful default.
    """

    error_m: Mapping[GeoLevel, float]
    instead: frozenset[GeoLevel]


def measure_addresses(
    addresses: Addresses,
    points: Points,
    gazetteer: Gazetteer,
    *,
    unmeasured_m: float,
) -> Yardstick:
    """Return the distance, by level, that nine in ten addresses keep from their coordinates.

    Parameters
    ----------
    addresses
        A row each, as `points` has them, looked up.
    unmeasured_m
        Stands in for a level of which fewer than 20 rows are there to measure.
    """
    asked = np.array([addresses.asked(place) for place in range(len(addresses))], dtype=np.bool_)
    both = np.flatnonzero(points.usable & asked)
    sample = both[:: max(1, -(-len(both) // _MOST_ROWS))]
    x, y = gazetteer.plane.metres(points.lon[sample], points.lat[sample])
    found: dict[GeoLevel, list[float]] = {level: [] for level in _MEASURED}
    for place, x_m, y_m in zip(sample.tolist(), x.tolist(), y.tolist(), strict=True):
        spot = addresses.strict(place).spot
        if spot is not None and spot.level in found:
            found[spot.level].append(float(np.hypot(spot.x_m - x_m, spot.y_m - y_m)))
    told = {
        level: float(np.quantile(distances, 0.9, method="higher"))
        for level, distances in found.items()
        if len(distances) >= _FEWEST_ROWS
    }
    known = gazetteer.calibration.measured
    return Yardstick(
        {level: told.get(level, unmeasured_m) for level in _MEASURED},
        frozenset() if known else frozenset(told),
    )


def own_up(match: Match, yardstick: Yardstick) -> Match:
    """Return the match with an error no smaller than what its level was measured to have."""
    if match.spot is None:
        return match
    measured_m = yardstick.error_m.get(match.spot.level, 0.0)
    instead = match.spot.level in yardstick.instead
    error_m = measured_m if instead else max(match.spot.error_m, measured_m)
    return replace(match, spot=replace(match.spot, error_m=error_m))
