"""Areas within so many minutes: as the roads lie, without overlap, and true to the minutes."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from planner.errors import OptionError
from planner.travel import TravelOptions, open_travel


def _area_km2(rows: gpd.GeoDataFrame) -> float:
    return float(rows.to_crs(rows.estimate_utm_crs()).area.sum()) / 1e6


def test_in_a_town_of_blocks_a_band_is_a_diamond_and_not_a_circle(grid_town, points):
    travel, _ = open_travel(points(centre=(5, 5)), grid_town)
    rows = travel.bands(["centre"], (6.0,))
    # Six minutes are 3 km along streets: a diamond of 2 x 3 x 3 = 18 km2; a circle has 28.
    assert _area_km2(rows) == pytest.approx(18, rel=0.12)
    assert rows.geometry.is_valid.all()


def test_bands_of_all_outlets_touch_and_never_overlap(grid_town, points):
    travel, _ = open_travel(points(a=(2, 3), b=(7, 6), c=(8, 1)), grid_town)
    rows = travel.bands(["a", "b", "c"], (4.0, 8.0, 12.0))
    assert _area_km2(rows) == pytest.approx(
        _area_km2(gpd.GeoDataFrame(geometry=[rows.union_all()], crs=rows.crs)), rel=1e-6
    )
    assert set(rows["outlet_id"]) == {"a", "b", "c"}
    assert set(zip(rows["from_min"], rows["to_min"], strict=True)) == {(0, 4), (4, 8), (8, 12)}


def test_a_place_lies_in_the_band_and_with_the_outlet_of_its_minutes(grid_town, points):
    draw = np.random.default_rng(4)
    spots = {f"p{row}": tuple(draw.uniform(0, 10, 2)) for row in range(400)}
    here = points(a=(2, 3), b=(7, 6), **spots)
    travel, _ = open_travel(here, grid_town)
    limits = np.array([5.0, 10.0])
    rows = travel.bands(["a", "b"], limits)
    minutes = travel.between(list(spots), ["a", "b"]).time_min
    places = here.iloc[2:].geometry.to_numpy()
    for place, mine in zip(places, minutes, strict=True):
        inside = rows[shapely.covers(rows.geometry.to_numpy(), place)]
        best = mine.min()
        if np.abs(best - limits).min() < 1.2 or np.abs(mine[0] - mine[1]) < 1.2:
            continue  # beside a line, where the grid of 150 m decides
        wanted = int(np.searchsorted(limits, best))
        if wanted == len(limits):
            assert inside.empty
        else:
            assert inside["to_min"].tolist() == [limits[wanted]]
            assert inside["outlet_id"].tolist() == [("a", "b")[int(mine.argmin())]]


def test_a_band_goes_round_the_bay_and_not_across(bay, points, degrees):
    travel, _ = open_travel(points(pier=(5, 0)), bay)
    (area,) = travel.bands(["pier"], (6.0,)).geometry
    assert area.covers(shapely.Point(degrees(4, 0)))
    assert not area.intersects(shapely.Point(degrees(5, 2)))  # 2 km away, 12 km by road
    assert not area.intersects(shapely.Point(degrees(5, 1)))  # on the water


def test_minutes_are_those_towards_the_outlet(roads, points, degrees):
    nodes = [("A", 0, 0), ("B", 4, 0), ("C", 4, 4), ("D", 0, 4)]
    ring = roads(nodes, [(a + b, a, b, 1, 4.0, 60) for a, b in ("AB", "BC", "CD", "DA")])
    travel, _ = open_travel(points(a=(0, 0)), ring)
    (area,) = travel.bands(["a"], (5.0,)).geometry
    assert area.covers(shapely.Point(degrees(0, 2)))  # on D to A: ahead lies the outlet
    assert not area.intersects(shapely.Point(degrees(2, 0)))  # on A to B: 14 km round


def test_an_outlet_that_no_road_leads_to_has_no_band(bay, points):
    travel, _ = open_travel(points(lost=(5, 30)), bay)
    assert travel.bands(["lost"], (10.0,)).empty
    guess, _ = open_travel(points(a=(0, 0)), TravelOptions())
    assert guess.bands(["a"], (10.0,)).empty


@pytest.mark.parametrize("limits", [(), (0.0, 5.0), (10.0, 5.0)])
def test_limits_that_do_not_ascend_are_refused(bay, points, limits):
    travel, _ = open_travel(points(a=(0, 0)), bay)
    with pytest.raises(OptionError, match="do not ascend"):
        travel.bands(["a"], limits)
