"""The answer to a siting question, in positions."""

from dataclasses import dataclass

import numpy as np

from planner.outlets.engines.lists import Positions
from planner.outlets.engines.question import GoalName, Move
from planner.schema import BoolArray, FloatArray
from planner.solve import Outcome


@dataclass(frozen=True, eq=False)
class Serving:
    """Who is served where in one state: parallel arrays, sorted by customer, then site.

    Without splitting there is one row a customer and every share is 1.
    """

    customer: Positions
    site: Positions
    share: FloatArray

    @classmethod
    def whole(cls, sites: Positions) -> "Serving":
        """Return everybody at one site each."""
        return cls(np.arange(len(sites)), np.asarray(sites), np.ones(len(sites)))

    @property
    def main(self) -> Positions:
        """The site with the largest share of each customer, the first of equal ones, (n,)."""
        order = np.lexsort((self.site, -self.share, self.customer))
        first = np.unique(self.customer[order], return_index=True)[1]
        return np.asarray(self.site[order][first])


@dataclass(frozen=True)
class Reached:
    """A goal, and how good the solve that settled it was.

    `outcome.objective` is the value when the goal was settled, in the goal's unit (minutes, weight
    share, outlets, yuan a year; with robust = "regret" minutes of regret), `value` the one of the
    final plan, which may concede some of it.
    """

    goal: GoalName
    value: float
    outcome: Outcome


@dataclass(frozen=True, eq=False)
class Money:
    """What a phase costs: `moves` are the relocations that it takes."""

    once_yuan: float
    yearly_yuan: float
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, eq=False)
class Answer:
    """A plan that keeps every rule of its question; all figures are computed from the arrays."""

    posts: BoolArray
    """Open posts by phase, (T, K)."""
    serving: tuple[Serving, ...]
    """By state."""
    reached: tuple[Reached, ...]
    """By goal, most important first."""
    money: tuple[Money, ...]
    """By phase."""
    short: FloatArray
    """Percentage points that each standard is short of its share, by state, (R, S)."""
    sites: BoolArray
    """Open sites by phase, (T, m)."""
    best_min: FloatArray | None = None
    """Least minutes that each scenario alone could have, where regret was asked for."""

    @property
    def opened(self) -> Positions:
        """Open sites of the last phase, sorted."""
        return np.flatnonzero(self.sites[-1])

    @property
    def outcome(self) -> Outcome:
        """The outcome of the most important goal."""
        return self.reached[0].outcome
