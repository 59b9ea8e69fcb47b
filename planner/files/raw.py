"""A file as a table of text: nothing interpreted, nothing lost, each row with its number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from planner.digests import sha256_of
from planner.errors import DataError
from planner.files.door import FileFacts
from planner.schema import BoolArray, FloatArray

_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class OddRow:
    """A row that does not fit under the headings; its cells are never shifted into place."""

    source_row: int
    cells: tuple[str, ...]
    reason: str


@dataclass(frozen=True, eq=False)
class RawTable:
    """All cells as text, under the headings as written.

    `source_rows` counts as the file's owner does: from 1 on, with the headings and blank rows.
    `stored_as_number` says, for headings where it happens, which cells the file holds as numbers
    (a spreadsheet drops leading zeros and digits beyond the fifteenth from those), and
    `uncomputed` which hold a formula without a value. `points` are WGS-84 degrees, shape (n, 2),
    of a file that has geometry in a known reference system.
    """

    frame: pd.DataFrame
    source_rows: npt.NDArray[np.int64]
    facts: FileFacts
    odd_rows: tuple[OddRow, ...] = ()
    stored_as_number: Mapping[str, BoolArray] = field(default_factory=dict)
    uncomputed: Mapping[str, BoolArray] = field(default_factory=dict)
    points: FloatArray | None = None

    def part(self, first: int, end: int) -> "RawTable":
        """Return the rows from one position up to, not with, another; odd rows belong to none."""
        return RawTable(
            frame=self.frame.iloc[first:end].reset_index(drop=True),
            source_rows=self.source_rows[first:end],
            facts=self.facts,
            stored_as_number={one: mask[first:end] for one, mask in self.stored_as_number.items()},
            uncomputed={one: mask[first:end] for one, mask in self.uncomputed.items()},
            points=None if self.points is None else self.points[first:end],
        )


def assemble(
    path: Path,
    headings: tuple[int, Sequence[str]],
    rows: Iterable[tuple[int, Sequence[str]]],
    **facts: Any,  # noqa: ANN401  fields of FileFacts
) -> tuple[pd.DataFrame, npt.NDArray[np.int64], FileFacts, tuple[OddRow, ...]]:
    """Sort numbered rows into those that fit the headings and those that do not.

    Rows are packed a piece at a time, so that a million of them never stand in memory as cells.
    """
    names = name_headings(headings[1], path, headings[0])
    packed = _Packed(len(names))
    numbers: list[int] = []
    odd: list[OddRow] = []
    for number, cells in rows:
        if len(cells) != len(names):
            odd.append(
                OddRow(number, tuple(cells), f"{len(cells)} cells under {len(names)} headings")
            )
        elif "\0" in "".join(cells):
            odd.append(OddRow(number, tuple(cells), "a cell holds a NUL character"))
        else:
            packed.add(cells)
            numbers.append(number)
    return (
        pd.DataFrame(dict(zip(names, packed.columns(), strict=True))),
        np.array(numbers, dtype=np.int64),
        FileFacts(path.name, sha256_of(path), headings=tuple(names), **facts),
        tuple(odd),
    )


class _Packed:
    """Columns of text that grow by rows."""

    def __init__(self, width: int) -> None:
        self._pieces: list[list[pa.Array]] = [[] for _ in range(width)]
        self._rows: list[Sequence[str]] = []

    def add(self, cells: Sequence[str]) -> None:
        self._rows.append(cells)
        if len(self._rows) == _ROWS_AT_ONCE:
            self._pack()

    def columns(self) -> list[pd.Series]:
        self._pack()
        return [
            from_arrow(pa.chunked_array(pieces, type=pa.large_string())) for pieces in self._pieces
        ]

    def _pack(self) -> None:
        for pieces, cells in zip(self._pieces, zip(*self._rows, strict=True), strict=False):
            pieces.append(pa.array(cells, type=pa.large_string()))
        self._rows = []


def from_arrow(text: pa.ChunkedArray | pa.Array) -> pd.Series:
    """Return Arrow text as a column of pandas text, without a copy."""
    return pd.Series(pd.array(text, dtype="str"))


def name_headings(headings: Sequence[str], path: Path, row: int = 1) -> list[str]:
    """Return headings that are all filled and all different.

    Raises
    ------
    DataError
        Two columns have the same heading.
    """
    names = [
        " ".join(heading.split()) or f"column {place}" for place, heading in enumerate(headings, 1)
    ]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(
            f"{path.name} has more than one column headed {', '.join(twice)}",
            where=f"{path}, row {row}",
            mend="rename or remove the extra columns",
        )
    return names
