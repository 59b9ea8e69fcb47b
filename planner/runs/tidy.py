"""Room on the disk: old runs and answers that nobody uses go, what a record names stays."""

import shutil
import time
from contextlib import suppress
from pathlib import Path

from planner.errors import DataError, OptionError
from planner.runs.folder import is_locked, kept_in
from planner.runs.manifest import read_manifest
from planner.runs.record import folders_of
from planner.runs.shared import FOLDER as INPUTS
from planner.runs.shared import name_of
from planner.sealed import MANIFEST

_DAY_S = 86_400


def tidy(home: str | Path, *, keep: int = 20, days: float = 30.0) -> list[Path]:
    """Remove runs that no record names, but the newest few, and answers that lie long unused.

    A run that somebody is in stays; a part of a file that a killed process left goes, and so do
    copies of inputs for a cluster that lie long unused and that no run there has read.

    Parameters
    ----------
    keep
        How many runs without a record stay.
    days
        Answers of steps and copies of inputs that were not used for so many days go.

    Returns
    -------
    removed
        Folders and files.

    Raises
    ------
    OptionError
        A number is below 0.
    """
    if keep < 0 or days < 0:
        raise OptionError(f"keep = {keep}, days = {days:g}", mend="give numbers of 0 or more")
    home, named = Path(home), set(folders_of(Path(home)).values())
    runs = sorted(home.glob(f"*/{MANIFEST}"), key=lambda path: path.stat().st_mtime)
    old = [path.parent for path in runs if path.parent.name not in named]
    gone = [one for one in old[: max(len(old) - keep, 0)] if not is_locked(one)]
    for folder in gone:
        shutil.rmtree(folder)
    limit = time.time() - days * _DAY_S
    steps = kept_in(home)
    for path in [
        *steps.glob("*.zip"),
        *steps.glob("incumbent-*.json"),
        *steps.glob(".*.part*"),
        *home.glob("*/.*.part*"),
    ]:
        with suppress(FileNotFoundError):  # another process tidies as well
            if path.stat().st_mtime <= limit:
                path.unlink()
                gone.append(path)
    read = _inputs_of(home)
    for folder in (home / INPUTS).glob("*"):
        if folder.name not in read and folder.stat().st_mtime <= limit:
            shutil.rmtree(folder)
            gone.append(folder)
    return gone


def _inputs_of(home: Path) -> set[str]:
    """Return under which names copies of inputs lie that runs in the home have read."""
    names: set[str] = set()
    for path in home.glob(f"*/{MANIFEST}"):
        with suppress(DataError):  # a damaged run has to be run again, from its own inputs
            inputs = read_manifest(path.parent)["inputs"].values()
            names |= {name_of(one["sha256"]) for one in inputs}
    return names
