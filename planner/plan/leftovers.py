"""Files of the plan before in the same folder, which the new plan does not have."""

import json
from collections.abc import Container, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from planner.digests import sha256_of


def clear_leftovers(folder: Path, manifest: Path, kept: Container[str]) -> list[Path]:
    """Remove what an older manifest lists and `kept` does not, and the folders that this empties.

    Only files that are still as they were written: who changed one since keeps it. Names that lead
    out of the folder are passed over, and so is a manifest that cannot be read.

    Returns
    -------
    paths
        The files removed.
    """
    removed = []
    for name, digest in _listed(manifest):
        path = folder / name
        if name in kept or not path.is_file() or sha256_of(path) != digest:
            continue
        with suppress(OSError):  # somebody has it open: it stays, as it would have before
            path.unlink()
            removed.append(path)
    for home in sorted({one.parent for one in removed} - {folder}, reverse=True):
        with suppress(OSError):  # not empty
            home.rmdir()
    return removed


def _listed(manifest: Path) -> Iterator[tuple[str, str]]:
    try:
        outputs = json.loads(manifest.read_text(encoding="utf-8")).get("outputs", {})
        pairs = list(outputs.items())
    except (OSError, ValueError, AttributeError):
        return
    for name, digest in pairs:
        place = PurePosixPath(name)
        if not place.is_absolute() and ".." not in place.parts:
            yield name, digest
