"""Estimates and water: straight lines stop at the shore, and go by a bridge that is declared."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point, Polygon

from planner.errors import DataError, OptionError
from planner.travel import TravelOptions, open_travel


@pytest.fixture
def bay_layers(degrees, tmp_path):
    """A bay 10 km wide between y = 0.5 and 1.5, with a bridge at each end of it."""
    corners = [(-1, 0.5), (11, 0.5), (11, 1.5), (-1, 1.5)]
    water = gpd.GeoDataFrame(geometry=[Polygon([degrees(*at) for at in corners])], crs="EPSG:4326")
    water.to_file(tmp_path / "water.gpkg")
    bridges = [LineString([degrees(x, 0.4), degrees(x, 1.6)]) for x in (0, 10)]
    gpd.GeoDataFrame(geometry=bridges, crs="EPSG:4326").to_file(tmp_path / "bridges.gpkg")
    return {"water": tmp_path / "water.gpkg", "crossings": tmp_path / "bridges.gpkg"}


def _km(travel, one, other):
    return travel.between([one], [other]).distance_km[0, 0]


def test_across_water_an_estimate_goes_by_the_nearer_bridge(points, bay_layers):
    here = points(south=(4, 0), north=(4, 2), inland=(4, -3))
    travel, _ = open_travel(here, TravelOptions(detour_ratio=1, **bay_layers))
    assert _km(travel, "south", "north") == pytest.approx(2 * np.hypot(4, 0.4) + 1.2, rel=2e-3)
    assert _km(travel, "south", "inland") == pytest.approx(3, rel=2e-3)
    assert _km(travel, "north", "south") == pytest.approx(_km(travel, "south", "north"))
    assert "declared water" in travel.basis
    assert "水域" in travel.basis_text.zh


def test_without_a_crossing_there_is_no_way_over_water(points, bay_layers):
    here = points(south=(4, 0), north=(4, 2))
    travel, _ = open_travel(here, TravelOptions(water=bay_layers["water"]))
    table = travel.between(["south", "north"], ["south", "north"])
    assert table.reachable.tolist() == [[True, False], [False, True]]
    assert np.isnan(table.distance_km[0, 1])


def test_settings_of_water_that_would_not_be_used_are_refused(points, bay_layers, bay, tmp_path):
    here = points(south=(4, 0), north=(4, 2))
    with pytest.raises(OptionError, match=r"crossings would not be used"):
        open_travel(here, TravelOptions(crossings=bay_layers["crossings"]))
    with pytest.raises(OptionError, match="for an estimate"):
        open_travel(here, bay.model_copy(update=bay_layers))
    with pytest.raises(DataError, match="other shapes than areas of water"):
        open_travel(here, TravelOptions(water=bay_layers["crossings"]))
    spots = gpd.GeoDataFrame(geometry=[Point(118, 24)], crs="EPSG:4326")
    spots.to_file(tmp_path / "spots.gpkg")
    with pytest.raises(DataError, match="other shapes than lines"):
        open_travel(here, TravelOptions(**bay_layers | {"crossings": tmp_path / "spots.gpkg"}))


def test_at_the_rush_hour_roads_are_slower_by_their_class_and_it_is_said(bay, points, repository):
    here = points(a=(1, 0), b=(3, 0))
    free, _ = open_travel(here, bay)
    rush = {"pace": repository / "data" / "rules" / "pace.toml", "at_hour": 18}
    slow, _ = open_travel(here, bay.model_copy(update=rush))
    free_min = free.between(["a"], ["b"]).time_min[0, 0]
    assert slow.between(["a"], ["b"]).time_min[0, 0] == pytest.approx(free_min / 0.6, rel=1e-3)
    assert slow.between(["a"], ["b"]).distance_km == free.between(["a"], ["b"]).distance_km
    assert "18:00" in slow.basis
    night, _ = open_travel(here, bay.model_copy(update=rush | {"at_hour": 3}))
    assert night.between(["a"], ["b"]).time_min[0, 0] == pytest.approx(free_min)


def test_a_class_with_shares_of_its_own_keeps_to_them(bay, points, tmp_path):
    file = tmp_path / "pace.toml"
    shares = ", ".join(["0.5"] * 24)
    file.write_text(
        f'effective_from = 2026-01-01\nsource = ""\n[share_by_hour]\nstreet = [{shares}]\n', "utf-8"
    )
    here = points(a=(1, 0), b=(3, 0))
    free, _ = open_travel(here, bay)
    slow, _ = open_travel(here, bay.model_copy(update={"pace": file, "at_hour": 0}))
    ratio = slow.between(["a"], ["b"]).time_min / free.between(["a"], ["b"]).time_min
    assert ratio[0, 0] == pytest.approx(2, rel=1e-3)
    file.write_text(file.read_text("utf-8").replace(f"[{shares}]", "[0.5]"), "utf-8")
    with pytest.raises(OptionError, match="share_by_hour"):
        open_travel(here, bay.model_copy(update={"pace": file, "at_hour": 0}))


def test_an_hour_without_a_file_or_without_roads_is_refused(bay, points):
    here = points(a=(1, 0), b=(3, 0))
    with pytest.raises(OptionError, match=r"travel\.pace is not set"):
        open_travel(here, bay.model_copy(update={"at_hour": 8}))
    with pytest.raises(OptionError, match=r"at_hour would not be used without a road file"):
        open_travel(here, TravelOptions(at_hour=8))
