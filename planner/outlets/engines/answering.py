"""One door for every siting question: a fast engine where one fits, else the general model."""

import numpy as np

from planner.outlets.engines import figures
from planner.outlets.engines.answer import Answer, Reached
from planner.outlets.engines.general import solve_question
from planner.outlets.engines.p_median import p_median
from planner.outlets.engines.question import Question
from planner.solve import Outcome, SolveOptions


def answer(question: Question, options: SolveOptions) -> Answer:
    """Return the best plan that keeps every rule.

    Parameters
    ----------
    question
        What is asked.
    options
        Limits; the time is shared by all solves that the question takes.

    Raises
    ------
    InfeasibleError
        No plan keeps all the rules.
    SolveError
        Nothing was found within the limits.
    """
    if _is_p_median(question):
        here = question.states[0]
        chosen = p_median(
            here.weight, here.time_min, question.stays, question.phases[0].most_count, options,
            excluded=[np.array(one, dtype=np.intp) for one in _of_size(question)],
            barred=question.shut,
        )  # fmt: skip
        posts = np.zeros((1, len(question.posts.site)), dtype=np.bool_)
        posts[0, chosen.opened] = True
        return finished(question, posts, chosen.outcome)
    return solve_question(question, options)


def finished(question: Question, posts: np.ndarray, outcome: Outcome) -> Answer:
    """Return the answer of a question of one goal whose customers go to the nearest open site."""
    serving = figures.nearest(question, posts)
    goal = question.goals.order[0]
    value = figures.value(question, goal, posts, serving)
    return Answer(
        posts=posts,
        serving=serving,
        reached=(Reached(goal, value, outcome),),
        money=figures.spending(question, posts),
        short=figures.shortfalls(question, serving),
        sites=question.open_sites(posts),
    )


def _of_size(question: Question) -> list[tuple[int, ...]]:
    """Return the excluded sets that could be an answer at all."""
    count = question.phases[0].most_count
    return [one for one in question.excluded if len(one) == count]


def _is_p_median(question: Question) -> bool:
    """Say whether only minutes count and nothing but a fixed number of sites restrains."""
    offered, phase = question.posts, question.phases[0]
    restrained = (
        question.groups or question.standards or question.backups or question.unit_count
        or len(question.states) > 1 or len(question.phases) > 1
    )  # fmt: skip
    plain = (
        len(offered.site) == question.site_count
        and bool(offered.offers.all())
        and not np.isfinite([phase.once_yuan, phase.yearly_yuan]).any()
    )
    stays, shut = question.stays, question.shut
    room = int(stays.sum()) <= phase.most_count <= int((~shut).sum())
    possible = room and not (stays & shut).any()  # if not, the general model says so
    fixed = phase.least_count == phase.most_count
    minutes = question.goals.order == ("minutes",)
    return minutes and plain and fixed and possible and not restrained
