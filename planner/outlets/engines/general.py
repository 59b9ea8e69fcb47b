"""The general engine: goal after goal, on lists that grow until the answer is exact."""

import dataclasses

import numpy as np

from planner.errors import InfeasibleError, LimitError
from planner.outlets.engines import figures
from planner.outlets.engines.answer import Answer, Serving
from planner.outlets.engines.growing import first_lists, solve_growing, stopped_short
from planner.outlets.engines.merging import merge
from planner.outlets.engines.model import Draft, Held, Model
from planner.outlets.engines.question import GoalName, Question
from planner.schema import BoolArray, FloatArray
from planner.solve import PROOF_GAP, Clock, Outcome, SolveOptions, Status


def solve_question(question: Question, options: SolveOptions) -> Answer:
    """Answer any question with the model of `formulate`.

    Raises
    ------
    InfeasibleError
        No plan keeps all the rules.
    SolveError
        Nothing was found within the limits.
    """
    clock = Clock(options.time_limit_s)
    merged = merge(question)
    work = _Work(merged.question, options, clock)
    for goal in question.goals.order:
        work.settle(goal)
    serving = tuple(merged.apart(one) for one in work.serving)
    if not question.unit_count:
        serving = figures.nearest(question, work.posts)
    return figures.answered(question, work.posts, serving, work.reached, work.best_min)


class _Work:
    """A question half answered: the goals settled so far, and the best plan."""

    def __init__(self, question: Question, options: SolveOptions, clock: Clock) -> None:
        self.question, self.options, self.clock = question, options, clock
        self.radius_min = float("inf")
        self.lists = first_lists(self.question, self.radius_min)
        self.held: tuple[Held, ...] = ()
        self.reached: list[tuple[GoalName, Outcome]] = []
        self.posts: BoolArray = np.zeros((0, 0), dtype=np.bool_)
        self.serving: tuple[Serving, ...] = ()
        self.best_min = self._best_by_scenario()

    def settle(self, goal: GoalName) -> None:
        """Reach one goal as well as can be, and hold it for the goals after it.

        When time is over before anything better is found, the plan of the goals before stays.
        """
        try:
            outcome = self._settle_farthest() if goal == "farthest" else self._settle(goal)
        except LimitError:
            if not self.reached:
                raise
            outcome = self._unproven(goal)
        self.reached.append((goal, outcome))

    def _unproven(self, goal: GoalName) -> Outcome:
        """Return what the plan at hand comes to, of which nothing is proven."""
        value = figures.value(self.question, goal, self.posts, self.serving, self.best_min)
        return dataclasses.replace(
            self.reached[-1][1], status=Status.FEASIBLE, objective=value,
            bound=np.inf if goal == "covered" else -np.inf, gap=np.inf, deterministic=False,
        )  # fmt: skip

    def _settle(self, goal: GoalName) -> Outcome:
        began = self.clock.seconds
        outcome = self._solve(goal, self.radius_min)
        value = figures.value(self.question, goal, self.posts, self.serving, self.best_min)
        give = self.question.goals.concede
        worse = _loss(goal, value) + give * abs(value)
        self.held = (*self.held, Held(goal, worse + 1e-9 * max(1.0, abs(worse))))
        return _outcome(goal, outcome, value, self.clock.seconds - began)

    def _settle_farthest(self) -> Outcome:
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
            except LimitError:
                stopped = True  # the limit: what is known is what is returned
        self.radius_min = value * (1 + self.question.goals.concede)
        self.lists = first_lists(self.question, self.radius_min)
        bound = float(times[low]) if low < len(times) else value
        outcome = dataclasses.replace(
            outcome,
            objective=value,
            bound=bound,
            deterministic=outcome.deterministic and not stopped,
        )
        return _outcome("farthest", outcome, value, self.clock.seconds - began)

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
        reached = solve_question(alone, self.clock.limit(self.options)).reached[0]
        return reached.value

    def _solve(self, goal: GoalName, radius_min: float) -> Outcome:
        """Solve for one goal with nobody farther than a radius, and take the plan."""
        tighter = radius_min < self.radius_min
        lists = first_lists(self.question, radius_min) if tighter else self.lists
        draft = Draft(lists, held=self.held, best_min=self.best_min)
        solved = solve_growing(self.question, goal, draft, self.options, self.clock)
        model, posts = solved.model, solved.model.posts()
        if model.is_short() and not self._is_plan(posts, radius_min):
            raise stopped_short()
        if not tighter:
            self.lists = solved.lists
        self.posts, self.serving = posts, self._serving(model)
        return solved.outcome

    def _is_plan(self, posts: BoolArray, radius_min: float) -> bool:
        """Say whether posts found on lists that are too short keep every rule of service."""
        if self.question.unit_count:
            return False  # where there is room nobody knows
        serving = figures.nearest(self.question, posts)
        farthest = figures.value(self.question, "farthest", posts, serving)
        if not np.isfinite(farthest) or farthest > radius_min:
            return False
        hard = [np.isinf(one.price_yuan) for one in self.question.standards]
        late = figures.shortfalls(self.question, serving)[hard]
        held = all(
            _loss(one.goal, figures.value(self.question, one.goal, posts, serving, self.best_min))
            <= one.limit
            for one in self.held
        )
        return held and not (late > 1e-7).any()  # noqa: PLR2004  percent

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


def _loss(goal: GoalName, value: float) -> float:
    """Return a goal's value as what the model makes small."""
    return 1 - value if goal == "covered" else value


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
