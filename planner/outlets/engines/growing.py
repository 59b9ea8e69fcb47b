"""Solve on short lists of near sites that grow until nobody needs more."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.errors import InfeasibleError, LimitError
from planner.outlets.engines.chosen import restated
from planner.outlets.engines.kernel import HINT, Relaxed, first_plan, without
from planner.outlets.engines.model import Draft, Model, formulate
from planner.outlets.engines.question import GoalName, Question
from planner.outlets.engines.service import Nearby, nearby
from planner.solve import Clock, Outcome, SolveOptions, Status, run

WRITTEN_WHOLE = 60_000
"""Pairs that are not worth a second solve to save."""
_FIRST_RANKS = 8
_MARGIN = 1.25  # lists grow by this once the relaxation is content


def first_lists(question: Question, radius_min: float = float("inf")) -> tuple[Nearby, ...]:
    """Return lists to begin with, by state: whole ones where that is cheap."""
    first = question.site_count
    if question.customer_count * question.site_count * len(question.states) > WRITTEN_WHOLE:
        first = _FIRST_RANKS
    states = range(len(question.states))
    return tuple(nearby(question, one, first, radius_min) for one in states)


@dataclass(frozen=True, eq=False)
class Solved:
    """The solved model, how good it is, and lists from which another goal may begin.

    `outcome` is in the goal's unit.
    """

    model: Model
    outcome: Outcome
    lists: tuple[Nearby, ...]


def solve_growing(
    question: Question, goal: GoalName | None, draft: Draft, options: SolveOptions, clock: Clock
) -> Solved:
    """Solve on short lists, first relaxed, until nobody is served beyond his list.

    Where lists are short, the relaxation also leads to a first plan, which is the answer when it is
    good enough or a limit stops the solve; sites that no better plan has are left out. A model that
    a limit stops without a first plan may be short: its bound holds then, and its posts may or may
    not be a plan.

    References
    ----------
    Garcia, Labbe and Marin (2011), Solving large p-median problems with a radius formulation,
    INFORMS Journal on Computing 23(4): solving on short lists that grow.
    """
    if not any((one.ranks < one.lengths).any() for one in draft.lists):
        return _solve_exactly(question, goal, draft, options, clock)
    relaxed = _relax(question, goal, draft, options, clock)
    first = None
    if goal is not None and goal != "fewest":
        first = _first(question, goal, relaxed, options, clock)
    if first is None:
        return _solve_exactly(question, goal, relaxed.draft, options, clock)
    if first.outcome.gap <= options.gap:
        return first
    out = relaxed.hopeless(first.outcome.objective)
    try:
        solved = _solve_exactly(
            question.barring(out), goal, without(relaxed.draft, out), options, clock
        )
    except (InfeasibleError, LimitError):
        outcome = dataclasses.replace(first.outcome, deterministic=False)
        return dataclasses.replace(first, outcome=outcome)
    return _better(first, solved)


def _better(first: Solved, other: Solved) -> Solved:
    """Return the better of two plans beside the better of their bounds."""
    is_better = other.outcome.objective < first.outcome.objective and not other.model.is_short()
    best = other if is_better else first
    outcome = dataclasses.replace(
        restated(
            best.outcome, best.outcome.objective, max(first.outcome.bound, other.outcome.bound)
        ),
        status=other.outcome.status,
        deterministic=first.outcome.deterministic and other.outcome.deterministic,
    )
    return Solved(best.model, outcome, first.lists)


def _first(
    question: Question, goal: GoalName, relaxed: Relaxed, options: SolveOptions, clock: Clock
) -> Solved | None:
    """Return a first plan beside the bound of the relaxation."""
    found = first_plan(question, goal, relaxed, options, clock)
    if found is None:
        return None
    model, outcome = found
    outcome = dataclasses.replace(_unscaled(model, outcome), status=Status.FEASIBLE)
    outcome = restated(outcome, outcome.objective, relaxed.outcome.bound)
    if outcome.gap <= options.gap:
        outcome = dataclasses.replace(outcome, status=Status.WITHIN_GAP)
    return Solved(model, outcome, relaxed.draft.lists)


def _solve_exactly(
    question: Question, goal: GoalName | None, draft: Draft, options: SolveOptions, clock: Clock
) -> Solved:
    while True:
        model = formulate(question, goal, draft)
        outcome = _unscaled(model, _run(model, options, clock))
        short = model.short_lists()
        if _is_stopped(outcome) or not any(len(one) for one in short):
            return Solved(model, outcome, draft.lists)
        draft = dataclasses.replace(draft, lists=_longer(draft.lists, short))


def stopped_short() -> LimitError:
    """Return the error that says that the lists could not be grown in time."""
    return LimitError(
        f"{Status.NOTHING_FOUND}: a limit stopped outlets before any plan was found",
        where="outlets",
        mend="raise solve.time_limit_s or solve.node_limit, or solve.gap",
    )


def _relax(
    question: Question, goal: GoalName | None, draft: Draft, options: SolveOptions, clock: Clock
) -> Relaxed:
    """Grow the lists until the relaxation is content with them."""
    relaxed = dataclasses.replace(draft, relaxed=True)
    while True:
        model = formulate(question, goal, relaxed)
        outcome = _unscaled(model, _run(model, options, clock))
        short = model.short_lists()
        if not any(len(one) for one in short):
            break
        relaxed = dataclasses.replace(relaxed, lists=_longer(relaxed.lists, short))
    everybody = np.arange(question.customer_count)
    lists = tuple(one.grown(everybody, _MARGIN) for one in relaxed.lists)
    return Relaxed(model, dataclasses.replace(draft, lists=lists), outcome)


def _run(model: Model, options: SolveOptions, clock: Clock) -> Outcome:
    if clock.over():
        raise LimitError(
            f"{Status.NOTHING_FOUND}: the time was over before any plan was found",
            where="outlets",
            mend="raise solve.time_limit_s",
        )
    return run(model.book.problem, clock.limit(options), hint=HINT, where="outlets")


def _longer(lists: Sequence[Nearby], short: Sequence[np.ndarray]) -> tuple[Nearby, ...]:
    return tuple(one.grown(who) for one, who in zip(lists, short, strict=True))


def _is_stopped(outcome: Outcome) -> bool:
    return outcome.status in (Status.FEASIBLE, Status.INTERRUPTED)


def _unscaled(model: Model, outcome: Outcome) -> Outcome:
    return dataclasses.replace(
        outcome, objective=outcome.objective / model.scale, bound=outcome.bound / model.scale
    )
