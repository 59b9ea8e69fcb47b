"""Land, districts and the gazetteer fit together, and sites stand where they can."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from planner.geo import to_wgs84

METRES = "EPSG:32650"


@pytest.fixture(scope="module")
def districts(city: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(city / "gazetteer" / "districts.geojson").set_index("district_code")


def test_six_districts_cover_the_land_without_overlap(
    districts: gpd.GeoDataFrame, land: gpd.GeoDataFrame
) -> None:
    parts = districts.to_crs(METRES).geometry
    whole = parts.union_all()
    assert len(districts) == 6
    assert districts.geometry.is_valid.all()
    assert whole.symmetric_difference(land.to_crs(METRES).geometry.union_all()).area < 10_000
    assert abs(parts.area.sum() - whole.area) < 1_000


def test_district_codes_are_of_no_real_province(districts: gpd.GeoDataFrame) -> None:
    assert all(code.startswith("99") and len(code) == 6 for code in districts.index)


def test_the_map_and_the_gazetteer_draw_the_same_districts(city: Path) -> None:
    ours = (city / "background" / "districts.geojson").read_bytes()
    assert ours == (city / "gazetteer" / "districts.geojson").read_bytes()


def test_every_geojson_says_that_the_city_is_invented(city: Path) -> None:
    for path in city.rglob("*.geojson"):
        assert "虚构" in path.read_text(encoding="utf-8")[:600], path


def test_house_numbers_rise_along_a_road_and_keep_to_their_side(city: Path) -> None:
    numbers = pd.read_csv(city / "gazetteer" / "house_numbers.csv", dtype={"district_code": str})
    assert 1_500 <= len(numbers) <= 2_500
    assert not numbers.duplicated(["road", "number", "district_code"]).any()
    sides = numbers.groupby("road")["number"].agg(lambda one: set(one % 2))
    assert (sides.map(len) == 2).mean() > 0.95


def test_one_road_name_is_in_two_districts_that_do_not_touch_it_twice(city: Path) -> None:
    roads = gpd.read_file(city / "gazetteer" / "roads.geojson")
    twins = roads.loc[roads["name"] == "建设路"]
    assert set(twins["district_code"]) == {"990212", "990213"}
    first, second = twins.to_crs(METRES).geometry
    assert first.distance(second) > 5_000


def test_places_have_every_kind_and_old_names(city: Path) -> None:
    places = pd.read_csv(city / "gazetteer" / "places.csv", keep_default_na=False)
    assert set(places["kind"]) == {"city", "district", "town", "park", "place"}
    assert places["aliases"].str.contains("|", regex=False).sum() >= 5


@pytest.mark.parametrize(("file", "count"), [("outlets.csv", 7), ("candidates.csv", 60)])
def test_sites_stand_on_land_under_different_ids(
    city: Path, land: gpd.GeoDataFrame, file: str, count: int
) -> None:
    sites = pd.read_csv(city / file)
    assert sites["网点编号"].nunique() == len(sites) == count
    lon, lat = to_wgs84(sites["经度"], sites["纬度"], sites["坐标系"].iloc[0])
    ground = land.geometry.union_all()
    assert gpd.GeoSeries.from_xy(lon, lat, crs="EPSG:4326").within(ground).all()


def test_managers_are_based_at_outlets_and_share_customers_unevenly(
    city: Path, rows: dict[int, dict[str, str]]
) -> None:
    managers = pd.read_csv(city / "managers.csv")
    outlets = pd.read_csv(city / "outlets.csv")
    assert len(managers) == 8
    assert set(managers["驻点网点"]) <= set(outlets["网点编号"])
    shares = pd.Series([cells["客户经理工号"] for cells in rows.values()]).value_counts()
    known = shares[shares.index.isin(managers["工号"])]
    assert known.max() > 4 * known.min()
