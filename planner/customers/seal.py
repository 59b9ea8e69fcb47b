"""The seal on released rows: who changes them does so on the sheet of corrections, or is found out.

Rule L02 asks of every changed value for its record: old, new, who, why, when. Corrections have it;
a released file that was edited by hand has not, and nobody could see so from its cells.
"""

from pathlib import Path

from planner.errors import DataError
from planner.files import write_text

ENDING = ".sha256"
"""Beside the file, in the form of the command of that name, so that ``sha256sum -c`` reads it."""


def write_seal(path: Path, sha256: str) -> Path:
    """Write the digest of a file beside it."""
    return write_text(_beside(path), f"{sha256}  {path.name}\n")


def require_seal(path: Path, sha256: str) -> None:
    """Refuse a file that is no longer what it was when its seal was written (L02).

    Raises
    ------
    DataError
        There is a seal, and it is that of another content.
    """
    seal = _beside(path)
    if not seal.is_file():
        return
    told = seal.read_text(encoding="utf-8", errors="replace").split()
    if told[:1] != [sha256]:
        raise DataError(
            f"L02: {path.name} was changed after its release, and no record says what by whom",
            where=str(path),
            mend="make the change on the sheet of corrections and run planner check --corrections, "
            f"or take the file as a new register: under another name, without {seal.name}",
        )


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ENDING)
