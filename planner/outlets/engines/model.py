"""The whole siting model as one PuLP problem: where, who is served where, and the goals."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pulp

from planner.outlets.engines import figures
from planner.outlets.engines.book import Book, Rule, Terms, scaled
from planner.outlets.engines.question import GoalName, Question
from planner.outlets.engines.service import Nearby, Service
from planner.outlets.engines.standing import Standing, Sum
from planner.schema import BoolArray, FloatArray


@dataclass(frozen=True, eq=False)
class Held:
    """A goal that is settled: its value may not get worse than this."""

    goal: GoalName
    limit: float


@dataclass(frozen=True, eq=False)
class Draft:
    """How to write the model down.

    `lists` hold the sites in play by state; `held` the goals settled so far; `best_min` the least
    minutes of each scenario alone, for regret. Rules in `dropped` are left out, and `price` makes
    rules elastic (see `Book`).
    """

    lists: tuple[Nearby, ...]
    relaxed: bool = False
    held: tuple[Held, ...] = ()
    best_min: FloatArray | None = None
    dropped: Collection[Rule] = ()
    price: Callable[[Rule], float | None] | None = None


@dataclass(eq=False)
class Model:
    """The problem with its decisions; `scale` times the goal is what the solver sees."""

    question: Question
    draft: Draft
    book: Book
    standing: Standing
    services: list[Service]
    scale: float = 1.0
    constant: float = 0.0
    worst: dict[str, pulp.LpVariable] = field(default_factory=dict)

    def posts(self) -> BoolArray:
        """Return the open posts of the solved problem by phase, (T, K)."""
        values = [[(one.varValue or 0.0) > 0.5 for one in row] for row in self.standing.open]  # noqa: PLR2004
        return np.array(values, dtype=np.bool_)

    def is_short(self) -> bool:
        """Say whether anybody is served beyond his list: the posts are then perhaps no plan."""
        return any(len(one) for one in self.short_lists())

    def short_lists(self) -> list[np.ndarray]:
        """Return by state the customers that are served beyond their lists."""
        return [one.short_lists() for one in self.services]


def formulate(question: Question, goal: GoalName | None, draft: Draft) -> Model:
    """Write the question down, with one goal to reach and others to hold.

    ::

        minimise   the goal, one of
          minutes  sum_s share_s minutes_s                        expected
                   worst,  worst >= minutes_s                     worst scenario
                   worst,  worst >= minutes_s - best_s            worst regret
          tail     eta + sum_s share_s sum_i weight_si excess_si / tail_share,
                   excess_si >= sum_j minutes_sij serve_sij - eta,  excess >= 0
          covered  sum_s share_s (weight that is not served within cover_min)
          fewest   sum_t years_t sum_k open_tk
          yuan     yearly and once cost + minute_yuan minutes + price of what standards lack
        subject to the rows of `Standing` and, for every state, of `Service`,
                   and goal <= its value for the goals held

    The goal "farthest" has no expression: lists that end at a radius keep it (see `nearby`).
    Without a goal, the objective is what elastic rules are stretched by.

    References
    ----------
    ReVelle and Swain (1970), Central facilities location, Geographical Analysis 2(1): the strong
    rows. Rockafellar and Uryasev (2000), Optimization of conditional value-at-risk, Journal of
    Risk 2(3): the tail.
    """
    book = Book(pulp.LpProblem("outlets"), draft.dropped, draft.price)
    standing = Standing(question, book, relaxed=draft.relaxed)
    services = [
        Service(standing, number, lists, relaxed=draft.relaxed)
        for number, lists in enumerate(draft.lists)
    ]
    model = Model(question, draft, book, standing, services)
    if goal is None:
        book.problem += pulp.LpAffineExpression.from_list(book.price_of_slack()), "stretched"
        return model
    terms, model.constant = _goal(model, goal)
    model.scale = _scale(terms)
    objective = pulp.LpAffineExpression.from_list(scaled(terms, model.scale))
    book.problem += objective + model.constant * model.scale, goal
    for held in draft.held:
        kept, constant = _goal(model, held.goal)
        size = _scale(kept)
        limit = (held.limit - constant) * size
        book.most(None, scaled(kept, size), limit, f"held_{held.goal}")
    return model


def _goal(model: Model, goal: GoalName) -> Sum:
    makers: Mapping[GoalName, Callable[[Model], Sum]] = {
        "minutes": _minutes,
        "tail": _tail,
        "covered": _covered,
        "fewest": lambda one: (one.standing.outlets(), 0.0),
        "yuan": _yuan,
    }
    return makers[goal](model)


def _expected(model: Model) -> Terms:
    shares = figures.state_share(model.question).tolist()
    return [
        term
        for share, service in zip(shares, model.services, strict=True)
        if share
        for term in scaled(service.minutes(), share)
    ]


def _minutes(model: Model) -> Sum:
    goals = model.question.goals
    if goals.robust == "expected":
        return _expected(model), 0.0
    if "minutes" not in model.worst:
        model.worst["minutes"] = model.book.problem.add_variable("worst_min", lowBound=0)
        for scenario, terms in enumerate(_by_scenario(model)):
            best = 0.0
            if goals.robust == "regret" and model.draft.best_min is not None:
                best = float(model.draft.best_min[scenario])
            row = [*terms, (model.worst["minutes"], -1.0)]
            model.book.most(None, row, best, f"worst_{scenario}")
    return [(model.worst["minutes"], 1.0)], 0.0


def _by_scenario(model: Model) -> Sequence[Terms]:
    years = figures.years_share(model.question).tolist()
    found: dict[int, Terms] = {}
    for service in model.services:
        share = years[service.state.phase]
        terms = found.setdefault(service.state.scenario, [])
        terms += scaled(service.minutes(), share)
    return [found[one] for one in sorted(found)]


def _tail(model: Model) -> Sum:
    share = model.question.goals.tail_share
    problem = model.book.problem
    if "tail" not in model.worst:
        model.worst["tail"] = problem.add_variable("eta_min", lowBound=0)
        for service in model.services:
            _excess(model, service)
    terms = [(model.worst["tail"], 1.0)]
    counts = figures.state_share(model.question).tolist()
    for count, service in zip(counts, model.services, strict=True):
        for i, weight in enumerate(service.state.weight.tolist()):
            if weight and count:
                terms.append((model.worst[f"{service.number}_{i}"], count * weight / share))
    return terms, 0.0


def _excess(model: Model, service: Service) -> None:
    for i, weight in enumerate(service.state.weight.tolist()):
        if not weight:
            continue
        name = f"{service.number}_{i}"
        excess = model.book.problem.add_variable(f"excess_{name}", lowBound=0)
        model.worst[name] = excess
        row = [
            (excess, 1.0), (model.worst["tail"], 1.0),
            *((one, -minutes) for one, minutes in service.places(i)),
        ]  # fmt: skip
        model.book.least(None, row, 0, f"excess_of_{name}")


def _covered(model: Model) -> Sum:
    limit = model.question.goals.cover_min
    shares = figures.state_share(model.question).tolist()
    terms = [
        term
        for share, service in zip(shares, model.services, strict=True)
        for term in service.beyond_limit(share * service.state.weight, limit)
    ]
    return terms, 0.0


def _yuan(model: Model) -> Sum:
    question = model.question
    terms, constant = model.standing.money()
    if question.goals.minute_yuan:
        terms = [*terms, *scaled(_expected(model), question.goals.minute_yuan)]
    shares = figures.state_share(question).tolist()
    for share, service in zip(shares, model.services, strict=True):
        terms += [
            (one, share * question.standards[number].price_yuan)
            for number, one in service.short.items()
        ]
    return terms, constant


def _scale(terms: Terms) -> float:
    """Return a factor that brings the largest coefficient to a hundred."""
    largest = max((abs(cost) for _, cost in terms), default=0.0)
    return 100.0 / largest if largest > 0 else 1.0
