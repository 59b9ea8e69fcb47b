"""Rules and settings that people keep in a TOML file."""

import tomllib
from pathlib import Path
from typing import Any

from planner.errors import DataError
from planner.options import Options


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


def read_options[T: Options](kind: type[T], path: Path, *, what: str, mend: str) -> T:
    """Read a TOML file whose sections and settings a class of options declares.

    Raises
    ------
    DataError
        As `read_toml`.
    OptionError
        A setting is unknown, missing or out of range.
    """
    return kind.load(read_toml(path, what=what, mend=mend), where=str(path))
