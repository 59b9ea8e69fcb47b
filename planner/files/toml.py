"""Rules and settings that people keep in a TOML file."""

import tomllib
from pathlib import Path
from typing import Any

from planner.errors import DataError


def read_toml(path: Path, *, what: str, mend: str) -> dict[str, Any]:
    """Read a TOML file as plain values.

    Parameters
    ----------
    what
        What the file holds, for the error: "visit rules".
    mend
        What the reader can do when it cannot be read.

    Raises
    ------
    DataError
        The file is not there, not UTF-8 text, or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        fault = f"file {path.name} is not there"
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        fault = str(error)
    raise DataError(f"the {what} cannot be read: {fault}", where=str(path), mend=mend)
