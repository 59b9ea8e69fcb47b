"""Shapefiles: several files that together are one layer, in a folder or a zip file."""

import struct
import zipfile
from pathlib import Path, PurePosixPath

import pandas as pd
import pyogrio

from planner.errors import DataError
from planner.files.door import check_file

_PARTS = (".shx", ".dbf", ".prj")
_HEADER_BYTES_AT = 8  # of a .dbf, where its records begin


def read_shapefile(path: Path) -> pd.DataFrame:
    """Read the one shapefile that a folder or a zip file holds.

    Raises
    ------
    DataError
        There is none, more than one, a part of it is missing, or it is damaged.
    """
    if not path.is_dir():
        check_file(path, (".zip",))
    parts = _parts(path, _members(path))
    try:
        encoding = None if ".cpg" in parts else _encoding(_bytes(path, parts[".dbf"]))
        inside = path / parts[".shp"]
        source = inside if path.is_dir() else f"/vsizip/{inside.resolve()}"
        frame: pd.DataFrame = pyogrio.read_dataframe(source, encoding=encoding)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, zipfile.BadZipFile,
            struct.error, ValueError, OSError) as error:  # fmt: skip
        raise DataError(
            f"{path.name} cannot be read: {type(error).__name__}",
            where=str(path),
            mend="the file is damaged; export it again",
        ) from error
    return frame


def _members(path: Path) -> list[str]:
    if path.is_dir():
        return [one.name for one in path.iterdir() if one.is_file()]
    with zipfile.ZipFile(path) as archive:
        return [one for one in archive.namelist() if not one.startswith("__MACOSX/")]


def _parts(path: Path, members: list[str]) -> dict[str, str]:
    """Return the files of the one shapefile by their extensions."""
    shapes = [one for one in members if one.lower().endswith(".shp")]
    if len(shapes) != 1:
        raise DataError(
            f"{path.name} holds {len(shapes)} shapefiles, and one is read",
            where=str(path),
            mend="give each a folder or zip file of its own",
        )
    stem = PurePosixPath(shapes[0]).with_suffix("")
    parts = {
        PurePosixPath(one).suffix.lower(): one
        for one in members
        if PurePosixPath(one).with_suffix("") == stem
    }
    missing = [one for one in _PARTS if one not in parts]
    if missing:
        raise DataError(
            f"{path.name} lacks {stem.name}{', '.join(missing)}",
            where=str(path),
            mend="a shapefile is .shp, .shx, .dbf and .prj: copy all of them",
        )
    return parts


def _bytes(path: Path, member: str) -> bytes:
    if path.is_dir():
        return (path / member).read_bytes()
    with zipfile.ZipFile(path) as archive:
        return archive.read(member)


def _encoding(table: bytes) -> str:
    """Return how the texts of a .dbf are written that does not say so itself."""
    (begin,) = struct.unpack_from("<H", table, _HEADER_BYTES_AT)
    try:
        table[begin:].decode("utf-8")
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"
