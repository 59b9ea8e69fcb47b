"""Datums: published vectors, exact way back, nothing off the mainland."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.errors import DataError
from planner.geo import DATUMS, from_wgs84, geodesic_km, to_wgs84
from planner.geo.mask import MAINLAND

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
    # At the outline's edge a shifted and an unshifted place share a position: see planner.geo.mask.
    assume(MAINLAND.boundary.distance(shapely.Point(lon, lat)) > 0.03)
    back = to_wgs84(*from_wgs84(lon, lat, datum), datum)
    assert float(geodesic_km(lon, lat, *back)) < 1e-6


@pytest.mark.parametrize("datum", ["GCJ02", "BD09"])
def test_a_hundred_thousand_mainland_points_come_back_within_a_millimetre(datum):
    rng = np.random.default_rng(11)
    lon, lat = rng.uniform(73.5, 134.5, 100_000), rng.uniform(18.2, 53.5, 100_000)
    inside = shapely.contains_xy(MAINLAND, lon, lat)
    lon, lat = lon[inside], lat[inside]
    off_km = geodesic_km(lon, lat, *to_wgs84(*from_wgs84(lon, lat, datum), datum))
    assert len(lon) > 30_000
    assert off_km.max() < 1e-6


def test_a_wrong_datum_is_off_by_hundreds_of_metres():
    lon, lat = 118.1, 24.5
    taken_for_wgs = from_wgs84(lon, lat, "GCJ02"), from_wgs84(lon, lat, "BD09")
    off_km = [float(geodesic_km(lon, lat, *one)) for one in taken_for_wgs]
    assert off_km == pytest.approx([0.5835, 1.2249], abs=2e-3)


ABROAD = {
    "Hong Kong": (114.158, 22.281), "Sha Tin": (114.188, 22.382), "Chek Lap Kok": (113.92, 22.31),
    "Macau": (113.543, 22.190), "Taipa": (113.560, 22.155), "Kinmen": (118.320, 24.430),
    "Guningtou": (118.310, 24.480), "Mashan": (118.408, 24.528), "Lieyu": (118.240, 24.428),
    "Nangan": (119.93, 26.15), "Taipei": (121.56, 25.04),
    "Kaohsiung": (120.30, 22.62), "Penghu": (119.57, 23.57), "Seoul": (126.98, 37.57),
    "Hanoi": (105.85, 21.03), "Ulaanbaatar": (106.91, 47.92), "Vladivostok": (131.89, 43.12),
    "Kathmandu": (85.32, 27.71), "Almaty": (76.91, 43.25), "Fukuoka": (130.40, 33.59),
    "Paris": (2.35, 48.85), "Chile": (-70.0, -33.0),
}  # fmt: skip
# The nearest to the mask's holes, the islands, and border towns all around.
MAINLAND_PLACES = {
    "Xiamen": (118.100, 24.480), "Xiamen's east shore": (118.196, 24.490),
    "Dadeng": (118.330, 24.560), "Weitou": (118.570, 24.520), "Luohu": (114.113, 22.535),
    "Shenzhen": (114.060, 22.540), "Shekou": (113.920, 22.480), "Yantian": (114.250, 22.570),
    "Gongbei": (113.549, 22.221), "Zhuhai": (113.575, 22.270), "Hengqin": (113.530, 22.120),
    "Pingtan": (119.79, 25.50), "Huangqi": (119.885, 26.325), "Zhoushan's Dongji": (122.70, 30.19),
    "Sanya": (109.50, 18.25), "Sansha": (112.34, 16.83), "Dongxing": (107.97, 21.54),
    "Pingxiang": (106.75, 22.10), "Hekou": (103.95, 22.52), "Mohan": (101.69, 21.19),
    "Ruili": (97.85, 24.01), "Yadong": (88.90, 27.48), "Zhangmu": (85.98, 27.98),
    "Purang": (81.18, 30.29), "Tashkurgan": (75.23, 37.78), "Horgos": (80.42, 44.21),
    "Tacheng": (82.98, 46.75), "Erenhot": (111.97, 43.65), "Manzhouli": (117.44, 49.60),
    "Mohe": (122.36, 53.48), "Heihe": (127.50, 50.24), "Fuyuan": (134.30, 48.37),
    "Suifenhe": (131.15, 44.41), "Hunchun": (130.36, 42.86), "Dandong": (124.39, 40.13),
    "Rongcheng": (122.70, 37.40), "Shanghai": (121.50, 31.20), "Urumqi": (87.60, 43.80),
}  # fmt: skip


@pytest.mark.parametrize("place", MAINLAND_PLACES)
@pytest.mark.parametrize("datum", ["GCJ02", "BD09"])
def test_mainland_places_are_shifted_and_come_back(place, datum):
    lon, lat = MAINLAND_PLACES[place]
    there = from_wgs84(lon, lat, datum)
    assert 0.02 < float(geodesic_km(lon, lat, *there)) < 1.6
    assert float(geodesic_km(lon, lat, *to_wgs84(*there, datum))) < 1e-6


@pytest.mark.parametrize("place", ABROAD)
def test_places_off_the_mainland_are_not_shifted(place):
    lon, lat = np.array([ABROAD[place][0]]), np.array([ABROAD[place][1]])
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


def test_at_the_edge_a_point_is_never_further_off_than_a_shift():
    edge = MAINLAND.interiors[0].segmentize(0.01)
    lon, lat = shapely.get_coordinates(edge).T
    for datum in ("GCJ02", "BD09"):
        off_km = geodesic_km(lon, lat, *to_wgs84(*from_wgs84(lon, lat, datum), datum))
        assert float(off_km.max()) < 1.6


def test_the_outline_is_a_polygon_without_crossings():
    assert shapely.is_valid_reason(MAINLAND) == "Valid Geometry"
