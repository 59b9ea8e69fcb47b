"""Every answer is verified from its tables alone, whether it was just made or kept."""

from dataclasses import dataclass, field

from planner.errors import CheckError
from planner.managers import check_managers
from planner.outlets import Siting, check_siting
from planner.plan.answers import Division, OutletDoor, Toured
from planner.scenario import Scenario
from planner.visits import check_visits

_SHOWN = 5


@dataclass
class Judge:
    """Counts by room what its judge found; a plan with anything found is refused."""

    scenario: Scenario
    breaches: dict[str, int] = field(default_factory=dict)

    def siting(self, siting: Siting, door: OutletDoor) -> None:
        """Judge the outlets.

        Raises
        ------
        CheckError
            A rule is broken.
        """
        found = check_siting(
            siting.outlets, siting.assignment, door.customers, door.travel, self.scenario.outlets,
            objective=siting.reached[0].value,  # a later goal may have cost it something
            more=siting.evidence(door.travels),
        )  # fmt: skip
        self._note("outlets", found)

    def division(self, toured: Toured, division: Division, door: OutletDoor) -> None:
        """Judge who looks after whom, by the work that it was divided by.

        Raises
        ------
        CheckError
            A rule is broken.
        """
        territories, roster = toured.territories, division.roster
        found = check_managers(
            territories.owners, territories.load_table, door.customers, roster,
            door.from_bases(roster), toured.work, self.scenario.managers,
        )  # fmt: skip
        self._note("managers", found)

    def visits(self, toured: Toured, door: OutletDoor) -> None:
        """Judge visits and tours.

        Raises
        ------
        CheckError
            A rule is broken.
        """
        plan = toured.visits
        found = check_visits(
            plan.visits, plan.tours, plan.unserved, plan.case, door.source,
            team_tours=plan.team_tours, team_stops=plan.team_stops,
        )  # fmt: skip
        self._note("visits", found)

    def _note(self, room: str, found: list[str]) -> None:
        self.breaches[room] = len(found)
        if found:
            raise CheckError(
                f"the plan of {room} breaks {len(found)} rules: {'; '.join(found[:_SHOWN])}",
                where=room,
                mend="nothing was written; this is a fault of the program: report it with the "
                "scenario",
            )
