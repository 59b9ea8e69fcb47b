"""The rules of the register, a module a dimension, in the order in which they run."""

from planner.customers.rules import (
    bills,
    completeness,
    consistency,
    integrity,
    lineage,
    normalisation,
    place,
    timeliness,
    uniqueness,
    validity,
)
from planner.customers.rules.case import Case, Hits, References, RuleCheck, Scope, TableHit

_ALL: tuple[RuleCheck, ...] = (
    *lineage.CHECKS,
    *completeness.CHECKS,
    *validity.CHECKS,
    *place.CHECKS,
    *uniqueness.CHECKS,
    *consistency.CHECKS,
    *timeliness.CHECKS,
    *integrity.CHECKS,
    *bills.CHECKS,
    *consistency.LAST,
    *normalisation.LAST,
)
"""Empty fields first; then wrong ones, which are emptied, so that what compares fields compares
good ones."""

CATALOGUE: tuple[RuleCheck, ...] = (
    *(one for one in _ALL if one.scope == "rows"),
    *(one for one in _ALL if one.scope == "table"),
)
"""What judges each row by itself comes before what compares rows."""

__all__ = ["CATALOGUE", "Case", "Hits", "References", "RuleCheck", "Scope", "TableHit"]
