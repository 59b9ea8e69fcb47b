"""Files are written beside their place and renamed, so that no reader ever sees half of one."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from planner.errors import PlannerError


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """Give a path to write to; what was written there takes the place of `path` when all went well.

    The temporary file lies in the same folder and keeps the ending of the name, which some drivers
    insist on. When the body raises, it is removed and an older file at `path` stays as it was.

    Parameters
    ----------
    path
        Where the finished file shall be. Missing folders are made.

    Raises
    ------
    PlannerError
        The system refused: disk full, no permission, not a folder.
    """
    target = Path(path)
    part = target.with_name(f".{target.stem}.{secrets.token_hex(4)}.part{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield part
        _flush(part)
        part.replace(target)
        _flush(target.parent)
    except OSError as error:
        raise PlannerError(
            f"{target.name} could not be written: {error.strerror or error}",
            where=str(target),
            mend="free some space or name another folder; an earlier file there is untouched",
        ) from error
    finally:
        with suppress(OSError):  # the folder itself may be what could not be made
            part.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> Path:
    """Write a whole UTF-8 file with plain line ends and return its path."""
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    return Path(path)


def _flush(path: Path) -> None:
    """Have the system put a file, or the names in a folder, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
