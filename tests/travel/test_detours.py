"""Detours by pair of districts: measured on roads, used without them, with their error."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from planner.errors import DataError, OptionError
from planner.travel import TravelOptions, measure_detours, open_travel

ENDS = {f"{shore}{x}": (x, 2.0 * (shore == "N")) for shore in "SN" for x in range(3, 8)}
"""Both shores in the middle of the bay: across it is 2 km straight, and far by a bridge."""


@pytest.fixture
def shores(degrees, tmp_path):
    """Two districts, a shore each, as a layer that a scenario names."""
    areas = [shapely.box(*degrees(-1, y - 0.9), *degrees(11, y + 0.9)) for y in (0, 2)]
    layer = gpd.GeoDataFrame({"name": ["南岸", "北岸"]}, geometry=areas, crs="EPSG:4326")
    layer.to_file(tmp_path / "shores.gpkg")
    return layer


@pytest.fixture
def table(bay, points, shores, tmp_path) -> pd.DataFrame:
    here = points(**ENDS)
    table = measure_detours(open_travel(here, bay)[0], here, shores)
    table.to_csv(tmp_path / "detours.csv", index=False)
    return table


@pytest.fixture
def options(table, tmp_path) -> TravelOptions:
    return TravelOptions(detours=tmp_path / "detours.csv", districts=tmp_path / "shores.gpkg")


def test_a_bay_is_a_detour_from_shore_to_shore_and_none_along_them(table):
    by_pair = table.set_index(["from_district", "to_district"])
    assert len(by_pair) == 4
    assert by_pair.loc[("南岸", "南岸"), "detour_ratio"] == pytest.approx(1, rel=1e-3)
    assert by_pair.loc[("南岸", "南岸"), "speed_km_per_h"] == pytest.approx(40, rel=1e-3)
    assert by_pair.loc[("南岸", "南岸"), "worst_pct"] == pytest.approx(0, abs=0.1)
    across = by_pair.loc[("南岸", "北岸")]
    # Five ends on either shore: 25 ways of 8 to 14 km over 2 to 4.5 km of water and shore.
    assert 3 < across["detour_ratio"] < 6
    assert across["ways"] == 25
    assert across["worst_pct"] > across["error_pct"] > 5


def test_by_measured_detours_an_estimate_sees_the_bay_and_says_how_wrong_it_is(
    points, options, table, bay
):
    here = points(**ENDS, inland=(5, -3))
    travel, _ = open_travel(here, options)
    by_road = open_travel(points(**ENDS), bay)[0]
    plain = open_travel(here, TravelOptions())[0]
    south, north = ([one for one in ENDS if one[0] == shore] for shore in "SN")
    wanted = by_road.between(south, north).time_min
    off = [np.abs(one.between(south, north).time_min / wanted - 1) for one in (travel, plain)]
    worst = float(table["worst_pct"].max()) / 100
    assert np.quantile(off[0], 0.9) <= worst + 0.05
    assert np.median(off[0]) < 0.4
    assert np.median(off[1]) > 0.6
    along = travel.between(["S3"], ["S7"])
    assert along.distance_km[0, 0] == pytest.approx(4, rel=2e-3)
    assert along.time_min[0, 0] == pytest.approx(6, rel=5e-3)
    outside = [one.between(["inland"], ["S3"]).time_min[0, 0] for one in (travel, plain)]
    assert outside[0] == outside[1]
    told = f"one in twenty by over 0-{100 * worst:.0f} %"
    assert told in travel.basis
    assert "4对区" in travel.basis_text.zh


def test_detours_of_districts_that_there_are_not_are_refused(points, table, options, tmp_path):
    table.replace("北岸", "西岸").to_csv(tmp_path / "detours.csv", index=False)
    with pytest.raises(DataError, match="西岸"):
        open_travel(points(a=(0, 0)), options)


def test_detours_need_districts_and_no_roads(points, options, bay):
    alone = TravelOptions(detours=options.detours)
    with pytest.raises(OptionError, match=r"travel\.districts is not set"):
        open_travel(points(a=(0, 0)), alone)
    both = bay.model_copy(update={"detours": options.detours})
    with pytest.raises(OptionError, match=r"travel\.detours is for an estimate"):
        open_travel(points(a=(0, 0)), both)
