"""The walk of a customer row: the only place that knows the order of the rooms."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.customers import RegisterReading, read_customers
from planner.errors import CheckError, DataError
from planner.files import read_table
from planner.findings import Findings
from planner.geocode import Located, locate_customers
from planner.loads import LoadReport, measure_loads, read_monthly, read_tiers
from planner.managers import Territories, assign_managers, check_managers, rebase
from planner.outlets import Siting, check_siting, read_sites, site_outlets
from planner.outlets.whatif import WhatIf, ask_why, open_case
from planner.plan.clock import StepClock
from planner.plan.events import ProgressCall
from planner.plan.ground import read_ground
from planner.plan.inputs import require_inputs
from planner.plan.ledger import Ledger
from planner.plan.manifest import input_facts
from planner.plan.plan import Plan
from planner.plan.profiles import require_profile
from planner.plan.reaching import reach, reach_in_futures
from planner.scenario import Scenario
from planner.schema import MANAGERS, Customers, Travel, TravelSource
from planner.visits import (
    VisitCase,
    VisitPlan,
    check_visits,
    correct_workload,
    estimate_workload,
    open_period,
    plan_visits,
    read_diary,
    strangers,
)

SAMPLE = "data/scenarios/base.toml"
_SHOWN = 5


def run(scenario: Scenario | str | Path, *, progress: ProgressCall | None = None) -> Plan:
    """Walk a scenario through every room.

    Parameters
    ----------
    scenario
        A scenario, or the path of its TOML file.
    progress
        Called with an `Event` as the walk goes on, and with what a solver has found so far.

    Returns
    -------
    plan
        Complete and checked.

    Raises
    ------
    DataError, OptionError
        An input or a setting cannot be used, or the export profile lacks what it needs.
    InfeasibleError, SolveError
        No plan keeps the rules, or none was found in the limits.
    CheckError
        A finished answer broke a rule when it was verified from its tables.
    """
    question = scenario if isinstance(scenario, Scenario) else Scenario.read(scenario)
    require_profile(question)
    return Walk(question, StepClock(progress)).go()


def sample_scenario() -> Path:
    """Return the sample city's scenario, from the installed package or from the checkout.

    Raises
    ------
    DataError
        The sample data are in neither place.
    """
    package = Path(__file__).parents[1]
    for home in (package, package.parent):
        if (home / SAMPLE).is_file():
            return home / SAMPLE
    raise DataError(
        "the sample city was not installed",
        where=SAMPLE,
        mend="run from a checkout, or install the package with its data",
    )


@dataclasses.dataclass(frozen=True, eq=False)
class OutletDoor:
    """All that stands before the outlets: the first four are what `site_outlets` takes.

    `travels` holds travel measured anew for demand scenarios that close roads, by their names.
    """

    customers: Customers
    sites: gpd.GeoDataFrame
    travel: Travel
    travels: Mapping[str, Travel]
    source: TravelSource
    reading: RegisterReading
    loads: LoadReport
    inputs: Mapping[str, Mapping[str, str]]


def open_outlets(scenario: Scenario | str | Path) -> OutletDoor:
    """Walk a scenario up to the outlets, to ask about them alone: in a notebook, or in a sweep.

    Raises
    ------
    DataError, OptionError
        As `run`.
    """
    question = scenario if isinstance(scenario, Scenario) else Scenario.read(scenario)
    return Walk(question, StepClock(None)).to_outlets()


@dataclasses.dataclass
class Walk:
    """One walk; each method is one room, in the order in which a row meets them."""

    scenario: Scenario
    clock: StepClock
    findings: Findings = dataclasses.field(default_factory=Findings)
    breaches: dict[str, int] = dataclasses.field(default_factory=dict)

    def go(self) -> Plan:
        """Meet every room and settle the account of rows."""
        door = self.to_outlets()
        reading, loads, customers, travel = door.reading, door.loads, door.customers, door.source
        with self.clock.step("outlets"):
            siting = self._site(door)
        with self.clock.step("what-if"):
            whatif = self._ask_why(door)
        with self.clock.step("managers"):
            period = open_period(self.scenario.visits)
            roster = self._base(siting, travel)
            diary = read_diary(self.scenario.visits)
            self.findings += strangers(
                diary,
                customers,
                {*roster["manager_id"], *diary.technicians["technician_id"]},
            )
            work = estimate_workload(customers, roster, travel, period, diary)
            territories = self._divide(customers, roster, work, travel)
        with self.clock.step("visits"):
            case = VisitCase(customers, territories.owners, roster, period, diary)
            visits = self._visit(case, travel)
        with self.clock.step("balance"):
            territories, visits = self._even_out(case, work, territories, visits, travel)
            self.findings += territories.findings
            self.findings += visits.findings
        with self.clock.step("ground"):
            ground = read_ground(self.scenario, travel, siting.outlets)
        written = reading.written
        ledger = Ledger.close(
            written.assign(account_name=written[reading.headings["account_name"]]),
            customers["account_no"].tolist(),
            self.findings,
            reading.read_count,
        )
        return Plan(
            scenario=self.scenario,
            customers=customers,
            loads=loads,
            siting=siting,
            whatif=whatif,
            territories=territories,
            visits=visits,
            roster=roster,
            findings=self.findings,
            ledger=ledger,
            quarantined=_taken_out(reading, ledger),
            lineage=reading.lineage,
            ground=ground,
            travel_basis=travel.basis_text,
            inputs=door.inputs,
            breaches=self.breaches,
            costs=tuple(self.clock.costs),
        )

    def to_outlets(self) -> OutletDoor:
        """Walk up to the door of the outlets."""
        with self.clock.step("customers"):
            require_inputs(self.scenario)
            inputs = input_facts(self.scenario)
            reading = read_customers(self.scenario.customers)
            self.findings += reading.findings
        with self.clock.step("geocode"):
            located = self._locate(reading)
        with self.clock.step("loads"):
            loads = self._measure(located.customers, reading)
        with self.clock.step("travel"):
            sites = read_sites(self.scenario.outlets)
            reached = reach(loads.customers, sites, self.scenario.travel)
            self.findings += reached.findings
            travels = reach_in_futures(reached.customers, sites, self.scenario)
        return OutletDoor(
            reached.customers, sites, reached.travel, travels, reached.source, reading, loads,
            inputs,
        )  # fmt: skip

    def _judge(self, room: str, breaches: list[str]) -> None:
        """Note what a room's judge said, and refuse the plan when it said anything."""
        self.breaches[room] = self.breaches.get(room, 0) + len(breaches)
        if breaches:
            raise CheckError(
                f"the plan of {room} breaks {len(breaches)} rules: {'; '.join(breaches[:_SHOWN])}",
                where=room,
                mend="nothing was written; this is a fault of the program: report it with the "
                "scenario",
            )

    def _locate(self, reading: RegisterReading) -> Located:
        located = locate_customers(
            reading.rows, self.scenario.geocode, seed=self.scenario.seed,
            progress=lambda done, total: self.clock.tell("geocode", done, total),
        )  # fmt: skip
        self.findings += located.findings
        return located

    def _measure(self, customers: Customers, reading: RegisterReading) -> LoadReport:
        options = self.scenario.loads
        monthly = None
        if options.monthly is not None:
            monthly = read_monthly(options.monthly, columns=options.columns)
        report = measure_loads(
            customers, monthly, read_tiers(options.tiers), options,
            register_accounts=reading.written["account_no"].tolist(),
        )  # fmt: skip
        self.findings += report.findings
        return report

    def _site(self, door: OutletDoor) -> Siting:
        customers, sites, reach, options = (
            door.customers, door.sites, door.travel, self.scenario.outlets
        )  # fmt: skip
        siting = site_outlets(customers, sites, reach, options, travels=door.travels)
        self.findings += siting.findings
        self._judge(
            "outlets",
            check_siting(
                siting.outlets,
                siting.assignment,
                customers,
                reach,
                options,
                objective=siting.reached[0].value,  # a later goal may have cost it something
                more=siting.evidence(door.travels),
            ),
        )
        return siting

    def _ask_why(self, door: OutletDoor) -> WhatIf:
        """Ask the siting question again as often as the scenario wants to know why."""
        options = self.scenario.outlets
        if not options.whatif.asks:
            return WhatIf()
        return ask_why(
            open_case(door.customers, door.sites, door.travel, options, travels=door.travels),
            options.whatif,
            seed=self.scenario.seed,
            progress=lambda done, total: self.clock.tell("what-if", done, total),
        )

    def _base(self, siting: Siting, travel: TravelSource) -> pd.DataFrame:
        """Read the roster, and give managers of closed outlets a new base."""
        roster = read_table(self.scenario.managers.roster, MANAGERS, where="managers.roster")
        bases, opened = sorted(set(roster["outlet_id"])), list(siting.open_outlet_ids)
        _known_bases(bases, siting.outlets["outlet_id"].tolist())
        roster, moved = rebase(roster, opened, travel.between(bases, opened))
        self.findings += moved
        return roster

    def _divide(
        self, customers: Customers, roster: pd.DataFrame, work: pd.DataFrame, travel: TravelSource
    ) -> Territories:
        options = self.scenario.managers
        reach = travel.between(sorted(set(roster["outlet_id"])), customers["account_no"].tolist())
        territories = assign_managers(
            customers, roster, reach, work, options, language=self.scenario.language
        )
        self._judge(
            "managers",
            check_managers(
                territories.owners, territories.load_table, customers, roster, reach, work, options
            ),
        )
        return territories

    def _even_out(
        self,
        case: VisitCase,
        work: pd.DataFrame,
        territories: Territories,
        visits: VisitPlan,
        travel: TravelSource,
    ) -> tuple[Territories, VisitPlan]:
        """Divide once more by what the tours really took, where they came out uneven.

        Before the tours are made, work is an estimate. The second division stays only when it is
        more even and serves as many visits.
        """
        if visits.unevenness <= self.scenario.managers.even_hours:
            return territories, visits
        truer = correct_workload(work, territories.owners, visits.hours)
        again = self._divide(case.customers, case.roster, truer, travel)
        tours = self._visit(dataclasses.replace(case, owners=again.owners), travel)
        better = tours.unevenness < visits.unevenness
        if better and tours.service.planned >= visits.service.planned:
            return again, tours
        return territories, visits

    def _visit(self, case: VisitCase, travel: TravelSource) -> VisitPlan:
        plan = plan_visits(
            case, travel, seed=self.scenario.seed, language=self.scenario.language,
            progress=self.clock.tell,
        )  # fmt: skip
        self._judge(
            "visits",
            check_visits(
                plan.visits, plan.tours, plan.unserved, case, travel,
                team_tours=plan.team_tours, team_stops=plan.team_stops,
            ),
        )  # fmt: skip
        return plan


def _taken_out(reading: RegisterReading, ledger: Ledger) -> pd.DataFrame:
    """Return the rows that are not planned, as the file has them, with the rule that decided."""
    written = reading.written
    decided = dict(zip(ledger.rows["source_row"], ledger.rows["rule"], strict=True))
    rules = written["rules"].where(written["rules"] != "", written["source_row"].map(decided))
    return written.assign(rules=rules).loc[rules != ""].reset_index(drop=True)


def _known_bases(bases: list[str], outlets: list[str]) -> None:
    unknown = sorted(set(bases) - set(outlets))
    if unknown:
        raise DataError(
            f"the roster names unknown base outlets: {', '.join(unknown[:_SHOWN])}",
            where="managers.roster",
            mend="use outlet ids of the outlet file",
        )
