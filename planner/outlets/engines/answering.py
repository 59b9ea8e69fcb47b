"""One door for every siting question: a fast engine where one fits, else the general model."""

from planner.outlets.engines.answer import Answer
from planner.outlets.engines.doors import allocated, uncapacitated
from planner.outlets.engines.general import solve_question
from planner.outlets.engines.question import Question
from planner.solve import SolveOptions


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
    return (
        uncapacitated(question, options)
        or allocated(question, options)
        or solve_question(question, options)
    )
