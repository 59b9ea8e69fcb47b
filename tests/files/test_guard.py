"""The export guard finds a protected value in whatever kind of file it stands, and removes it."""

import base64
import gzip
import json

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from planner.errors import CheckError
from planner.files.columns import pack_columns
from planner.files.guard import Handed, Secrets, guard_files
from planner.files.printable import to_printable

TEXTS = [f"00350{number:05d}" for number in range(25)]
TEXTS += ["澜湾澄舟五金有限公司", "A&B有限公司", "张伟", "欧阳娜"]
SECRETS = Secrets(frozenset(TEXTS))
PLACE = Secrets(frozenset(), frozenset({(118.10123, 24.48123)}))


def _xlsx(path, text):
    book = openpyxl.Workbook()
    book.active.append(["账号", text])
    book.save(path)


def _gpkg(path, text):
    frame = gpd.GeoDataFrame({"a": [text]}, geometry=[shapely.Point(0, 0)], crs="EPSG:4326")
    frame.to_file(path, driver="GPKG")


def _page(path, text):
    packed = base64.b64encode(gzip.compress(json.dumps({"n": text}).encode())).decode()
    path.write_text(f"<script>const data = '{packed}'</script>", "utf-8")


def _columns(path, text):
    columns = {"id": [text, "9900000000"], "name": [f"第{at}户" for at in range(9)]}
    packed = to_printable(gzip.compress(b"".join(pack_columns(columns))))
    path.write_text(f'<script type="application/gzip">{packed}</script>', "utf-8")


WRITERS = {
    "plain.csv": lambda path, text: path.write_text(f"a,{text},b\n", "utf-8-sig"),
    "book.xlsx": _xlsx,
    "table.parquet": lambda path, text: pd.DataFrame({"a": ["x", text]}).to_parquet(path),
    "layer.gpkg": _gpkg,
    "map.html": _page,
    "large map.html": _columns,
    "diary.ics": lambda path, text: path.write_text(f"SUMMARY:{text[:5]}\r\n {text[5:]}\r\n"),
    "facts.json": lambda path, text: path.write_text(json.dumps({"a": text})),
    "notebook.ipynb": lambda path, text: path.write_text(json.dumps([text], ensure_ascii=False)),
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("place", [0, 24, 25, 27, 28])
def test_a_protected_value_is_found_in_every_kind_of_file(name, place, tmp_path):
    path, clean = tmp_path / name, tmp_path / f"clean-{name}"
    WRITERS[name](path, TEXTS[place])
    WRITERS[name](clean, "9900000000张伟明")
    assert SECRETS.first_in(path) == TEXTS[place]
    assert SECRETS.first_in(clean) is None


POINT_WRITERS = {
    "table.csv": lambda path, x, y: path.write_text(f"a,{x},{y},5.5\n"),
    "table.parquet": lambda path, x, y: pd.DataFrame({"lon": [0.0, x], "lat": [0.0, y]}).to_parquet(
        path
    ),
    "points.parquet": lambda path, x, y: _points(x, y).to_parquet(path),
    "points.gpkg": lambda path, x, y: _points(x, y).to_file(path, driver="GPKG"),
    "points.geojson": lambda path, x, y: _points(x, y).to_file(path, driver="GeoJSON"),
    "tour.gpx": lambda path, x, y: path.write_text(f'<wpt lat="{y}" lon="{x}"/>'),
}


def _points(x, y):
    return gpd.GeoDataFrame({"a": ["b"]}, geometry=[shapely.Point(x, y)], crs="EPSG:4326")


@pytest.mark.parametrize("name", POINT_WRITERS)
def test_a_protected_place_is_found_in_every_kind_of_file(name, tmp_path):
    path, clean = tmp_path / name, tmp_path / f"clean-{name}"
    POINT_WRITERS[name](path, 118.1012301, 24.4812301)
    POINT_WRITERS[name](clean, 118.1012301, 24.4912301)
    assert PLACE.first_in(path) is not None
    assert PLACE.first_in(clean) is None


def test_escaped_text_is_seen_through(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<td>A&amp;B有限公司</td>", "utf-8")
    assert SECRETS.first_in(path) == "A&B有限公司"


def test_all_25_files_with_a_secret_go_and_the_others_stay(tmp_path):
    paths = []
    for number in range(50):
        path = tmp_path / f"{number}.csv"
        path.write_text(f"x,{TEXTS[number] if number < 25 else number}\n", "utf-8")
        paths.append(path)
    with pytest.raises(CheckError, match="S01: 25 files") as fault:
        guard_files([Handed(paths, SECRETS)], profile="management")
    assert not any(secret in str(fault.value) for secret in TEXTS)
    assert sorted(path.exists() for path in paths) == [False] * 25 + [True] * 25


@pytest.mark.parametrize(
    "text",
    ["张伟", "100,张伟", "<t>张伟</t>", '{"a":"张伟"}', "联系人:张伟;电话", "经理 张伟 到访"],
)
def test_a_name_of_two_characters_is_found_where_it_stands_alone(text, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(CheckError, match="S01"):
        guard_files([Handed([path], SECRETS)], profile="public")


@pytest.mark.parametrize("text", ["张伟明", "小张伟", "100 kVA", "10,20,伟", "118.1012"])
def test_shorter_values_and_parts_of_words_are_no_reason_to_remove_a_file(text, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8")
    short = Secrets(frozenset({"张伟", "100", "10", "伟", "118", ""}))
    guard_files([Handed([path], short)], profile="public")
    assert path.exists()


def test_what_is_allowed_hides_what_stands_inside_it_and_nothing_beside_it(tmp_path):
    path = tmp_path / "a.csv"
    secrets = Secrets(
        frozenset({"某市某路1号", "王五"}), allowed=frozenset({"某市某路1号2楼", "王五"})
    )
    path.write_text("某市某路1号2楼,王五", "utf-8")
    assert secrets.first_in(path) is None
    path.write_text("某市某路1号2楼,某市某路1号", "utf-8")
    assert secrets.first_in(path) == "某市某路1号"


def test_one_of_two_coordinates_is_no_place(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("118.10123,24.50000\n118.20000,24.48123\n", "utf-8")
    assert PLACE.first_in(path) is None
    path.write_text("24.48123, 118.10123", "utf-8")
    assert PLACE.first_in(path) is not None
