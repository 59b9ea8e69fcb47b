"""Areas by minutes: true near the points, disjoint, whole."""

import numpy as np
import pytest
import shapely

from planner.geo import geodesic_km, time_bands

ENDS = (10.0, 20.0)


def disc(lon, lat):
    """Minutes that grow by one a kilometre from 118.10 east, 24.50 north."""
    return geodesic_km(118.10, 24.50, lon, lat)


@pytest.fixture(scope="module")
def bands():
    lon, lat = (one.ravel() for one in np.meshgrid(
        np.linspace(117.8, 118.4, 61), np.linspace(24.2, 24.8, 61)
    ))  # fmt: skip
    return time_bands(lon, lat, disc(lon, lat), ENDS, off_road_km_per_h=900.0)


@pytest.mark.parametrize(("km_east", "band"), [(5, 0), (9, 0), (11.5, 1), (19, 1), (22, 2)])
def test_a_place_lies_in_the_band_of_its_minutes(bands, km_east, band):
    place = shapely.Point(118.10 + km_east / 101.4, 24.50)
    assert [one.covers(place) for one in bands] == [at == band for at in range(3)]


def test_bands_do_not_cover_each_other_and_leave_no_gap(bands):
    whole = shapely.union_all(bands)
    assert sum(one.area for one in bands) == pytest.approx(whole.area, rel=1e-6)
    assert not whole.geom_type.startswith("Multi")
    assert len(whole.interiors) == 0


def test_a_place_far_from_every_point_is_in_no_band():
    lon, lat = np.array([118.0, 118.5]), np.array([24.5, 24.5])
    whole = shapely.union_all(time_bands(lon, lat, np.zeros(2), ENDS, off_road_km=3.0))
    assert whole.covers(shapely.Point(118.01, 24.5))
    assert not whole.intersects(shapely.Point(118.25, 24.5))


def test_points_without_a_way_make_no_band():
    bands = time_bands(np.array([118.0]), np.array([24.5]), np.array([np.nan]), ENDS)
    assert [one.is_empty for one in bands] == [True, True, True]
