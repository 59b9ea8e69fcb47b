"""Map tiles of the user's own, as pictures: MBTiles and PMTiles."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from planner.errors import DataError

type Place = tuple[int, int, int]

MOST_MB = 20.0
"""More would make a page that no mail takes and no telephone opens."""
_KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"RIFF": "webp"}
_SQLITE, _PMTILES = b"SQLite format 3\x00", b"PMTiles"


@dataclass(frozen=True)
class Tiles:
    """Pictures by zoom, column and row (counted from the north), and who is to be credited."""

    images: Mapping[Place, bytes]
    attribution: str

    @property
    def kinds(self) -> Mapping[Place, str]:
        """What each picture is: ``png``, ``jpeg`` or ``webp``."""
        return {place: _kind(image) for place, image in self.images.items()}


def read_tiles(path: Path) -> Tiles:
    """Read all tiles of a file.

    Raises
    ------
    DataError
        The file is neither MBTiles nor PMTiles, its tiles are no pictures, or they are too many
        for a page.
    """
    with path.open("rb") as stream:
        start = stream.read(len(_SQLITE))
    if start == _SQLITE:
        tiles = _read_mbtiles(path)
    elif start.startswith(_PMTILES):
        tiles = _read_pmtiles(path)
    else:
        raise DataError(
            "the file is neither MBTiles nor PMTiles",
            where=str(path),
            mend="name a file of tiles in one of these forms",
        )
    return _checked(tiles, path)


def _read_mbtiles(path: Path) -> Tiles:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as book:
        try:
            rows = book.execute(
                "SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles ORDER BY 1, 2, 3"
            ).fetchall()
            said = dict(book.execute("SELECT name, value FROM metadata"))
        except sqlite3.DatabaseError as error:
            raise DataError(
                f"the file is not MBTiles: {error}",
                where=str(path),
                mend="MBTiles has the tables `tiles` and `metadata`",
            ) from error
    # MBTiles counts rows from the south.
    images = {(z, x, 2**z - 1 - y): bytes(image) for z, x, y, image in rows}
    return Tiles(images, str(said.get("attribution", "")))


def _read_pmtiles(path: Path) -> Tiles:
    try:
        from pmtiles.reader import MmapSource, Reader, all_tiles  # noqa: PLC0415  an extra
    except ImportError as error:
        raise DataError(
            "PMTiles are read with a package that is not installed",
            where=str(path),
            mend="pip install 'planner[tiles]'",
        ) from error
    with path.open("rb") as stream:
        source = MmapSource(stream)
        found: Iterator[tuple[Place, bytes]] = all_tiles(source)
        images = {place: bytes(image) for place, image in sorted(found)}
        said: Mapping[str, str] = Reader(source).metadata()
    return Tiles(images, str(said.get("attribution", "")))


def _checked(tiles: Tiles, path: Path) -> Tiles:
    size_mb = sum(len(one) for one in tiles.images.values()) / 1e6
    if size_mb > MOST_MB:
        raise DataError(
            f"the tiles are {size_mb:.0f} MB, and a page takes {MOST_MB:.0f}",
            where=str(path),
            mend="cut the file to the service area, or leave out the largest zoom",
        )
    if not tiles.images or not all(map(_kind, tiles.images.values())):
        raise DataError(
            "the tiles are no pictures" if tiles.images else "the file holds no tiles",
            where=str(path),
            mend="give tiles in PNG, JPEG or WebP; vector tiles are drawn by a tile server first",
        )
    return tiles


def _kind(image: bytes) -> str:
    return next((kind for start, kind in _KINDS.items() if image.startswith(start)), "")
