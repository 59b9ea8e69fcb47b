"""Run the rules one after another: enter what they find, empty what cannot be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from planner.customers.ledger import Ledger
from planner.customers.rules.case import Case, Hits, RuleCheck, TableHit
from planner.findings import Action
from planner.schema import BoolArray

_KEPT = ("account_no", "status")
"""Never emptied: rows are told apart, and copies found, by what they say."""


@dataclass(frozen=True, slots=True)
class Unrun:
    """A rule that did not run, and what it would have needed: inputs, then columns."""

    rule_id: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Judged:
    """The case with wrong cells emptied and mended ones put right.

    `emptied` are those cells, column name -> mask; `pairs` are the rows to look at together:
    `place`, `other`, `column`, `why`.
    """

    case: Case
    emptied: Mapping[str, BoolArray]
    pairs: pd.DataFrame


def judge(case: Case, checks: Sequence[RuleCheck], ledger: Ledger) -> Judged:
    """Run every rule that has what it needs.

    Parameters
    ----------
    ledger
        What is found is entered here.
    """
    pairs = [pd.DataFrame(columns=["place", "other", "column", "why"])]
    emptied: dict[str, BoolArray] = {}
    for one in checks:
        if one.lacks(case):
            continue
        for said in tuple(one.check(case)):
            if isinstance(said, TableHit):
                ledger.add_table(one.rule_id, said.column, said.detail)
            elif said.rows.any():
                case = _enter(case, one.rule_id, said, ledger, emptied)
                pairs += [] if said.pairs is None else [said.pairs]
    return Judged(case, emptied, pd.concat(pairs, ignore_index=True))


def _enter(
    case: Case, rule_id: str, hits: Hits, ledger: Ledger, emptied: dict[str, BoolArray]
) -> Case:
    ledger.add(rule_id, hits.rows, hits.column, hits.action, hits.detail, hits.value)
    if hits.mended:
        return replace(case, rows=case.rows.assign(**hits.mended))
    if hits.action in (Action.FIELD_DROPPED, Action.QUARANTINED):
        names = [name for name in (hits.column, *hits.also)
                 if name in case.rows and name not in _KEPT]  # fmt: skip
        for name in names:
            emptied[name] = emptied.get(name, case.nobody()) | hits.rows
        return case.without(hits.rows, names)
    return case
