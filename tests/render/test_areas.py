"""Service areas: the land is shared out completely, and neighbours differ in colour."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.render.areas import area_colours, service_areas
from planner.render.payload import line_steps, steps

LAND = shapely.box(118.0, 24.4, 118.4, 24.8)
PLACES = st.tuples(st.floats(118.0, 118.4), st.floats(24.4, 24.8), st.sampled_from("ABC"))


@given(st.lists(PLACES, min_size=4, max_size=30, unique_by=lambda one: (one[0], one[1])))
def test_areas_cover_the_land_and_do_not_overlap(places):
    lon, lat, owners = (np.array(one) for one in zip(*places, strict=True))
    areas = service_areas(lon, lat, owners.tolist(), LAND)
    if areas:
        assert sum(area.area for area in areas.values()) == pytest.approx(LAND.area, rel=1e-6)


def test_a_customer_lies_in_the_area_of_its_outlet():
    lon, lat = np.array([118.1, 118.2, 118.3, 118.1]), np.array([24.5, 24.5, 24.5, 24.7])
    owners = ["A", "A", "B", "C"]
    areas = service_areas(lon, lat, owners, LAND)
    for x, y, owner in zip(lon, lat, owners, strict=True):
        assert areas[owner].contains(shapely.Point(x, y))


def test_too_few_customers_draw_no_areas():
    assert service_areas(np.array([118.1]), np.array([24.5]), ["A"], LAND) == {}


def test_neighbours_differ_in_every_picture():
    stripes = {name: shapely.box(place, 0, place + 1, 1) for place, name in enumerate("ABCDE")}
    colours = area_colours([stripes, {"A": stripes["A"], "E": stripes["B"]}], 5)
    for one, two in ("AB", "BC", "CD", "DE", "AE"):
        assert colours[one] != colours[two]


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-85, 85)), min_size=1))
def test_a_line_comes_back_from_its_steps(points):
    back = np.array(line_steps(points)).reshape(-1, 2).cumsum(axis=0) / 100_000
    assert back[0] == pytest.approx(points[0], abs=1e-5)
    assert back[-1] == pytest.approx(points[-1], abs=1e-5)


@given(st.lists(st.floats(-180, 180)))
def test_degrees_come_back_from_their_steps(values):
    assert np.cumsum(steps(values)) / 100_000 == pytest.approx(values, abs=1e-5)
