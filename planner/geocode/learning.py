"""Numbers that customers teach: a point that is sure makes its house number known on its road.

Open lists of house numbers hardly exist for China; the register's own sure points are where
accuracy comes from. Only a number that the road does not know is learnt, and only from a point that
stands by that road: a works 500 m behind its gate says little about where the gate is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import shapely

from planner.geocode.roads import Road

_BY_THE_ROAD_M = 150.0

type Lesson = tuple[int, int, str, float, float]
"""The position of a road, a number on it, the district, and where it is on the plane, metres."""


def teaches(lesson: Lesson, roads: Sequence[Road]) -> bool:
    """Say whether a lesson tells anything new that can be relied on."""
    place, number, _, x_m, y_m = lesson
    near = shapely.distance(roads[place].line, shapely.Point(x_m, y_m)) <= _BY_THE_ROAD_M
    return bool(near and number not in roads[place].numbers)


def learn(lessons: Iterable[Lesson], roads: Sequence[Road]) -> dict[Road, Road]:
    """Return the roads that are known better now, by what they were."""
    taught: dict[int, list[tuple[int, str, float, float]]] = defaultdict(list)
    for place, number, district, x_m, y_m in lessons:
        taught[place].append((number, district, x_m, y_m))
    return {roads[place]: _with(roads[place], several) for place, several in taught.items()}


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
