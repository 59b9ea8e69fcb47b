"""Fill one manager's book: days and orders of all his visits, chosen together."""

import math
from typing import NamedTuple

import numpy as np

from planner.solve import Outcome, Status
from planner.visits.book import Book
from planner.visits.bound import least_cost_min
from planner.visits.draft import Draft
from planner.visits.engines.day_tours import BoundEffort
from planner.visits.engines.periodic import Effort, Ending, solve_periodic
from planner.visits.options import VisitsOptions
from planner.visits.pose import as_draft, as_periodic, as_tours

_INTERRUPTED = "interrupt"
_HURRIED_STEPS = 400
"""Steps for each manager who is left after an interrupt: enough for a calendar."""


class Filled(NamedTuple):
    """A calendar, and how the search for it ended; nothing where none was needed."""

    draft: Draft
    ending: Ending | None = None

    @property
    def interrupted(self) -> bool:
        """Whether somebody ended the search."""
        return self.ending is not None and self.ending.stopped_by == _INTERRUPTED

    def outcome(self, effort: BoundEffort) -> Outcome:
        """Say what the calendar costs, and what none can cost less than."""
        cost = self.draft.cost_min()
        bound = least_cost_min(self.draft.book, cost, effort)
        stopped = self.interrupted or effort.hurried
        return Outcome(
            status=Status.INTERRUPTED if stopped else Status.FEASIBLE,
            objective=cost,
            bound=min(bound, cost),
            gap=max(cost - bound, 0.0) / cost if cost else 0.0,
            seconds=0.0 if self.ending is None else self.ending.cpu_s,
            solver="ruin and recreate",
            deterministic=not stopped and (self.ending is None or self.ending.repeatable),
        )


class Filler:
    """Fills the books of one plan, one after the other.

    After an interrupt the books that are left are filled in a hurry, so that a plan comes of it.
    """

    def __init__(self, options: VisitsOptions) -> None:
        self.options = options
        self.interrupted = False

    def fill(self, book: Book, rng: np.random.Generator, start: Draft | None = None) -> Filled:
        """Return a calendar; from `start`, one that costs no more.

        Parameters
        ----------
        rng
            Seeds the search: the same generator gives the same calendar.
        start
            A calendar of this book that keeps every rule.
        """
        draft, ending = start or Draft.empty(book), None
        if book.days and book.visits:
            effort = Effort(
                iterations=_HURRIED_STEPS if self.interrupted else self.options.search_steps,
                cpu_limit_s=self.options.time_limit_s or math.inf,
                seed=int(rng.integers(2**31)),
            )
            known = None if start is None else as_tours(start)
            answer = solve_periodic(as_periodic(book), effort, start=known)
            found, ending = as_draft(book, answer.tours), answer.ending
            if start is None or found.cost_min() < start.cost_min():
                draft = found
        filled = Filled(draft, ending)
        self.interrupted |= filled.interrupted
        return filled
