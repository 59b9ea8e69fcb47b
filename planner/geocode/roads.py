"""Named roads with their house numbers: exact, between two numbers, beyond the last, whole road.

Positions are metres of the gazetteer's plane. A number is never extrapolated: beyond the last known
one the nearest known number stands in, at road level. Measured on open address data, interpolation
between two numbers of one side is 5 to 100 times better than the middle of the road.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from planner.geocode.spot import Spot
from planner.geocode.text import is_latin
from planner.schema import FloatArray

DOOR_M = 10.0
"""From the kerb to the door: no address is better known than this."""
_SAME_DOOR_M = 200.0
_ENOUGH = 10
KEPT = 0.92
"""Nine in ten shall keep their word on numbers that were not there to measure: a little more."""
_OTHER_SIDE = 4
_SIDE = 2  # odd numbers on one side of the road, even ones on the other


@dataclass(frozen=True)
class Calibration:
    """What the known numbers say about the unknown ones, over the whole gazetteer.

    Each is what nine in ten known numbers keep when they are left out. `share` is error over gap of
    one interpolated from its neighbours; `beyond` and `across` are error over expected advance when
    the next number of the same and of the other side stands in; `set_back_m` is how far doors stand
    from the line of their road. `metres_per_number` is the usual advance along a road.
    """

    share: float = 0.5
    beyond: float = 2.0
    across: float = 2.0
    set_back_m: float = 20.0
    metres_per_number: float = DOOR_M
    measured: bool = False
    """Whether `share` was measured; a careful default stands there otherwise."""


@dataclass(frozen=True, eq=False)
class Road:
    """A road: its line and its known house numbers, sorted by number.

    `points` has shape (n, 2); `number_districts` tells each number's district.
    """

    name: str
    districts: frozenset[str]
    line: BaseGeometry
    numbers: npt.NDArray[np.int64]
    points: FloatArray
    number_districts: npt.NDArray[np.object_]

    @cached_property
    def restarts(self) -> bool:
        """Whether one number stands at two places: then numbering starts anew in each district."""
        for number in np.unique(self.numbers[:-1][np.diff(self.numbers) == 0]):
            if _spread(self.points[self.numbers == number]) > _SAME_DOOR_M:
                return True
        return False

    @cached_property
    def metres_per_number(self) -> float:
        """Usual advance along this road from one number to the next, NaN without numbers."""
        rates = []
        for side in (0, 1):
            pick = self.numbers % _SIDE == side
            steps = np.diff(self.numbers[pick])
            gaps = np.hypot(*np.diff(self.points[pick], axis=0).T)
            rates.extend((gaps[steps > 0] / steps[steps > 0]).tolist())
        return float(np.median(rates)) if rates else float("nan")

    @cached_property
    def share(self) -> float:
        """Ninth decile of error over gap of this road's own numbers, NaN where they are few."""
        pairs = self.left_out()
        if len(pairs) < _ENOUGH:
            return float("nan")
        return float(np.quantile([error / gap for error, gap in pairs if gap > 0] or [0.5], KEPT))

    def whole(self, calibration: Calibration, district: BaseGeometry | None = None) -> Spot:
        """Return the middle of the road, or of its part in a district; its error reaches the ends.

        The line of a border road may run on either side: its whole length counts then.
        """
        inside = self.line if district is None else self.line.intersection(district)
        line = self.line if inside.is_empty else inside
        middle = nearest_points(line, shapely.minimum_bounding_circle(line).centroid)[0]
        reach = shapely.hausdorff_distance(middle, line)
        error_m = max(DOOR_M, reach + calibration.set_back_m)
        return Spot("road", middle.x, middle.y, error_m, self.name)

    def at_number(self, number: int, district: str, calibration: Calibration) -> Spot:
        """Return the best spot for a house number on this road."""
        known = self._in_district(district)
        if known is None or not len(known.numbers):
            return self.whole(calibration)
        rate = known.metres_per_number
        rate = calibration.metres_per_number if np.isnan(rate) else rate
        door = max(DOOR_M, _SIDE * rate)
        exact = known.numbers == number
        if exact.any():
            doors = known.points[exact]
            x, y = doors.mean(axis=0)
            reach = float(np.hypot(*(doors - (x, y)).T).max())  # several doors of one number
            return Spot("house number", float(x), float(y), max(door, reach), self._at(number))
        below, above = known.neighbours(number)
        if below is None or above is None:
            return known.nearest(number, rate, calibration)
        x, y, gap = known.between(number, below, above)
        low, high = known.numbers[below], known.numbers[above]
        source = f"{self._at(int(low))}-{self._at(int(high)).removeprefix(self.name).strip()}"
        share = calibration.share if np.isnan(known.share) else known.share
        return Spot("interpolated", x, y, max(door, share * gap), source)

    def _at(self, number: int) -> str:
        """Say a number as the road's own language does."""
        return f"{self.name} {number}" if is_latin(self.name[-1]) else f"{self.name}{number}号"

    def left_out(self) -> list[tuple[float, float]]:
        """Return (error, gap) of each number interpolated from its neighbours of the same side."""
        road = self._one_door_each()
        pairs: list[tuple[float, float]] = []
        for side in (0, 1):
            places = np.flatnonzero(road.numbers % _SIDE == side)
            for below, here, above in zip(places, places[1:], places[2:], strict=False):
                x, y, gap = road.between(int(road.numbers[here]), int(below), int(above))
                error = float(np.hypot(*(road.points[here] - (x, y))))
                pairs.append((error, gap))
        return pairs

    def _one_door_each(self) -> "Road":
        """Return the road with the middle of all doors of a number in its place."""
        numbers, first, which = np.unique(self.numbers, return_index=True, return_inverse=True)
        if len(numbers) == len(self.numbers):
            return self
        sums = np.zeros((len(numbers), 2))
        np.add.at(sums, which, self.points)
        points = sums / np.bincount(which)[:, None]
        return replace(
            self, numbers=numbers, points=points, number_districts=self.number_districts[first]
        )

    def neighbours(self, number: int) -> tuple[int | None, int | None]:
        """Return the places of the next lower and next higher known number of the same side."""
        side = np.flatnonzero(self.numbers % _SIDE == number % _SIDE)
        cut = int(np.searchsorted(self.numbers[side], number))
        return (
            int(side[cut - 1]) if cut > 0 else None,
            int(side[cut]) if cut < len(side) else None,
        )

    def between(self, number: int, below: int, above: int) -> tuple[float, float, float]:
        """Return x, y of a number between two known ones, and the length of the gap.

        Along the road where both stand on one stretch of it, else straight.
        """
        share = float((number - self.numbers[below]) / (self.numbers[above] - self.numbers[below]))
        ends = self.points[[below, above]]
        x, y = ends[0] + share * (ends[1] - ends[0])
        gap = float(np.hypot(*(ends[1] - ends[0])))
        stretch = self._stretch(ends)
        if stretch is None:
            return float(x), float(y), gap
        start, end = (float(stretch.project(Point(one))) for one in ends)
        feet = [stretch.interpolate(start), stretch.interpolate(end)]
        offset = (ends - shapely.get_coordinates(feet)).mean(axis=0)
        foot = stretch.interpolate(start + share * (end - start))
        reach = abs(end - start)
        return float(foot.x + offset[0]), float(foot.y + offset[1]), max(gap, reach)

    def nearest(self, number: int, rate_m: float, calibration: Calibration) -> Spot:
        """Return the known number that stands in for one beyond the ends.

        The error is never more than that of the whole road.
        """
        place, same = self.stand_in(number)
        x, y = self.points[place]
        factor = calibration.beyond if same else calibration.across
        reach = shapely.hausdorff_distance(Point(x, y), self.line) + calibration.set_back_m
        error = min(reach, factor * self.expected_m(number, place, rate_m))
        source = self._at(int(self.numbers[place]))
        return Spot("road", float(x), float(y), max(DOOR_M, error), source)

    def stand_in(self, number: int) -> tuple[int, bool]:
        """Return the place of the nearest number, and whether it is of the same side.

        The same side is preferred unless the other has a much nearer number.
        """
        away = np.abs(self.numbers - number) + np.where(
            self.numbers % _SIDE == number % _SIDE, 0, _OTHER_SIDE
        )
        place = int(np.argmin(away))
        return place, int(self.numbers[place]) % _SIDE == number % _SIDE

    def expected_m(self, number: int, place: int, rate_m: float) -> float:
        """Return how far a number should be from a known one by the usual advance, metres."""
        return rate_m * (abs(int(self.numbers[place]) - number) + _SIDE)

    def without(self, number: int) -> "Road":
        """Return the road without a number."""
        keep = self.numbers != number
        return replace(
            self, numbers=self.numbers[keep], points=self.points[keep],
            number_districts=self.number_districts[keep],
        )  # fmt: skip

    def _in_district(self, district: str) -> "Road | None":
        """Return the road with the numbers that this district's numbering can mean."""
        if not self.restarts:
            return self
        if not district:
            return None
        pick = self.number_districts == district
        return Road(
            self.name, self.districts, self.line, self.numbers[pick], self.points[pick],
            self.number_districts[pick],
        )  # fmt: skip

    def _stretch(self, ends: FloatArray) -> LineString | None:
        """Return the unbroken part of the road on which both points stand."""
        parts = self._parts
        if not parts:
            return None
        points = [Point(one) for one in ends]
        nearest = [int(np.argmin([part.distance(point) for part in parts])) for point in points]
        return parts[nearest[0]] if nearest[0] == nearest[1] else None

    @cached_property
    def _parts(self) -> list[LineString]:
        merged = shapely.line_merge(self.line)
        return [part for part in shapely.get_parts(merged) if isinstance(part, LineString)]


def _spread(points: FloatArray) -> float:
    return float(np.hypot(*(points.max(axis=0) - points.min(axis=0))))
