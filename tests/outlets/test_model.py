"""The general model: every goal, every rule, in any combination, against trying all plans."""

import pytest
from all_plans import best, random_question
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import InfeasibleError
from planner.outlets.engines.answering import answer
from planner.solve import SolveOptions

_SEEDS = st.integers(0, 2**32 - 1)


def _agrees(question) -> None:
    expected = best(question)
    if expected is None:
        with pytest.raises(InfeasibleError):
            answer(question, SolveOptions())
        return
    found = answer(question, SolveOptions())
    values = tuple(one.value for one in found.reached)
    assert values == pytest.approx(expected, rel=1e-6, abs=1e-6)


@settings(max_examples=150, deadline=None)
@given(_SEEDS)
def test_any_rules_and_goals_are_answered_as_by_trying_all_plans(seed):
    _agrees(random_question(seed))


@settings(max_examples=100, deadline=None)
@given(_SEEDS)
def test_with_capacity_nobody_could_be_placed_better(seed):
    _agrees(random_question(seed, capacity=True))


@settings(max_examples=100, deadline=None)
@given(_SEEDS)
def test_scenarios_and_phases_are_answered_as_by_trying_all_plans(seed):
    _agrees(random_question(seed, many=True))
