"""What the known house numbers of a gazetteer say about those that it does not know."""

from collections.abc import Sequence

import numpy as np
import shapely

from planner.geocode.roads import KEPT, Calibration, Road

_FEWEST = 20
_MOST_NUMBERS = 10_000
"""Roads with this many numbers say as much as all of a large city's."""
_FEWEST_GAPS = 2
_SIDES = 2
_ENDS_KEPT = 0.95
"""What lies beyond an end is less regular than what lies between: leave more room."""


def calibrate(roads: Sequence[Road]) -> Calibration:
    """Leave every known number out and see how far off its stand-in is.

    A figure that too few numbers can tell keeps its careful default: 20, but two gaps already say
    more about `share` than anybody's guess.
    """
    default = Calibration()
    numbered = [road for road in roads if len(road.numbers)]
    known = sum(len(road.numbers) for road in numbered)
    roads = numbered[:: max(1, -(-known // _MOST_NUMBERS))]
    rates = np.array([road.metres_per_number for road in roads])
    rates = rates[np.isfinite(rates)]
    pairs = [pair for road in roads for pair in road.left_out()]
    usual = float(np.median(rates)) if len(rates) else default.metres_per_number
    ends = [one for road in roads for one in _ends_left_out(road, usual)]
    back = [shapely.distance(road.line, shapely.points(road.points)) for road in roads]
    return Calibration(
        share=_decile(
            [error / gap for error, gap in pairs if gap > 0], default.share, fewest=_FEWEST_GAPS
        ),
        beyond=_decile([one for same, one in ends if same], default.beyond, _ENDS_KEPT),
        across=_decile([one for same, one in ends if not same], default.across, _ENDS_KEPT),
        set_back_m=_decile(np.concatenate(back).tolist() if back else [], default.set_back_m),
        metres_per_number=usual,
        measured=len(pairs) >= _FEWEST,
    )


def _ends_left_out(road: Road, usual_m: float) -> list[tuple[bool, float]]:
    """Return, for the ends of both sides, error over expected advance when each is not known.

    The first of a pair says whether a number of the same side stood in.
    """
    found: list[tuple[bool, float]] = []
    for side in range(_SIDES):
        places = np.flatnonzero(road.numbers % _SIDES == side)
        for place in {int(one) for one in places[[0, -1]]} if len(places) else ():
            number, point = int(road.numbers[place]), road.points[place]
            rest = road.without(number)
            if not len(rest.numbers):
                continue
            rate_m = rest.metres_per_number
            rate_m = rate_m if rate_m > 0 else usual_m
            stand_in, same = rest.stand_in(number)
            error_m = float(np.hypot(*(rest.points[stand_in] - point)))
            found.append((same, error_m / rest.expected_m(number, stand_in, rate_m)))
    return found


def _decile(
    values: Sequence[float], default: float, kept: float = KEPT, *, fewest: int = _FEWEST
) -> float:
    return float(np.quantile(values, kept)) if len(values) >= fewest else default
