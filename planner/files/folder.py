"""A folder of files that together are one table, and months as people write them."""

import re
from pathlib import Path

from planner.errors import DataError
from planner.files.read import TABLE_EXTENSIONS

_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?(?:[-/.]0?1)?(?:日)?")
_MONTHS_PER_YEAR = 12


def table_files(path: Path) -> list[Path]:
    """Return the file itself, or the tables of a folder by name; hidden and lock files are not.

    Raises
    ------
    DataError
        The folder holds no table.
    """
    if not path.is_dir():
        return [path]
    found = sorted(
        one
        for one in path.iterdir()
        if one.suffix.lower() in TABLE_EXTENSIONS and not one.name.startswith((".", "~$"))
    )
    if not found:
        raise DataError(
            f"the folder {path.name} holds no table",
            where=str(path),
            mend=f"put files there, a month each: {', '.join(TABLE_EXTENSIONS)}",
        )
    return found


def parse_month(text: str) -> str | None:
    """Return a month as ``2026-09`` whatever way it is written; None when it is none."""
    match = _MONTH.fullmatch(text)
    if match is None or not 1 <= int(match.group(2)) <= _MONTHS_PER_YEAR:
        return None
    return f"{match.group(1)}-{int(match.group(2)):02d}"
