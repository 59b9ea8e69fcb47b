"""Every figure of a plan, computed exactly from its posts and its assignment."""

import dataclasses
from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from planner.outlets.engines.answer import Answer, Money, Reached, Serving
from planner.outlets.engines.question import GoalName, Move, Question
from planner.schema import BoolArray, FloatArray
from planner.solve import Outcome

_TOLERANCE = 1e-9  # a minute's rounding does not push anybody out of a standard


def answered(
    question: Question,
    posts: BoolArray,
    serving: tuple[Serving, ...],
    outcomes: Sequence[tuple[GoalName, Outcome]],
    best_min: FloatArray | None = None,
) -> Answer:
    """Return a plan with all its figures, whatever engine found it.

    Parameters
    ----------
    posts
        Open posts by phase, (T, K).
    serving
        By state.
    outcomes
        What the solves said, by goal, most important first.
    best_min
        Least minutes that each scenario alone could have, for regret.
    """
    return Answer(
        posts=posts,
        serving=serving,
        reached=tuple(
            Reached(goal, value(question, goal, posts, serving, best_min), outcome)
            for goal, outcome in outcomes
        ),
        money=spending(question, posts),
        short=shortfalls(question, serving),
        sites=question.open_sites(posts),
        best_min=best_min,
    )


def nearest(question: Question, posts: BoolArray) -> tuple[Serving, ...]:
    """Return everybody at the nearest open post that offers what he needs, state by state.

    Of equally near ones the first; a customer without any is at the first site, infinitely far.
    """
    return tuple(
        Serving.whole(np.argmin(usable_min(question, posts, number), axis=1))
        for number in range(len(question.states))
    )


def usable_min(question: Question, posts: BoolArray, state: int) -> FloatArray:
    """Return minutes to the sites that can serve each customer in a state, else infinite, (n, m).

    Parameters
    ----------
    posts
        Open posts by phase, (T, K).
    state
        Position of the state.
    """
    here = question.states[state]
    usable = question.open_sites(question.posts.offers & posts[here.phase])  # (V, m)
    return np.where(usable[question.needs], here.time_min, np.inf)


def minutes_of(question: Question, serving: Serving, state: int) -> FloatArray:
    """Return mean minutes of each customer, (n,)."""
    minutes = question.states[state].time_min[serving.customer, serving.site]
    return np.bincount(
        serving.customer, weights=serving.share * minutes, minlength=question.customer_count
    )


def within(question: Question, serving: Serving, state: int, limit_min: float) -> FloatArray:
    """Return which share of each customer is served within a limit, (n,)."""
    minutes = question.states[state].time_min[serving.customer, serving.site]
    near = serving.share * (minutes <= limit_min + _TOLERANCE)
    return np.bincount(serving.customer, weights=near, minlength=question.customer_count)


def years_share(question: Question) -> FloatArray:
    """Return the share of each phase in all years, (T,)."""
    years = np.array([one.years for one in question.phases])
    return np.asarray(years / years.sum())


def state_share(question: Question) -> FloatArray:
    """Return what each state counts: its probability times its phase's share, (S,)."""
    years = years_share(question)
    return np.array([one.probability * years[one.phase] for one in question.states])


def scenario_minutes(question: Question, serving: tuple[Serving, ...]) -> FloatArray:
    """Return weighted mean minutes by scenario, over all phases, (scenarios,)."""
    years = years_share(question)
    total = np.zeros(1 + max(one.scenario for one in question.states))
    for number, (here, served) in enumerate(zip(question.states, serving, strict=True)):
        mean = float(here.weight @ minutes_of(question, served, number))
        total[here.scenario] += years[here.phase] * mean
    return total


def probabilities(question: Question) -> FloatArray:
    """Return the probability of each scenario, (scenarios,)."""
    by_scenario = {one.scenario: one.probability for one in question.states}
    return np.array([by_scenario[one] for one in range(len(by_scenario))])


def shortfalls(question: Question, serving: tuple[Serving, ...]) -> FloatArray:
    """Return percentage points that each standard lacks, (R, S); never below 0."""
    short = np.zeros((len(question.standards), len(question.states)))
    for row, standard in enumerate(question.standards):
        for number, served in enumerate(serving):
            weight = standard.weight[number]
            if weight.sum() > 0:
                near = within(question, served, number, standard.within_min)
                short[row, number] = 100 * (standard.share - weight @ near / weight.sum())
    return np.maximum(short, 0.0)


def spending(question: Question, posts: BoolArray) -> tuple[Money, ...]:
    """Return what each phase costs, with the relocations that save most."""
    found, before = [], question.posts.today
    for now in posts:
        found.append(_phase_money(question, before, now))
        before = now
    return tuple(found)


def _phase_money(question: Question, before: BoolArray, now: BoolArray) -> Money:
    offered = question.posts
    bought = now & ~before
    was, stands = question.open_sites(before), question.open_sites(now)
    shutting, opening = was & ~stands, stands & ~was
    once = float(offered.once_yuan[bought].sum() + offered.close_yuan[shutting].sum())
    price = np.zeros(question.site_count)
    np.add.at(price, offered.site[bought], offered.once_yuan[bought])
    saving = np.zeros((question.site_count, question.site_count))
    chosen: dict[tuple[int, int], Move] = {}
    for move in question.moves:
        if shutting[move.leave] and opening[move.to]:
            saved = float(offered.close_yuan[move.leave] + price[move.to]) - move.yuan
            if saved > saving[move.leave, move.to]:
                saving[move.leave, move.to] = saved
                chosen[move.leave, move.to] = move
    moves = []
    if chosen:
        leave, to = linear_sum_assignment(saving, maximize=True)
        pairs = set(zip(leave.tolist(), to.tolist(), strict=True))
        moves = [move for pair, move in sorted(chosen.items()) if pair in pairs]
        once -= sum(float(saving[one.leave, one.to]) for one in moves)
    return Money(once, float(offered.yearly_yuan[now].sum()), tuple(moves))


def tail_mean(minutes: FloatArray, weight: FloatArray, share: float) -> float:
    """Return the mean of the `share` of weight with the largest minutes.

    References
    ----------
    Rockafellar and Uryasev (2000), Optimization of conditional value-at-risk, Journal of Risk 2(3).
    """
    order = np.argsort(-minutes, kind="stable")
    upto = np.minimum(np.cumsum(weight[order]), share)
    taken = np.diff(upto, prepend=0.0)
    return float(np.where(taken > 0, minutes[order], 0.0) @ taken / share)


def yearly_money(question: Question, posts: BoolArray) -> float:
    """Return running cost a year plus what is spent once over the horizon, in the mean year."""
    money = spending(question, posts)
    running = sum(
        float(share) * one.yearly_yuan
        for share, one in zip(years_share(question), money, strict=True)
    )
    return running + sum(one.once_yuan for one in money) / question.goals.horizon_years


def value(
    question: Question,
    goal: GoalName,
    posts: BoolArray,
    serving: tuple[Serving, ...],
    best_min: FloatArray | None = None,
) -> float:
    """Return how much of a goal a plan reaches, in the goal's unit.

    Parameters
    ----------
    best_min
        Least minutes that each scenario alone could have, for regret.
    """
    match goal:
        case "minutes":
            by_scenario = scenario_minutes(question, serving)
            return _over_scenarios(question, by_scenario, best_min)
        case "farthest":
            return max(
                float(question.states[one].time_min[served.customer, served.site].max())
                for one, served in enumerate(serving)
            )
        case "tail":
            minutes = [minutes_of(question, one, at) for at, one in enumerate(serving)]
            weight = [
                share * here.weight
                for share, here in zip(state_share(question), question.states, strict=True)
            ]
            share = question.goals.tail_share
            return tail_mean(np.concatenate(minutes), np.concatenate(weight), share)
        case "covered":
            return sum(
                float(share * here.weight @ within(question, one, at, question.goals.cover_min))
                for at, (share, here, one) in enumerate(
                    zip(state_share(question), question.states, serving, strict=True)
                )
            )
        case "fewest":
            return float(years_share(question) @ question.open_sites(posts).sum(axis=1))
        case "yuan":
            return _yuan(question, posts, serving)


def _over_scenarios(question: Question, minutes: FloatArray, best_min: FloatArray | None) -> float:
    if question.goals.robust == "expected":
        return float(probabilities(question) @ minutes)
    if question.goals.robust == "worst" or best_min is None:
        return float(minutes.max())
    return float((minutes - best_min).max())


def _yuan(question: Question, posts: BoolArray, serving: tuple[Serving, ...]) -> float:
    expected = dataclasses.replace(question.goals, robust="expected")
    plain = dataclasses.replace(question, goals=expected)
    minutes = value(plain, "minutes", posts, serving) if question.goals.minute_yuan else 0.0
    short = shortfalls(question, serving)
    prices = np.array([one.price_yuan for one in question.standards])
    missed = np.where(short > 0, short, 0.0) @ state_share(question)
    fined = float(prices[np.isfinite(prices)] @ missed[np.isfinite(prices)])
    return yearly_money(question, posts) + question.goals.minute_yuan * minutes + fined
