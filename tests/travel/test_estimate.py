"""Travel estimated from the straight line."""

import numpy as np
import pytest

from planner.geo import geodesic_km
from planner.travel import TravelOptions, open_travel


def test_an_estimate_is_the_straight_line_times_the_detour_at_one_speed(points, degrees):
    here = points(a=(0, 0), b=(6, 8))
    options = TravelOptions(detour_ratio=1.5, speed_km_per_h=30)
    travel, findings = open_travel(here, options)
    straight_km = float(geodesic_km(*degrees(0, 0), *degrees(6, 8)))
    way = travel.between(["a", "b"], ["b"])
    assert way.distance_km[0, 0] == pytest.approx(1.5 * straight_km)
    assert way.time_min[0, 0] == pytest.approx(3.0 * straight_km)
    assert way.time_min[1, 0] == 0
    assert len(findings) == 0


def test_an_estimate_says_that_it_is_one_and_how_wrong(points):
    travel, _ = open_travel(points(a=(0, 0)), TravelOptions())
    assert "estimate" in travel.basis
    assert "%" in travel.basis


def test_an_estimate_does_not_see_the_bay(bay, points):
    here = points(south=(5, 0), north=(5, 2))
    by_road, _ = open_travel(here, bay)
    guessed, _ = open_travel(here, TravelOptions())
    ratio = (
        by_road.between(["south"], ["north"]).time_min
        / guessed.between(["south"], ["north"]).time_min
    )
    assert ratio[0, 0] > 3


def test_an_estimate_is_drawn_straight(points, degrees):
    travel, _ = open_travel(points(a=(0, 0), b=(1, 1)), TravelOptions())
    (line,) = travel.lines([("a", "b")])
    assert np.asarray(line.coords) == pytest.approx(np.array([degrees(0, 0), degrees(1, 1)]))
