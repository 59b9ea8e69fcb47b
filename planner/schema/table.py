"""What a column and a table are: one declaration serves reading, checking, templates, headings."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from planner.errors import DataError

type Kind = Literal["text", "number", "integer", "date", "choice", "boolean", "geometry"]

DTYPES: Mapping[Kind, str] = {
    "text": "str",
    "number": "float64",
    "integer": "int64",
    "date": "datetime64[us]",
    "choice": "str",
    "boolean": "bool",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name carries the unit; `zh` and `en` head it for people.

    `low` and `high` bound numbers (both ends allowed), `choices` lists the values of a choice,
    `aliases` are other headings under which the column is known in the source systems, and
    `required` says that a row cannot be planned without it. `added_by` names the room that
    brings the column in.
    """

    name: str
    kind: Kind
    zh: str
    en: str
    required: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    added_by: str = "customers"
    example: str = ""
    note: str = ""

    def heading(self, language: str) -> str:
        """Return the heading in Chinese (``zh``) or English."""
        return self.zh if language == "zh" else self.en


def fold_heading(heading: str) -> str:
    """Reduce a heading to what matters: no width, case, space, bracketed unit or underscore."""
    text = unicodedata.normalize("NFKC", str(heading)).casefold()
    text = text.split("(")[0].split("[")[0]
    return "".join(character for character in text if character.isalnum())


@dataclass(frozen=True)
class Table:
    """A named list of columns; `key` columns identify a row."""

    name: str
    zh: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return any(column.name == name for column in self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    def headings(self, language: str) -> dict[str, str]:
        """Return column name -> heading."""
        return {column.name: column.heading(language) for column in self.columns}

    def known_headings(self) -> dict[str, str]:
        """Return folded heading -> column name, for every name, heading and alias."""
        known: dict[str, str] = {}
        for column in self.columns:
            for heading in (column.name, column.zh, column.en, *column.aliases):
                known.setdefault(fold_heading(heading), column.name)
        return known

    def require(self, frame: pd.DataFrame, *names: str, by: str) -> None:
        """Check at a room's door that the columns are there, filled and of their kind.

        Parameters
        ----------
        frame
            The table that came in.
        names
            Columns that the room reads; all required ones when empty.
        by
            The room that asks, for the error.

        Raises
        ------
        DataError
            A column is missing, a required value is empty, or a key is repeated. All faults are
            named at once.
        """
        wanted = names or tuple(c.name for c in self.columns if c.required)
        missing = [name for name in wanted if name not in frame.columns]
        faults = [f"column {name} is missing" for name in missing]
        for name in wanted:
            if name in missing or not self[name].required:
                continue
            empty = int(frame[name].isna().sum())
            if empty:
                faults.append(f"column {name} is empty in {empty} rows")
        keys = [name for name in self.key if name in frame.columns]
        if keys and len(keys) == len(self.key) and frame.duplicated(keys).any():
            again = frame.loc[frame.duplicated(keys), keys].astype(str).agg("/".join, axis=1)
            faults.append(f"{' + '.join(keys)} is repeated: {', '.join(again.head(3))}")
        if faults:
            raise DataError(
                f"{by} cannot use table {self.name}: {'; '.join(faults)}",
                where=f"table {self.name}, {len(frame)} rows",
                mend=f"run the room that adds {', '.join(missing)} first"
                if missing
                else "take the named rows out or fill them",
            )

    def complete(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame with the optional columns that it lacks, all their cells empty."""
        lacking = [
            column.name
            for column in self.columns
            if not column.required and column.kind != "geometry" and column.name not in frame
        ]
        if not lacking:
            return frame
        cells = self.empty()[lacking].reindex(frame.index)
        return frame.assign(**{str(name): cells[name] for name in lacking})

    def empty(self) -> pd.DataFrame:
        """Return the table with no rows and the declared kinds."""
        return self.shape([])

    def shape(self, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
        """Make a frame of the declared columns and kinds from plain rows (geometry left out)."""
        flat = [column for column in self.columns if column.kind != "geometry"]
        frame = pd.DataFrame(list(rows), columns=[column.name for column in flat])
        return frame.astype({column.name: DTYPES[column.kind] for column in flat})
