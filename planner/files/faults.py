"""What can be wrong with a cell besides its spelling: range, lost digits, no formula value."""

import numpy as np
import pandas as pd

from planner.files.raw import RawTable
from planner.schema import BoolArray, Column

_SAFE_DIGITS = 15  # IEEE 754 doubles keep every whole number up to here


def out_of_range(values: pd.Series, column: Column) -> BoolArray:
    """Return which numbers lie outside the column's bounds; missing ones do not."""
    outside = np.zeros(len(values), dtype=np.bool_)
    if column.kind in ("number", "integer"):
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        if column.low is not None:
            outside |= numbers < column.low
        if column.high is not None:
            outside |= numbers > column.high
    return outside


def digits_lost(raw: RawTable, heading: str, column: Column) -> BoolArray:
    """Return which cells of a text column the file held as a number of more than 15 digits."""
    stored = stored_as_number(raw, heading)
    if column.kind != "text" or not stored.any():
        return np.zeros(len(raw.frame), dtype=np.bool_)
    digits = raw.frame[heading].str.count(r"\d").to_numpy(dtype=np.int64)
    scientific = raw.frame[heading].str.contains("e", case=False, regex=False)
    return stored & ((digits > _SAFE_DIGITS) | scientific.to_numpy(dtype=np.bool_))


def stored_as_number(raw: RawTable, heading: str) -> BoolArray:
    """Return which cells the file holds as numbers and not as text."""
    return raw.stored_as_number.get(heading, np.zeros(len(raw.frame), dtype=np.bool_))


def uncomputed(raw: RawTable, heading: str) -> BoolArray:
    """Return which cells hold a formula without a stored value."""
    return raw.uncomputed.get(heading, np.zeros(len(raw.frame), dtype=np.bool_))
