"""A location never says two things: a row is found with a position, or has none and says why."""

import math

import pytest

from planner.schema import CUSTOMERS, GEO_LEVELS, LOCATIONS, GeoStatus, Location


def test_levels_and_statuses_are_those_a_planner_is_told():
    assert GEO_LEVELS == (
        "override", "coordinate", "house number", "interpolated", "place", "road", "town",
        "district", "city", "none",
    )  # fmt: skip
    assert [one.value for one in GeoStatus] == [
        "found", "tie", "no_match", "held", "skipped", "error", "quota",
    ]  # fmt: skip
    assert LOCATIONS["level"].choices == CUSTOMERS["geo_level"].choices == GEO_LEVELS


def test_a_found_row_has_a_position_and_an_error():
    there = Location(GeoStatus.FOUND, "road", 118.1, 24.5, 300.0, "gazetteer: 滨海路", "WGS84")
    assert there.error_m == 300.0
    for bad in (
        {"level": "none"}, {"lon": math.nan}, {"error_m": math.inf},
    ):  # fmt: skip
        with pytest.raises(ValueError, match="contradicts"):
            Location(**({"status": GeoStatus.FOUND, "level": "road", "lon": 1.0, "lat": 1.0,
                         "error_m": 1.0} | bad))  # fmt: skip


@pytest.mark.parametrize("status", [one for one in GeoStatus if one is not GeoStatus.FOUND])
def test_no_other_row_has_one(status):
    assert math.isnan(Location(status).lon)
    with pytest.raises(ValueError, match="contradicts"):
        Location(status, lon=1.0, lat=1.0, error_m=1.0)
    with pytest.raises(ValueError, match="contradicts"):
        Location(status, level="city")
