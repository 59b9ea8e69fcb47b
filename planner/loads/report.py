"""What the loads room found: the customers with their tiers, and the figures people ask for."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from planner.findings import Findings
from planner.loads.options import LoadsOptions
from planner.loads.tiers import TierRules
from planner.result import Result
from planner.schema import CUSTOMERS, Customers, Figure, Layer, Table, Text
from planner.units import KWH_PER_GWH

_TIERS = ("VIP", "T1", "T2", "T3")
_TOP_SHARE = 0.10
_SHOWN = ("account_no", "account_name", "tier", "tier_rule", "annual_kwh", "peak_kw", "load_factor")


@dataclass(frozen=True, eq=False)
class LoadReport(Result):
    """Customers with `annual_kwh`, `peak_kw`, `load_factor`, `tier` and `tier_rule`.

    `quarantined` holds the rows that left here (`account_no`, `source_row`, `rules`).
    """

    customers: Customers
    quarantined: pd.DataFrame
    findings: Findings
    rules: TierRules
    options: LoadsOptions

    @property
    def title(self) -> Text:
        """What this is the answer to."""
        return Text("大客户负荷与分级", "Loads and tiers of large customers")

    def headline(self) -> list[Figure]:
        """Return customers, energy, concentration and the count of each tier."""
        kwh = self.customers["annual_kwh"].sort_values(ascending=False)
        top = max(1, round(len(kwh) * _TOP_SHARE))
        share = 100.0 * float(kwh.head(top).sum()) / float(kwh.sum()) if kwh.sum() > 0 else 0.0
        households, each = Text("户", "customers"), self.customers["tier"].value_counts()
        return [
            Figure("customers", Text("大客户", "Large customers"), len(kwh), households, 0),
            Figure("annual_gwh", Text("年用电量", "Annual energy"),
                   float(kwh.sum()) / KWH_PER_GWH, Text("吉瓦时", "GWh")),
            Figure("top_share", Text("用电量前10%客户占比", "Share of the largest 10 %"), share,
                   Text("%", "%")),
            *(
                Figure(f"tier_{tier.lower()}", Text(f"{tier} 级", f"Tier {tier}"),
                       int(each.get(tier, 0)), households, 0)
                for tier in _TIERS
            ),
        ]  # fmt: skip

    def layers(self) -> list[Layer]:
        """Return the customers."""
        fields = {name: Text(CUSTOMERS[name].zh, CUSTOMERS[name].en) for name in _SHOWN}
        return [Layer("customers", Text(CUSTOMERS.zh, CUSTOMERS.en), self.customers, fields)]

    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return the customers."""
        return {CUSTOMERS: self.customers}
