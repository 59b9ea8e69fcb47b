"""The door for input files: found, of a kind we read, and really of that kind."""

import difflib
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from planner.errors import DataError

MAGIC = {
    ".xlsx": b"PK\x03\x04",
    ".xls": b"PK\x03\x04",  # as some systems name their new workbooks
    ".zip": b"PK\x03\x04",
    ".gpkg": b"SQLite format 3\x00",
    ".parquet": b"PAR1",
}
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_STRANGERS = {
    b"PK\x03\x04": "a zip file or workbook (.xlsx)",
    b"SQLite format 3\x00": "a GeoPackage or SQLite file",
    b"PAR1": "a Parquet file",
    _OLD_WORKBOOK: "an old .xls workbook or one with a password",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip file",
    b"<": "HTML or XML",
}
_MAX_UNPACKED_BYTES = 512 * 1024**2
_MAX_RATIO, _RATIO_FROM_BYTES = 200, 16 * 1024**2
_MAX_MEMBERS = 1000


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a reader can say about the file that a table came from.

    `encoding` and `separator` are empty for formats that have none, `sheet` is the sheet of a
    workbook or the layer of a GeoPackage. `headings` are as written, left to right; `above` are the
    lines that stand over them, and `alike` the other sheets that hold such headings too.
    """

    name: str
    sha256: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    headings: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


def check_file(path: Path, extensions: tuple[str, ...]) -> str:
    """Return the file's extension once it is sure that the content agrees with it.

    A new workbook that is called .xls counts as .xlsx.

    Raises
    ------
    DataError
        Not there (near names are told), not local, empty, or not of these kinds.
    """
    _refuse_remote(path)
    extension = path.suffix.lower()
    if extension not in extensions:
        raise DataError(
            f"{path.name} has the extension {extension or '(none)'}, which is not read here",
            where=str(path),
            mend=f"save it as one of: {', '.join(extensions)}",
        )
    if not path.is_file():
        raise DataError(
            f"file {path.name} is not there", where=str(path), mend=_near_files(path, extensions)
        )
    with path.open("rb") as stream:
        start = stream.read(512)
    if not start:
        raise DataError(f"{path.name} is empty", where=str(path), mend="export the file again")
    expected = MAGIC.get(extension)
    if expected is None:
        _refuse_stranger(path, start, may_be_text=True)
    elif not start.startswith(expected):
        _refuse_old_workbook(path, start)
        _refuse_stranger(path, start, may_be_text=False)
    if expected == MAGIC[".zip"]:
        _refuse_bomb(path)
    return ".xlsx" if extension == ".xls" else extension


def _refuse_remote(path: Path) -> None:
    """GDAL would fetch what such a path names, from the network or from inside other files."""
    text = path.as_posix()
    # `Path` makes "http:/x" of "http://x"; a single letter before the colon is a Windows drive.
    if re.match(r"/vsi|[A-Za-z][A-Za-z0-9+.-]+:", text):
        raise DataError(
            f"{text} is not a file on this machine", mend="copy the file here and give its path"
        )


def _near_files(path: Path, extensions: tuple[str, ...]) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"the folder {folder} is not there either; check the path"
    beside = sorted(one.name for one in folder.iterdir() if one.suffix.lower() in extensions)
    near = difflib.get_close_matches(path.name, beside, n=3, cutoff=0.4) or beside[:3]
    if not near:
        return f"the folder {folder} holds no {' or '.join(extensions)} file; check the path"
    return f"did you mean {' or '.join(near)}?"


def _refuse_old_workbook(path: Path, start: bytes) -> None:
    if path.suffix.lower() == ".xls" and start.startswith(_OLD_WORKBOOK):
        raise DataError(
            f"{path.name} is an old .xls workbook, or one with a password",
            where=str(path),
            mend="open it in a spreadsheet and save it as .xlsx, without a password",
        )


def _refuse_stranger(path: Path, start: bytes, *, may_be_text: bool) -> None:
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, what in _STRANGERS.items():
        if bare.startswith(magic):
            raise DataError(
                f"{path.name} is not what its name says: its content is {what}",
                where=str(path),
                mend="export it again in the format of its extension, or rename it",
            )
    if not may_be_text:
        raise DataError(
            f"{path.name} is not a {path.suffix} file: its first bytes are wrong",
            where=str(path),
            mend="the file is damaged or renamed; export it again",
        )


def _refuse_bomb(path: Path) -> None:
    """Read the zip directory first: 310 kB can unpack to 2 GB of memory in any xlsx reader."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise DataError(
            f"{path.name} is cut off or damaged", where=str(path), mend="export it again"
        ) from None
    unpacked = sum(member.file_size for member in members)
    packed = max(1, path.stat().st_size)
    if (
        len(members) > _MAX_MEMBERS
        or unpacked > _MAX_UNPACKED_BYTES
        or (unpacked > _RATIO_FROM_BYTES and unpacked / packed > _MAX_RATIO)
    ):
        raise DataError(
            f"{path.name} would unpack to {unpacked / 1024**2:,.0f} MB in {len(members)} parts "
            "and is not opened",
            where=str(path),
            mend="export the table as CSV, or without formatting and pictures",
        )
