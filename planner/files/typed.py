"""Text cells into typed values, column by column, with what was wrong and what was respelled."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from planner.files.raw import from_arrow
from planner.schema import BoolArray, Column

BLANK = frozenset(
    ("", "-", "--", "—", "——", "/", "\\", "null", "none", "n/a", "#n/a", "无", "暂无", "未知",
     "unknown", "不详")
)  # fmt: skip
_AROUND = "\ufeff\u200b \t\r\n\u3000"
_TRUE = frozenset(("true", "1", "y", "yes", "是", "√", "有"))
_FALSE = frozenset(("false", "0", "n", "no", "否", "×", "x"))
# Text that people compare by eye stays as written; text that machines compare is made plain.
_COMPARED = re.compile(r"(_no|_id|_code|_list|_off|_mobile|_24h|_on)$|^(uscc|month|valid_from)$")
_UNITS = {
    "kv": ("kv", "千伏"),
    "kva": ("kva", "千伏安"),
    "kw": ("kw", "千瓦"),
    "kwh": ("kwh", "千瓦时", "度"),
    "yuan": ("元",),
    "customers": ("户",),
    "rate": ("%",),
    "hours": ("小时", "h"),
    "m": ("个月", "月"),
}
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?\s*(\D*)")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}.*)?"
)
_PLAIN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}.*)?")
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119; any other whole number is no date
_MOST_WHOLE = 2.0**53  # beyond, a double no longer tells neighbouring whole numbers apart
_YEARS = range(1700, 2200)  # what datetime64[ns] holds; which days are too early, a rule says


@dataclass(frozen=True, eq=False)
class Parsed:
    """A typed column: empty cells and bad ones are missing in `values`.

    `bad` cells hold something that is not of the column's kind, `wide` ones held full-width
    characters, `respelled` ones were written in another way that can mean only one thing.
    """

    values: pd.Series
    bad: BoolArray
    wide: BoolArray
    respelled: BoolArray


def plain_text(text: pd.Series) -> pd.Series:
    """Return text with full-width characters made plain (NFKC) and trimmed."""
    trimmed = _trimmed(text)
    ascii_only = pc.string_is_ascii(trimmed)
    if pc.all(ascii_only, min_count=0).as_py():
        return _column(trimmed, text)
    normal = pc.utf8_trim_whitespace(pc.utf8_normalize(trimmed, form="NFKC"))
    return _column(pc.if_else(ascii_only, trimmed, normal), text)


def trimmed_text(text: pd.Series) -> pd.Series:
    """Return text without blanks and marks at its ends; missing cells are empty."""
    return _column(_trimmed(text), text)


def _trimmed(text: pd.Series) -> pa.ChunkedArray:
    filled = pc.fill_null(pa.chunked_array(pa.array(text.astype("str").array)), "")
    return pc.utf8_trim(pc.cast(filled, pa.large_string()), _AROUND)


def _column(arrow: pa.ChunkedArray, like: pd.Series) -> pd.Series:
    return from_arrow(arrow).set_axis(like.index)


def parse_column(text: pd.Series, column: Column) -> Parsed:
    """Read a column of text as what its declaration says.

    Parameters
    ----------
    text
        Cells as text, any index.

    Returns
    -------
    parsed
        Values in the declared kind, missing where empty or bad: NaN in text and numbers, NaT in
        dates, False in booleans. Optional integers are ``Int64``.
    """
    trimmed = trimmed_text(text)
    if column.kind == "text" and not _COMPARED.search(column.name):
        return _parsed(trimmed, trimmed.where(trimmed != ""))
    plain = plain_text(text)
    wide = (plain != trimmed).to_numpy(dtype=np.bool_)
    blank = plain.str.lower().isin(BLANK).to_numpy(dtype=np.bool_)
    filled = plain.where(~blank)
    if column.kind == "text":
        return _parsed(trimmed, filled, wide=wide & ~blank)
    values, bad, respelled = _PARSERS[column.kind](filled, column)
    return Parsed(values, bad, wide & ~blank & ~bad, respelled)


def _parsed(text: pd.Series, values: pd.Series, *, wide: BoolArray | None = None) -> Parsed:
    none = np.zeros(len(text), dtype=np.bool_)
    return Parsed(values.astype("str"), none, none if wide is None else wide, none)


type _Answer = tuple[pd.Series, BoolArray, BoolArray]


def _numbers(text: pd.Series, column: Column) -> _Answer:
    values = pd.to_numeric(text, errors="coerce").astype("float64")
    values = values.where(np.isfinite(values))
    open_cells = (text.notna() & values.isna()).to_numpy(dtype=np.bool_)
    respelled = np.zeros(len(text), dtype=np.bool_)
    for place in np.flatnonzero(open_cells).tolist():
        value = _spelled_number(str(text.iloc[place]), column)
        if value is not None:
            values.iloc[place] = value
            respelled[place] = True
    return values, open_cells & ~respelled, respelled


def _spelled_number(text: str, column: Column) -> float | None:
    """Read ``12,345.6`` or ``2850 kVA``; a unit must be the column's own."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, whole, fraction, unit = match.groups()
    units = [one for word in column.name.split("_") for one in _UNITS.get(word, ())]
    if (whole is None and fraction is None) or (unit and unit.strip().casefold() not in units):
        return None
    return float(f"{sign}{(whole or '0').replace(',', '')}{fraction or ''}")


def _integers(text: pd.Series, column: Column) -> _Answer:
    values, bad, respelled = _numbers(text, column)
    exact = (values == values.round()) & (values.abs() <= _MOST_WHOLE)
    broken = (values.notna() & ~exact).to_numpy(dtype=np.bool_)
    whole = values.where(~broken).astype("Int64")
    complete = column.required and not whole.isna().any()
    return whole.astype("int64") if complete else whole, bad | broken, respelled & ~broken


def _dates(text: pd.Series, column: Column) -> _Answer:
    known = {one: parse_day(one) for one in text.dropna().unique().tolist()}
    values = text.map(known).astype("datetime64[us]")
    bad = (text.notna() & values.isna()).to_numpy(dtype=np.bool_)
    plain = text.map(lambda one: bool(_PLAIN_DAY.fullmatch(one)), na_action="ignore")
    respelled = (text.notna() & (plain == False)).to_numpy(dtype=np.bool_)  # noqa: E712  elementwise
    return values, bad, respelled & ~bad


def parse_day(text: str) -> dt.date | None:
    """Return a day however it is written, a spreadsheet's number too; None for anything else."""
    match = _DAY.fullmatch(text)
    parts = match.groups() if match else (text[:4], text[4:6], text[6:])
    if match or re.fullmatch(r"\d{8}", text):
        year, month, day = (int(one) for one in parts)
        try:
            return dt.date(year, month, day) if year in _YEARS else None
        except ValueError:
            return None
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and int(float(text)) in _EXCEL_DAYS:
        return _EXCEL_DAY_ZERO + dt.timedelta(days=int(float(text)))
    return None


def _choices(text: pd.Series, column: Column) -> _Answer:
    known = {choice.casefold(): choice for choice in column.choices}
    values = text.str.casefold().map(known).astype("str")
    bad = (text.notna() & values.isna()).to_numpy(dtype=np.bool_)
    respelled = (text.notna() & (values != text)).to_numpy(dtype=np.bool_)
    return values, bad, respelled & ~bad


def _booleans(text: pd.Series, column: Column) -> _Answer:
    folded = text.str.casefold()
    true = folded.isin(_TRUE)
    bad = (text.notna() & ~true & ~folded.isin(_FALSE)).to_numpy(dtype=np.bool_)
    return true.astype("bool"), bad, np.zeros(len(text), dtype=np.bool_)


_PARSERS: dict[str, Callable[[pd.Series, Column], _Answer]] = {
    "number": _numbers,
    "integer": _integers,
    "date": _dates,
    "choice": _choices,
    "boolean": _booleans,
}
