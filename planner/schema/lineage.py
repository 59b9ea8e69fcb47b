"""Where a value came from: one statement a file, from which that of every cell follows."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """The cell that a value was read from; rows count from 1 on, with the headings."""

    file: str
    sha256: str
    sheet: str
    row: int
    column: str

    def __str__(self) -> str:
        sheet = f", {self.sheet}" if self.sheet else ""
        return f"{self.file}{sheet}, row {self.row}, {self.column} (sha256 {self.sha256[:12]})"


@dataclass(frozen=True)
class Lineage:
    """A file that rows came from, and under which of its headings each of our columns stands.

    Not an object a cell: the file, the row that every row carries (`source_row`) and the heading
    of the column are all there is to say about where a cell is.
    """

    file: str
    sha256: str
    sheet: str
    headings: Mapping[str, str]

    def source(self, row: int, column: str) -> Source | None:
        """Return the cell of one of our columns; None for one that did not come from the file."""
        heading = self.headings.get(column)
        if heading is None:
            return None
        return Source(self.file, self.sha256, self.sheet, row, heading)
