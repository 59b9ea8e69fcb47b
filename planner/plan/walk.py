"""The walk of a customer row: the only place that knows the order of the rooms."""

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.customers import JudgeAll, read_customers
from planner.files import counting_rows, read_table, rows_of_inputs
from planner.findings import Findings
from planner.geocode import FindAll, Located, locate_customers
from planner.loads import LoadReport, TierRules, measure_loads, read_monthly, read_tiers
from planner.managers import Territories, assign_managers, rebase
from planner.options import Options
from planner.outlets import Siting, read_sites, site_outlets
from planner.outlets.whatif import WhatIf, ask_why, open_case
from planner.plan.answers import Division, OutletDoor, Register, Toured, whole
from planner.plan.clock import StepClock
from planner.plan.codec import Given
from planner.plan.events import ProgressCall
from planner.plan.ground import read_ground
from planner.plan.inputs import require_bases, require_inputs
from planner.plan.judging import Judge
from planner.plan.ledger import Ledger
from planner.plan.plan import Plan
from planner.plan.profiles import require_profile
from planner.plan.reaching import Reached, Roads, reach
from planner.plan.shelf import Shelf, open_shelf
from planner.plan.steps import input_facts
from planner.scenario import Scenario
from planner.schema import MANAGERS
from planner.visits import (
    Diary,
    Period,
    VisitCase,
    VisitPlan,
    correct_workload,
    estimate_workload,
    open_period,
    plan_visits,
    read_diary,
    require_apart,
    strangers,
    with_leave,
)


def run(
    scenario: Scenario | str | Path,
    *,
    progress: ProgressCall | None = None,
    keep: str | Path | None = None,
) -> Plan:
    """Walk a scenario through every room.

    Parameters
    ----------
    scenario
        A scenario, or the path of its TOML file.
    progress
        Called with an `Event` as the walk goes on, and with what a solver has found so far.
    keep
        Folder in which the answers of finished steps are kept, and looked for first: a run that
        was killed goes on from there, and scenarios share what they have in common. Nothing is
        kept without it.

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
    KeyboardInterrupt
        Somebody stopped it. With `keep`, finished steps and the best plan that the solver had so
        far are kept, and the next run begins there.
    """
    question = Scenario.given(scenario)
    require_profile(question)
    with counting_rows() as rows:
        plan = Walk(question, StepClock(progress), None if keep is None else Path(keep)).go()
    return dataclasses.replace(plan, rows={**rows_of_inputs(rows, question.inputs()), **plan.rows})


def open_outlets(scenario: Scenario | str | Path) -> OutletDoor:
    """Walk a scenario up to the outlets, to ask about them alone: in a notebook, or in a sweep.

    Raises
    ------
    DataError, OptionError
        As `run`.
    """
    question = Scenario.given(scenario)
    require_inputs(question)
    return Walk(question, StepClock(None)).to_outlets()


@dataclasses.dataclass
class Walk:
    """One walk; each method is one room, in the order in which a row meets them.

    An answer that was kept is judged as one that was just made. `judge_all` and `find_all` do
    pieces of steps elsewhere, as `read_customers` and `locate_customers` have it.
    """

    scenario: Scenario
    clock: StepClock
    keep: Path | None = None
    findings: Findings = dataclasses.field(default_factory=Findings)
    rows: dict[str, int] = dataclasses.field(default_factory=dict)
    judge_all: JudgeAll | None = None
    find_all: FindAll | None = None

    def go(self) -> Plan:
        """Meet every room and settle the account of rows."""
        require_inputs(self.scenario)
        self.look_ahead()
        door, judge = self.to_outlets(), Judge(self.scenario)
        register, customers, roads = door.register, door.customers, door.source
        siting = self._step("outlets", Siting, lambda: self._site(door))
        self.findings += siting.findings
        judge.siting(siting, door)
        whatif = self._step("what-if", WhatIf, lambda: self._ask_why(door))
        division = self._step("managers", Division, lambda: self._assign(siting, door))
        self.findings += division.findings
        case = VisitCase(
            customers, division.territories.owners, division.roster, self.period, self.diary,
        )  # fmt: skip
        toured = self._step(
            "visits", Toured, lambda: self._tour(case, division, door), {VisitCase: case}
        )
        toured = toured.of(case)
        judge.division(toured, division, door)
        judge.visits(toured, door)
        self.findings += toured.territories.findings
        self.findings += toured.visits.findings
        with self.clock.step("ground"):
            ground = read_ground(self.scenario, roads, siting.outlets)
        self.findings += roads.sent  # by now the tours have asked as well
        ledger = Ledger.close(
            register.named, customers["account_no"].tolist(), self.findings, len(register.written)
        )
        return Plan(
            scenario=self.scenario, customers=customers, loads=door.loads,
            siting=siting, whatif=whatif, territories=toured.territories, visits=toured.visits,
            roster=division.roster, findings=self.findings, ledger=ledger,
            quarantined=register.taken_out(ledger), lineage=register.lineage, ground=ground,
            travel_basis=door.basis, inputs=door.inputs, rows=self.rows,
            breaches=judge.breaches, costs=tuple(self.clock.costs),
        )  # fmt: skip

    def look_ahead(self) -> None:
        """Read what is wanted last and read in no time, so that a fault in it is told at once."""
        _ = self.sites, self.period
        require_apart(self.roster, self.diary)

    @functools.cached_property
    def sites(self) -> gpd.GeoDataFrame:
        """Outlets of today and candidates."""
        return read_sites(self.scenario.outlets)

    @functools.cached_property
    def roster(self) -> pd.DataFrame:
        """Managers and their bases of today."""
        return read_table(self.scenario.managers.roster, MANAGERS, where="managers.roster")

    @functools.cached_property
    def period(self) -> Period:
        """Working days and rules of the visits."""
        return open_period(self.scenario.visits)

    @functools.cached_property
    def diary(self) -> Diary:
        """What is known of visits beside the register."""
        return read_diary(self.scenario.visits)

    def to_outlets(self) -> OutletDoor:
        """Walk up to the door of the outlets."""
        inputs = input_facts(self.scenario)
        register, loads = self.to_loads()
        sites = self.sites
        roads = Roads(loads.customers, sites, self.scenario.travel)
        reached = self._step(
            "travel", Reached, lambda: reach(loads.customers, sites, roads, self.scenario)
        )
        self.findings += reached.findings
        return OutletDoor(
            reached.customers, sites, reached.travel, reached.travels, roads, reached.basis,
            register, loads, inputs,
        )  # fmt: skip

    def to_loads(self) -> tuple[Register, LoadReport]:
        """Walk up to the loads of all customers who have a place."""
        register, located = self.to_places()
        tiers = read_tiers(self.scenario.loads.tiers)
        loads = self._step(
            "loads", LoadReport, lambda: self._measure(located, register, tiers), {TierRules: tiers}
        )
        self.findings += loads.findings
        return register, loads

    def to_places(self) -> tuple[Register, Located]:
        """Walk up to the places of all customers."""
        register = self.to_register()
        located = self._step("geocode", Located, lambda: self._locate(register))
        self.findings += located.findings
        return register, located

    def to_register(self) -> Register:
        """Read and check the register."""
        register = self._step("customers", Register, self._read)
        self.findings += register.findings
        return register

    def _step[T](
        self, name: str, kind: type[T], make: Callable[[], T], given: Given | None = None
    ) -> T:
        """Time a step whose answer may be there already."""
        mine = {**self._given, **(given or {})}
        with self.clock.step(name) as note:
            done = self._shelf.keep(name, kind, lambda: whole(make()), mine)
            note.kept = done.kept
        self.rows |= done.rows
        return done.answer

    @functools.cached_property
    def _shelf(self) -> Shelf:
        return open_shelf(self.scenario, self.keep)

    @property
    def _given(self) -> Given:
        """The options of this scenario, by their class: answers are kept without them."""
        mine = self.scenario
        sections: tuple[Options | None, ...] = (
            mine.loads, mine.outlets, mine.outlets.whatif.stability, mine.managers, mine.visits,
        )  # fmt: skip
        return {type(one): one for one in sections if one is not None}

    def _read(self) -> Register:
        return Register.of(read_customers(self.scenario.customers, judge_all=self.judge_all))

    def _locate(self, register: Register) -> Located:
        return locate_customers(
            register.rows, self.scenario.geocode, seed=self.scenario.seed,
            progress=functools.partial(self.clock.tell, "geocode"), find_all=self.find_all,
        )  # fmt: skip

    def _measure(self, located: Located, register: Register, tiers: TierRules) -> LoadReport:
        options = self.scenario.loads
        monthly = None
        if options.monthly is not None:
            monthly = read_monthly(options.monthly, columns=options.columns)
        return measure_loads(
            located.customers, monthly, tiers, options, register_accounts=register.accounts
        )

    def _site(self, door: OutletDoor) -> Siting:
        return site_outlets(
            door.customers, door.sites, door.travel, self.scenario.outlets, travels=door.travels
        )

    def _ask_why(self, door: OutletDoor) -> WhatIf:
        """Ask the siting question again as often as the scenario wants to know why."""
        options = self.scenario.outlets
        if not options.whatif.asks:
            return WhatIf()
        return ask_why(
            open_case(door.customers, door.sites, door.travel, options, travels=door.travels),
            options.whatif,
            seed=self.scenario.seed,
            progress=functools.partial(self.clock.tell, "what-if"),
        )

    def _assign(self, siting: Siting, door: OutletDoor) -> Division:
        """Give managers of closed outlets a new base, and everybody a manager."""
        bases, opened = sorted(set(self.roster["outlet_id"])), list(siting.open_outlet_ids)
        require_bases(bases, siting.outlets["outlet_id"].tolist())
        roster, findings = rebase(self.roster, opened, door.source.between(bases, opened))
        roster = with_leave(roster, self.period, self.diary)
        people = {*roster["manager_id"], *self.diary.technicians["technician_id"]}
        findings += strangers(self.diary, door.customers, people, self.period.rules)
        work = estimate_workload(door.customers, roster, door.source, self.period, self.diary)
        territories = self._divide(roster, work, door)
        return Division(roster, work, territories, findings)

    def _divide(self, roster: pd.DataFrame, work: pd.DataFrame, door: OutletDoor) -> Territories:
        return assign_managers(
            door.customers, roster, door.from_bases(roster), work, self.scenario.managers,
            language=self.scenario.language,
        )  # fmt: skip

    def _tour(self, case: VisitCase, division: Division, door: OutletDoor) -> Toured:
        """Plan the visits, and divide once more by what they took, where that came out uneven.

        Before the tours are made, work is an estimate. The second division stays only when it is
        more even and serves as many visits.
        """
        territories, visits = division.territories, self._visit(case, door)
        if visits.unevenness <= self.scenario.managers.even_hours:
            return Toured(territories, visits, division.work)
        truer = correct_workload(division.work, territories.owners, visits.hours, visits.made_share)
        again = self._divide(division.roster, truer, door)
        tours = self._visit(dataclasses.replace(case, owners=again.owners), door)
        better = tours.unevenness < visits.unevenness
        if better and tours.service.planned >= visits.service.planned:
            return Toured(again, tours, truer)
        return Toured(territories, visits, division.work)

    def _visit(self, case: VisitCase, door: OutletDoor) -> VisitPlan:
        return plan_visits(
            case, door.source, seed=self.scenario.seed, language=self.scenario.language,
            progress=self.clock.tell,
        )  # fmt: skip
