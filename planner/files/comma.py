"""Tables as CSV that a spreadsheet opens as text: nothing in them can start to calculate."""

import csv
import re
from pathlib import Path

import pandas as pd

from planner.files.writing import whole_file

_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NEGATIVE = re.compile(r"-\d+(?:\.\d+)?")


def inert(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would run; numbers stay as they are.

    A negative number in a column of text, -46.63, is nothing to run either.
    """
    if not isinstance(value, str) or not value.startswith(_STARTS) or _NEGATIVE.fullmatch(value):
        return value
    return f"'{value}"


def write_csv(path: str | Path, frame: pd.DataFrame) -> Path:
    """Write a table as CSV with a byte-order mark, which Excel needs to see that it is UTF-8.

    Raises
    ------
    PlannerError
        The file cannot be written.
    """
    with whole_file(path) as part, part.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([inert(str(name)) for name in frame.columns])
        for row in frame.astype(object).where(frame.notna(), "").itertuples(index=False):
            writer.writerow([inert(value) for value in row])
    return Path(path)
