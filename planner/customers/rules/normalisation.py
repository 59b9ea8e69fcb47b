"""Normalisation 规范: values that were written in another way and put into ours.

Notes and no faults. A cell that a rule emptied is told once, by that rule.
"""

from collections.abc import Mapping

import numpy as np

from planner.customers.rules.case import Case, Hits, RuleCheck, Said
from planner.findings import Action
from planner.schema import BoolArray


def full_width(case: Case) -> Said:
    """N01: full-width characters were made plain."""
    yield from _notes(case, case.wide)


def respelled(case: Case) -> Said:
    """N02: the spelling of a number, date or code was normalised."""
    yield from _notes(case, case.respelled)


def _notes(case: Case, marks: Mapping[str, BoolArray]) -> Said:
    for name, mark in marks.items():
        kept = mark & case.filled(name) & ~case.spoilt(name)
        if name == "account_no":  # the one column that keeps what a rule found wrong
            good = case.rows[name].str.fullmatch(case.account_form.pattern)
            kept = kept & good.to_numpy(dtype=np.bool_)
        yield Hits(kept, name, Action.FIXED)


LAST = (
    RuleCheck("N01", full_width, (), requires=()),
    RuleCheck("N02", respelled, (), requires=()),
)
