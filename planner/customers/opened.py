"""A register that was opened: its rows as text, and what has to be known of all before any is
judged.
"""  # noqa: D205

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from planner.customers.cells import filled_columns
from planner.customers.corrections import Corrected, correct, read_corrections, uncorrected
from planner.customers.monthly import Months
from planner.customers.options import CustomersOptions
from planner.customers.pieces import Piece, spelling_of
from planner.customers.rules.months import place_months
from planner.customers.seal import require_seal
from planner.files import (
    LINEAGE,
    HeadingMap,
    RawTable,
    headings_of,
    match_headings,
    parse_column,
    plain_text,
    read_raw,
)
from planner.schema import REGISTER, fold_heading

_SYSTEM = "source_system"


@dataclass(frozen=True, eq=False)
class OpenRegister:
    """All rows of a register, corrections in their cells, headings matched.

    `whole` is all of it as one piece.
    """

    whole: Piece
    matched: HeadingMap
    corrected: Corrected

    @property
    def raw(self) -> RawTable:
        """The rows as text, corrected."""
        return self.whole.raw

    def pieces(self, rows: int) -> Iterator[Piece]:
        """Yield all rows in their order, so many at a time; months go with their account."""
        for first in range(0, max(len(self.raw.frame), 1), rows):
            end = first + rows
            yield replace(
                self.whole, raw=self.raw.part(first, end), monthly=self._months(first, end)
            )

    def _months(self, first: int, end: int) -> pd.DataFrame | None:
        months = self.whole.monthly
        if months is None:
            return None
        here = months.loc[months["place"].between(first, end - 1)].reset_index(drop=True)
        return here.assign(place=here["place"] - first)


def open_register(
    options: CustomersOptions, corrections: Path | None = None, monthly: Months | None = None
) -> OpenRegister:
    """Open a register; see `read_customers`.

    Raises
    ------
    DataError
        As `read_customers`.
    """
    known = headings_of(REGISTER, options.columns)
    raw = read_raw(options.file, sheet=options.sheet, known=known)
    require_seal(options.file, raw.facts.sha256)
    matched = match_headings(
        tuple(raw.frame.columns),
        REGISTER,
        columns=options.columns,
        where=f"customers.file = {options.file}",
        given=() if raw.points is None else ("lon", "lat", "coord_sys"),
    )
    corrected = _correct(raw, matched, corrections)
    raw = corrected.raw
    present = filled_columns(raw, matched.known, spelling_of(options))
    whole = Piece(
        raw=raw,
        headings=matched.known,
        present=tuple(sorted(present | ({"coord_sys"} if options.datum else set()))),
        origin=_origin(raw, matched),
        monthly=None if monthly is None else place_months(monthly.rows, _numbers(raw, matched)),
    )
    return OpenRegister(whole, matched, corrected)


def _numbers(raw: RawTable, matched: HeadingMap) -> pd.Series:
    return parse_column(raw.frame[matched.known["account_no"]], REGISTER["account_no"]).values


def _origin(raw: RawTable, matched: HeadingMap) -> dict[str, str]:
    """Return where the file itself says where its rows came from, if it says so anywhere."""
    known = REGISTER.known_headings()
    named = {known.get(fold_heading(heading), ""): heading for heading in matched.unknown}
    named |= {name: heading for name, heading in matched.known.items() if name == _SYSTEM}
    columns = {name: named[name] for name in (_SYSTEM, *LINEAGE) if name in named}
    said = {
        name: heading
        for name, heading in columns.items()
        if (raw.frame[heading].str.strip() != "").any()
    }
    return said if any(name in said for name in LINEAGE) else {}


def _correct(raw: RawTable, matched: HeadingMap, path: Path | None) -> Corrected:
    if path is None:
        return uncorrected(raw)
    accounts = plain_text(raw.frame[matched.known["account_no"]]).tolist()
    return correct(raw, matched.known, accounts, read_corrections(path))
