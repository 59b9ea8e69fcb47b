"""What happened to the rows of the register: findings, fates, and the rows taken out."""

from typing import TYPE_CHECKING

import pandas as pd

from planner.errors import DataError
from planner.findings import Action, Finding, Findings, Language, Rule
from planner.schema import FINDINGS, LEDGER, RULES, Table, quarantine_table

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def row_books(plan: "Plan", language: Language) -> dict[Table, pd.DataFrame]:
    """Return the books with their declarations, findings first."""
    return {
        FINDINGS: plan.findings.to_frame(language),
        LEDGER: plan.ledger.rows,
        quarantine_table(plan.quarantined): plan.quarantined,
    }


def read_findings(frame: pd.DataFrame) -> Findings:
    """Return the findings that a saved table FINDINGS was made of.

    Raises
    ------
    DataError
        A rule is not in this version's catalogue.
    """
    unknown = sorted(set(frame["rule"]) - set(RULES))
    if unknown:
        raise DataError(
            f"the findings name unknown rules: {', '.join(unknown)}",
            where="table findings",
            mend="make the plan again with this version of planner",
        )
    return Findings(
        Finding(
            rule=RULES[row["rule"]],
            room=row["room"],
            action=Action(row["action"]),
            account_no=row["account_no"],
            source_row=row["source_row"],
            column=row["column"],
            value=row["value"],
            detail=_detail(RULES[row["rule"]], row["message"]),
        )
        for row in frame.to_dict("records")
    )


def _detail(rule: Rule, message: str) -> str:
    """Return what a message says beyond the sentence of its rule, in either language."""
    for sentence in (rule.zh, rule.en):
        if message.startswith(f"{sentence} ("):
            return message.removeprefix(f"{sentence} (").removesuffix(")")
    return ""
