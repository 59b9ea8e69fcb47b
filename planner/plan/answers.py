"""What the steps of the walk hand on, in a form that can be kept for another run."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from planner.customers import RegisterReading
from planner.findings import Findings
from planner.loads import LoadReport
from planner.managers import Territories
from planner.plan.ledger import Ledger
from planner.plan.reaching import Roads
from planner.schema import CustomerRows, Customers, Lineage, Text, Travel
from planner.solve import Outcome, Status
from planner.visits import VisitCase, VisitPlan


@dataclass(frozen=True, eq=False)
class Register:
    """What the walk needs of a register that was read: see `RegisterReading`."""

    rows: CustomerRows
    written: pd.DataFrame
    name_heading: str
    lineage: Lineage
    findings: Findings

    @classmethod
    def of(cls, reading: RegisterReading) -> "Register":
        """Take it from a reading."""
        heading = reading.headings["account_name"]
        return cls(reading.rows, reading.written, heading, reading.lineage, reading.findings)

    @property
    def accounts(self) -> list[str]:
        """Account numbers of all rows, accepted or not."""
        return self.written["account_no"].tolist()

    def taken_out(self, ledger: Ledger) -> pd.DataFrame:
        """Return the rows that are not planned, as the file has them, each with its rule."""
        decided = dict(zip(ledger.rows["source_row"], ledger.rows["rule"], strict=True))
        mine = self.written["rules"]
        rules = mine.where(mine != "", self.written["source_row"].map(decided))
        return self.written.assign(rules=rules).loc[rules != ""].reset_index(drop=True)

    @property
    def named(self) -> pd.DataFrame:
        """All rows, with the account's name under our name."""
        return self.written.assign(account_name=self.written[self.name_heading])


@dataclass(frozen=True, eq=False)
class Division:
    """Who looks after whom, with the roster and the work that it was divided by."""

    roster: pd.DataFrame
    work: pd.DataFrame
    territories: Territories
    findings: Findings


@dataclass(frozen=True, eq=False)
class Toured:
    """Visits and tours, with the division that they were made for in the end, and its work."""

    territories: Territories
    visits: VisitPlan
    work: pd.DataFrame

    def of(self, case: VisitCase) -> "Toured":
        """Return it for a case, whose customers belong to whom the division says."""
        mine = replace(case, owners=self.territories.owners)
        return replace(self, visits=replace(self.visits, case=mine))


@dataclass(frozen=True, eq=False)
class OutletDoor:
    """All that stands before the outlets: the first four are what `site_outlets` takes.

    `travels` holds travel measured anew for demand scenarios that close roads, by their names.
    """

    customers: Customers
    sites: gpd.GeoDataFrame
    travel: Travel
    travels: Mapping[str, Travel]
    source: Roads
    basis: Text
    register: Register
    loads: LoadReport
    inputs: Mapping[str, Mapping[str, str]]

    def from_bases(self, roster: pd.DataFrame) -> Travel:
        """Measure travel from the bases of managers to all customers."""
        bases = sorted(set(roster["outlet_id"]))
        return self.source.between(bases, self.customers["account_no"].tolist())


def whole[Answer](answer: Answer) -> Answer:
    """Return a step's answer, unless a person stopped a search of it or of one of its parts.

    Raises
    ------
    KeyboardInterrupt
        It was stopped: an engine took Ctrl-C for the end of its own search, and the run was meant.
    """
    parts = [getattr(answer, name, None) for name in ("territories", "visits")]
    outcomes = [getattr(one, "outcome", None) for one in (answer, *parts)]
    if any(one.status is Status.INTERRUPTED for one in outcomes if isinstance(one, Outcome)):
        raise KeyboardInterrupt
    return answer
