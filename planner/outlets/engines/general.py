"""The general engine: goal after goal, on lists that grow until the answer is exact."""

import dataclasses
import time
from collections.abc import Sequence

import numpy as np

from planner.errors import InfeasibleError, SolveError
from planner.outlets.engines import figures
from planner.outlets.engines.answer import Answer, Reached, Serving
from planner.outlets.engines.merging import merge
from planner.outlets.engines.model import Draft, Held, Model, formulate
from planner.outlets.engines.question import GoalName, Question
from planner.outlets.engines.service import Nearby, nearby
from planner.schema import BoolArray, FloatArray
from planner.solve import PROOF_GAP, Outcome, SolveOptions, Status, run

WRITTEN_WHOLE = 60_000
"""Pairs that are not worth a second solve to save."""
_FIRST_RANKS = 8
_MARGIN = 1.25  # lists grow by this once the relaxation is content
_HINT = "loosen a rule of outlets, or add candidates"


class Clock:
    """The time that is left of the limit of the whole question."""

    def __init__(self, options: SolveOptions) -> None:
        self._options, self._began = options, time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self._began

    def left(self) -> SolveOptions:
        """Return the options with what is left of the time.

        Raises
        ------
        SolveError
            Nothing is left.
        """
        left = self._options.time_limit_s - self.seconds
        if left <= 0:
            raise SolveError(
                f"{Status.NOTHING_FOUND}: the time was over before any plan was found",
                where="outlets",
                mend="raise solve.time_limit_s",
            )
        return self._options.model_copy(update={"time_limit_s": left})


def solve_question(question: Question, options: SolveOptions) -> Answer:
    """Answer any question with the model of `formulate`.

    Raises
    ------
    InfeasibleError
        No plan keeps all the rules.
    SolveError
        Nothing was found within the limits.
    """
    clock = Clock(options)
    merged = merge(question)
    work = _Work(merged.question, clock)
    for goal in question.goals.order:
        work.settle(goal)
    serving = tuple(merged.apart(one) for one in work.serving)
    if not question.unit_count:
        serving = figures.nearest(question, work.posts)
    reached = tuple(
        dataclasses.replace(
            one, value=figures.value(question, one.goal, work.posts, serving, work.best_min)
        )
        for one in work.reached
    )
    return Answer(
        posts=work.posts,
        serving=serving,
        reached=reached,
        money=figures.spending(question, work.posts),
        short=figures.shortfalls(question, serving),
        sites=question.open_sites(work.posts),
    )


class _Work:
    """A question half answered: the goals settled so far, and the best plan."""

    def __init__(self, question: Question, clock: Clock) -> None:
        self.question, self.clock = question, clock
        self.radius_min = float("inf")
        self.lists = self._lists(self.radius_min)
        self.held: tuple[Held, ...] = ()
        self.reached: list[Reached] = []
        self.posts: BoolArray = np.zeros((0, 0), dtype=np.bool_)
        self.serving: tuple[Serving, ...] = ()
        self.best_min = self._best_by_scenario()

    def settle(self, goal: GoalName) -> None:
        """Reach one goal as well as can be, and hold it for the goals after it."""
        if goal == "farthest":
            value, outcome = self._settle_farthest()
        else:
            value, outcome = self._settle(goal)
        self.reached.append(Reached(goal, value, outcome))

    def _settle(self, goal: GoalName) -> tuple[float, Outcome]:
        began = self.clock.seconds
        outcome = self._solve(goal, self.radius_min)
        value = figures.value(self.question, goal, self.posts, self.serving, self.best_min)
        give = self.question.goals.concede
        worse = (1 - value) + give * value if goal == "covered" else value + give * abs(value)
        self.held = (*self.held, Held(goal, worse + 1e-9 * max(1.0, abs(worse))))
        return value, _outcome(goal, outcome, value, self.clock.seconds - began)

    def _settle_farthest(self) -> tuple[float, Outcome]:
        """Bisect over the minutes that occur for the least that some plan keeps within.

        References
        ----------
        Minieka (1970), The m-center problem, SIAM Review 12(1).
        """
        began = self.clock.seconds
        outcome = self._solve("fewest", self.radius_min)
        value = figures.value(self.question, "farthest", self.posts, self.serving)
        times = np.unique(np.concatenate([one.time_min.ravel() for one in self.question.states]))
        times = times[times <= value]
        low = int(np.searchsorted(times, self._nobody_below()))
        high, stopped = len(times) - 1, False
        while low < high and not stopped:
            middle = (low + high) // 2
            try:
                outcome = self._solve("fewest", float(times[middle]))
                value = figures.value(self.question, "farthest", self.posts, self.serving)
                high = int(np.searchsorted(times, value))
            except InfeasibleError:
                low = middle + 1
            except SolveError:
                stopped = True  # the limit: what is known is what is returned
        self.radius_min = value * (1 + self.question.goals.concede)
        self.lists = self._lists(self.radius_min)
        bound = float(times[low]) if low < len(times) else value
        outcome = dataclasses.replace(
            outcome,
            objective=value,
            bound=bound,
            deterministic=outcome.deterministic and not stopped,
        )
        return value, _outcome("farthest", outcome, value, self.clock.seconds - began)

    def _nobody_below(self) -> float:
        """Return minutes that somebody needs even to his nearest site."""
        return max(float(one.time_min.min(axis=1).max()) for one in self.question.states)

    def _best_by_scenario(self) -> FloatArray | None:
        """Return the least minutes of every scenario alone, where regret is asked for."""
        if self.question.goals.robust != "regret":
            return None
        count = 1 + max(one.scenario for one in self.question.states)
        return np.array([self._best_alone(one) for one in range(count)])

    def _best_alone(self, scenario: int) -> float:
        alone = scenario_alone(self.question, scenario)
        reached = solve_question(alone, self.clock.left()).reached[0]
        return reached.value

    def _lists(self, radius_min: float) -> tuple[Nearby, ...]:
        question = self.question
        first = question.site_count
        if question.customer_count * question.site_count * len(question.states) > WRITTEN_WHOLE:
            first = _FIRST_RANKS
        states = range(len(question.states))
        return tuple(nearby(question, one, first, radius_min) for one in states)

    def _solve(self, goal: GoalName, radius_min: float) -> Outcome:
        """Solve on short lists, first relaxed, until nobody is served beyond his list."""
        if radius_min < self.radius_min:
            draft = Draft(self._lists(radius_min))
        else:
            draft = Draft(self.lists)
        draft = dataclasses.replace(draft, held=self.held, best_min=self.best_min)
        if any((one.ranks < one.lengths).any() for one in draft.lists):
            draft = self._grown_on_relaxation(goal, draft)
        while True:
            model = formulate(self.question, goal, draft)
            outcome = _unscaled(model, self._run(model))
            short = model.short_lists()
            if not any(len(one) for one in short):
                break
            if outcome.status in (Status.FEASIBLE, Status.INTERRUPTED):
                raise SolveError(
                    f"{Status.NOTHING_FOUND}: a limit stopped outlets before any plan was found",
                    where="outlets",
                    mend="raise solve.time_limit_s or solve.node_limit, or solve.gap",
                )
            draft = dataclasses.replace(draft, lists=_longer(draft.lists, short))
        if radius_min >= self.radius_min:
            self.lists = draft.lists
        self.posts, self.serving = model.posts(), self._serving(model)
        return outcome

    def _grown_on_relaxation(self, goal: GoalName, draft: Draft) -> Draft:
        relaxed = dataclasses.replace(draft, relaxed=True)
        while True:
            model = formulate(self.question, goal, relaxed)
            self._run(model)
            short = model.short_lists()
            if not any(len(one) for one in short):
                break
            relaxed = dataclasses.replace(relaxed, lists=_longer(relaxed.lists, short))
        everybody = np.arange(self.question.customer_count)
        lists = tuple(one.grown(everybody, _MARGIN) for one in relaxed.lists)
        return dataclasses.replace(draft, lists=lists)

    def _run(self, model: Model) -> Outcome:
        return run(model.book.problem, self.clock.left(), hint=_HINT, where="outlets")

    def _serving(self, model: Model) -> tuple[Serving, ...]:
        """Return who is served where: nearest if nothing is ever full, else as solved."""
        if not self.question.unit_count:
            return figures.nearest(self.question, model.posts())
        found = []
        for service in model.services:
            rows = [
                (i, int(site), one.varValue or 0.0)
                for i, mine in enumerate(service.serve)
                for site, one in zip(service.lists.order[i], mine, strict=False)
            ]
            customer, site, share = (np.array(one) for one in zip(*rows, strict=True))
            kept = share > 0.5 if not self.question.split else share > 1e-7  # noqa: PLR2004
            customer, site, share = customer[kept], site[kept], share[kept]
            total = np.bincount(customer, weights=share, minlength=self.question.customer_count)
            order = np.lexsort((site, customer))
            found.append(Serving(customer[order], site[order], (share / total[customer])[order]))
        return tuple(found)


def scenario_alone(question: Question, scenario: int) -> Question:
    """Return the question as if only this scenario could come, with minutes as the goal."""
    which = [at for at, one in enumerate(question.states) if one.scenario == scenario]
    states = tuple(
        dataclasses.replace(question.states[at], scenario=0, probability=1.0) for at in which
    )
    standards = tuple(
        dataclasses.replace(one, weight=one.weight[which]) for one in question.standards
    )
    goals = dataclasses.replace(question.goals, order=("minutes",), robust="expected")
    return dataclasses.replace(question, states=states, standards=standards, goals=goals)


def _longer(lists: Sequence[Nearby], short: Sequence[np.ndarray]) -> tuple[Nearby, ...]:
    return tuple(one.grown(who) for one, who in zip(lists, short, strict=True))


def _unscaled(model: Model, outcome: Outcome) -> Outcome:
    return dataclasses.replace(
        outcome, objective=outcome.objective / model.scale, bound=outcome.bound / model.scale
    )


def _outcome(goal: GoalName, outcome: Outcome, value: float, seconds: float) -> Outcome:
    """State the outcome in the goal's unit, against the value that the plan really has."""
    bound = 1 - outcome.bound if goal == "covered" else outcome.bound
    short = bound - value if goal == "covered" else value - bound
    gap = max(short, 0.0) / abs(value) if value else (0.0 if short <= PROOF_GAP else np.inf)
    stopped = outcome.status in (Status.FEASIBLE, Status.INTERRUPTED)
    status = outcome.status
    if gap <= PROOF_GAP or (not stopped and abs(short) <= 1e-9):  # noqa: PLR2004  rounding
        status = Status.PROVEN
    elif not stopped:
        status = Status.WITHIN_GAP
    return dataclasses.replace(
        outcome, status=status, objective=value, bound=bound, gap=float(gap), seconds=seconds
    )
