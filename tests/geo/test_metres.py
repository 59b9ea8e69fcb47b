"""The local plane keeps lengths; distances follow the ellipsoid."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import DataError
from planner.geo import LocalPlane, geodesic_km

PLANE = LocalPlane(118.2, 24.6)


def test_a_minute_of_latitude_is_about_a_sea_mile():
    assert float(geodesic_km(118.0, 24.5, 118.0, 24.5 + 1 / 60)) == pytest.approx(1.846, abs=1e-3)


def test_distances_broadcast_to_a_matrix():
    there = geodesic_km(np.array([[118.0], [118.1]]), 24.5, np.array([118.0, 118.2, 118.3]), 24.5)
    assert there.shape == (2, 3)
    assert there[0, 0] == 0.0


@settings(deadline=None)
@given(
    ends=st.tuples(*[st.tuples(st.floats(117.7, 118.7), st.floats(24.2, 25.0)) for _ in range(2)])
)
def test_lengths_on_the_plane_are_true_to_a_ten_thousandth(ends):
    (lon_a, lat_a), (lon_b, lat_b) = ends
    x, y = PLANE.metres([lon_a, lon_b], [lat_a, lat_b])
    true_m = float(geodesic_km(lon_a, lat_a, lon_b, lat_b)) * 1000
    assert np.hypot(x[1] - x[0], y[1] - y[0]) == pytest.approx(true_m, rel=1e-4, abs=1e-3)


def test_degrees_come_back():
    lon, lat = PLANE.degrees(*PLANE.metres([118.05, 118.4], [24.45, 24.8]))
    assert np.allclose(lon, [118.05, 118.4], atol=1e-9)
    assert np.allclose(lat, [24.45, 24.8], atol=1e-9)


def test_shapes_go_to_the_plane_and_back():
    box = shapely.box(118.1, 24.5, 118.2, 24.6)
    assert PLANE.unflatten(PLANE.flatten(box)).equals_exact(box, 1e-9)


def test_a_plane_touches_in_the_middle_of_its_points():
    assert LocalPlane.around([118.0, np.nan, 118.4], [24.4, 24.5, 24.8]) == LocalPlane(118.2, 24.6)


def test_no_finite_point_gives_no_plane():
    with pytest.raises(DataError):
        LocalPlane.around([np.nan], [np.nan])
