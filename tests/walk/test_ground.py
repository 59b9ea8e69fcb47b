"""The map's roads are those that travel goes by, whatever file they came from."""

import geopandas as gpd
import pytest
import shapely

import planner as pl
from planner.plan.ground import read_ground
from planner.travel import TravelOptions, open_travel

OUTLETS = gpd.GeoDataFrame(
    {"outlet_id": ["p"], "decision": ["closed"]},
    geometry=[shapely.Point(118.1, 24.5)],
    crs="EPSG:4326",
)


def test_the_map_draws_the_roads_of_a_line_layer_without_the_closed_ones(
    scenario: pl.Scenario, tmp_path
) -> None:
    lines = [[(118.1, 24.5), (118.2, 24.5)], [(118.2, 24.5), (118.2, 24.6)]]
    layer = gpd.GeoDataFrame(
        {
            "link_id": ["a", "b"],
            "name": ["East", "North"],
            "facility_type": ["primary", "local"],
            "free_speed_km_per_h": [60, 30],
        },
        geometry=[shapely.LineString(line) for line in lines],
        crs="EPSG:4326",
    )
    layer.to_file(tmp_path / "roads.gpkg")
    door = gpd.GeoDataFrame({"id": ["p"]}, geometry=[shapely.Point(118.1, 24.5)], crs="EPSG:4326")
    travel, _ = open_travel(door, TravelOptions(roads=tmp_path / "roads.gpkg", close=("b",)))
    (roads,) = (one for one in read_ground(scenario, travel, OUTLETS).layers if one.role == "roads")
    assert roads.rows[["link_id", "name", "facility_type"]].to_numpy().tolist() == [
        ["a/1", "East", "primary"]
    ]
    assert shapely.get_coordinates(roads.rows.geometry).round(6).tolist() == [
        [118.1, 24.5], [118.2, 24.5]
    ]  # fmt: skip


def test_the_map_of_an_estimate_draws_no_roads(scenario: pl.Scenario) -> None:
    door = gpd.GeoDataFrame({"id": ["p"]}, geometry=[shapely.Point(118.1, 24.5)], crs="EPSG:4326")
    travel, _ = open_travel(door, TravelOptions())
    roles = {one.role for one in read_ground(scenario, travel, OUTLETS).layers}
    assert "roads" not in roles
    assert "land" in roles


def test_bands_of_today_and_of_the_plan_lie_on_the_land_and_differ(plan: pl.Plan) -> None:
    layers = [*plan.ground.layers, *plan.ground.bands]
    today, after = (
        next(one.rows for one in layers if one.role == role) for role in ("bands_today", "bands")
    )
    near = [
        shapely.area(rows.geometry.to_numpy())[rows["to_min"] == 10.0].sum()
        for rows in (today, after)
    ]
    assert near[1] > near[0]
    land = next(one.rows for one in layers if one.title.en == "Land")
    dry = shapely.union_all(land.geometry.to_numpy()).buffer(1e-6)
    assert shapely.union_all(after.geometry.to_numpy()).difference(dry).area < 1e-9


def test_a_province_has_wider_bands(scenario: pl.Scenario, tmp_path) -> None:
    line = gpd.GeoDataFrame(
        {"link_id": ["a"], "facility_type": ["primary"], "free_speed_km_per_h": [60]},
        geometry=[shapely.LineString([(118.1, 24.5), (118.9, 24.5)])],
        crs="EPSG:4326",
    )
    line.to_file(tmp_path / "roads.gpkg")
    at = OUTLETS.rename(columns={"outlet_id": "id"})
    travel, _ = open_travel(at, TravelOptions(roads=tmp_path / "roads.gpkg"))
    report = scenario.report.model_copy(update={"bands_min": (20.0, 40.0, 60.0), "land": None})
    (today,) = read_ground(scenario.model_copy(update={"report": report}), travel, OUTLETS).bands
    assert today.role == "bands_today"
    assert today.rows[["band", "to_min"]].to_numpy().tolist() == [[0, 20], [1, 40], [2, 60]]


def test_bands_that_do_not_ascend_are_refused(tmp_path) -> None:
    path = tmp_path / "province.toml"
    path.write_text("[report]\nbands_min = [20, 20, 60]\n", encoding="utf-8")
    with pytest.raises(pl.PlannerError, match="bands_min do not ascend"):
        pl.Scenario.read(path)


def test_an_estimate_has_no_bands(scenario: pl.Scenario) -> None:
    door = gpd.GeoDataFrame({"id": ["p"]}, geometry=[shapely.Point(118.1, 24.5)], crs="EPSG:4326")
    travel, _ = open_travel(door, TravelOptions())
    assert read_ground(scenario, travel, OUTLETS).bands == ()


def test_tiles_that_cannot_be_used_are_refused_before_anything_is_read(scenario, tmp_path):
    path = tmp_path / "city.mbtiles"
    path.write_text("no tiles at all")
    said = []
    with pytest.raises(pl.DataError, match="neither MBTiles nor PMTiles"):
        pl.run(scenario.vary(report__tiles=path), progress=said.append)
    assert said == []
