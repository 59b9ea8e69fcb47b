"""What happened to the rows of the register: findings, fates, and the rows taken out."""

from typing import TYPE_CHECKING

import pandas as pd

from planner.findings import Language
from planner.schema import FINDINGS, LEDGER, Table, quarantine_table

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def row_books(plan: "Plan", language: Language) -> dict[Table, pd.DataFrame]:
    """Return the books with their declarations, findings first."""
    return {
        FINDINGS: plan.findings.to_frame(language),
        LEDGER: plan.ledger.rows,
        quarantine_table(plan.quarantined): plan.quarantined,
    }
