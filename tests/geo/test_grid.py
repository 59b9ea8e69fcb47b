"""Cells stay where they are, and a point is never farther from a middle than half a diagonal."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.geo import Grid, geodesic_km

PLACES = st.tuples(st.floats(73.0, 135.0), st.floats(18.0, 54.0))


@given(PLACES, st.sampled_from([100.0, 500.0, 2_000.0]))
def test_a_point_is_within_half_a_diagonal_of_its_middle_and_inside_its_box(place, size_m):
    lon, lat = place
    grid = Grid.near([lat], size_m=size_m)
    cells = grid.cells([lon], [lat])
    middle = grid.middles(cells)[0]
    away_m = float(geodesic_km(lon, lat, middle[0], middle[1])) * 1000.0
    assert away_m <= size_m * 0.5**0.5 * 1.02
    assert grid.boxes(cells)[0].distance(shapely.Point(lon, lat)) < 1e-9


def test_the_grid_does_not_move_with_the_points():
    whole = Grid.near(np.array([24.40, 24.80]), size_m=500.0)
    part = Grid.near(np.array([24.45, 24.51, 24.60]), size_m=500.0)
    assert whole == part


def test_a_cell_is_as_wide_as_high():
    grid = Grid.near([24.5], size_m=2_000.0)
    west, south, east, north = grid.boxes(grid.cells([118.1], [24.5]))[0].bounds
    assert float(geodesic_km(west, south, east, south)) == pytest.approx(2.0, rel=0.015)
    assert float(geodesic_km(west, south, west, north)) == pytest.approx(2.0, rel=0.015)
