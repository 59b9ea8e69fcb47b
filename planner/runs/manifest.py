"""The manifest of a run's folder, read without anything heavy."""

from pathlib import Path
from typing import Any

from planner.sealed import MANIFEST, read_sealed


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a finished run.

    Raises
    ------
    DataError
        There is none, or a byte of it is not what was written.
    """
    return read_sealed(
        folder / MANIFEST, what=f"finished run in {folder.name}", mend="run the scenario"
    )
