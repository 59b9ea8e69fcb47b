"""The last look at files before they leave: no protected value may stand in any of them.

Files are opened as far as a curious reader could: the parts of zip containers such as workbooks,
columns of Parquet, rows of SQLite, and the compressed data that a page carries for its script.
"""

import base64
import binascii
import gzip
import html
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import ahocorasick
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from planner.errors import CheckError
from planner.files.columns import MAGIC, unpack_columns

FEWEST_CHARACTERS = 4
"""Shorter values stand in any text by chance, and are not looked for."""
_PACKED = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")
_FOLD = re.compile(r"\r?\n[ \t]")
_SQLITE = b"SQLite format 3\x00"
_GZIP = b"\x1f\x8b"


def find_protected(paths: Iterable[Path], values: Iterable[str]) -> dict[Path, str]:
    """Return the files that hold one of the values, each with the first that was found.

    Parameters
    ----------
    values
        Texts as they stand in the source; those of fewer than `FEWEST_CHARACTERS` are left out.
    """
    machine = ahocorasick.Automaton()
    for value in set(values):
        if len(value) >= FEWEST_CHARACTERS:
            machine.add_word(value, value)
    if not len(machine):
        return {}
    machine.make_automaton()
    found: dict[Path, str] = {}
    for path in paths:
        hit = next((one for text in texts_in(path) for _, one in machine.iter(text)), None)
        if hit is not None:
            found[path] = str(hit)
    return found


def guard_files(paths: Sequence[Path], values: Iterable[str], *, profile: str) -> None:
    """Remove every file that holds a protected value, and stop (rule S01).

    Raises
    ------
    CheckError
        A file held one; the message does not repeat the value.
    """
    found = find_protected(paths, values)
    for path in found:
        path.unlink(missing_ok=True)
    if found:
        names = ", ".join(sorted(path.name for path in found))
        raise CheckError(
            f"S01: {len(found)} files held values outside the profile {profile} and were removed: "
            f"{names}",
            where=str(next(iter(found)).parent),
            mend="choose another export.profile, or report this as a fault of the program",
        )


def texts_in(path: Path) -> Iterator[str]:
    """Yield everything in a file that can be read as text."""
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
    for packed in _PACKED.findall(text):
        try:
            inside = base64.b64decode(packed, validate=True)
        except (binascii.Error, ValueError):
            continue
        if inside.startswith(_GZIP):
            yield from _of_bytes(_unpacked(inside))


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
        if pa.types.is_binary(column.type) or pa.types.is_nested(column.type):
            continue  # geometry
        for piece in pc.cast(column, pa.large_string()).chunks:
            yield "\n".join(str(one) for one in piece.to_pylist() if one is not None)


def _of_sqlite(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as book:
        names = [
            row[0] for row in book.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        for name in names:
            quoted = name.replace('"', '""')
            for row in book.execute(f'SELECT * FROM "{quoted}"'):
                yield "\n".join(str(one) for one in row if isinstance(one, str | int | float))
