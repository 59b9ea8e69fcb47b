"""What an engine hands back."""

from dataclasses import dataclass

from planner.outlets.engines.interchange import Positions
from planner.solve import Outcome


@dataclass(frozen=True, eq=False)
class Chosen:
    """The sites to open (sorted positions) and how good that is."""

    opened: Positions
    outcome: Outcome
