"""Room on the disk: old runs and answers that nobody uses go, what a record names stays."""

import shutil
import time
from contextlib import suppress
from pathlib import Path

from planner.errors import OptionError
from planner.runs.folder import is_locked, kept_in
from planner.runs.record import folders_of
from planner.sealed import MANIFEST

_DAY_S = 86_400


def tidy(home: str | Path, *, keep: int = 20, days: float = 30.0) -> list[Path]:
    """Remove runs that no record names, but the newest few, and answers that lie long unused.

    A run that somebody is in stays; a part of a file that a killed process left goes.

    Parameters
    ----------
    keep
        How many runs without a record stay.
    days
        Answers of steps that were not used for so many days go.

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
    return gone
