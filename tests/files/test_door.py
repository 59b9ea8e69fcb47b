"""The door: what is not there, not what it says, or dangerous is refused with a way out."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from planner.errors import DataError
from planner.files import read_features, read_raw, read_table
from planner.schema import SITES


def test_a_missing_file_names_the_near_ones(tmp_path):
    (tmp_path / "customers.csv").write_text("a\n1\n")
    with pytest.raises(DataError) as fault:
        read_raw(tmp_path / "customer.csv")
    assert "customers.csv" in fault.value.mend


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(DataError) as fault:
        read_raw(tmp_path / "nowhere" / "customers.csv")
    assert "folder" in fault.value.mend


@pytest.mark.parametrize("name", ["customers.pdf", "customers", "customers.json"])
def test_other_extensions_are_refused(tmp_path, name):
    (tmp_path / name).write_text("a\n1\n")
    with pytest.raises(DataError, match="extension"):
        read_raw(tmp_path / name)


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "r.csv").touch()
    with pytest.raises(DataError, match="empty"):
        read_raw(tmp_path / "r.csv")


def test_a_heading_without_rows_is_refused(tmp_path):
    (tmp_path / "r.csv").write_text("户号,户名\n")
    with pytest.raises(DataError, match="no rows"):
        read_raw(tmp_path / "r.csv")


@pytest.mark.parametrize("extension", [".gpkg", ".parquet", ".xlsx", ".csv", ".geojson"])
def test_gdal_vrt_text_is_refused_under_every_name(tmp_path, extension):
    path = tmp_path / f"customers{extension}"
    path.write_text('<OGRVRTDataSource><OGRVRTLayer name="a"/></OGRVRTDataSource>')
    reader = read_features if extension == ".geojson" else read_raw
    with pytest.raises(DataError):
        reader(path)


@pytest.mark.parametrize(
    "path", ["/vsicurl/http://127.0.0.1/a.gpkg", "http://127.0.0.1/a.csv", "PG:dbname=x.csv"]
)
def test_paths_that_are_not_files_here_are_refused(path):
    with pytest.raises(DataError, match="not a file on this machine"):
        read_raw(Path(path))


def test_a_web_page_renamed_to_a_workbook_is_told(tmp_path):
    path = tmp_path / "r.xlsx"
    path.write_text("<html><table><tr><td>户号</td></tr></table></html>")
    with pytest.raises(DataError, match="HTML"):
        read_raw(path)


def test_a_workbook_that_unpacks_to_gigabytes_is_not_opened(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 * 1024**2))
    with pytest.raises(DataError, match="would unpack"):
        read_raw(path)


def test_a_small_table_with_many_faults_names_them_all_at_once(tmp_path):
    path = tmp_path / "outlets.csv"
    path.write_text(
        "网点编号,网点名称,网点等级,经度,纬度,坐标系\n"
        "A1,甲,Q,118.1,124.5,GCJ02\nA1,,B,abc,24.5,GCJ02\nA3,丙,B,118.2\n",
        encoding="utf-8",
    )
    with pytest.raises(DataError) as fault:
        read_table(path, SITES)
    for part in (
        "7 faults",
        "'Q' is none of",
        "'124.5' is outside",
        "must be filled",
        "'abc' is no number",
        "row 4: 4 cells",
        "A1 occurs more than once",
    ):
        assert part in fault.value.what


def test_missing_must_columns_list_what_was_found_and_the_nearest(tmp_path):
    path = tmp_path / "outlets.csv"
    path.write_text("网点编码,网点名称,网点等级,经度,纬度,坐标系\nA1,甲,A,118,24,GCJ02\n", "utf-8")
    with pytest.raises(DataError) as fault:
        read_table(path, SITES)
    assert "网点编号" in fault.value.what
    assert "网点编码" in fault.value.what
    assert "坐标系" in fault.value.where


def test_a_new_workbook_that_is_called_xls_is_read_as_one(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["户号", "户名"])
    book.active.append(["0035020114", "甲"])
    path = tmp_path / "export.xls"
    book.save(path)
    assert read_raw(path).frame["户号"].tolist() == ["0035020114"]


def test_an_old_workbook_says_how_to_save_it_anew(tmp_path):
    path = tmp_path / "old.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(DataError, match=r"old \.xls workbook") as fault:
        read_raw(path)
    assert "save it as .xlsx" in fault.value.mend


def test_a_cell_of_ten_megabytes_is_told_by_its_row_and_no_quote_is_blamed(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(f"a,b\n1,2\n3,{'x' * 10_000_000}\n", encoding="utf-8")
    with pytest.raises(DataError, match="cell of more than 131,072 characters") as fault:
        read_raw(path)
    assert "row 3" in fault.value.where


def test_a_file_put_together_from_two_encodings_names_the_line(tmp_path):
    path = tmp_path / "mixed.csv"
    lines = ["户号,户名\n1,厦门示例电子\n".encode(), "2,福州示例钢铁\n".encode("gb18030")]
    path.write_bytes(b"".join([*lines, "3,示例一\n".encode(), b"\xff\xff\n"]))
    with pytest.raises(DataError, match="neither UTF-8 nor GB18030") as fault:
        read_raw(path)
    assert "utf-8: line 3" in fault.value.where
