"""Gazetteers made of what there is: what goes in comes out, and what cannot be used is told."""

import json
import tomllib

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

import planner as pl
from planner.cli import app
from planner.errors import DataError, PlannerError
from planner.geo import from_wgs84
from planner.geocode import read_gazetteer
from planner.geocode.match import AddressMatcher


def _find(folder, address):
    gazetteer = read_gazetteer(folder)
    match = AddressMatcher(gazetteer, beside_m=50.0).find(address, "")
    if match.spot is None:
        return None
    lon, lat = gazetteer.plane.degrees(match.spot.x_m, match.spot.y_m)
    return match.spot.level, round(float(lon), 4), round(float(lat), 4)


@pytest.fixture
def extract(tmp_path):
    """A town of two districts with a road through both, old names and a relation each."""
    osmium = pytest.importorskip("osmium")
    from osmium.osm.mutable import Node, Relation, Way  # noqa: PLC0415

    path = tmp_path / "town.osm.pbf"
    corners = [(10.0, 50.0), (10.1, 50.0), (10.2, 50.0), (10.2, 50.1), (10.1, 50.1), (10.0, 50.1)]
    doors = [(10.02, 1), (10.04, 5), (10.06, 9), (10.12, 13), (10.14, 17)]
    with osmium.SimpleWriter(str(path)) as writer:
        for number, at in enumerate(corners, 1):
            writer.add_node(Node(id=number, location=at))
        for number, (lon, house) in enumerate(doors, 11):
            tags = {"addr:street": "Lange Straße", "addr:housenumber": f"{house}a"}
            writer.add_node(Node(id=number, location=(lon, 50.0501), tags=tags))
        for number, lon in enumerate((10.01, 10.09, 10.11, 10.19), 21):
            writer.add_node(Node(id=number, location=(lon, 50.05)))
        tags = {"place": "suburb", "name": "Hafen"}
        writer.add_node(Node(id=31, location=(10.05, 50.08), tags=tags))
        road = {"highway": "residential", "name": "Lange Straße", "old_name": "Alte Gasse"}
        writer.add_way(Way(id=1, nodes=[21, 22], tags=road))
        writer.add_way(Way(id=2, nodes=[22, 23, 24], tags=road))
        writer.add_way(Way(id=3, nodes=[1, 2, 5, 6, 1]))
        writer.add_way(Way(id=4, nodes=[2, 3, 4, 5, 2]))
        for number, name in ((3, "Westen"), (4, "Osten")):
            tags = {
                "type": "boundary", "boundary": "administrative", "admin_level": "8",
                "name": name, "ref": f"00{number}",
            }  # fmt: skip
            members = [("w", number, "outer")]
            writer.add_relation(Relation(id=number, members=members, tags=tags))
    return path


def test_an_extract_gives_districts_roads_places_and_numbers(extract, tmp_path):
    names, written = pl.make_gazetteer([str(extract)], tmp_path / "out")
    assert names.counts() == {"districts": 2, "roads": 2, "places": 1, "house_numbers": 5}
    assert "admin_level 8" in names.notes[0]
    assert [path.name for path in written] == [
        "districts.geojson", "roads.geojson", "places.csv", "house_numbers.csv", "about.toml",
    ]  # fmt: skip
    about = tomllib.loads((tmp_path / "out" / "about.toml").read_text(encoding="utf-8"))
    assert about["licence"].startswith("ODbL")
    assert _find(tmp_path / "out", "Lange Strasse 5, Westen") == ("house number", 10.04, 50.0501)
    assert _find(tmp_path / "out", "3 Lange Straße, Westen") == ("interpolated", 10.03, 50.0501)
    assert _find(tmp_path / "out", "Alte Gasse 17")[:2] == ("house number", 10.14)
    assert _find(tmp_path / "out", "Hafen, Westen")[0] == "place"
    assert _find(tmp_path / "out", "Osten")[0] == "district"


def test_a_layer_of_areas_is_turned_from_its_datum_and_its_columns_are_named(tmp_path):
    shape = shapely.box(118.0, 24.4, 118.2, 24.6)
    shifted = shapely.transform(
        shape, lambda xy: pd.DataFrame(dict(zip("xy", from_wgs84(*xy.T, "GCJ02"), strict=True)))
        .to_numpy()
    )  # fmt: skip
    layer = gpd.GeoDataFrame(
        {"XZQMC": ["思明区"], "PAC": ["350203"]}, geometry=[shifted], crs="EPSG:4326"
    )
    layer.to_file(tmp_path / "areas.gpkg")
    pl.make_gazetteer([str(tmp_path / "areas.gpkg")], tmp_path / "out", crs="GCJ-02")
    back = gpd.read_file(tmp_path / "out" / "districts.geojson")
    assert back["name"].tolist() == ["思明区"]
    assert back["district_code"].tolist() == ["350203"]
    assert back.total_bounds == pytest.approx([118.0, 24.4, 118.2, 24.6], abs=1e-6)


def test_lists_of_addresses_in_columns_or_in_one(tmp_path):
    columns = tmp_path / "columns.csv"
    columns.write_text(
        "street,housenumber,city,lon,lat\nHigh St,2,Aton,10.01,50.0\nHigh St,10,Aton,10.05,50.0\n",
        encoding="utf-8",
    )
    pl.make_gazetteer([str(columns)], tmp_path / "one")
    assert _find(tmp_path / "one", "6 High St, Aton") == ("interpolated", 10.03, 50.0)
    assert _find(tmp_path / "one", "Aton")[0] == "district"
    whole = tmp_path / "whole.csv"
    whole.write_text(
        "地址,经度,纬度\n福建省厦门市思明区湖滨南路2号,118.10,24.47\n"
        "厦门市思明区湖滨南路10号之1,118.11,24.47\n见合同,118.1,24.4\n",
        encoding="utf-8",
    )
    names, _ = pl.make_gazetteer([str(whole)], tmp_path / "two")
    assert names.counts()["house_numbers"] == 2
    assert "1 rows" in names.notes[0]
    assert _find(tmp_path / "two", "湖滨南路6号") == ("interpolated", 118.105, 24.47)


def test_several_sources_make_one_gazetteer(extract, tmp_path):
    places = tmp_path / "places.csv"
    places.write_text(
        "name,kind,district_code,lon,lat,radius_m\nWerk Nord,park,003,10.05,50.09,400\n", "utf-8"
    )
    names, _ = pl.make_gazetteer([str(extract), str(places)], tmp_path / "out")
    assert names.counts()["places"] == 2
    assert _find(tmp_path / "out", "Werk Nord, Westen") == ("place", 10.05, 50.09)


def test_a_gazetteer_made_by_hand_is_not_written_over(extract, folder, tmp_path):
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(DataError, match="not made by this command"):
        pl.make_gazetteer([str(extract)], tmp_path)
    assert (tmp_path / "places.csv").read_bytes() == (folder / "places.csv").read_bytes()


def test_one_made_here_gives_way_whole(extract, tmp_path):
    pl.make_gazetteer([str(extract)], tmp_path / "out")
    places = tmp_path / "places.csv"
    places.write_text("name,kind,lon,lat,radius_m\nX厂,park,10.05,50.09,400\n", "utf-8")
    pl.make_gazetteer([str(places)], tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "about.toml", "places.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("x.osm.pbf", b"not a map", "cannot be read"),
        (
            "x.geojson",
            json.dumps({"type": "FeatureCollection", "features": []}).encode(),
            "feature",
        ),
        ("x.csv", b"lon,lat\n1,2\n", "road and a house number"),
        ("x.doc", b"x", "not read here"),
        ("gone.csv", None, "not there"),
    ],
)
def test_a_source_that_cannot_be_used_is_told(tmp_path, name, content, what):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(PlannerError, match=what):
        pl.make_gazetteer([str(tmp_path / name)], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_command_says_what_it_made(extract, tmp_path):
    done = CliRunner().invoke(app, ["gazetteer", str(extract), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "house_numbers 5" in done.output
    assert "ODbL" in done.output
