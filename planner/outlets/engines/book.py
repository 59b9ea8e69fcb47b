"""A problem whose rows know which rule of the question they stand for."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pulp

type Term = tuple[pulp.LpVariable, float]
type Terms = list[Term]


class Rule(NamedTuple):
    """One rule of a question: its kind, which one of that kind, and the phase or state."""

    kind: str
    number: int = 0
    at: int = 0


@dataclass(frozen=True)
class Slack:
    """How far a solved rule was stretched."""

    rule: Rule
    amount: float


class Book:
    """Rows of a problem, by rule; elastic rows can be stretched at a price.

    Parameters
    ----------
    problem
        Where the rows go.
    dropped
        Rules that are not written at all.
    price
        What stretching a rule by one unit costs; ``None`` for rows that do not stretch. Without it
        nothing does.
    """

    def __init__(
        self,
        problem: pulp.LpProblem,
        dropped: Collection[Rule] = (),
        price: Callable[[Rule], float | None] | None = None,
    ) -> None:
        self.problem = problem
        self.rules: dict[Rule, None] = {}
        self._dropped = dropped
        self._price = price
        self._slack: dict[Rule, pulp.LpVariable] = {}
        self._unit: dict[Rule, float] = {}

    def most(
        self, rule: Rule | None, terms: Iterable[Term], limit: float, name: str, unit: float = 1.0
    ) -> None:
        """Write terms <= limit; one of them is so many units of the rule."""
        if self._wanted(rule):
            self._note(rule, unit)
            stretched = [*terms, *self._stretch(rule, -1.0)]
            self.problem += pulp.LpAffineExpression.from_list(stretched) <= limit, name

    def least(
        self, rule: Rule | None, terms: Iterable[Term], limit: float, name: str, unit: float = 1.0
    ) -> None:
        """Write terms >= limit; one of them is so many units of the rule."""
        if self._wanted(rule):
            self._note(rule, unit)
            stretched = [*terms, *self._stretch(rule, 1.0)]
            self.problem += pulp.LpAffineExpression.from_list(stretched) >= limit, name

    def exactly(self, rule: Rule | None, terms: Iterable[Term], value: float, name: str) -> None:
        """Write terms = value; stretched, they may be less."""
        if self._wanted(rule):
            stretched = [*terms, *self._stretch(rule, 1.0)]
            self.problem += pulp.LpAffineExpression.from_list(stretched) == value, name

    def price_of_slack(self) -> Terms:
        """Return the objective that keeps all stretching as small as can be."""
        price = self._price or (lambda _: None)
        return [(one, price(rule) or 0.0) for rule, one in self._slack.items()]

    def stretched(self) -> list[Slack]:
        """Return the rules that the solved problem stretches."""
        return [
            Slack(rule, (one.varValue or 0.0) * self._unit.get(rule, 1.0))
            for rule, one in self._slack.items()
            if (one.varValue or 0.0) > 1e-6  # noqa: PLR2004  the solver's rounding
        ]

    def _note(self, rule: Rule | None, unit: float) -> None:
        if rule is not None:
            self._unit[rule] = unit

    def _wanted(self, rule: Rule | None) -> bool:
        if rule is None:
            return True
        self.rules[rule] = None
        return rule not in self._dropped

    def _stretch(self, rule: Rule | None, sign: float) -> Terms:
        if rule is None or self._price is None or self._price(rule) is None:
            return []
        if rule not in self._slack:
            name = f"slack_{rule.kind}_{rule.number}_{rule.at}"
            self._slack[rule] = self.problem.add_variable(name, lowBound=0)
        return [(self._slack[rule], sign)]


def scaled(terms: Sequence[Term], factor: float) -> Terms:
    """Return the terms times a factor."""
    return [(one, coefficient * factor) for one, coefficient in terms]
