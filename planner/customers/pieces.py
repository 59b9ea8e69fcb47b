"""Some rows of a register, which another process may judge: row by row, each by itself.

What only the whole register can tell goes with them: which columns it fills anywhere, and whose
months are whose. What compares rows with each other is judged when they are together again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from planner.customers.cells import Spelling, read_cells
from planner.customers.ledger import Ledger
from planner.customers.options import CustomersOptions
from planner.customers.quality import read_quality
from planner.customers.references import read_references
from planner.customers.rules import CATALOGUE, Case, RuleCheck, Scope
from planner.customers.rules.judge import judge
from planner.files import RawTable, plain_text
from planner.findings import Findings
from planner.schema import BoolArray


@dataclass(frozen=True, eq=False)
class Piece:
    """Rows as the file has them.

    Attributes
    ----------
    headings
        Our column name -> heading in the file.
    present
        Our columns that the whole register fills in any row.
    origin
        Columns in which the register says where its rows came from, name -> heading.
    monthly
        Months of these rows' accounts, as `place_months` returns them; `place` counts from here.
    """

    raw: RawTable
    headings: Mapping[str, str]
    present: tuple[str, ...]
    origin: Mapping[str, str] = field(default_factory=dict)
    monthly: pd.DataFrame | None = None

    @property
    def accounts(self) -> pd.Series:
        """Account numbers as people find them by."""
        return plain_text(self.raw.frame[self.headings["account_no"]])


@dataclass(frozen=True, eq=False)
class JudgedRows:
    """A piece after the rules about rows: typed, wrong cells emptied, faults in their order.

    `unreadable` and `damaged` are as in `Case`.
    """

    rows: pd.DataFrame
    findings: Findings
    unreadable: Mapping[str, BoolArray]
    damaged: Mapping[str, BoolArray]


class RowJudge:
    """Judges pieces of a register; lists and thresholds are read once.

    Parameters
    ----------
    alone
        As in `read_customers`.

    Raises
    ------
    DataError, OptionError
        A list or the file of thresholds cannot be used.
    """

    def __init__(self, options: CustomersOptions, *, alone: bool = False) -> None:
        self.options = options
        self.spelling = spelling_of(options)
        self.quality = read_quality(options.quality)
        self.references = read_references(options.references)
        self._checks = checks_of("rows", alone=alone)

    def __call__(self, piece: Piece) -> JudgedRows:
        """Run every rule about rows on a piece."""
        ledger = Ledger(piece.raw, piece.headings, piece.accounts)
        case = self.case(piece, ledger)
        judged = judge(case, self._checks, ledger)
        return JudgedRows(judged.case.rows, ledger.findings(), case.unreadable, case.damaged)

    def case(self, piece: Piece, ledger: Ledger) -> Case:
        """Read every cell; faults of single ones are entered in the ledger."""
        raw, cells = piece.raw, read_cells(ledger, self.spelling)
        rows = pd.DataFrame(cells.columns, index=raw.frame.index)
        return Case(
            rows=_add_lineage(_state_datum(rows, self.options.datum), raw),
            present=frozenset(piece.present),
            quality=self.quality,
            account_form=self.spelling.account,
            unreadable=cells.unreadable,
            damaged=cells.damaged,
            wide=cells.wide,
            respelled=cells.respelled,
            origin={name: raw.frame[heading] for name, heading in piece.origin.items()},
            references=self.references,
            monthly=piece.monthly,
            as_of=self.options.as_of,
        )


def spelling_of(options: CustomersOptions) -> Spelling:
    """Return how the cells of a register are written."""
    return Spelling(re.compile(options.account_pattern), read_quality(options.quality).placeholder)


def checks_of(scope: Scope, *, alone: bool) -> tuple[RuleCheck, ...]:
    """Return the rules of the catalogue that see so much, those of later rooms only when alone."""
    return tuple(one for one in CATALOGUE if one.scope == scope and (alone or not one.later))


def _state_datum(frame: pd.DataFrame, datum: str) -> pd.DataFrame:
    if not datum:
        return frame
    return frame.assign(coord_sys=frame["coord_sys"].fillna(datum))


def _add_lineage(frame: pd.DataFrame, raw: RawTable) -> pd.DataFrame:
    return frame.assign(
        source_file=pd.Series(raw.facts.name, index=frame.index, dtype="str"),
        source_row=raw.source_rows,
    )
