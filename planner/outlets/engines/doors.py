"""The doors to the fast engines: plain questions, asked of the engine that is made for them."""

from itertools import combinations

import numpy as np

from planner.errors import InfeasibleError
from planner.outlets.engines import figures
from planner.outlets.engines.allocation import Allocated, Loads, Sites
from planner.outlets.engines.answer import Answer, Serving
from planner.outlets.engines.capacitated import capacitated_split, capacitated_whole, fixed_charge
from planner.outlets.engines.chosen import Chosen, Positions, outcome, restated
from planner.outlets.engines.max_cover import max_cover
from planner.outlets.engines.p_center import p_center
from planner.outlets.engines.p_median import p_median
from planner.outlets.engines.question import GoalName, Question
from planner.outlets.engines.set_cover import set_cover
from planner.outlets.engines.tail import least_tail
from planner.schema import FloatArray
from planner.solve import Clock, Outcome, SolveOptions

_ROUNDING = 1e-9


def uncapacitated(question: Question, options: SolveOptions) -> Answer | None:
    """Answer a plain question without limits of load, or say that it is not one.

    Goals may be "farthest" and "fewest" in any order, then "minutes", "tail", "covered" or none.
    Each leaves a plain question to the next one: nobody farther than was reached, no more outlets
    than were needed.

    Raises
    ------
    InfeasibleError
        No plan keeps all the rules.
    SolveError
        Nothing was found within the limits.
    """
    order = question.goals.order
    chain = set(order[:-1]) <= {"farthest", "fewest"} and order[-1] in _ENGINES
    if not chain or question.unit_count or not _is_plain(question):
        return None
    if question.excluded and order != ("minutes",):
        return None
    work = _Chain(question, Clock(options.time_limit_s), options)
    reached = [(goal, work.settle(goal)) for goal in order]
    if not work.sound:
        return None
    posts = _posts(question, work.opened)
    return figures.answered(question, posts, figures.nearest(question, posts), reached)


def allocated(question: Question, options: SolveOptions) -> Answer | None:
    """Answer a plain question of one goal, minutes or yuan, with or without limits of load.

    An open site costs what it costs more a year than shut: running, and opening for a candidate;
    for today's outlet running less what shutting it would have cost.

    Raises
    ------
    InfeasibleError
        No plan keeps all the rules.
    SolveError
        Nothing was found within the limits.
    """
    goals, posts, phase = question.goals, question.posts, question.phases[0]
    asked = goals.order == ("yuan",) or (goals.order == ("minutes",) and question.unit_count)
    if not asked or not _is_plain(question) or question.excluded or question.moves:
        return None
    money = goals.order == ("yuan",)
    here, today = question.states[0], question.today_sites
    shut_yuan = np.where(today, posts.close_yuan, 0.0) / goals.horizon_years
    open_yuan = posts.yearly_yuan + np.where(today, 0.0, posts.once_yuan / goals.horizon_years)
    minute = goals.minute_yuan if money else 1.0
    reach_min = _reach_min(question)
    served, nowhere = np.isfinite(reach_min), np.full_like(reach_min, np.inf)
    sites = Sites(
        serve_cost=np.multiply(minute * here.weight[:, None], reach_min, nowhere, where=served),
        open_cost=open_yuan - shut_yuan if money else np.zeros(question.site_count),
        must_open=question.stays,
        barred=question.shut,
        fewest=phase.least_count,
        most=min(phase.most_count, question.site_count),
    )
    found = _allocate(question, sites, options)
    constant = float(shut_yuan.sum()) if money else 0.0
    told = found.outcome
    stated = restated(told, told.objective + constant, told.bound + constant)
    serving: tuple[Serving, ...] = (Serving(found.customer, found.site, found.share),)
    opened = _posts(question, found.opened)
    if not question.unit_count:
        serving = figures.nearest(question, opened)
    return figures.answered(question, opened, serving, [(goals.order[0], stated)])


def _allocate(question: Question, sites: Sites, options: SolveOptions) -> Allocated:
    if not question.unit_count:
        return fixed_charge(sites, options)
    demand = question.states[0].demand
    capacity = np.minimum(question.posts.capacity, demand.sum(axis=0))
    loads = Loads(demand, capacity, question.posts.least)
    engine = capacitated_split if question.split else capacitated_whole
    return engine(sites, loads, options)


class _Chain:
    """Goals settled one after the other, and what they leave to the next."""

    def __init__(self, question: Question, clock: Clock, options: SolveOptions) -> None:
        self.question, self.clock, self.options = question, clock, options
        self.time_min = _reach_min(question)
        self.count = min(question.phases[0].most_count, int((~question.shut).sum()))
        self.opened: Positions = np.empty(0, dtype=np.intp)
        self.sound = True
        """Whether the plan keeps the rules that its engine does not know."""

    def settle(self, goal: GoalName) -> Outcome:
        """Reach one goal as well as can be."""
        chosen = _ENGINES[goal](self)
        self.opened = chosen.opened
        value = chosen.outcome.objective * (1 + self.question.goals.concede)
        if goal == "farthest":
            within = self.time_min <= value + _ROUNDING
            self.time_min = np.where(within, self.time_min, np.inf)
        elif goal == "fewest":
            self.count = int(value + _ROUNDING)
            self.sound &= self.count >= self.question.phases[0].least_count
        return chosen.outcome

    def median(self) -> Chosen:
        """Open the sites of least weighted minutes; fewer than may be only if others are excluded.

        More sites are never worse. So where all plans of `count` sites around a smaller plan are
        excluded, it is part of an excluded one, and one site less is the best such part.
        """
        here, least = self.question.states[0], self.question.phases[0].least_count
        excluded = [one for one in self.question.excluded if len(one) == self.count]
        fewer = self._one_less(excluded) if least < self.count else None
        try:
            whole = p_median(
                here.weight, self.time_min, self.question.stays, self.count, self._limits(),
                excluded=[np.array(one, dtype=np.intp) for one in excluded],
                barred=self.question.shut,
            )  # fmt: skip
        except InfeasibleError:
            if fewer is None:
                raise
            return fewer
        return whole if fewer is None else _better(whole, fewer)

    def center(self) -> Chosen:
        """Open the sites from which the farthest customer is nearest."""
        stays, shut = self.question.stays, self.question.shut
        return p_center(self.time_min, stays, shut, self.count, self._limits())

    def covering(self) -> Chosen:
        """Open as few sites as can reach everybody."""
        reach = np.isfinite(self.time_min)
        found = set_cover(reach, self.question.stays, self.question.shut, self._limits())
        if len(found.opened) > self.count:
            raise InfeasibleError(
                f"set_cover: {len(found.opened)} outlets are needed, {self.count} may be open",
                where="outlets", mend=_HINT,
            )  # fmt: skip
        return found

    def coverage(self) -> Chosen:
        """Open the sites with most weight within reach, if the others can be served as well."""
        near = self.time_min <= self.question.goals.cover_min + _ROUNDING
        weight = self.question.states[0].weight
        stays, shut = self.question.stays, self.question.shut
        found = max_cover(weight, near, stays, shut, self.count, self._limits())
        served = np.isfinite(self.time_min[:, found.opened]).any(axis=1)
        self.sound &= bool(served.all())
        return found

    def tail(self) -> Chosen:
        """Open the sites of least mean minutes of the weight that travels longest."""
        question = self.question
        return least_tail(
            question.states[0].weight, self.time_min, question.stays, question.shut, self.count,
            question.goals.tail_share, self._limits(),
        )  # fmt: skip

    def _limits(self) -> SolveOptions:
        return self.clock.limit(self.options)

    def _one_less(self, excluded: list[tuple[int, ...]]) -> Chosen | None:
        """Return the best of the excluded plans less a site each."""
        weight, stays = self.question.states[0].weight, set(np.flatnonzero(self.question.stays))
        barred = {one for one in excluded if set(one) & set(np.flatnonzero(self.question.shut))}
        plans = {
            some
            for one in excluded if one not in barred
            for some in combinations(one, len(one) - 1)
            if some and stays <= set(some) and some not in self.question.excluded
        }  # fmt: skip
        costs = {some: float(weight @ self.time_min[:, some].min(axis=1)) for some in plans
                 if np.isfinite(self.time_min[:, some]).any(axis=1).all()}  # fmt: skip
        if not costs:
            return None
        best = min(costs, key=lambda some: (costs[some], some))
        cost = costs[best]
        return Chosen(
            np.array(best, dtype=np.intp),
            outcome(cost, cost, seconds=self.clock.seconds, solver="counted", stopped=False),
        )


_HINT = "raise outlets.count, or add candidates that these customers can reach"
_ENGINES = {
    "minutes": _Chain.median,
    "tail": _Chain.tail,
    "farthest": _Chain.center,
    "fewest": _Chain.covering,
    "covered": _Chain.coverage,
}


def _better(whole: Chosen, fewer: Chosen) -> Chosen:
    """Return the better of two plans, which is as good as the bounds of both allow."""
    if fewer.outcome.objective >= whole.outcome.objective:
        return whole
    bound = min(whole.outcome.bound, fewer.outcome.objective)
    return Chosen(fewer.opened, restated(whole.outcome, fewer.outcome.objective, bound))


def _is_plain(question: Question) -> bool:
    """Say whether only reach, a number and fixed sites restrain one state of one phase."""
    offered, phase = question.posts, question.phases[0]
    restrained = (
        question.groups or question.backups or len(question.states) > 1 or len(question.phases) > 1
    )
    total = all(one.share >= 1 and np.isinf(one.price_yuan) for one in question.standards)
    single = np.array_equal(offered.site, np.arange(question.site_count)) and offered.offers.all()
    free = not np.isfinite([phase.once_yuan, phase.yearly_yuan]).any()
    stays, shut = question.stays, question.shut
    least = max(int(stays.sum()), phase.least_count, 1)
    room = least <= min(phase.most_count, int((~shut).sum()))
    possible = room and not (stays & shut).any()  # if not, the general model says so
    return bool(not restrained and total and single and free and possible)


def _reach_min(question: Question) -> FloatArray:
    """Return minutes, infinite where a standard that all have to meet would be missed, (n, m)."""
    time_min = question.states[0].time_min
    for one in question.standards:
        late = (one.weight[0] > 0)[:, None] & (time_min > one.within_min + _ROUNDING)
        time_min = np.where(late, np.inf, time_min)
    return time_min


def _posts(question: Question, opened: Positions) -> np.ndarray:
    posts = np.zeros((1, question.site_count), dtype=np.bool_)
    posts[0, opened] = True
    return posts
