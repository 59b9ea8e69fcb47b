"""`make bench`: whole siting questions of an annual outlet plan, 2,000 customers and 100 sites.

A planner has ten minutes for six budgets, so each question has a hundred seconds and may leave a
gap of one percent. No peer answers these: what they have is in the rows of single problems.
"""

import dataclasses
from collections.abc import Iterator

import numpy as np
from table import Row, cpu

from planner.errors import PlannerError
from planner.outlets.engines.answering import answer
from planner.outlets.engines.question import Goals, Phase, Posts, Question, Standard, State
from planner.seeds import rng
from planner.solve import SolveOptions

BAR_S = 100.0
BAR_GAP = 0.01
CUSTOMERS, SITES, CLASSES = 2_000, 100, 3


def question_rows() -> Iterator[Row]:
    for name, question in cases():
        options = SolveOptions(time_limit_s=BAR_S, gap=BAR_GAP / 4)
        seconds, (note, sound) = cpu(lambda: _answered(question, options))  # noqa: B023
        yield Row(f"2,000 x 100: {name}", seconds, BAR_S, note=note, sound=sound)


def _answered(question: Question, options: SolveOptions) -> tuple[str, bool]:
    try:
        found = answer(question, options)
    except PlannerError as error:
        return error.what, False
    told = [
        f"{one.goal} {one.value:.6g}, {one.outcome.status.value}, gap {one.outcome.gap:.3%}"
        for one in found.reached
    ]
    return "; ".join(told), all(one.outcome.gap <= BAR_GAP for one in found.reached)


def cases() -> Iterator[tuple[str, Question]]:
    whole = ruled()
    plain = dataclasses.replace(
        whole, posts=one_class(whole.posts), standards=(), need=None,
        phases=(Phase(0, 14),),
    )  # fmt: skip
    for order in (("minutes",), ("farthest", "minutes"), ("covered",), ("tail",), ("yuan",)):
        yield " then ".join(order), wanting(plain, *order)
    yield "capacity, whole customers, minutes", limited(plain, split=False)
    yield "capacity, split customers, minutes", limited(plain, split=True)
    for order in (("minutes",), ("covered",), ("tail",), ("minutes", "yuan")):
        yield "classes, budgets, standard: " + " then ".join(order), wanting(whole, *order)
    yield "three futures, worst minutes", in_futures(whole, "worst")
    yield "two phases, minutes", in_phases(whole)


def ruled() -> Question:
    """Three classes with their services, two budgets, a standard, ten outlets of today."""
    draw = rng(1, "bench/questions")
    centres = draw.random((12, 2)) * 60
    doors = centres[draw.integers(0, 12, CUSTOMERS)] + draw.normal(0, 5, (CUSTOMERS, 2))
    places = draw.random((SITES, 2)) * 60
    time_min = 1.2 * np.hypot(*(doors[:, None] - places[None]).transpose(2, 0, 1))
    weight = draw.lognormal(0, 1.3, CUSTOMERS)
    existing = np.arange(SITES) < 10
    site, size = np.repeat(np.arange(SITES), CLASSES), np.tile(np.arange(CLASSES), SITES)
    today = existing[site] & (size == 1)
    yearly = np.array([2.5e6, 1.2e6, 5e5])[size] * draw.uniform(0.8, 1.2, SITES)[site]
    return Question(
        posts=Posts(
            site=site,
            once_yuan=np.where(today, 0.0, np.array([3e6, 1.2e6, 4e5])[size]),
            yearly_yuan=yearly, today=today, close_yuan=np.where(existing, 3e5, 0.0),
            capacity=np.zeros((len(site), 0)), least=np.zeros((len(site), 0)),
            offers=np.array([np.ones(len(site), dtype=np.bool_), size < 2]),
        ),
        states=(State(weight / weight.sum(), time_min, np.zeros((CUSTOMERS, 0))),),
        phases=(Phase(0, 14, once_yuan=6e6, yearly_yuan=1.4e7),),
        goals=Goals(("minutes",), minute_yuan=1e6),
        need=(draw.random(CUSTOMERS) < 0.15).astype(np.intp),
        standards=(Standard((draw.random(CUSTOMERS) < 0.5)[None].astype(float), 20.0, 0.8),),
    )  # fmt: skip


def one_class(posts: Posts) -> Posts:
    """Keep the middle class of every site, which may serve everybody."""
    middle = np.arange(1, len(posts.site), CLASSES)
    return dataclasses.replace(
        posts, site=posts.site[middle], once_yuan=posts.once_yuan[middle],
        yearly_yuan=posts.yearly_yuan[middle], today=posts.today[middle],
        capacity=posts.capacity[middle], least=posts.least[middle],
        offers=posts.offers[:1, middle],
    )  # fmt: skip


def wanting(question: Question, *order: str) -> Question:
    return dataclasses.replace(question, goals=dataclasses.replace(question.goals, order=order))


def limited(question: Question, *, split: bool) -> Question:
    """Every site holds a tenth of all counter hours; fourteen may be open."""
    demand = rng(2, "bench/questions").integers(1, 10, (CUSTOMERS, 1)).astype(float)
    posts = dataclasses.replace(
        question.posts, capacity=np.full((SITES, 1), demand.sum() / 10), least=np.zeros((SITES, 1))
    )
    here = dataclasses.replace(question.states[0], demand=demand)
    return dataclasses.replace(question, posts=posts, states=(here,), split=split)


def in_futures(question: Question, robust: str) -> Question:
    """Demand as it is, doubled in one half of the city, and ways a third slower in the other."""
    here, west = question.states[0], np.arange(CUSTOMERS) % 2 == 0
    grown = np.where(west, 2.0, 1.0) * here.weight
    slow = here.time_min * np.where(west, 1.0, 4 / 3)[:, None]
    states = (
        dataclasses.replace(here, probability=0.5),
        dataclasses.replace(here, weight=grown / grown.sum(), scenario=1, probability=0.3),
        dataclasses.replace(here, time_min=slow, scenario=2, probability=0.2),
    )
    return _in_states(question, states, dataclasses.replace(question.goals, robust=robust))


def in_phases(question: Question) -> Question:
    """Five years with half the money, then five more with all of it and other demand."""
    here = question.states[0]
    weight = here.weight[::-1] + here.weight
    states = (here, dataclasses.replace(here, weight=weight / weight.sum(), phase=1))
    phases = (
        Phase(0, 12, once_yuan=3e6, yearly_yuan=1.4e7, years=5.0),
        Phase(0, 14, once_yuan=3e6, yearly_yuan=1.4e7, years=5.0),
    )
    return dataclasses.replace(_in_states(question, states, question.goals), phases=phases)


def _in_states(question: Question, states: tuple[State, ...], goals: Goals) -> Question:
    standards = tuple(
        dataclasses.replace(one, weight=np.repeat(one.weight, len(states), axis=0), within_min=25.0)
        for one in question.standards
    )
    return dataclasses.replace(question, states=states, goals=goals, standards=standards)
