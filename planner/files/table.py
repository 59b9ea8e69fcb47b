"""The strict door for small tables: typed and complete, or one error that lists every fault."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.files.faults import digits_lost, out_of_range, uncomputed
from planner.files.headings import from_file, match_headings
from planner.files.preface import headings_of
from planner.files.raw import RawTable
from planner.files.read import read_raw
from planner.files.typed import parse_column
from planner.schema import BoolArray, Column, Table
from planner.schema.table import DTYPES

_FAULTS_TOLD = 10


def read_table(
    path: Path,
    table: Table,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str = "",
    where: str = "",
) -> pd.DataFrame:
    """Read a small table that has to be right as a whole.

    Parameters
    ----------
    columns
        Our name -> heading in the file, where the heading is not one we know.
    sheet
        Sheet of a workbook or layer of a GeoPackage; the first one when empty.
    where
        Scenario key that named the file, for the error.

    Returns
    -------
    frame
        Every column that a file brings, in the declared kind, missing optional ones empty; then
        the file's other columns as text under their own headings.

    Raises
    ------
    DataError
        The file cannot be read, or any cell is not what its column declares; all faults are told.
    """
    raw = read_raw(path, sheet=sheet, known=headings_of(table, columns))
    place = f"{where} = {path}" if where else str(path)
    given = ("lon", "lat", "coord_sys") if raw.points is not None else ()
    headings = match_headings(
        tuple(raw.frame.columns), table, columns=columns, where=place, given=given
    )
    faults = [f"row {row.source_row}: {row.reason}" for row in raw.odd_rows]
    frame = pd.DataFrame(index=raw.frame.index)
    for column in from_file(table):
        heading = headings.known.get(column.name)
        if heading is None:
            frame[column.name] = absent_column(raw, column)
            continue
        parsed = parse_column(raw.frame[heading], column)
        frame[column.name] = parsed.values
        faults += _faults(raw, heading, column, parsed.values, parsed.bad)
    for heading in headings.unknown:
        if heading not in table:
            frame[heading] = raw.frame[heading]
    faults += _repeated(raw, frame, table)
    if faults:
        more = len(faults) - _FAULTS_TOLD
        raise DataError(
            f"{path.name} has {len(faults)} faults: {'; '.join(faults[:_FAULTS_TOLD])}"
            + (f"; and {more} more" if more > 0 else ""),
            where=place,
            mend="correct these cells; rows are counted as in the file",
        )
    return frame


def absent_column(raw: RawTable, column: Column) -> pd.Series:
    """Return a column that no heading gives: from the geometry where there is one, else empty."""
    if raw.points is not None and column.name in ("lon", "lat"):
        return pd.Series(raw.points[:, int(column.name == "lat")], index=raw.frame.index)
    if raw.points is not None and column.name == "coord_sys":
        return pd.Series("WGS84", index=raw.frame.index, dtype="str")
    if column.kind == "boolean":
        return pd.Series(data=False, index=raw.frame.index, dtype="bool")
    kind = "Int64" if column.kind == "integer" else DTYPES[column.kind]
    return pd.Series(index=raw.frame.index, dtype=kind)


def _faults(
    raw: RawTable, heading: str, column: Column, values: pd.Series, bad: BoolArray
) -> list[str]:
    cells = raw.frame[heading]
    faults: list[str] = []

    def tell(mask: BoolArray, what: str) -> None:
        faults.extend(
            f"row {raw.source_rows[place]}, {heading}: {cells.iloc[place]!r} {what}"
            for place in np.flatnonzero(mask)
        )

    tell(bad, _kind_words(column))
    if column.required and column.kind != "boolean":
        tell(values.isna().to_numpy(dtype=np.bool_) & ~bad, "must be filled")
    tell(out_of_range(values, column), f"is outside {column.low} to {column.high}")
    tell(digits_lost(raw, heading, column), "has more digits than a spreadsheet keeps")
    tell(uncomputed(raw, heading), "is a formula without a stored value")
    return faults


def _kind_words(column: Column) -> str:
    if column.choices:
        return f"is none of {', '.join(column.choices)}"
    return {"number": "is no number", "integer": "is no whole number", "date": "is no date"}.get(
        column.kind, "is neither yes nor no"
    )


def _repeated(raw: RawTable, frame: pd.DataFrame, table: Table) -> list[str]:
    if not table.key or any(name not in frame.columns for name in table.key):
        return []
    keys = frame.loc[:, list(table.key)]
    again = (keys.duplicated(keep=False) & keys.notna().all(axis=1)).to_numpy(dtype=np.bool_)
    return [
        f"row {raw.source_rows[place]}: {' / '.join(str(one) for one in keys.iloc[place])} "
        "occurs more than once"
        for place in np.flatnonzero(again)
    ]
