"""Pairs of rows that are probably one customer: for people to look at, never merged.

Same credit code under two customer ids; or names that are alike, once what says nothing about a
firm is taken out, within a few hundred metres. Pairs are cut down in two steps that lose none:
only rows in neighbouring cells of a grid as wide as the distance can be near enough, and of those
only pairs whose sets of characters differ in no more places than the similarity allows (each
insertion or deletion changes one character). What is left goes to rapidfuzz.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz, process

from planner.customers.points import points_wgs84
from planner.customers.quality import DuplicateLimits
from planner.files import plain_text
from planner.geo import LocalPlane
from planner.schema import PAIRS, BoolArray, FloatArray

type Places = npt.NDArray[np.int64]

_PAIRS_AT_ONCE = 2_000_000
_NEIGHBOURS = ((0, 0), (1, 0), (-1, 1), (0, 1), (1, 1))
_BITS = 61  # a prime below 64, so that common characters spread over the mask
_FEWEST_CHARACTERS = 2
_OUT = r"[\s()()・•\[\]【】〔〕·,,.。、\"'“”‘’\-_/&]+"
_BRACKETS = r"^(.+?)\((\w{2,8})\)(.*)$"
_TWICE = r"^(\w{2,8}?)\1"
_COLUMNS = ("place", "other", "column", "why")


def probable_duplicates(
    rows: pd.DataFrame, present: frozenset[str], limits: DuplicateLimits
) -> pd.DataFrame:
    """Return the pairs, one row each.

    Parameters
    ----------
    rows
        Register rows with index 0..n-1; wrong cells are missing and pair with nothing.
    present
        Columns that the file has.

    Returns
    -------
    pairs
        `place` < `other` (row positions), `column` that gave them away, `why` in figures.
    """
    parts = [pd.DataFrame(columns=list(_COLUMNS))]
    if {"uscc", "customer_id"} <= present:
        parts.append(_by_code(rows))
    if {"account_name", "lon", "lat", "coord_sys"} <= present:
        parts.append(_by_name(rows, present, limits))
    return pd.concat(parts, ignore_index=True)


def review_sheet(pairs: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs as lines for people to decide on, columns of `PAIRS`, all as text."""
    one = rows.iloc[pairs["place"].to_numpy(np.int64)].reset_index(drop=True)
    two = rows.iloc[pairs["other"].to_numpy(np.int64)].reset_index(drop=True)
    told = {"by": pairs["column"], "why": pairs["why"], "decision": "", "decided_by": ""}
    for side, half in (("one", one), ("other", two)):
        for name in ("source_row", "account_no", "account_name", "customer_id", "address"):
            told[f"{side}_{name}"] = half[name].astype("str").fillna("")
    frame = pd.DataFrame(told, index=pd.RangeIndex(len(pairs)))
    return frame[list(PAIRS.names)].astype("str")


def normalise_names(names: pd.Series, limits: DuplicateLimits) -> pd.Series:
    """Return names without width, case, brackets, punctuation and words that any firm has."""
    plain = plain_text(names).str.lower()
    plain = plain.str.replace(_OUT, "", regex=True)
    for suffix in limits.suffixes:
        plain = plain.str.replace(suffix, "", regex=False)
    return plain


def _place_first(rows: pd.DataFrame, present: frozenset[str]) -> pd.Series:
    """Return names with a place in brackets at their beginning, once: XX(厦门) is 厦门XX."""
    names = rows["account_name"]
    if "address" not in present:
        return names
    plain = plain_text(names)
    inside = plain.str.extract(_BRACKETS)[1]
    some = np.flatnonzero(inside.notna().to_numpy(np.bool_))
    addresses = plain_text(rows["address"].iloc[some])
    pairs = zip(inside.iloc[some], addresses, strict=True)
    place = some[np.array([one in address for one, address in pairs], dtype=np.bool_)]
    moved = plain.iloc[place].str.replace(_BRACKETS, r"\2\1\3", regex=True)
    told = names.copy()
    told.iloc[place] = moved.str.replace(_TWICE, r"\1", regex=True).to_numpy()
    return told


def _by_code(rows: pd.DataFrame) -> pd.DataFrame:
    """Pair each customer id of a credit code with the first one; one id with many is normal."""
    firms = rows.loc[rows["uscc"].notna() & rows["customer_id"].notna(), ["uscc", "customer_id"]]
    firms = firms.drop_duplicates().reset_index(names="place")
    firms = firms.loc[firms["uscc"].duplicated(keep=False)]
    first = firms.groupby("uscc")["place"].transform("min")
    pairs = firms.loc[firms["place"] != first]
    return pd.DataFrame(
        {
            "place": first.loc[pairs.index].to_numpy(),
            "other": pairs["place"].to_numpy(),
            "column": "uscc",
            "why": pairs["uscc"].to_numpy(),
        }
    )


def _by_name(rows: pd.DataFrame, present: frozenset[str], limits: DuplicateLimits) -> pd.DataFrame:
    names = normalise_names(_place_first(rows, present), limits)
    lon, lat, usable = points_wgs84(
        rows["lon"].to_numpy(np.float64),
        rows["lat"].to_numpy(np.float64),
        rows["coord_sys"].to_numpy(dtype=object),
    )
    usable = usable & (names.str.len() >= _FEWEST_CHARACTERS).to_numpy(dtype=np.bool_)
    places = np.flatnonzero(usable)
    if not places.size:
        return pd.DataFrame(columns=list(_COLUMNS))
    kept, lon, lat = rows.iloc[places], lon[places], lat[places]
    x_m, y_m = LocalPlane.around(lon, lat).metres(lon, lat)
    texts = names.iloc[places].to_numpy(dtype=object)
    masks = np.array([_mask(text) for text in texts], dtype=np.uint64)
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    firm = _firms(kept, present)
    account = pd.factorize(kept["account_no"])[0]  # copies of an account are rule U01's
    found: list[pd.DataFrame] = [pd.DataFrame({"one": [], "two": [], "why": []})]
    for one, two in _near(x_m, y_m, limits.within_m):
        apart = ((firm[one] != firm[two]) | (firm[one] < 0)) & (account[one] != account[two])
        alike = apart & _may_be_alike(masks, lengths, one, two, limits.similarity)
        found.append(_compare(texts, one[alike], two[alike], x_m, y_m, limits))
    pairs = pd.concat(found, ignore_index=True)
    one = places[pairs["one"].to_numpy(np.int64)]
    two = places[pairs["two"].to_numpy(np.int64)]
    return pd.DataFrame(
        {
            "place": np.minimum(one, two),
            "other": np.maximum(one, two),
            "column": "account_name",
            "why": pairs["why"],
        }
    )


def _firms(kept: pd.DataFrame, present: frozenset[str]) -> Places:
    """Return a number by customer id, which says that accounts are one customer's; else -1."""
    if "customer_id" not in present:
        return np.full(len(kept), -1, dtype=np.int64)
    return pd.factorize(kept["customer_id"])[0].astype(np.int64)


def _near(x_m: FloatArray, y_m: FloatArray, within_m: float) -> Iterator[tuple[Places, Places]]:
    """Yield pairs of rows that are near enough, in pieces of bounded size."""
    column = np.floor(x_m / within_m).astype(np.int64)
    line = np.floor(y_m / within_m).astype(np.int64)
    column, line = column - column.min() + 1, line - line.min() + 1
    width = int(column.max()) + 2
    cells = line * width + column
    order = np.argsort(cells, kind="stable")
    sorted_cells = cells[order]
    for step, (right, up) in enumerate(_NEIGHBOURS):
        wanted = sorted_cells + up * width + right
        first = np.searchsorted(sorted_cells, wanted, side="left")
        last = np.searchsorted(sorted_cells, wanted, side="right")
        if step == 0:
            first = np.arange(len(order)) + 1
        for one, two in _spread(first, np.maximum(last, first)):
            left, other = order[one], order[two]
            near = np.hypot(x_m[left] - x_m[other], y_m[left] - y_m[other]) <= within_m
            yield left[near], other[near]


def _spread(first: Places, last: Places) -> Iterator[tuple[Places, Places]]:
    """Yield (row, each place from its first up to its last), in pieces of bounded size."""
    counts = last - first
    ends = np.cumsum(counts)
    start = 0
    while start < len(counts):
        before = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _PAIRS_AT_ONCE, side="right")))
        some = counts[start:stop]
        total = int(some.sum())
        if total:
            row = np.repeat(np.arange(start, stop), some)
            within = np.arange(total) - np.repeat(np.cumsum(some) - some, some)
            yield row, first[row] + within
        start = stop


def _may_be_alike(
    masks: npt.NDArray[np.uint64], lengths: Places, one: Places, two: Places, similarity: float
) -> BoolArray:
    """Return which pairs cannot be ruled out by the characters that they hold.

    The similarity 2 L / (a + b), L the longest common subsequence, allows (1 - s) (a + b)
    insertions and deletions; each changes at most one bit of the set of characters.
    """
    allowed = (1.0 - similarity) * (lengths[one] + lengths[two])
    return np.asarray(np.bitwise_count(masks[one] ^ masks[two]) <= allowed + 1e-9)


def _mask(text: str) -> int:
    mask = 0
    for character in text:
        mask = mask | (1 << (ord(character) % _BITS))
    return mask


def _compare(
    texts: npt.NDArray[np.object_],
    one: Places,
    two: Places,
    x_m: FloatArray,
    y_m: FloatArray,
    limits: DuplicateLimits,
) -> pd.DataFrame:
    """Return the pairs whose names are alike: `one`, `two`, `why`."""
    percent = process.cpdist(
        texts[one].tolist(), texts[two].tolist(), scorer=fuzz.ratio,
        score_cutoff=100.0 * limits.similarity, workers=1,
    ) if len(one) else np.zeros(0)  # fmt: skip
    alike = percent >= 100.0 * limits.similarity
    one, two, percent = one[alike], two[alike], percent[alike]
    apart_m = np.hypot(x_m[one] - x_m[two], y_m[one] - y_m[two])
    why = [f"{share:.0f} %, {far:.0f} m" for share, far in zip(percent, apart_m, strict=True)]
    return pd.DataFrame({"one": one, "two": two, "why": why})
