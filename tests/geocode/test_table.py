"""`planner geocode` on any table: its columns stay, where each row is comes beside them."""

import geopandas as gpd
import pandas as pd
import pytest
from typer.testing import CliRunner

import planner as pl
from planner.cli import app
from planner.errors import DataError, PlannerError

ADDED = ["lon", "lat", "level", "error_m", "status", "source", "crs_from", "unit"]
TABLE = """编号,用电地址,备注,lon,level
0001,西汀区滨海路101号3号楼201室,=1+1,x,9
0002,建设路10号,"a, b",y,8
0003,见合同,,z,7
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def _run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".gpkg"])
def test_every_format_keeps_all_columns_and_says_where_each_row_is(table, folder, tmp_path, suffix):
    out = tmp_path / f"out{suffix}"
    done = _run("geocode", table, "--gazetteer", folder, "--out", out, "--language", "en")
    assert done.exit_code == 0, done.output
    assert "3 rows = 1 found + 2 not found" in done.output
    if suffix == ".csv":
        back = pd.read_csv(out, dtype={"编号": str})
    elif suffix == ".xlsx":
        back = pd.read_excel(out, sheet_name="located", dtype={"编号": str})
    elif suffix == ".parquet":
        back = gpd.read_parquet(out).drop(columns="geometry")
    else:
        back = gpd.read_file(out, layer="located").drop(columns="geometry")
    kept = ["编号", "用电地址", "备注", "lon (file)", "level (file)"]
    assert list(back.columns) == kept + ADDED
    assert back["编号"].tolist() == ["0001", "0002", "0003"]
    assert back["status"].tolist() == ["found", "tie", "no_match"]
    assert back["level"].tolist() == ["house number", "none", "none"]
    assert back["lon"].iloc[0] == pytest.approx(118.0601, abs=1e-5)
    assert back["lon"].isna().tolist() == [False, True, True]
    assert back["unit"].iloc[0] == "3号楼 201室"
    assert back["备注"].iloc[0] in {"=1+1", "'=1+1"}


def test_without_out_the_answer_lies_beside_the_table(table, folder):
    assert _run("geocode", table, "--gazetteer", folder).exit_code == 0
    assert table.with_name("table-located.csv").is_file()


def test_areas_in_columns_of_their_own_count(folder, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("city,district,address\n鹭湾,东汀区,建设路10号\n鹭湾,,建设路10号\n", "utf-8")
    found = pl.geocode_table(path, gazetteer=folder).result.table
    assert found["level"].tolist() == ["house number", "none"]
    assert found["status"].tolist() == ["found", "tie"]


def test_a_table_with_geometry_needs_no_address(folder, tmp_path):
    points = gpd.GeoDataFrame(
        {"name": ["a"]}, geometry=gpd.points_from_xy([118.05], [24.55]), crs="EPSG:4326"
    )
    points.to_file(tmp_path / "points.gpkg")
    found = pl.geocode_table(tmp_path / "points.gpkg", gazetteer=folder).result.table
    assert found[["level", "crs_from"]].iloc[0].tolist() == ["coordinate", "WGS84"]


def test_a_stated_datum_serves_rows_that_state_none(folder, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("lon,lat,crs\n118.05,24.55,\n118.05,24.55,百度\n0,0,WGS84\n", "utf-8")
    held = pl.geocode_table(path, gazetteer=folder)
    assert held.result.table["status"].tolist() == ["held", "found", "skipped"]
    assert "not decided" in " ".join(
        pl.geocode_table(path, gazetteer=folder, language="en").evidence_lines()
    )
    found = pl.geocode_table(path, gazetteer=folder, crs="gcj-02").result.table
    assert found["crs_from"].tolist() == ["GCJ02", "BD09", ""] or found["crs_from"].isna()[2]
    assert found["lon"].iloc[0] == pytest.approx(118.0452, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "options", "what"),
    [
        ("a,b\n1,2\n", {}, "neither an address nor coordinates"),
        ("address\n滨海路1号\n", {"crs": "mars"}, "no datum"),
        ("address\n滨海路1号\n", {"columns": {"address": "地点"}}, "no heading 地点"),
        ("address\n滨海路1号\n", {"gazetteer": "nowhere"}, "not there"),
    ],
)
def test_what_cannot_be_used_is_told_with_a_mend(tmp_path, text, options, what):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlannerError, match=what) as caught:
        pl.geocode_table(path, **options)
    assert caught.value.mend


def test_a_format_that_is_not_written_is_refused_and_nothing_is_left(table, folder, tmp_path):
    done = pl.geocode_table(table, gazetteer=folder)
    with pytest.raises(DataError, match="not written here"):
        done.save(tmp_path / "out.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


def test_negative_numbers_of_the_table_stay_numbers(folder, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("address,profit\n西汀区滨海路101号,-46.63\n滨海路,-1+1\n", encoding="utf-8")
    out = pl.geocode_table(path, gazetteer=folder).save(tmp_path / "out.csv")
    assert pd.read_csv(out)["profit"].tolist() == ["-46.63", "'-1+1"]


def test_a_heading_of_ones_own_can_be_named(folder, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("地点\n西汀区滨海路101号\n", encoding="utf-8")
    done = _run("geocode", path, "--gazetteer", folder, "--column", "address=地点", "--quiet")
    assert (done.exit_code, done.output) == (0, "")
