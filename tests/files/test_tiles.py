"""Tiles of the user's own: both forms give the same pictures; what cannot be drawn is refused."""

import io
import sqlite3
from contextlib import closing

import pytest
from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from planner.errors import DataError
from planner.files.tiles import read_tiles


def picture(colour):
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(stream, "PNG")
    return stream.getvalue()


PICTURES = {(1, 1, 0): picture("red"), (2, 3, 1): picture("blue"), (2, 3, 0): picture("green")}


def write_mbtiles(path, pictures=PICTURES):
    with closing(sqlite3.connect(path)) as book, book:
        book.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        book.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        book.execute("INSERT INTO metadata VALUES ('attribution', '某测绘院')")
        rows = [(z, x, 2**z - 1 - y, one) for (z, x, y), one in pictures.items()]
        book.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    return path


def write_pmtiles(path):
    with path.open("wb") as stream:
        writer = Writer(stream)
        for place in sorted(PICTURES, key=lambda one: zxy_to_tileid(*one)):
            writer.write_tile(zxy_to_tileid(*place), PICTURES[place])
        writer.finalize(
            {
                "tile_type": TileType.PNG, "tile_compression": Compression.NONE,
                "min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 1, "max_lat_e7": 1,
                "center_zoom": 1, "center_lon_e7": 0, "center_lat_e7": 0,
            },
            {"attribution": "某测绘院"},
        )  # fmt: skip
    return path


@pytest.mark.parametrize("write", [write_mbtiles, write_pmtiles])
def test_both_forms_give_the_same_pictures_counted_from_the_north(write, tmp_path):
    tiles = read_tiles(write(tmp_path / "city.tiles"))
    assert tiles.images == PICTURES
    assert set(tiles.kinds.values()) == {"png"}
    assert tiles.attribution == "某测绘院"


def test_vector_tiles_are_refused_with_what_to_do(tmp_path):
    path = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): b"\x1f\x8b a packed vector tile"})
    with pytest.raises(DataError, match="no pictures") as caught:
        read_tiles(path)
    assert "PNG" in caught.value.mend


def test_a_file_of_another_form_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("tiles")
    with pytest.raises(DataError, match="neither MBTiles nor PMTiles"):
        read_tiles(tmp_path / "a.txt")
    with closing(sqlite3.connect(tmp_path / "b.gpkg")) as book, book:
        book.execute("CREATE TABLE other (a)")
    with pytest.raises(DataError, match="not MBTiles"):
        read_tiles(tmp_path / "b.gpkg")


def test_too_many_tiles_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("planner.files.tiles.MOST_MB", 1e-5)
    with pytest.raises(DataError, match="a page takes"):
        read_tiles(write_mbtiles(tmp_path / "a.mbtiles"))


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(DataError, match="holds no tiles"):
        read_tiles(write_mbtiles(tmp_path / "a.mbtiles", {}))
