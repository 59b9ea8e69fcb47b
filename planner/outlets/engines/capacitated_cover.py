"""Covering with capacities: everybody who counts is assigned to one open site in reach."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pulp

from planner.errors import InfeasibleError
from planner.outlets.engines.chosen import Positions, outcome
from planner.outlets.engines.covers import Covers, Reach
from planner.schema import BoolArray, FloatArray
from planner.solve import Clock, Outcome, SolveOptions, Status, chosen, run

_HINT = "raise capacities or the limit of minutes, or allow more sites"

type Pairs = list[tuple[int, int, pulp.LpVariable]]


@dataclass(frozen=True, eq=False)
class Sites:
    """What may open, and what it holds.

    `capacity` (m,) is in the unit of the customers' demand; `must_open` and `barred` (m,) as in
    `set_cover`.
    """

    capacity: FloatArray
    must_open: BoolArray
    barred: BoolArray


@dataclass(frozen=True, eq=False)
class Assigned:
    """Sites to open (sorted positions), who serves whom (n,), -1 for nobody, and the proof."""

    opened: Positions
    serving: npt.NDArray[np.intp]
    outcome: Outcome


@dataclass(frozen=True, eq=False)
class Formulation:
    """The problem with its decisions."""

    problem: pulp.LpProblem
    opened: list[pulp.LpVariable]
    pairs: Pairs


def capacitated_set_cover(
    demand: FloatArray,
    reach: Reach,
    sites: Sites,
    options: SolveOptions,
    *,
    cost: FloatArray | None = None,
) -> Assigned:
    """Open the fewest sites, or the cheapest, that hold everybody within reach.

    Parameters
    ----------
    demand
        Shape (n,), not negative.
    reach
        Shape (n, m): whether the site reaches the customer.
    sites
        What may open.
    options
        Limits of the solve.
    cost
        Of each site, shape (m,), not negative; every site counts 1 when left out.

    Raises
    ------
    InfeasibleError
        The sites that may open cannot hold everybody.
    SolveError
        Nothing was found within the limits.

    References
    ----------
    Current and Storbeck (1988), Capacitated covering models, Environment and Planning B 15(2).
    """
    clock = Clock(options.time_limit_s)
    price = np.ones(len(sites.capacity)) if cost is None else cost
    covers = Covers.of(reach, 1)
    lost = int((covers.matrix @ (~sites.barred).astype(np.int32) == 0).sum())
    if lost:
        raise InfeasibleError(
            f"set_cover: no site that may open reaches {lost} customers",
            where="outlets", mend=_HINT,
        )  # fmt: skip
    model = formulate(demand, covers, sites, "everybody")
    total = list(zip(model.opened, price.tolist(), strict=True))
    model.problem.setObjective(pulp.LpAffineExpression.from_list(total, name="cost"))
    inner = run(model.problem, clock.limit(options), hint=_HINT, where="outlets")
    opened, serving = _read(model, len(demand))
    return Assigned(opened, serving, _state(float(price[opened].sum()), inner, clock))


def capacitated_max_cover(
    weight: FloatArray,
    demand: FloatArray,
    reach: Reach,
    sites: Sites,
    count: int,
    options: SolveOptions,
) -> Assigned:
    """Open `count` sites so that the weight that they hold within reach is most.

    Parameters
    ----------
    weight
        Shape (n,), not negative.
    demand, reach, sites, options
        As in `capacitated_set_cover`.
    count
        Open sites in all, from the number of `must_open` to that of sites not barred.

    Returns
    -------
    assigned
        Its objective is the covered weight, its bound is not below any plan's.

    Raises
    ------
    InfeasibleError
        `count` is not possible.
    SolveError
        Nothing was found within the limits.

    References
    ----------
    Current and Storbeck (1988), Capacitated covering models, Environment and Planning B 15(2).
    """
    clock = Clock(options.time_limit_s)
    model = formulate(demand, Covers.of(reach, 1), sites, "some")
    total = [(one, float(weight[i])) for i, _, one in model.pairs]
    model.problem.setObjective(pulp.LpAffineExpression.from_list(total, name="covered_weight"))
    model.problem.sense = pulp.LpMaximize
    model.problem.addConstraint(pulp.lpSum(model.opened) == count, "count")
    inner = run(model.problem, clock.limit(options), hint=_HINT, where="outlets")
    opened, serving = _read(model, len(demand))
    return Assigned(opened, serving, _state(float(weight[serving >= 0].sum()), inner, clock))


def formulate(
    demand: FloatArray, covers: Covers, sites: Sites, who: Literal["everybody", "some"]
) -> Formulation:
    """Write down who may be served from where; the caller adds what is best.

    ::

        sum_{j reaches i} serve_ij = 1  (<= 1 where only some have to be served)
        serve_ij <= open_j                              for every pair in reach that fits
        sum_i d_i serve_ij <= capacity_j open_j         for every site
        open_j = 1 where it has to be,  open_j = 0 where it may not be
        open_j, serve_ij in {0, 1}

    ``serve_ij <= open_j`` follows from the capacities when all is whole, but not in the
    relaxation that gives the bound.
    """
    problem = pulp.LpProblem("capacitated_cover")
    opened = problem.add_variable_matrix("open", range(len(sites.capacity)), cat="Binary")
    pairs: Pairs = []
    at_site: list[list[tuple[pulp.LpVariable, float]]] = [[] for _ in opened]
    rows = []
    for i, need in enumerate(demand.tolist()):
        near = [j for j in covers.row(i) if not sites.barred[j] and need <= sites.capacity[j]]
        serve = problem.add_variable_matrix(f"serve_{i}", near, cat="Binary")
        total = pulp.lpSum(serve)
        rows.append((total == 1 if who == "everybody" else total <= 1, f"served_{i}"))
        for j, one in zip(near, serve, strict=True):
            pairs.append((i, j, one))
            at_site[j].append((one, need))
            rows.append((one <= opened[j], f"only_open_{i}_{j}"))
    for row, name in rows:
        problem += row, name
    for j, held in enumerate(at_site):
        load = pulp.LpAffineExpression.from_list(held)
        problem += load <= float(sites.capacity[j]) * opened[j], f"capacity_{j}"
    for j in np.flatnonzero(sites.must_open | sites.barred).tolist():
        problem += opened[j] == int(sites.must_open[j]), f"decided_{j}"
    return Formulation(problem, opened, pairs)


def _read(model: Formulation, customers: int) -> tuple[Positions, npt.NDArray[np.intp]]:
    serving = np.full(customers, -1, dtype=np.intp)
    for i, j, one in model.pairs:
        if chosen(one):
            serving[i] = j
    return np.flatnonzero([chosen(one) for one in model.opened]), serving


def _state(objective: float, inner: Outcome, clock: Clock) -> Outcome:
    return outcome(
        objective, inner.bound, seconds=clock.seconds, solver=inner.solver,
        stopped=inner.status in (Status.FEASIBLE, Status.INTERRUPTED),
    )  # fmt: skip
