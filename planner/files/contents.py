"""Everything in a file that a curious reader could get at, as text.

Files are opened as far as that: the parts of zip containers such as workbooks, columns and points
of Parquet, rows and points of SQLite, and the compressed data that a page carries for its script.
"""

import base64
import gzip
import html
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from planner.files.columns import MAGIC, unpack_columns
from planner.files.printable import from_printable

_BASE64 = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")
_PRINTABLE = re.compile(r"(?<=>)[!-%'-;=?-~]{40,}(?=</script)")
_FOLD = re.compile(r"\r?\n[ \t]")
_SQLITE = b"SQLite format 3\x00"
_GZIP = b"\x1f\x8b"
_GEOPACKAGE = b"GP"
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)  # by the three bits of the header that say which one it is


def texts_in(path: Path) -> Iterator[str]:
    """Yield everything in a file that can be read as text; positions as longitude, latitude."""
    with path.open("rb") as stream:
        start = stream.read(len(_SQLITE))
    if start.startswith(b"PAR1"):
        yield from _of_parquet(path)
    elif start == _SQLITE:
        yield from _of_sqlite(path)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield name
                yield from _of_bytes(archive.read(name))
    else:
        yield path.name
        yield from _of_bytes(path.read_bytes())


def _of_bytes(content: bytes) -> Iterator[str]:
    if content.startswith(_GZIP):
        content = _unpacked(content)
    if content.startswith(MAGIC):
        for values in unpack_columns(content).values():
            yield "\n".join(str(one) for one in values if one is not None)
        return
    text = content.decode("utf-8", errors="ignore")
    yield text
    if "&" in text or "\\u" in text:  # escaped for XML, or for JSON
        yield html.unescape(text)
        yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda one: chr(int(one[1], 16)), text)
    if _FOLD.search(text):  # lines folded as calendars do
        yield _FOLD.sub("", text)
    for inside in _packed_in(text):
        if inside.startswith(_GZIP):
            yield from _of_bytes(_unpacked(inside))


def _packed_in(text: str) -> Iterator[bytes]:
    """Yield the bytes that stand in a text as base64, or as the letters of a page's data block."""
    for pattern, read in (
        (_BASE64, lambda packed: base64.b64decode(packed, validate=True)),
        (_PRINTABLE, from_printable),
    ):
        for packed in pattern.findall(text):
            try:
                yield read(packed)
            except ValueError:  # binascii.Error is one
                continue


def _unpacked(content: bytes) -> bytes:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return b""


def _of_parquet(path: Path) -> Iterator[str]:
    table = pq.read_table(path)
    yield str(table.schema.metadata or {})
    for name, column in zip(table.column_names, table.columns, strict=True):
        yield name
        if pa.types.is_binary(column.type):
            yield from _of_shapes(one for one in column.to_pylist() if one)
        elif not pa.types.is_nested(column.type):
            for piece in pc.cast(column, pa.large_string()).chunks:
                yield "\n".join(str(one) for one in piece.to_pylist() if one is not None)
    numbers = [name for name in table.column_names if pa.types.is_floating(table.field(name).type)]
    for row in table.select(numbers).to_pylist():  # a position lies across two columns
        yield " ".join(str(one) for one in row.values())


def _of_sqlite(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as book:
        names = [
            row[0] for row in book.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        for name in names:
            quoted = name.replace('"', '""')
            for row in book.execute(f'SELECT * FROM "{quoted}"'):
                yield "\n".join(str(one) for one in row if isinstance(one, str | int | float))
                shapes = (one for one in row if isinstance(one, bytes))
                yield from _of_shapes(
                    one[8 + _ENVELOPE_BYTES[(one[3] >> 1) & 7] :]
                    for one in shapes
                    if one.startswith(_GEOPACKAGE) and (one[3] >> 1) & 7 < len(_ENVELOPE_BYTES)
                )


def _of_shapes(shapes: Iterable[bytes]) -> Iterator[str]:
    """Yield the corners of shapes in well-known binary, a line a corner."""
    for one in shapes:
        shape = shapely.from_wkb(one, on_invalid="ignore")
        corners = shapely.get_coordinates(shape).tolist()
        if corners:
            yield "\n".join(f"{x:.7f} {y:.7f}" for x, y in corners)
