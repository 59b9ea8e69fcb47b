"""How many rows each file had that was read, for whoever keeps account of inputs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

type Rows = dict[Path, int]

_rows: ContextVar[Rows | None] = ContextVar("rows", default=None)


@contextmanager
def counting_rows() -> Iterator[Rows]:
    """Give a mapping that gets the rows of every table file that is read in the body."""
    rows: Rows = {}
    token = _rows.set(rows)
    try:
        yield rows
    finally:
        _rows.reset(token)


def note_rows(path: Path, count: int) -> None:
    """Say how many rows a file had, whether they could be used or not."""
    rows = _rows.get()
    if rows is not None:
        rows[path] = count


def rows_of_inputs(rows: Mapping[Path, int], inputs: Mapping[str, Path]) -> dict[str, int]:
    """Return the rows by the setting that names their file, or a folder that it is in."""
    told: dict[str, int] = {}
    for setting, place in inputs.items():
        mine = [count for path, count in rows.items() if path == place or place in path.parents]
        if mine:
            told[setting] = sum(mine)
    return told
