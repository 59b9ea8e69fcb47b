"""Numbers that customers teach: a point that is sure makes its house number known on its road.

Open lists of house numbers hardly exist for China; the register's own sure points are where
accuracy comes from. Only a number that the road does not know is learnt, and only from a point that
stands by that road: a works 500 m behind its gate says little about where the gate is.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import shapely

from planner.geocode.roads import Road

_BY_THE_ROAD_M = 150.0

type Lesson = tuple[Road, int, str, float, float]
"""A road, a number on it, the district, and where it is on the plane, metres."""


def learn(lessons: Iterable[Lesson]) -> dict[Road, Road]:
    """Return the roads that are known better now, by what they were."""
    taught: dict[Road, list[tuple[int, str, float, float]]] = defaultdict(list)
    for road, number, district, x_m, y_m in lessons:
        near = shapely.distance(road.line, shapely.Point(x_m, y_m)) <= _BY_THE_ROAD_M
        if near and number not in road.numbers:
            taught[road].append((number, district, x_m, y_m))
    return {road: _with(road, several) for road, several in taught.items()}


def _with(road: Road, taught: list[tuple[int, str, float, float]]) -> Road:
    numbers = np.concatenate([road.numbers, [one[0] for one in taught]]).astype(np.int64)
    order = np.argsort(numbers, kind="stable")
    points = np.concatenate([road.points.reshape(-1, 2), [one[2:] for one in taught]])
    districts = np.concatenate(
        [road.number_districts, np.array([one[1] for one in taught], dtype=object)]
    )
    return replace(
        road, numbers=numbers[order], points=points[order].astype(np.float64),
        number_districts=districts[order],
    )  # fmt: skip
