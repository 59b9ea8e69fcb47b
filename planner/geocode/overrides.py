"""Positions that somebody confirmed: they always win, and say where the data disagree with them.

A file of overrides names a row by its account or by its address (compared as `text.normalise` has
it), gives a point with its datum, and says who confirmed it, when and why. A review workbook that
somebody filled in is such a file as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.files import read_table
from planner.geo import to_wgs84
from planner.geocode.review import filled_review, is_review
from planner.geocode.text import normalise
from planner.schema import OVERRIDES


@dataclass(frozen=True, slots=True)
class Override:
    """One confirmed position, WGS-84; `crs` is what it was given in."""

    lon: float
    lat: float
    crs: str
    error_m: float
    note: str


@dataclass(frozen=True)
class Overrides:
    """Confirmed positions by account and by normalised address."""

    by_account: Mapping[str, Override] = field(default_factory=dict)
    by_address: Mapping[str, Override] = field(default_factory=dict)

    def of(self, account_no: str, address: str) -> Override | None:
        """Return what was confirmed for a row: for its account first, then for its address."""
        found = self.by_account.get(account_no) if account_no else None
        if found is None and address and self.by_address:
            found = self.by_address.get(normalise(address))
        return found


def read_overrides(path: Path, *, error_m: float) -> Overrides:
    """Read a file of overrides, or a review workbook that was filled in.

    Parameters
    ----------
    error_m
        The error of a confirmed point whose row states none.

    Raises
    ------
    DataError
        The file cannot be read, a row names neither account nor address, or one is named twice.
    """
    where = "geocode.overrides"
    reviewed = is_review(path)
    rows = filled_review(path) if reviewed else read_table(path, OVERRIDES, where=where)
    keyed = [(_account(row), _address(row), _override(row, error_m)) for row in _records(rows)]
    faults = [
        f"row {place}: neither account nor address"
        for place, (account, address, _) in enumerate(keyed, 2)
        if not account and not address
    ]
    # An account is enough: the address beside it is for the eyes.
    accounts = [(account, one) for account, _, one in keyed if account]
    addresses = [(address, one) for account, address, one in keyed if address and not account]
    faults += [*_twice(name for name, _ in accounts), *_twice(name for name, _ in addresses)]
    if faults:
        raise DataError(
            f"{path.name} has {len(faults)} faults: {'; '.join(faults[:10])}",
            where=f"{where} = {path}",
            mend="let every confirmed position name one account or address, and each only once",
        )
    return Overrides(dict(accounts), dict(addresses))


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def _account(row: Mapping[str, Any]) -> str:
    return _text(row, "customer_id")


def _address(row: Mapping[str, Any]) -> str:
    return normalise(_text(row, "address"))


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None or pd.isna(value) else str(value).strip()


def _override(row: Mapping[str, Any], error_m: float) -> Override:
    lon, lat = to_wgs84(row["lon"], row["lat"], str(row["crs"]))
    stated = row.get("error_m")
    stated_m = np.nan if stated is None else float(stated)
    signed = [one for one in (_text(row, "who"), _text(row, "when"), _text(row, "why")) if one]
    return Override(
        float(lon), float(lat), str(row["crs"]), stated_m if stated_m > 0 else error_m,
        f"override: {', '.join(signed)}",
    )  # fmt: skip


def _twice(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    again: list[str] = []
    for name in names:
        if name in seen:
            again.append(f"{name} is confirmed twice")
        seen.add(name)
    return again
