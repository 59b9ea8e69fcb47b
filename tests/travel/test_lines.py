"""Line layers: mapped columns, where lines meet, and what is refused."""

import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiLineString, Polygon

from planner.errors import DataError, OptionError
from planner.travel import TravelOptions, open_travel
from planner.travel.engines.network import Network
from planner.travel.roads import read_roads

COLUMNS = {
    "link_id": "osm_id",
    "name": "street",
    "facility_type": "fclass",
    "free_speed_km_per_h": "maxspeed",
    "directed": "oneway",
}
CROSS = [[(0, 0), (2, 0), (4, 0)], [(2, -2), (2, 0)], [(4, 0), (4, 4), (0, 4), (0, 0)]]


@pytest.fixture
def layer(degrees) -> Callable[..., gpd.GeoDataFrame]:
    """Make a layer of lines through kilometres."""

    def make(lines: list[list[tuple[float, float]]], **columns: list) -> gpd.GeoDataFrame:
        shapes = [LineString([degrees(*at) for at in line]) for line in lines]
        return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")

    return make


@pytest.fixture
def town(layer) -> gpd.GeoDataFrame:
    """Three streets, with headings of another program, none of them ours."""
    return layer(
        CROSS,
        osm_id=["7", "8", "77"],
        street=["East", None, "环岛路"],
        fclass=["primary", "footway", "residential"],
        maxspeed=[60, 30, 0],
        oneway=["F", "B", "T"],
    )


def _written(rows: gpd.GeoDataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        rows.to_parquet(path)
    elif path.suffix in ("", ".zip"):
        folder = path.with_suffix("")
        folder.mkdir()
        rows.to_file(folder / "roads.shp", encoding="GB18030" if path.suffix else "UTF-8")
        if path.suffix:
            (folder / "roads.cpg").unlink()  # as desktop programs of this country leave it out
            shutil.make_archive(str(folder), "zip", folder)
    else:
        rows.to_file(path)
    return path


def _network(options: TravelOptions) -> Network:
    roads = read_roads(options)
    assert roads is not None
    return roads[0]


@pytest.mark.parametrize("kind", [".gpkg", ".parquet", ".geojson", ".zip", ""])
def test_every_format_gives_the_same_network_by_mapped_columns(town, tmp_path, repository, kind):
    network = _network(
        TravelOptions(
            roads=_written(town, tmp_path / f"town{kind}"),
            speeds=repository / "data" / "rules" / "speeds.toml",
            columns=COLUMNS,
        )
    )
    # The footway has no speed in the file of classes, so its end is no junction either.
    assert network.link_ids == ("7/1", "77/1")
    assert network.names == ("East", "环岛路")
    assert network.classes == ("primary", "residential")
    assert network.two_way.tolist() == [False, False]
    assert network.length_km == pytest.approx([4, 12], rel=2e-3)
    assert network.length_km / network.time_min * 60 == pytest.approx([60, 25])
    # "T" runs against the drawing: both lead from the south-west corner to the south-east one.
    assert (network.tail[0], network.head[0]) == (network.tail[1], network.head[1])


def test_a_line_drawn_against_its_one_way_is_driven_backwards(town, tmp_path, repository, points):
    options = TravelOptions(
        roads=_written(town.assign(oneway=["no", "no", "-1"]), tmp_path / "town.gpkg"),
        speeds=repository / "data" / "rules" / "speeds.toml",
        columns=COLUMNS,
    )
    travel, _ = open_travel(points(start=(0, 1), end=(0, 3)), options)
    way = travel.between(["start", "end"], ["start", "end"])
    # The ring is drawn (4, 0), (4, 4), (0, 4), (0, 0) and driven the other way round.
    assert way.distance_km == pytest.approx(np.array([[0, 2], [14, 0]]), rel=2e-3)


def test_where_roads_are_not_parted_at_junctions_lines_meet_at_shared_corners(
    layer, tmp_path, points
):
    rows = layer(CROSS, free_speed_km_per_h=[60, 30, 30])
    options = TravelOptions(roads=_written(rows, tmp_path / "town.gpkg"), lines_meet="corners")
    assert _network(options).link_ids == ("1/1", "1/2", "2/1", "3/1")
    travel, _ = open_travel(points(south=(2, -1), east=(3, 0)), options)
    assert travel.between(["south"], ["east"]).distance_km[0, 0] == pytest.approx(2, rel=2e-3)


def test_a_flyover_that_bends_above_a_junction_is_not_joined_to_it(layer, tmp_path, points):
    rows = layer(CROSS, free_speed_km_per_h=[60, 30, 30])
    options = TravelOptions(roads=_written(rows, tmp_path / "town.gpkg"))
    assert _network(options).link_ids == ("1/1", "2/1", "3/1")
    travel, findings = open_travel(points(south=(2, -1), east=(3, 0)), options)
    assert not travel.between(["south"], ["east"]).reachable.any()
    assert "W12" in {one.rule.rule_id for one in findings}


def test_a_line_of_several_pieces_is_not_bridged_between_them(degrees, tmp_path):
    pieces = MultiLineString([[degrees(0, 0), degrees(1, 0)], [degrees(3, 0), degrees(4, 0)]])
    rows = gpd.GeoDataFrame({"free_speed_km_per_h": [30]}, geometry=[pieces], crs="EPSG:4326")
    network = _network(TravelOptions(roads=_written(rows, tmp_path / "town.gpkg")))
    assert network.link_ids == ("1/1", "1/2")
    assert network.length_km == pytest.approx([1, 1], rel=2e-3)


def test_a_layer_in_another_reference_system_is_converted(layer, tmp_path):
    rows = layer(CROSS, free_speed_km_per_h=[60, 30, 30])
    here = _network(TravelOptions(roads=_written(rows, tmp_path / "a.gpkg")))
    projected = rows.to_crs("EPSG:32650")
    there = _network(TravelOptions(roads=_written(projected, tmp_path / "b.gpkg")))
    assert there.node_count == here.node_count
    assert there.length_km == pytest.approx(here.length_km, rel=1e-6)


@pytest.mark.parametrize(("without", "words"), [
    ("roads.prj", r"lacks roads\.prj"), ("roads.shp", "holds 0 shapefiles"),
])  # fmt: skip
def test_a_shapefile_lacks_none_of_its_parts(town, tmp_path, without, words):
    path = _written(town, tmp_path / "town")
    (path / without).unlink()
    with pytest.raises(DataError, match=words):
        read_roads(TravelOptions(roads=path, columns=COLUMNS))


@pytest.mark.parametrize("cut", [40, -60])
def test_a_zip_file_that_is_cut_off_is_refused(town, tmp_path, cut):
    path = _written(town, tmp_path / "town.zip")
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DataError, match="cut off or damaged"):
        read_roads(TravelOptions(roads=path, columns=COLUMNS))


def test_a_mapped_column_that_is_not_there_is_named(town, tmp_path):
    path = _written(town, tmp_path / "town.gpkg")
    columns = {**COLUMNS, "directed": "ein_bahn"}
    with pytest.raises(DataError, match="lacks the column ein_bahn") as told:
        read_roads(TravelOptions(roads=path, columns=columns))
    assert "fclass" in told.value.where


def test_a_layer_that_does_not_tell_its_speed_is_refused(town, tmp_path):
    path = _written(town, tmp_path / "town.gpkg")
    with pytest.raises(DataError, match="how fast") as told:
        read_roads(TravelOptions(roads=path, columns={"facility_type": "fclass"}))
    assert "travel.speeds" in told.value.mend


def test_a_mapping_to_no_column_of_ours_is_refused(town, tmp_path):
    path = _written(town, tmp_path / "town.gpkg")
    with pytest.raises(OptionError, match="speed_mph") as told:
        read_roads(TravelOptions(roads=path, columns={"speed_mph": "maxspeed"}))
    assert "free_speed_km_per_h" in told.value.mend


@pytest.mark.parametrize("value", [500, -5, "fast"])
def test_speeds_out_of_range_are_shown(town, tmp_path, value):
    rows = town.assign(maxspeed=[60, 30, value])
    path = _written(rows.assign(maxspeed=rows["maxspeed"].astype(str)), tmp_path / "town.gpkg")
    with pytest.raises(DataError, match=f"not from 1 to 150 km/h: {value}"):
        read_roads(TravelOptions(roads=path, columns=COLUMNS))


def test_a_road_without_any_speed_is_refused(town, tmp_path):
    path = _written(town, tmp_path / "town.gpkg")
    with pytest.raises(DataError, match=r"1 roads of town\.gpkg have no speed"):
        read_roads(TravelOptions(roads=path, columns=COLUMNS))


def test_unknown_words_for_one_way_are_shown(town, tmp_path):
    path = _written(town.assign(maxspeed=30, oneway=["F", "perhaps", ""]), tmp_path / "town.gpkg")
    with pytest.raises(DataError, match="perhaps"):
        read_roads(TravelOptions(roads=path, columns=COLUMNS))


def test_a_layer_of_areas_is_refused(tmp_path):
    area = Polygon([(118, 24), (119, 24), (119, 25)])
    rows = gpd.GeoDataFrame({"free_speed_km_per_h": [30]}, geometry=[area], crs="EPSG:4326")
    with pytest.raises(DataError, match="not lines but Polygon"):
        read_roads(TravelOptions(roads=_written(rows, tmp_path / "town.gpkg")))


def test_a_layer_whose_classes_all_carry_no_car_is_refused(town, tmp_path, repository):
    path = _written(town.assign(fclass="footway"), tmp_path / "town.gpkg")
    speeds = repository / "data" / "rules" / "speeds.toml"
    with pytest.raises(DataError, match="no road that a car may drive"):
        read_roads(TravelOptions(roads=path, speeds=speeds, columns=COLUMNS))


def test_the_sample_city_as_a_layer_gives_the_minutes_of_its_tables(city, tmp_path):
    tables = {"nodes": city / "roads" / "node.csv", "links": city / "roads" / "link.csv"}
    links = pd.read_csv(tables["links"], keep_default_na=False)
    node = pd.read_csv(tables["nodes"]).set_index("node_id")
    ends = np.stack(
        [node.loc[links[side], ["x_coord", "y_coord"]] for side in ("from_node_id", "to_node_id")],
        axis=1,
    )
    drawn = np.asarray(shapely.from_wkt([one or None for one in links["geometry"]]))
    shapes = np.where(shapely.is_missing(drawn), shapely.linestrings(ends), drawn)
    rows = gpd.GeoDataFrame(links.drop(columns="geometry"), geometry=shapes, crs="EPSG:4326")
    spots = node.sample(60, random_state=5)
    here = gpd.GeoDataFrame(
        {"id": [f"p{row}" for row in range(60)]},
        geometry=shapely.points(spots["x_coord"], spots["y_coord"]),
        crs="EPSG:4326",
    )
    ids = here["id"].tolist()
    by_table, _ = open_travel(here, TravelOptions(**tables))
    layer = TravelOptions(roads=_written(rows, tmp_path / "roads.parquet"))
    by_layer, _ = open_travel(here, layer)
    wanted, got = by_table.between(ids, ids), by_layer.between(ids, ids)
    assert got.time_min == pytest.approx(wanted.time_min, rel=1e-3, abs=1e-3, nan_ok=True)
    assert len(by_layer.roads()) == len(by_table.roads())
    shut, _ = open_travel(here, layer.model_copy(update={"close": ("bridge-1",)}))
    assert (shut.between(ids, ids).time_min > wanted.time_min + 0.1).any()
