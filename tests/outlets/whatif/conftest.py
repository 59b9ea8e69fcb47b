"""Small siting questions answered by trying every set of sites, so that no engine is involved."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from planner.errors import InfeasibleError
from planner.outlets.engines.answer import Answer, Money, Reached, Serving
from planner.outlets.engines.question import Phase, Posts, Question, State
from planner.outlets.whatif import Case
from planner.solve import Outcome, SolveOptions, Status


def _keeps(question: Question, sites: set[int]) -> bool:
    return (
        question.phases[0].least_count <= len(sites) <= question.phases[0].most_count
        and set(np.flatnonzero(question.stays)) <= sites
        and not sites & set(np.flatnonzero(question.shut))
        and all(len(sites & set(one.sites)) <= one.most for one in question.groups)
        and tuple(sorted(sites)) not in question.excluded
        and question.posts.yearly_yuan[sorted(sites)].sum() <= question.phases[0].yearly_yuan
    )


def by_trying(question: Question, options: SolveOptions) -> Answer:
    """Answer a plain question by going through all sets of sites."""
    weight, minutes = question.states[0].weight, question.states[0].time_min
    best, best_cost = None, np.inf
    for size in range(1, question.site_count + 1):
        for sites in itertools.combinations(range(question.site_count), size):
            if _keeps(question, set(sites)):
                cost = float(weight @ minutes[:, sites].min(axis=1))
                best, best_cost = (sites, cost) if cost < best_cost - 1e-12 else (best, best_cost)
    if best is None:
        raise InfeasibleError("no set keeps the rules", mend="lift one")
    opened = np.array(best)
    outcome = Outcome(Status.PROVEN, best_cost, best_cost, 0.0, 0.0, "by trying", True)
    is_open = np.isin(np.arange(question.site_count), opened)
    serving = Serving.whole(opened[np.argmin(minutes[:, opened], axis=1)])
    money = Money(0.0, float(question.posts.yearly_yuan[is_open].sum()))
    return Answer(
        posts=is_open[None], serving=(serving,), reached=(Reached("minutes", best_cost, outcome),),
        money=(money,), short=np.zeros((0, 1)), sites=is_open[None],
    )  # fmt: skip


def _case_of(question: Question) -> Case:
    m, n = question.site_count, question.customer_count
    solve = SolveOptions()
    return Case(
        question=question,
        plan=by_trying(question, solve),
        site_ids=tuple(f"S{one}" for one in range(m)),
        site_names=tuple(f"网点{one}" for one in range(m)),
        account_nos=tuple(f"{one:010d}" for one in range(n)),
        solve=solve,
        ask=by_trying,
    )


def _line_question(count: int = 3) -> Question:
    """Thirty customers and eight sites along a road of 70 minutes, a site every ten."""
    door = np.sort(np.random.default_rng(11).uniform(0, 70, 30))
    site = np.arange(8) * 10.0
    weight = np.random.default_rng(12).uniform(1, 5, 30)
    nothing = np.zeros(8, dtype=bool)
    minutes = np.abs(door[:, None] - site[None])
    return Question(
        posts=Posts.plain(nothing),
        states=(State(weight / weight.sum(), minutes, np.zeros((len(weight), 0))),),
        phases=(Phase(count, count),),
        must_open=nothing,
    )


@pytest.fixture(scope="session")
def case_of() -> Callable[[Question], Case]:
    """Make a case of a question, answered by trying."""
    return _case_of


@pytest.fixture(scope="session")
def line_question() -> Callable[..., Question]:
    """Make the question of the road."""
    return _line_question


@pytest.fixture(scope="session")
def road() -> Case:
    return _case_of(_line_question())
