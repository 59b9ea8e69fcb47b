"""Land shared out by the nearest point: nothing is lost, nothing overlaps, each has his own."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.shares import MOST_POINTS, share_out

LAND = shapely.box(0, 0, 1000, 1000)
OWNED = st.tuples(st.integers(0, 1000), st.integers(0, 1000), st.sampled_from(["A", "B", "C", ""]))


@given(st.lists(OWNED, min_size=4, max_size=40, unique_by=lambda one: one[:2]))
def test_every_place_goes_to_the_owner_of_the_nearest_point(rows):
    points = np.array([row[:2] for row in rows], dtype=float)
    owners = [row[2] for row in rows]
    kept = [one for one in owners if one]
    areas = share_out(points, owners, LAND)
    if len(kept) < 4:
        assert areas == {}
        return
    assert set(areas) == set(kept)
    assert sum(area.area for area in areas.values()) == pytest.approx(LAND.area)
    for spot in np.random.default_rng(0).uniform(0, 1000, (20, 2)):
        apart = np.linalg.norm(points - spot, axis=1) + [0.0 if one else np.inf for one in owners]
        near = {owners[one] for one in np.flatnonzero(apart <= apart.min() + 1e-6)}
        assert {one for one, area in areas.items() if area.intersects(shapely.Point(spot))} & near


def test_of_points_at_one_place_the_first_counts_and_many_are_thinned():
    rng = np.random.default_rng(1)
    points = rng.uniform(0, 1000, (3 * MOST_POINTS, 2))
    owners = np.where(points[:, 0] < 500, "W", "E").tolist()
    both = np.vstack([points, points])
    areas = share_out(both, [*owners, *["X"] * len(points)], LAND)
    assert set(areas) == {"W", "E"}
    assert areas["W"].area == pytest.approx(LAND.area / 2, rel=0.05)


def test_no_land_is_not_shared_out():
    points = np.array([[0.0, 0.0], [1, 0], [0, 1], [1, 1]])
    assert share_out(points, ["A", "A", "B", "B"], shapely.Polygon()) == {}
