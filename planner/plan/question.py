"""The question of the outlets, opened once and asked again with settings changed."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.outlets import Siting, site_outlets
from planner.plan.answers import OutletDoor
from planner.plan.walk import open_outlets
from planner.scenario import Scenario

if TYPE_CHECKING:
    from ipywidgets import Widget


@dataclass(frozen=True, eq=False)
class OutletQuestion:
    """Customers, sites and travel of a scenario; only the settings of the outlets change."""

    scenario: Scenario
    door: OutletDoor

    def answer(self, **changes: Any) -> Siting:  # noqa: ANN401  a value of any setting
        """Site the outlets with some settings of ``[outlets]`` changed: ``answer(count=8)``.

        Nothing else is computed again. A change that needs other travel (roads that a demand
        scenario closes, other candidate files) needs a question of its own.

        Raises
        ------
        OptionError
            A setting is unknown or out of range.
        InfeasibleError
            No plan keeps the rules; the error names those that clash.
        """
        varied = self.scenario.vary(**{f"outlets__{key}": one for key, one in changes.items()})
        door = self.door
        return site_outlets(
            door.customers, door.sites, door.travel, varied.outlets, travels=door.travels
        )

    def panel(self) -> "Widget":
        """Return sliders and the answer as a notebook widget; needs ``planner[notebook]``.

        Raises
        ------
        OptionError
            The package of the widgets is not installed.
        """
        from planner.plan.panel import outlet_panel  # noqa: PLC0415  an extra

        return outlet_panel(self)


def ask_outlets(scenario: Scenario | str | Path) -> OutletQuestion:
    """Walk a scenario up to the outlets and keep what stands there.

    Raises
    ------
    DataError, OptionError
        As `run`.
    """
    question = Scenario.given(scenario)
    return OutletQuestion(question, open_outlets(question))
