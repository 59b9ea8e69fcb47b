"""Datums: published vectors, exact way back, nothing outside China."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import DataError
from planner.geo import DATUMS, from_wgs84, geodesic_km, to_wgs84

# WGS-84 -> GCJ-02 -> BD-09, agreed to 1e-9 degrees by gcoord 1.0.7 and a reference in numpy.
XIAMEN = ((118.1, 24.5), (118.104975306, 24.497351832), (118.111471636, 24.503447181))
BEIJING = ((116.404, 39.915), (116.410244499, 39.916404282), (116.416627244, 39.922699552))


@pytest.mark.parametrize("vector", [XIAMEN, BEIJING])
def test_published_vectors_are_met_to_a_tenth_of_a_millimetre(vector):
    wgs, gcj, bd = vector
    assert np.allclose(from_wgs84(*wgs, "GCJ02"), gcj, atol=1e-9, rtol=0)
    assert np.allclose(from_wgs84(*wgs, "BD09"), bd, atol=1e-9, rtol=0)


@settings(deadline=None)
@given(lon=st.floats(73, 135.5), lat=st.floats(18, 54), datum=st.sampled_from(DATUMS))
def test_there_and_back_stays_within_a_millimetre(lon, lat, datum):
    back = to_wgs84(*from_wgs84(lon, lat, datum), datum)
    assert float(geodesic_km(lon, lat, *back)) < 1e-6


def test_a_wrong_datum_is_off_by_hundreds_of_metres():
    lon, lat = 118.1, 24.5
    taken_for_wgs = from_wgs84(lon, lat, "GCJ02"), from_wgs84(lon, lat, "BD09")
    off_km = [float(geodesic_km(lon, lat, *one)) for one in taken_for_wgs]
    assert off_km == pytest.approx([0.5835, 1.2249], abs=2e-3)


def test_places_outside_the_box_are_not_shifted():
    lon, lat = np.array([2.35, -70.0]), np.array([48.85, -33.0])
    for datum in DATUMS:
        assert np.array_equal(from_wgs84(lon, lat, datum), (lon, lat))
        assert np.array_equal(to_wgs84(lon, lat, datum), (lon, lat))


def test_cgcs2000_is_taken_as_wgs84():
    assert np.array_equal(to_wgs84([118.1], [24.5], "CGCS2000"), ([118.1], [24.5]))


def test_missing_positions_stay_missing():
    lon, lat = to_wgs84([np.nan, 118.1], [np.nan, 24.5], "BD09")
    assert np.isnan(lon[0])
    assert np.isnan(lat[0])
    assert np.isfinite(lon[1])


def test_an_unknown_datum_is_refused_with_the_known_ones():
    with pytest.raises(DataError, match="GCJ-02") as fault:
        to_wgs84([118.0], [24.0], "GCJ-02")
    assert "GCJ02" in fault.value.mend
