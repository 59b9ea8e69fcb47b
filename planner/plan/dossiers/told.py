"""What every room said, looked up by account: one pass over each table, however many pages."""

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from planner.findings import Finding
from planner.plan.names import with_names
from planner.schema import Table, Text

if TYPE_CHECKING:
    from planner.plan.plan import Plan


class Told:
    """The tables of a plan by account, with names beside ids; of the accounts that have a page."""

    def __init__(self, plan: "Plan", accounts: Collection[str]) -> None:
        self.plan = plan
        self.tables: dict[str, Table] = {}
        self._rows: dict[str, dict[str, pd.DataFrame]] = {}
        for table, frame in with_names(plan.tables(), plan):
            if "account_no" in frame:
                self.tables[table.name] = table
                plain = pd.DataFrame(frame.loc[frame["account_no"].isin(accounts)])
                self._rows[table.name] = {
                    str(key): rows for key, rows in plain.groupby("account_no", sort=False)
                }

    def rows(self, table: Table, account_no: str) -> pd.DataFrame | None:
        """Return what a table says of an account; ``None`` when it says nothing."""
        return self._rows.get(table.name, {}).get(account_no)

    @cached_property
    def imprint(self) -> Text:
        """Which plan this is; its number is worked out from the whole scenario, so once."""
        plan = self.plan
        return Text(
            f"{plan.title.zh} · 运行编号 {plan.run_id}", f"{plan.title.en} · run {plan.run_id}"
        )

    @cached_property
    def findings(self) -> dict[str, list[Finding]]:
        """What was found, by account."""
        found: dict[str, list[Finding]] = {}
        for one in self.plan.findings:
            found.setdefault(one.account_no, []).append(one)
        return found

    @cached_property
    def managers(self) -> dict[str, str]:
        """Names of the managers by their ids."""
        roster = self.plan.roster
        return dict(zip(roster["manager_id"], roster["manager_name"], strict=True))

    @cached_property
    def outlets(self) -> dict[str, str]:
        """Names of the sites by their ids."""
        sites = self.plan.siting.outlets
        return dict(zip(sites["outlet_id"], sites["outlet_name"], strict=True))

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Places by annual kWh, the largest first; of those with a figure only."""
        known = self.plan.customers[["account_no", "annual_kwh"]].dropna()
        places = known["annual_kwh"].rank(ascending=False, method="min").astype(int)
        return dict(zip(known["account_no"], places, strict=True))
