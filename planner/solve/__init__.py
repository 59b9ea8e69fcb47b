"""The only door to a solver: run a PuLP problem under limits, get a verified answer or an error."""

from planner.solve.clock import Clock
from planner.solve.incumbents import keeping
from planner.solve.log import logging_to
from planner.solve.options import SolveOptions
from planner.solve.outcome import Outcome, Status
from planner.solve.run import PROOF_GAP, chosen, run
from planner.solve.watch import Sighting, watching

__all__ = [
    "PROOF_GAP", "Clock", "Outcome", "Sighting", "SolveOptions", "Status", "chosen",
    "keeping", "logging_to", "run", "watching",
]  # fmt: skip
