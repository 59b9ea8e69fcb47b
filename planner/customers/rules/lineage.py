"""Lineage 可追溯: where a row of a merged register came from.

The other lineage rules are judged where values change: L02 to L05 with the corrections.
"""

import numpy as np
import pandas as pd

from planner.customers.rules.case import Case, Hits, RuleCheck, Said
from planner.findings import Action


def origin(case: Case) -> Said:
    """L01: a row of a merged register does not say which system, file and row it came from.

    What the reader itself notes of every row (file, its hash, sheet, row) is never missing; this
    is about the columns in which a register that was put together names its own sources.
    """
    tests = {"source_system": _blank, "source_file": _blank, "source_row": _no_row}
    for name, wrong in tests.items():
        if name in case.origin:
            text = case.origin[name].fillna("").str.strip()
            yield Hits(wrong(text).to_numpy(dtype=np.bool_), name, Action.QUARANTINED)


def _blank(text: pd.Series) -> pd.Series:
    return text == ""


def _no_row(text: pd.Series) -> pd.Series:
    return ~text.str.fullmatch(r"[1-9]\d*(\.0)?")


CHECKS = (RuleCheck("L01", origin, ("source_system",), requires=()),)
