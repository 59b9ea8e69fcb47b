"""The general model: every goal, every rule, in any combination, against trying all plans."""

import contextlib
import dataclasses
import itertools
from pathlib import Path

import numpy as np
import pytest
from all_plans import PLAIN, PLAIN_WITH_LOADS, all_posts, best, random_plain, random_question
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from planner.errors import InfeasibleError, LimitError, SolveError
from planner.outlets.engines import growing
from planner.outlets.engines.answering import answer
from planner.outlets.engines.doors import allocated, uncapacitated
from planner.outlets.engines.general import solve_question
from planner.outlets.engines.model import Draft, Held, formulate
from planner.outlets.engines.question import (
    Backup,
    Goals,
    Group,
    Move,
    Phase,
    Posts,
    Question,
    Standard,
    State,
)
from planner.outlets.engines.service import nearby
from planner.solve import SolveOptions, Status

GOLDEN = Path(__file__).parent / "golden" / "outlets_2x3.lp"
_SEEDS = st.integers(0, 2**32 - 1)
LIMITS = SolveOptions()


def _agrees(question) -> None:
    expected = best(question)
    if expected is None:
        with pytest.raises(InfeasibleError):
            answer(question, SolveOptions())
        return
    found = answer(question, SolveOptions())
    values = tuple(one.value for one in found.reached)
    assert values == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert all(one.outcome.status is Status.PROVEN for one in found.reached)


@settings(max_examples=120, deadline=None)
@given(_SEEDS)
def test_any_rules_and_goals_are_answered_as_by_trying_all_plans(seed):
    _agrees(random_question(seed))


@settings(max_examples=200, deadline=None)
@given(_SEEDS)
def test_plain_questions_take_the_fast_doors_to_the_same_answer(seed):
    _agrees(random_plain(seed))


def test_every_plain_order_of_goals_goes_through_a_fast_door():
    through = set()
    for seed in range(150):
        question = random_plain(seed)
        found = None
        with contextlib.suppress(InfeasibleError):
            found = uncapacitated(question, LIMITS) or allocated(question, LIMITS)
        if found is not None:
            through.add((question.goals.order, question.unit_count > 0))
    assert {order for order, _ in through} == set(PLAIN)
    assert {order for order, loads in through if loads} == set(PLAIN_WITH_LOADS)


@settings(max_examples=80, deadline=None)
@given(_SEEDS)
def test_with_capacity_nobody_could_be_placed_better(seed):
    _agrees(random_question(seed, capacity=True))


@settings(max_examples=80, deadline=None)
@given(_SEEDS)
def test_scenarios_and_phases_are_answered_as_by_trying_all_plans(seed):
    _agrees(random_question(seed, many=True))


@settings(max_examples=80, deadline=None)
@given(_SEEDS, st.sampled_from([{}, {"capacity": True}, {"many": True}]))
def test_lists_that_begin_with_one_site_grow_to_the_same_answer(seed, more):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(growing, "WRITTEN_WHOLE", 0)
        patch.setattr(growing, "_FIRST_RANKS", 1)
        _agrees(random_question(seed, **more))


@settings(max_examples=60, deadline=None)
@given(_SEEDS)
def test_split_customers_travel_no_farther_than_the_transport_problem_of_the_best_posts(seed):
    question = random_question(seed, capacity=True)
    goals = dataclasses.replace(question.goals, order=("minutes",))
    question = dataclasses.replace(question, split=True, standards=(), goals=goals)
    totals = [_transport(question, posts[0]) for posts in all_posts(question)]
    if not np.isfinite(min(totals, default=np.inf)):
        with pytest.raises(InfeasibleError):
            answer(question, SolveOptions())
        return
    found = answer(question, SolveOptions())
    assert found.reached[0].value == pytest.approx(min(totals), rel=1e-6, abs=1e-6)
    served = found.serving[0]
    assert np.bincount(served.customer, weights=served.share) == pytest.approx(1.0)


def _transport(question, now) -> float:
    """Return least weighted minutes for given posts, as a plain linear problem."""
    here, offered = question.states[0], question.posts
    n = len(here.weight)
    opened = [k for k in now if k is not None]
    pairs = [
        (i, k)
        for i, k in itertools.product(range(n), opened)
        if offered.offers[question.need[i], k] and np.isfinite(here.time_min[i, offered.site[k]])
    ]
    if {i for i, _ in pairs} != set(range(n)):
        return np.inf
    cost = [here.weight[i] * here.time_min[i, offered.site[k]] for i, k in pairs]
    once = np.array([[float(i == row) for i, _ in pairs] for row in range(n)])
    rows, limits = [], []
    for k, unit in itertools.product(opened, range(here.demand.shape[1])):
        load = np.array([here.demand[i, unit] * (other == k) for i, other in pairs])
        if np.isfinite(offered.capacity[k, unit]):
            rows.append(load)
            limits.append(offered.capacity[k, unit])
        rows.append(-load)
        limits.append(-offered.least[k, unit])
    solved = linprog(cost, np.array(rows), limits, once, np.ones(n), (0, None))
    return float(solved.fun) if solved.status == 0 else np.inf


def _first(question) -> float:
    try:
        found = answer(question, SolveOptions()).reached[0]
    except InfeasibleError:
        return np.inf
    return -found.value if found.goal == "covered" else found.value


def _without_money(question):
    phases = tuple(
        dataclasses.replace(one, once_yuan=np.inf, yearly_yuan=np.inf) for one in question.phases
    )
    return dataclasses.replace(question, phases=phases)


def _any_count(question):
    phases = tuple(
        dataclasses.replace(one, least_count=0, most_count=question.site_count)
        for one in question.phases
    )
    return dataclasses.replace(question, phases=phases)


def _no_limits(question):
    offered = dataclasses.replace(
        question.posts,
        capacity=np.full_like(question.posts.capacity, np.inf),
        least=np.zeros_like(question.posts.least),
    )
    return dataclasses.replace(question, posts=offered)


RELAXATIONS = {
    "budget": _without_money,
    "count": _any_count,
    "capacity": _no_limits,
    "standards": lambda one: dataclasses.replace(
        one, standards=tuple(s for s in one.standards if np.isfinite(s.price_yuan))
    ),
    "backups": lambda one: dataclasses.replace(one, backups=()),
    "groups": lambda one: dataclasses.replace(one, groups=()),
    "must open": lambda one: dataclasses.replace(one, must_open=None),
    "barred": lambda one: dataclasses.replace(one, barred=None),
    "excluded": lambda one: dataclasses.replace(one, excluded=()),
}


@pytest.mark.parametrize("rule", RELAXATIONS)
@settings(max_examples=25, deadline=None)
@given(_SEEDS, st.booleans())
def test_no_rule_makes_the_first_goal_better(rule, seed, capacity):
    question = random_question(seed, capacity=capacity)
    strict, loose = _first(question), _first(RELAXATIONS[rule](question))
    assert loose <= strict + 1e-6 * max(1.0, abs(loose))


@settings(max_examples=40, deadline=None)
@given(_SEEDS, st.booleans())
def test_order_of_customers_and_sites_does_not_matter(seed, capacity):
    question = random_question(seed, capacity=capacity)
    draw = np.random.default_rng(seed)
    who, where = draw.permutation(question.customer_count), draw.permutation(question.site_count)
    at = np.argsort(where)  # the new place of each site
    offered = dataclasses.replace(
        question.posts, site=at[question.posts.site], close_yuan=question.posts.close_yuan[where]
    )
    states = tuple(
        dataclasses.replace(
            one, weight=one.weight[who], time_min=one.time_min[who][:, where],
            demand=one.demand[who],
        )
        for one in question.states
    )  # fmt: skip
    moved = dataclasses.replace(
        question,
        posts=offered,
        states=states,
        need=question.needs[who],
        must_open=question.stays[where],
        barred=question.shut[where],
        groups=tuple(
            Group(tuple(at[list(one.sites)].tolist()), one.most) for one in question.groups
        ),
        standards=tuple(
            dataclasses.replace(one, weight=one.weight[:, who]) for one in question.standards
        ),
        backups=tuple(dataclasses.replace(one, who=one.who[who]) for one in question.backups),
        moves=tuple(Move(int(at[m.leave]), int(at[m.to]), m.yuan) for m in question.moves),
        excluded=tuple(tuple(sorted(at[list(one)].tolist())) for one in question.excluded),
    )  # fmt: skip
    assert _first(moved) == pytest.approx(_first(question), rel=1e-6, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(_SEEDS)
def test_money_in_other_coin_costs_the_same(seed):
    question = random_question(seed)
    assume(not question.standards)
    question = dataclasses.replace(
        question, goals=dataclasses.replace(question.goals, order=("yuan",))
    )
    coin = 7200.0
    offered = dataclasses.replace(
        question.posts,
        once_yuan=question.posts.once_yuan * coin,
        yearly_yuan=question.posts.yearly_yuan * coin,
        close_yuan=question.posts.close_yuan * coin,
    )
    dear = dataclasses.replace(
        question,
        posts=offered,
        phases=tuple(
            dataclasses.replace(
                one, once_yuan=one.once_yuan * coin, yearly_yuan=one.yearly_yuan * coin
            )
            for one in question.phases
        ),
        goals=dataclasses.replace(question.goals, minute_yuan=question.goals.minute_yuan * coin),
        moves=tuple(Move(m.leave, m.to, m.yuan * coin) for m in question.moves),
    )
    assert _first(dear) == pytest.approx(coin * _first(question), rel=1e-6, abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(_SEEDS)
def test_conceding_some_of_the_first_goal_never_costs_more_and_never_hurts_the_second(seed):
    question = random_question(seed)
    goals = dataclasses.replace(question.goals, order=("minutes", "fewest"))
    try:
        strict = answer(dataclasses.replace(question, goals=goals), SolveOptions())
    except InfeasibleError:
        return
    loose = dataclasses.replace(goals, concede=0.2)
    given_up = answer(dataclasses.replace(question, goals=loose), SolveOptions())
    assert given_up.reached[0].value <= 1.2 * strict.reached[0].value + 1e-6
    assert given_up.reached[1].value <= strict.reached[1].value + 1e-6


def test_the_same_question_gets_the_same_posts():
    question = random_question(12, capacity=True)
    one, other = answer(question, SolveOptions()), answer(question, SolveOptions())
    assert (one.posts == other.posts).all()
    assert all((a.site == b.site).all() for a, b in zip(one.serving, other.serving, strict=True))


def test_no_time_left_is_said():
    with pytest.raises(SolveError, match="before any plan was found"):
        answer(random_question(12, capacity=True), SolveOptions(time_limit_s=1e-9))


@settings(max_examples=60, deadline=None)
@given(_SEEDS, st.sampled_from([{}, {"capacity": True}, {"many": True}]))
def test_stopped_at_any_moment_the_plan_keeps_the_rules_and_its_bound_holds(seed, more):
    draw = np.random.default_rng(seed)
    question = random_question(seed, **more)
    expected = best(question)
    solves, stop = itertools.count(), int(draw.integers(1, 6))
    plain_run = growing.run

    def run_until(problem, options, **how):
        # From some solve on no time is left; the one before is stopped with what it has.
        number = next(solves)
        if number > stop:
            raise LimitError("the time was over", mend="raise it")
        outcome = plain_run(problem, options, **how)
        status = Status.FEASIBLE if number == stop else outcome.status
        return dataclasses.replace(outcome, status=status)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(growing, "run", run_until)
        patch.setattr(growing, "WRITTEN_WHOLE", 0)
        patch.setattr(growing, "_FIRST_RANKS", 1)
        try:
            found = solve_question(question, LIMITS)
        except LimitError:
            return
        except InfeasibleError:
            assert expected is None
            return
    assert expected is not None, "a plan that keeps all rules, though there is none"
    first, better = found.reached[0], 1.0 if found.reached[0].goal != "covered" else -1.0
    assert better * (first.outcome.objective - expected[0]) >= -1e-6
    assert better * (expected[0] - first.outcome.bound) >= -1e-6
    for one, served in zip(question.standards, found.short, strict=True):
        assert np.isfinite(one.price_yuan) or (served <= 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(_SEEDS, st.sampled_from([{}, {"capacity": True}, {"many": True}]))
def test_a_first_plan_stands_when_there_is_time_for_nothing_else(seed, more):
    question = random_question(seed, **more)
    goals = dataclasses.replace(question.goals, order=question.goals.order[:1], robust="expected")
    question = dataclasses.replace(question, goals=goals)
    assume(goals.order[0] not in ("fewest", "farthest"))
    expected = best(question)

    def too_late(*_):
        raise LimitError("the time was over", mend="raise it")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(growing, "_solve_exactly", too_late)
        patch.setattr(growing, "WRITTEN_WHOLE", 0)
        patch.setattr(growing, "_FIRST_RANKS", 1)
        try:
            found = solve_question(question, LIMITS).reached[0]
        except LimitError:
            return  # the few sites do not do, or every list was whole
        except InfeasibleError:
            assert expected is None
            return
    sense = -1.0 if found.goal == "covered" else 1.0
    assert expected is not None
    assert sense * (found.value - expected[0]) >= -1e-6
    assert sense * (expected[0] - found.outcome.bound) >= -1e-6
    event(f"gap {'closed' if found.outcome.gap < 1e-6 else 'left'}")


def _small() -> Question:
    """Two customers, three sites of which one exists in the small of two classes."""
    minutes = np.array([[4.0, 9.0, 6.0], [7.0, 2.0, np.inf]])
    offered = Posts(
        site=np.array([0, 0, 1, 2]),
        once_yuan=np.array([0.0, 50.0, 80.0, 30.0]),
        yearly_yuan=np.array([10.0, 20.0, 20.0, 10.0]),
        today=np.array([True, False, False, False]),
        close_yuan=np.array([15.0, 0.0, 0.0]),
        capacity=np.array([[2.0], [5.0], [5.0], [2.0]]),
        least=np.array([[0.0], [1.0], [0.0], [0.0]]),
        offers=np.array([[True] * 4, [False, True, True, False]]),
    )
    weight = np.array([0.6, 0.4])
    demand = np.array([[1.0], [2.0]])
    return Question(
        posts=offered,
        states=(
            State(weight, minutes, demand, 0, 0, 0.7),
            State(weight[::-1].copy(), minutes, 2 * demand, 0, 1, 0.3),
            State(weight, minutes, demand, 1, 0, 0.7),
            State(weight, minutes + 1, demand, 1, 1, 0.3),
        ),
        phases=(Phase(1, 2, 100.0, 40.0, 2.0), Phase(2, 2, 90.0, np.inf, 1.0)),
        goals=Goals(("yuan", "tail"), robust="worst", minute_yuan=3.0),
        need=np.array([0, 1]),
        must_open=np.array([False, True, False]),
        barred=np.array([True, False, False]),
        groups=(Group((1, 2)),),
        standards=(
            Standard(np.ones((4, 2)), 6.0, 0.5),
            Standard(np.ones((4, 2)), 3.0, 0.9, 4.0),
        ),
        backups=(Backup(np.array([True, False]), 9.0),),
        moves=(Move(0, 2, 20.0),),
        excluded=((0, 1),),
    )


def test_the_formulation_reads_as_it_did(tmp_path):
    question = _small()
    lists = tuple(nearby(question, state, 1, np.inf) for state in range(4))
    held = (Held("minutes", 8.0), Held("tail", 9.0), Held("covered", 0.5), Held("fewest", 2.0))
    model = formulate(question, "yuan", Draft(lists, held=held))
    model.book.problem.writeLP(str(tmp_path / "now.lp"))
    now = (tmp_path / "now.lp").read_text()
    assert now == GOLDEN.read_text()
