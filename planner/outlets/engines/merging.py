"""One customer in place of all that are the same to every rule."""

import dataclasses
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.outlets.engines.answer import Serving
from planner.outlets.engines.question import Question, State
from planner.schema import FloatArray


@dataclass(frozen=True, eq=False)
class Merged:
    """A question with fewer customers; `group` (n,) says which of them stands for whom."""

    question: Question
    group: npt.NDArray[np.intp]

    def apart(self, serving: Serving) -> Serving:
        """Return the same assignment for all customers of the question as it was."""
        start = np.searchsorted(serving.customer, np.arange(self.group.max(initial=-1) + 2))
        rows = [np.arange(start[one], start[one + 1]) for one in self.group]
        at = np.concatenate(rows) if rows else np.empty(0, dtype=np.intp)
        who = np.repeat(np.arange(len(self.group)), [len(one) for one in rows])
        return Serving(who, serving.site[at], serving.share[at])


def merge(question: Question) -> Merged:
    """Merge customers with equal minutes in every state and equal needs.

    Weights, loads and what standards count are summed. A share of the one is then the same share
    of each, so nothing is lost, unless every customer has to go to one outlet with limits: then
    they stay apart.
    """
    n = question.customer_count
    if question.unit_count and not question.split:
        return Merged(question, np.arange(n))
    backups = [one.who.astype(np.float64) for one in question.backups]
    alike = np.column_stack([*(one.time_min for one in question.states), question.needs, *backups])
    _, first, group = np.unique(alike, axis=0, return_index=True, return_inverse=True)
    group = group.ravel()
    size = len(first)

    def total(values: FloatArray) -> FloatArray:
        return np.bincount(group, weights=values, minlength=size)

    def state(one: State) -> State:
        units = [total(one.demand[:, unit]) for unit in range(one.demand.shape[1])]
        demand = np.column_stack(units) if units else np.zeros((size, 0))
        return dataclasses.replace(
            one, weight=total(one.weight), time_min=one.time_min[first], demand=demand
        )

    standards = tuple(
        dataclasses.replace(one, weight=np.array([total(row) for row in one.weight]))
        for one in question.standards
    )
    who = tuple(dataclasses.replace(one, who=one.who[first]) for one in question.backups)
    merged = dataclasses.replace(
        question,
        states=tuple(state(one) for one in question.states),
        need=question.needs[first],
        standards=standards,
        backups=who,
    )
    return Merged(merged, group)
