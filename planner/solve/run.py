"""Run a problem: either a verified answer with its proof comes back, or an error that says why."""

import dataclasses
import math
import time
from collections.abc import Sequence

import highspy
import pulp

from planner.errors import InfeasibleError, LimitError, SolveError
from planner.solve import highs, incumbents, verify
from planner.solve.options import SolveOptions
from planner.solve.outcome import Outcome, Status
from planner.solve.watch import Sighting, tell

PROOF_GAP = 1e-6
"""Relative gap up to which a plan counts as proven, whatever gap was asked for."""

_HOW = highspy.HighsModelStatus


def run(
    problem: pulp.LpProblem,
    options: SolveOptions,
    *,
    hint: str,
    where: str = "",
    start: Sequence[tuple[pulp.LpVariable, float]] = (),
) -> Outcome:
    """Solve a problem; its variables then hold an answer that keeps every row.

    Whole-numbered variables come back exactly whole.

    Parameters
    ----------
    problem
        With an objective and at least one decision.
    options
        Limits of the solve.
    hint
        How the planner can make the problem solvable; becomes the error's ``mend``.
    where
        Scenario, manager, week: whatever leads to the spot. The problem's name when empty.
    start
        A known plan: a value for every variable. It is what comes back when a limit, of the gap
        too, stops the solve before anything better was found; one that breaks a row is not used.

    Raises
    ------
    InfeasibleError
        No answer keeps all rows; carries `hint`.
    SolveError
        The model itself is faulty; a `LimitError` when nothing was found within the limits.

    Notes
    -----
    When Ctrl-C stops the solve, the best answer is kept where `incumbents.keeping` says, watchers
    are told, and may end more than the solve; if none does, the answer is returned. What was kept
    of the same problem before is a known plan, as `start` is.
    """
    where = where or problem.name
    if problem.objective is None or not problem.exported_variables():
        # PuLP calls an empty problem optimal, so "no candidates" would look like success.
        raise SolveError(f"{problem.name} has nothing to decide", where=where, mend=hint)
    began = time.perf_counter()
    start = incumbents.found(problem) or start
    known = _known(problem, start)
    ending = highs.call(problem, options)
    if ending.status == _HOW.kUnboundedOrInfeasible:
        # Presolve alone cannot tell which.
        ending = highs.call(problem, options.model_copy(update={"presolve": False}))
    if known is not None:
        ending = _with_known(problem, ending, known, start, where=where)
    if ending.status == _HOW.kInterrupt:
        _say_stopped(problem, ending)
    _refuse(problem, ending, hint=hint, where=where)
    found = verify.faults(problem, ending.objective)
    if found:
        raise _unusable(problem, ending, found, hint=hint, where=where)
    if ending.status == _HOW.kOptimal:
        incumbents.forget(problem)
    gap = _gap(ending, maximise=problem.sense == pulp.LpMaximize)
    return Outcome(
        status=_status(ending, gap),
        objective=ending.objective,
        bound=ending.bound,
        gap=gap,
        seconds=time.perf_counter() - began,
        solver=highs.SOLVER,
        deterministic=ending.status not in (_HOW.kTimeLimit, _HOW.kInterrupt),
    )


def chosen(variable: pulp.LpVariable) -> bool:
    """Say whether a solved yes-or-no variable is yes.

    Raises
    ------
    SolveError
        The variable has no value: it was not part of the problem that was solved.
    """
    value = variable.varValue
    if value is None:
        raise SolveError(
            f"decision {variable.name} was never solved for",
            mend="use the variable in the objective or in a row before running the problem",
        )
    return bool(value > 0.5)  # noqa: PLR2004  half way between no and yes


def _known(problem: pulp.LpProblem, start: Sequence[tuple[pulp.LpVariable, float]]) -> float | None:
    """Return what the start costs, or ``None`` without one that keeps every row."""
    if not start:
        return None
    for one in problem.exported_variables():
        one.varValue = math.nan
    for one, value in start:
        one.varValue = value
    goal = problem.objective
    cost = math.nan if goal is None else goal.value()
    return cost if cost is not None and not verify.faults(problem, cost) else None


def _with_known(
    problem: pulp.LpProblem,
    ending: highs.Ending,
    known: float,
    start: Sequence[tuple[pulp.LpVariable, float]],
    *,
    where: str,
) -> highs.Ending:
    """Fall back on the known plan where it is better; refuse a bound that it beats.

    Better it is where a limit ended the solve early, be it of time, nodes or gap.

    The known plan does not go into HiGHS, see there.
    """
    worse = -1.0 if problem.sense == pulp.LpMaximize else 1.0
    size = max(1.0, abs(known))
    if ending.status == _HOW.kInfeasible or worse * (ending.bound - known) > PROOF_GAP * size:
        raise SolveError(
            f"{Status.MODEL_FAULT}: the solver ended {problem.name} with {ending.status.name} and "
            f"bound {ending.bound:.9g}, but a plan with {known:.9g} is known",
            where=where,
            mend="install the versions named in constraints.txt, and report this model",
        )
    ended = (_HOW.kTimeLimit, _HOW.kInterrupt, _HOW.kSolutionLimit, _HOW.kOptimal)
    no_worse = worse * (ending.objective - known) <= PROOF_GAP * size  # false where there is none
    if ending.status not in ended or no_worse:
        return ending
    for one, value in start:
        one.varValue = value
    return dataclasses.replace(ending, objective=known)


def _say_stopped(problem: pulp.LpProblem, ending: highs.Ending) -> None:
    """Keep the best so far, if there is any, before whoever watches may end the run."""
    if math.isfinite(ending.objective) and not verify.faults(problem, ending.objective):
        incumbents.keep(problem)
    tell(Sighting(ending.objective, ending.bound, stopped=True))


def _refuse(problem: pulp.LpProblem, ending: highs.Ending, *, hint: str, where: str) -> None:
    """Raise for every ending that cannot carry an answer."""
    if ending.status == _HOW.kInfeasible:
        raise InfeasibleError(
            f"{problem.name}: no plan keeps all the rules", where=where, mend=hint
        )
    if ending.status in (_HOW.kUnbounded, _HOW.kUnboundedOrInfeasible):
        raise SolveError(
            f"{Status.MODEL_FAULT}: {problem.name} can be improved without end",
            where=where,
            mend="bound every decision that the objective rewards",
        )
    limits = (_HOW.kTimeLimit, _HOW.kInterrupt, _HOW.kSolutionLimit, _HOW.kIterationLimit)
    if ending.status != _HOW.kOptimal and ending.status not in limits:
        raise SolveError(
            f"{Status.MODEL_FAULT}: the solver ended {problem.name} with {ending.status.name}",
            where=where,
            mend="check the data for very large or very small numbers",
        )
    if ending.status != _HOW.kOptimal and not math.isfinite(ending.objective):
        raise _nothing(problem, ending, hint=hint, where=where)


def _unusable(
    problem: pulp.LpProblem, ending: highs.Ending, found: list[str], *, hint: str, where: str
) -> SolveError:
    """Make the error for an answer that breaks its own rows."""
    if ending.status != _HOW.kOptimal:
        # PuLP reports a solution for linear problems that a limit stopped; it is no plan.
        return _nothing(problem, ending, hint=hint, where=where)
    return SolveError(
        f"{Status.MODEL_FAULT}: the solver's answer to {problem.name} cannot be believed: "
        + "; ".join(found),
        where=where,
        mend="replace very large numbers in the rules by the tightest that are right",
    )


def _nothing(problem: pulp.LpProblem, ending: highs.Ending, *, hint: str, where: str) -> LimitError:
    stopped = "an interrupt" if ending.status == _HOW.kInterrupt else "a limit"
    return LimitError(
        f"{Status.NOTHING_FOUND}: {stopped} stopped {problem.name} before any plan was found",
        where=where,
        mend=f"raise solve.time_limit_s or solve.node_limit; or {hint}",
    )


def _gap(ending: highs.Ending, *, maximise: bool) -> float:
    if not math.isfinite(ending.bound):
        return math.inf
    short = ending.bound - ending.objective if maximise else ending.objective - ending.bound
    if short <= 0:
        return 0.0
    return short / abs(ending.objective) if ending.objective else math.inf


def _status(ending: highs.Ending, gap: float) -> Status:
    if ending.status == _HOW.kOptimal:
        return Status.PROVEN if gap <= PROOF_GAP else Status.WITHIN_GAP
    if ending.status == _HOW.kInterrupt:
        return Status.INTERRUPTED
    return Status.FEASIBLE
