"""Solve on short lists of near sites that grow until nobody needs more."""

import dataclasses
import time
from collections.abc import Sequence

import numpy as np

from planner.errors import LimitError
from planner.outlets.engines.model import Draft, Model, formulate
from planner.outlets.engines.question import GoalName, Question
from planner.outlets.engines.service import Nearby, nearby
from planner.solve import Outcome, SolveOptions, Status, run

WRITTEN_WHOLE = 60_000
"""Pairs that are not worth a second solve to save."""
_FIRST_RANKS = 8
_MARGIN = 1.25  # lists grow by this once the relaxation is content
_HINT = "loosen a rule of outlets, or add candidates"


class Clock:
    """The time that is left of the limit of the whole question."""

    def __init__(self, options: SolveOptions) -> None:
        self._options, self._began = options, time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self._began

    def left(self) -> SolveOptions:
        """Return the options with what is left of the time.

        Raises
        ------
        LimitError
            Nothing is left.
        """
        left = self._options.time_limit_s - self.seconds
        if left <= 0:
            raise LimitError(
                f"{Status.NOTHING_FOUND}: the time was over before any plan was found",
                where="outlets",
                mend="raise solve.time_limit_s",
            )
        return self._options.model_copy(update={"time_limit_s": left})


def first_lists(question: Question, radius_min: float = float("inf")) -> tuple[Nearby, ...]:
    """Return lists to begin with, by state: whole ones where that is cheap."""
    first = question.site_count
    if question.customer_count * question.site_count * len(question.states) > WRITTEN_WHOLE:
        first = _FIRST_RANKS
    states = range(len(question.states))
    return tuple(nearby(question, one, first, radius_min) for one in states)


def solve_growing(
    question: Question, goal: GoalName | None, draft: Draft, clock: Clock
) -> tuple[Model, Outcome]:
    """Solve on short lists, first relaxed, until nobody is served beyond his list.

    The draft of the model that comes back has the lists that were enough, or the last ones when a
    limit stopped the solve: its bound holds then, and its posts may or may not be a plan. The
    outcome is in the goal's unit.

    References
    ----------
    Garcia, Labbe and Marin (2011), Solving large p-median problems with a radius formulation,
    INFORMS Journal on Computing 23(4): solving on short lists that grow.
    """
    if any((one.ranks < one.lengths).any() for one in draft.lists):
        draft = _grown_on_relaxation(question, goal, draft, clock)
    while True:
        model = formulate(question, goal, draft)
        outcome = _unscaled(model, _run(model, clock))
        short = model.short_lists()
        stopped = outcome.status in (Status.FEASIBLE, Status.INTERRUPTED)
        if stopped or not any(len(one) for one in short):
            return model, outcome
        draft = dataclasses.replace(draft, lists=_longer(draft.lists, short))


def stopped_short() -> LimitError:
    """Return the error that says that the lists could not be grown in time."""
    return LimitError(
        f"{Status.NOTHING_FOUND}: a limit stopped outlets before any plan was found",
        where="outlets",
        mend="raise solve.time_limit_s or solve.node_limit, or solve.gap",
    )


def _grown_on_relaxation(
    question: Question, goal: GoalName | None, draft: Draft, clock: Clock
) -> Draft:
    relaxed = dataclasses.replace(draft, relaxed=True)
    while True:
        model = formulate(question, goal, relaxed)
        _run(model, clock)
        short = model.short_lists()
        if not any(len(one) for one in short):
            break
        relaxed = dataclasses.replace(relaxed, lists=_longer(relaxed.lists, short))
    everybody = np.arange(question.customer_count)
    lists = tuple(one.grown(everybody, _MARGIN) for one in relaxed.lists)
    return dataclasses.replace(draft, lists=lists)


def _run(model: Model, clock: Clock) -> Outcome:
    return run(model.book.problem, clock.left(), hint=_HINT, where="outlets")


def _longer(lists: Sequence[Nearby], short: Sequence[np.ndarray]) -> tuple[Nearby, ...]:
    return tuple(one.grown(who) for one, who in zip(lists, short, strict=True))


def _unscaled(model: Model, outcome: Outcome) -> Outcome:
    return dataclasses.replace(
        outcome, objective=outcome.objective / model.scale, bound=outcome.bound / model.scale
    )
