"""The account book of rows: every row that was read is planned, or stands here with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from planner.errors import CheckError, DataError
from planner.findings import Finding, Findings, Language

FATES = {"planned": "已列入计划", "quarantined": "已隔离"}


@dataclass(frozen=True)
class Ledger:
    """One line a register row: `source_row`, `account_no`, `account_name`, `fate`, and for a
    quarantined one the `room` and `rule` that took it out.
    """  # noqa: D205

    rows: pd.DataFrame

    @classmethod
    def close(
        cls, read: pd.DataFrame, planned: Sequence[str], findings: Findings, read_count: int
    ) -> "Ledger":
        """Settle every row read against the accounts planned and the findings that quarantine.

        Parameters
        ----------
        read
            Every row that was read: `source_row`, `account_no`, `account_name`, all as written.
        planned
            Accounts that are in the plan.
        findings
            The whole ledger of findings.
        read_count
            Number of rows that the reader counted in the file.

        Raises
        ------
        CheckError
            A row is neither planned nor quarantined, or both; nothing may vanish.
        """
        rows = read[["source_row", "account_no", "account_name"]].reset_index(drop=True)
        causes: dict[int, Finding] = {}
        for one in findings.quarantined():
            causes.setdefault(one.source_row, one)
        out = rows["source_row"].isin(causes.keys())
        stay = rows["account_no"].isin(set(planned)) & ~out
        lost = rows.loc[~out & ~stay, "source_row"].tolist()
        if lost or len(rows) != read_count or int(stay.sum()) != len(set(planned)):
            raise CheckError(
                f"the counts do not close: {read_count} rows read, {int(stay.sum())} planned, "
                f"{int(out.sum())} quarantined",
                where=f"source rows {lost[:5]}" if lost else "customer register",
                mend="report this as a fault of the program: no row may vanish",
            )
        cause = [causes.get(row) for row in rows["source_row"]]
        return cls(
            rows.assign(
                fate=["quarantined" if one else "planned" for one in cause],
                room=[one.room if one else "" for one in cause],
                rule=[one.rule.rule_id if one else "" for one in cause],
                reason_zh=[one.message("zh") if one else "" for one in cause],
                reason_en=[one.message("en") if one else "" for one in cause],
            )
        )

    @property
    def read_count(self) -> int:
        """Rows read."""
        return len(self.rows)

    @property
    def planned_count(self) -> int:
        """Rows in the plan."""
        return int((self.rows["fate"] == "planned").sum())

    @property
    def quarantined_count(self) -> int:
        """Rows taken out, each with a reason."""
        return self.read_count - self.planned_count

    def of(self, account_no: str) -> pd.DataFrame:
        """Return the lines of one account.

        Raises
        ------
        DataError
            The account was never in the register; the nearest account numbers are named.
        """
        rows = self.rows.loc[self.rows["account_no"] == account_no]
        if rows.empty:
            import difflib  # noqa: PLC0415  only needed for the message

            near = difflib.get_close_matches(account_no, self.rows["account_no"].tolist(), n=3)
            raise DataError(
                f"account {account_no!r} is not in the register",
                where=f"{self.read_count} rows read",
                mend=f"did you mean {', '.join(near)}?"
                if near
                else "give the account number as text, as the register writes it",
            )
        return rows

    def sentence(self, language: Language) -> str:
        """Say the counts in one line."""
        if language == "zh":
            return (
                f"读入 {self.read_count} 行 = 列入计划 {self.planned_count} 户 + "
                f"隔离 {self.quarantined_count} 行"
            )
        return (
            f"{self.read_count} rows read = {self.planned_count} planned + "
            f"{self.quarantined_count} quarantined"
        )
