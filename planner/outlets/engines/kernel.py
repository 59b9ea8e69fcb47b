"""A first plan from the sites that the relaxation opens, and the sites that no better plan has."""

import dataclasses
from dataclasses import dataclass

import numpy as np
import pulp

from planner.errors import InfeasibleError, LimitError
from planner.outlets.engines.model import Draft, Model, formulate
from planner.outlets.engines.question import GoalName, Question
from planner.schema import BoolArray
from planner.solve import Clock, Outcome, SolveOptions, run

_TRACE = 1e-4  # a site that is open by less than this is not in the kernel
_ROUNDING = 1e-6  # relative; reduced costs are no truer than this
_SHARE = 0.3
"""Share of the time left that a first plan may take."""
HINT = "loosen a rule of outlets, or add candidates"


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The solved relaxation, a draft with lists that were enough for it, and what it proves."""

    model: Model
    draft: Draft
    outcome: Outcome

    def kernel(self) -> BoolArray:
        """Return the sites that the relaxation opens, and all of today, (m,)."""
        opened = np.array([[one.varValue or 0.0 for one in row] for row in self._posts])
        return self.model.question.open_sites(opened > _TRACE).any(axis=0) | self._fixed()

    def hopeless(self, value: float) -> BoolArray:
        """Return the candidates that no plan better than a value opens, (m,).

        To open one costs its reduced cost more than the bound at least. What opens is open in the
        last phase, so its posts are enough.
        """
        scale = self.model.scale
        extra = np.array([max(one.dj or 0.0, 0.0) for one in self._posts[-1]]) / scale
        room = _ROUNDING * max(1.0, abs(value))
        hopeful = self.outcome.bound + extra <= value + room
        return ~self.model.question.open_sites(hopeful) & ~self._fixed()

    def _fixed(self) -> BoolArray:
        return self.model.question.today_sites | self.model.question.stays

    @property
    def _posts(self) -> list[list[pulp.LpVariable]]:
        return self.model.standing.open


def without(draft: Draft, sites: BoolArray, *, whole: bool = False) -> Draft:
    """Return the draft with these sites on nobody's list, and lists written whole if asked for."""
    lists = tuple(one.without(sites) for one in draft.lists)
    if whole:
        lists = tuple(dataclasses.replace(one, ranks=one.lengths) for one in lists)
    return dataclasses.replace(draft, lists=lists)


def first_plan(
    question: Question, goal: GoalName, relaxed: Relaxed, options: SolveOptions, clock: Clock
) -> tuple[Model, Outcome] | None:
    """Solve with few sites and whole lists: a plan of the whole question, soon.

    References
    ----------
    Angelelli, Mansini and Speranza (2010), Kernel search, Computers and Operations Research 37(11).
    """
    others = ~relaxed.kernel()
    draft = without(relaxed.draft, others, whole=True)
    model = formulate(question.barring(others), goal, draft)
    limits = clock.limit(options)
    limits = limits.model_copy(update={"time_limit_s": max(_SHARE * limits.time_limit_s, 0.01)})
    try:
        outcome = run(model.book.problem, limits, hint=HINT, where="outlets")
    except (InfeasibleError, LimitError):
        return None
    return model, outcome
