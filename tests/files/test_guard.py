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
from planner.files.guard import find_protected, guard_files

SECRETS = [f"00350{number:05d}" for number in range(25)] + ["澜湾澄舟五金有限公司", "A&B有限公司"]


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
    packed = base64.b64encode(gzip.compress(pack_columns(columns))).decode()
    path.write_text(f"<script>{packed}</script>", "utf-8")


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
@pytest.mark.parametrize("place", [0, 24, 25])
def test_a_protected_value_is_found_in_every_kind_of_file(name, place, tmp_path):
    path, clean = tmp_path / name, tmp_path / f"clean-{name}"
    WRITERS[name](path, SECRETS[place])
    WRITERS[name](clean, "9900000000")
    assert find_protected([path, clean], SECRETS) == {path: SECRETS[place]}


def test_escaped_text_is_seen_through(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<td>A&amp;B有限公司</td>", "utf-8")
    assert find_protected([path], SECRETS)


def test_all_25_files_with_a_secret_go_and_the_others_stay(tmp_path):
    paths = []
    for number in range(50):
        path = tmp_path / f"{number}.csv"
        path.write_text(f"x,{SECRETS[number] if number < 25 else number}\n", "utf-8")
        paths.append(path)
    with pytest.raises(CheckError, match="S01: 25 files") as fault:
        guard_files(paths, SECRETS, profile="management")
    assert not any(secret in str(fault.value) for secret in SECRETS)
    assert sorted(path.exists() for path in paths) == [False] * 25 + [True] * 25


def test_short_values_are_no_reason_to_remove_a_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("100,张三\n", "utf-8")
    guard_files([path], ["100", "张三", ""], profile="public")
    assert path.exists()
