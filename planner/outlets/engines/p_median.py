"""The p-median, proven optimal: a strong formulation on the few pairs that can matter."""

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pulp

from planner.errors import InfeasibleError
from planner.outlets.engines import interchange
from planner.outlets.engines.chosen import Chosen
from planner.outlets.engines.interchange import Positions
from planner.outlets.engines.lists import Lists, make_lists, merge
from planner.schema import BoolArray, FloatArray
from planner.solve import PROOF_GAP, Outcome, SolveOptions, Status, chosen, run

_TRACE = 1e-6  # less than this of a customer is rounding
_HINT = "raise outlets.count, or add candidates that these customers can reach"


@dataclass(frozen=True, eq=False)
class Formulation:
    """The problem with its decisions: which sites open, and who is served beyond his list."""

    problem: pulp.LpProblem
    opened: list[pulp.LpVariable]
    serve: list[list[pulp.LpVariable]]
    beyond: dict[int, pulp.LpVariable]


def p_median(
    weight: FloatArray,
    time_min: FloatArray,
    must_open: BoolArray,
    count: int,
    options: SolveOptions,
    *,
    excluded: Sequence[Positions] = (),
    barred: BoolArray | None = None,
) -> Chosen:
    """Open `count` sites so that weighted travel is least.

    First a good plan is found by exchange and a bound by prices (see `lagrange`), both are bettered
    (see `rounding`, `probing`), and sites and pairs that no better plan can have are left out. If
    few pairs remain, all are written down. Otherwise each customer's few nearest sites are
    written down; the rest is one variable ``beyond`` at the time of the next site on, which
    is never more than he would really need. The optimum of that relaxation is a bound. When nobody
    is served beyond his list, it is the optimum of the whole problem; otherwise those lists grow
    and the problem is solved again.

    Parameters
    ----------
    weight
        Shape (n,), not negative, not all zero.
    time_min
        Minutes, shape (n, m), infinite where there is no way; every row has a finite entry.
    must_open
        Sites that are open in any case, shape (m,).
    count
        Open sites in all, from the number of `must_open` to m.
    options
        Limits of the solve.
    excluded
        Sets of `count` sites that may not be the answer.
    barred
        Sites that may not open, shape (m,); none of them has to be open.

    Raises
    ------
    InfeasibleError
        No `count` sites reach every customer, or all such sets are excluded.
    SolveError
        Nothing was found within the limits.

    References
    ----------
    ReVelle and Swain (1970), Central facilities location, Geographical Analysis 2(1).
    Garcia, Labbe and Marin (2011), Solving large p-median problems with a radius formulation,
    INFORMS Journal on Computing 23(4): solving on short lists that grow.
    """
    if barred is not None and barred.any():
        return _among(
            np.flatnonzero(~barred), weight, time_min, must_open, count, options, excluded
        )
    began = time.perf_counter()
    if count > time_min.shape[1] or not np.isfinite(time_min).any(axis=1).all():
        raise InfeasibleError(
            "p_median: no sites of those allowed reach every customer", where="outlets", mend=_HINT
        )
    weight, time_min = merge(weight, time_min)
    scale = len(weight) / float(weight.sum())  # coefficients far from the solver's tolerances
    weight = weight * scale
    lists = make_lists(weight, time_min, must_open, count, excluded)
    best, bound = lists.opened, lists.bound
    while True:
        model = formulate(weight, lists, count, excluded=excluded)
        outcome = run(
            model.problem, _left(options, began), hint=_HINT, where="outlets",
            start=_start(model, lists, best),
        )  # fmt: skip
        opened = np.flatnonzero([chosen(one) for one in model.opened])
        if interchange.cost(weight, time_min, opened) < interchange.cost(weight, time_min, best):
            best = opened
        bound = max(bound, outcome.bound)
        best_cost = interchange.cost(weight, time_min, best)
        short = [i for i, one in model.beyond.items() if (one.varValue or 0.0) > _TRACE]
        if not short or _gap(best_cost, bound) <= options.gap or _stopped(outcome):
            break
        lists = lists.grown(short)
    if not excluded:  # a plan within the gap may still be bettered by one exchange
        after = interchange.exchange(weight, time_min, best, must_open)
        # An exchange does not notice when it leaves out somebody who weighs nothing.
        if interchange.cost(weight, time_min, after) < interchange.cost(weight, time_min, best):
            best = after
    best_cost = interchange.cost(weight, time_min, best)
    seconds = time.perf_counter() - began
    return Chosen(best, _whole(outcome, best_cost / scale, bound / scale, seconds))


def _among(
    sites: Positions,
    weight: FloatArray,
    time_min: FloatArray,
    must_open: BoolArray,
    count: int,
    options: SolveOptions,
    excluded: Sequence[Positions],
) -> Chosen:
    """Answer the question as if there were these sites only."""
    inner = p_median(
        weight, time_min[:, sites], must_open[sites], count, options,
        excluded=[np.searchsorted(sites, one) for one in excluded if np.isin(one, sites).all()],
    )  # fmt: skip
    return Chosen(sites[inner.opened], inner.outcome)


def formulate(
    weight: FloatArray, lists: Lists, count: int, *, excluded: Sequence[Positions] = ()
) -> Formulation:
    """Write the p-median down.

    ::

        minimise   sum_i  w_i (sum_{j in L_i} t_ij serve_ij + r_i beyond_i)
        subject to sum_{j in L_i} serve_ij + beyond_i = 1     everybody is served once
                   serve_ij <= open_j                         only open sites serve
                   sum_j open_j = count
                   open_j = 1                                 for sites that stay in any case
                   open_j = 0                                 for sites that are ruled out
                   sum_{j in S} open_j <= count - 1           for every excluded set S
                   open_j in {0, 1},  serve_ij >= 0,  beyond_i >= 0

    L_i holds the first ``ranks[i]`` sites of i's list and r_i is the time of the next one; there is
    no ``beyond_i`` when L_i is the whole list.
    """
    problem = pulp.LpProblem("p_median")
    opened = problem.add_variable_matrix("open", range(lists.time_min.shape[1]), cat="Binary")
    terms: list[tuple[pulp.LpVariable, float]] = []
    rows, served = [], []
    beyond: dict[int, pulp.LpVariable] = {}
    for i, rank in enumerate(lists.ranks.tolist()):
        near = lists.order[i, : min(rank + 1, lists.lengths[i])].tolist()
        cost = weight[i] * lists.time_min[i, near]
        serve = problem.add_variable_matrix(f"serve_{i}", near[:rank], lowBound=0)
        served.append(serve)
        places = list(serve)
        if rank < lists.lengths[i]:
            beyond[i] = problem.add_variable(f"beyond_{i}", lowBound=0)
            places.append(beyond[i])
        terms += zip(places, cost.tolist(), strict=False)
        rows.append((pulp.lpSum(places) == 1, f"served_{i}"))
        rows += [
            (one <= opened[j], f"only_open_{i}_{j}") for one, j in zip(serve, near, strict=False)
        ]
    problem += pulp.LpAffineExpression.from_list(terms), "weighted_minutes"
    for row, name in rows:
        problem += row, name
    problem += pulp.lpSum(opened) == count, "count"
    for j in np.flatnonzero(lists.stays):
        problem += opened[j] == 1, f"stays_{j}"
    for j in np.flatnonzero(lists.shut):
        problem += opened[j] == 0, f"shut_{j}"
    for number, sites in enumerate(excluded):
        problem += pulp.lpSum(opened[j] for j in sites) <= count - 1, f"excluded_{number}"
    return Formulation(problem, opened, served, beyond)


def least_count(time_min: FloatArray, must_open: BoolArray, options: SolveOptions) -> int:
    """Return the smallest number of open sites that lets everybody reach one.

    ::

        minimise sum_j open_j  subject to  sum_{j reaches i} open_j >= 1,  open_j = 1 if it stays
    """
    problem = pulp.LpProblem("least_count")
    opened = problem.add_variable_matrix("open", range(time_min.shape[1]), cat="Binary")
    problem += pulp.lpSum(opened), "outlets"
    for number, row in enumerate(np.unique(np.isfinite(time_min), axis=0)):
        problem += pulp.lpSum(opened[j] for j in np.flatnonzero(row)) >= 1, f"reached_{number}"
    for j in np.flatnonzero(must_open):
        problem += opened[j] == 1, f"stays_{j}"
    run(problem, options, hint="add sites that every customer can reach", where="outlets")
    return sum(chosen(one) for one in opened)


def _start(
    model: Formulation, lists: Lists, opened: Positions
) -> list[tuple[pulp.LpVariable, float]]:
    """Return the values of all decisions when these sites are open."""
    is_open = np.zeros(len(model.opened), dtype=np.bool_)
    is_open[opened] = True
    values = [(one, float(is_open[site])) for site, one in enumerate(model.opened)]
    for i, serve in enumerate(model.serve):
        first = np.flatnonzero(is_open[lists.order[i, : lists.ranks[i]]])[:1]
        values += [(one, float(rank in first)) for rank, one in enumerate(serve)]
        if i in model.beyond:
            values.append((model.beyond[i], float(not len(first))))
    return values


def _left(options: SolveOptions, began: float) -> SolveOptions:
    left = max(options.time_limit_s - (time.perf_counter() - began), 1.0)
    return options.model_copy(update={"time_limit_s": left})


def _stopped(outcome: Outcome) -> bool:
    return outcome.status in (Status.FEASIBLE, Status.INTERRUPTED)


def _gap(cost: float, bound: float) -> float:
    if not np.isfinite(cost) or not np.isfinite(bound):
        return float("inf")
    return 0.0 if cost <= bound else (cost - bound) / cost


def _whole(outcome: Outcome, cost: float, bound: float, seconds: float) -> Outcome:
    """State the outcome for the whole problem: true cost of the sites against the best bound."""
    gap = _gap(cost, bound)
    status = outcome.status
    if gap <= PROOF_GAP:
        status = Status.PROVEN
    elif not _stopped(outcome):
        status = Status.WITHIN_GAP
    return dataclasses.replace(
        outcome, status=status, objective=cost, bound=bound, gap=gap, seconds=seconds
    )
