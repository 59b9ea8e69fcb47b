"""GeoPackage, Parquet and GeoJSON: points in WGS-84, damage told, no reference system refused."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from planner.errors import DataError
from planner.files import read_features, read_raw, read_table
from planner.schema import REGISTER, SITES


@pytest.fixture
def mercator_sites():
    """Two outlets whose file is in metres of Web Mercator."""
    return gpd.GeoDataFrame(
        {
            "网点编号": ["A1", "A2"],
            "网点名称": ["甲", "乙"],
            "网点等级": ["A", "B"],
            "建成": pd.to_datetime(["2020-01-02", None]),
            "户数": [1200.0, np.nan],
        },
        geometry=gpd.points_from_xy([118.1, 118.2], [24.5, 24.6], crs="EPSG:4326"),
    ).to_crs("EPSG:3857")


@pytest.mark.parametrize("extension", ["gpkg", "parquet"])
def test_geometry_gives_wgs84_points_where_no_column_does(tmp_path, mercator_sites, extension):
    path = tmp_path / f"sites.{extension}"
    if extension == "gpkg":
        mercator_sites.to_file(path)
    else:
        mercator_sites.to_parquet(path)
    sites = read_table(path, SITES)
    assert np.allclose(sites["lon"], [118.1, 118.2])
    assert np.allclose(sites["lat"], [24.5, 24.6])
    assert sites["coord_sys"].tolist() == ["WGS84", "WGS84"]
    raw = read_raw(path)
    assert raw.frame["户数"].tolist() == ["1200", ""]
    assert raw.frame["建成"].tolist() == ["2020-01-02", ""]


def test_an_id_column_of_numbers_is_known_to_have_lost_its_zeros(tmp_path):
    path = tmp_path / "r.parquet"
    pd.DataFrame({"户号": [35020114], "户名": ["甲"], "合同容量": [1.0]}).to_parquet(path)
    assert read_raw(path).stored_as_number["户号"].tolist() == [True]
    assert read_table(path, REGISTER)["account_no"].tolist() == ["35020114"]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("extension", ["gpkg", "parquet"])
def test_a_file_cut_off_gives_one_clear_error(tmp_path, mercator_sites, extension, share):
    path = tmp_path / f"sites.{extension}"
    if extension == "gpkg":
        mercator_sites.to_file(path)
    else:
        mercator_sites.to_parquet(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(DataError):
        read_raw(path)


def test_features_are_wgs84_and_need_their_columns(tmp_path, mercator_sites):
    path = tmp_path / "sites.gpkg"
    mercator_sites.to_file(path)
    features = read_features(path, must=("网点编号",))
    assert features.crs == "EPSG:4326"
    assert features.geometry.x.round(6).tolist() == [118.1, 118.2]
    with pytest.raises(DataError, match="name"):
        read_features(path, must=("name",))


def test_a_layer_that_is_not_there_is_told_with_those_that_are(tmp_path, mercator_sites):
    path = tmp_path / "sites.gpkg"
    mercator_sites.to_file(path, layer="网点")
    assert read_raw(path, sheet="网点").facts.sheet == "网点"
    with pytest.raises(DataError, match="no layer") as fault:
        read_raw(path, sheet="客户")
    assert "网点" in fault.value.mend


def test_a_reference_system_without_a_place_on_earth_is_told(tmp_path, mercator_sites):
    path = tmp_path / "sites.parquet"
    local = 'LOCAL_CS["works grid",UNIT["metre",1]]'
    mercator_sites.set_crs(local, allow_override=True).to_parquet(path)
    with pytest.raises(DataError, match="works grid"):
        read_raw(path)


def geojson(**more):
    square = json.loads(shapely.to_geojson(shapely.box(118, 24, 119, 25)))
    feature = {"type": "Feature", "properties": {"name": "甲区"}, "geometry": square}
    return {"type": "FeatureCollection", "features": [feature], **more}


def test_geojson_is_read_without_gdal(tmp_path):
    path = tmp_path / "districts.geojson"
    path.write_text(json.dumps(geojson()), encoding="utf-8")
    features = read_features(path, must=("name",))
    assert features["name"].tolist() == ["甲区"]
    assert features.geometry.iloc[0].area == pytest.approx(1.0)


@pytest.mark.parametrize(
    "text",
    ["{}", "[1]", "{", '{"features": [{"properties": {}, "geometry": {"type": "Blob"}}]}',
     json.dumps(geojson(crs={"properties": {"name": "EPSG:4526"}})), '{"features": []}'],
)  # fmt: skip
def test_geojson_that_cannot_be_used_is_told(tmp_path, text):
    path = tmp_path / "districts.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError):
        read_features(path)
