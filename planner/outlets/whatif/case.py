"""A siting question with its labels and its plan, ready to be asked again, changed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from planner.outlets.engines import figures
from planner.outlets.engines.answer import Answer
from planner.outlets.engines.lists import Positions
from planner.outlets.engines.question import GoalName, Question
from planner.outlets.goals import GOALS
from planner.outlets.whatif.noise import Spots
from planner.schema import FloatArray, Text
from planner.solve import Outcome, SolveOptions

type Ask = Callable[[Question, SolveOptions], Answer]
type Progress = Callable[[int, int], None]

_MOST_NAMED = 3


@dataclass(frozen=True, eq=False)
class Seen:
    """What customers see of a plan: the expected demand of the last phase.

    `time_min` and `site` have shape (n,); a customer who is split between outlets counts with his
    mean minutes and the outlet that serves most of him.
    """

    time_min: FloatArray
    site: Positions
    weighted_min: float
    yearly_yuan: float
    once_yuan: float

    @property
    def p90_min(self) -> float:
        """Minutes of a real customer within which nine in ten are."""
        return float(np.quantile(self.time_min, 0.9, method="inverted_cdf"))

    @property
    def max_min(self) -> float:
        """Minutes of the farthest customer."""
        return float(self.time_min.max())


@dataclass(frozen=True)
class Titles:
    """What the scenario calls the rules of the question, in their order; empty for a number.

    Groups of one title come from one setting, such as a spacing, and are one rule.
    """

    groups: tuple[Text, ...] = ()
    standards: tuple[Text, ...] = ()
    backups: tuple[Text, ...] = ()


@dataclass(frozen=True, eq=False)
class Case:
    """The question that was asked, its plan, and who is meant by each position.

    `ask` is the engine; every what-if goes through it, so that a what-if and the plan itself can
    not mean different things.
    """

    question: Question
    plan: Answer
    site_ids: tuple[str, ...]
    site_names: tuple[str, ...]
    account_nos: tuple[str, ...]
    solve: SolveOptions
    ask: Ask
    titles: Titles = Titles()
    spots: Spots | None = None
    """Where everybody stands, for location error."""

    @property
    def goal(self) -> GoalName:
        """The most important goal; differences are about its value."""
        return self.plan.reached[0].goal

    @property
    def unit(self) -> Text:
        """What the goal is measured in."""
        return GOALS[self.goal].unit

    @property
    def sign(self) -> Literal[1, -1]:
        """1 when a larger value is worse."""
        return -1 if self.goal == "covered" else 1

    @cached_property
    def seen(self) -> Seen:
        """What customers see of the plan."""
        return see(self.question, self.plan)

    def again(self, question: Question) -> Answer:
        """Answer another question with the limits of this one."""
        return self.ask(question, self.solve)

    def extra(self, other: Answer) -> tuple[float, float]:
        """Return how much worse than the plan another answer is, and is at the least.

        The first is about the plan that was found, the second about the bound that is proven for
        its question, so that no plan for it is better than that.
        """
        here = value_of(self.plan)
        worse = self.sign * (value_of(other) - here)
        least = self.sign * (other.outcome.bound - here)
        return worse, min(least, worse)

    def swap(self, other: Answer) -> tuple[list[str], list[str]]:
        """Return the outlets that the plan has and the other has not, and the other way round."""
        out = np.setdiff1d(self.plan.opened, other.opened)
        new = np.setdiff1d(other.opened, self.plan.opened)
        return [self.site_ids[one] for one in out], [self.site_ids[one] for one in new]

    def touched(self, other: Seen) -> tuple[int, list[str]]:
        """Return how many customers change outlet, and who gains or loses most minutes."""
        moved = self.seen.site != other.site
        weight = self.question.states[last_state(self.question)].weight
        change = np.where(moved, weight * np.abs(other.time_min - self.seen.time_min), -1.0)
        first = np.argsort(-change, kind="stable")[: min(_MOST_NAMED, int(moved.sum()))]
        return int(moved.sum()), [self.account_nos[one] for one in first]


def value_of(answer: Answer) -> float:
    """Return what the most important goal came to before any of it was conceded to later ones.

    Differences are between these values: what a later goal takes would hide them.
    """
    return answer.outcome.objective


def see(question: Question, plan: Answer) -> Seen:
    """Return what customers see of a plan in the expected demand of the last phase."""
    place = last_state(question)
    state, serving = question.states[place], plan.serving[place]
    time_min = figures.minutes_of(question, serving, place)
    return Seen(
        time_min=time_min,
        site=serving.main,
        weighted_min=float(state.weight @ time_min),
        yearly_yuan=plan.money[-1].yearly_yuan,
        once_yuan=sum(one.once_yuan for one in plan.money),
    )


def last_state(question: Question) -> int:
    """Return the position of the state that tables show: scenario 0 of the last phase."""
    last = len(question.phases) - 1
    return next(
        place
        for place, one in enumerate(question.states)
        if one.phase == last and one.scenario == 0
    )


def joined(ids: list[str]) -> str:
    """Return ids as one cell."""
    return ", ".join(ids)


def proof(outcome: Outcome) -> str:
    """Return the status as tables state it."""
    return outcome.status.value
