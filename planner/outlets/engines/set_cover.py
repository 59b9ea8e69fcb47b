"""Set covering: the fewest or cheapest sites that let everybody reach one, or several."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pulp

from planner.errors import InfeasibleError, LimitError
from planner.outlets.engines.chosen import Chosen, Positions, outcome
from planner.outlets.engines.cover_search import cover_all
from planner.outlets.engines.covers import Covers, Reach, needed_rows, useful_sites
from planner.outlets.engines.row_weights import fewer
from planner.schema import BoolArray, FloatArray
from planner.solve import Clock, SolveOptions, Status, chosen, run

HINT = "raise the limit of minutes, allow more sites, or add candidates near these customers"
_REDUCED = "reductions of set covering"
_LINEAR = "linear relaxation of set covering"
_WHOLE = 1e-5  # how near to whole a bound counts as whole


@dataclass(frozen=True, eq=False)
class Core:
    """What reductions leave of a covering: sites taken already, and rows and sites to decide."""

    taken: Positions
    covers: Covers
    cost: FloatArray


@dataclass(frozen=True, eq=False)
class Answer:
    """The places of a core to open, a proven bound on their cost, and how that was found."""

    places: Positions
    bound: float
    solver: str
    stopped: bool


def set_cover(
    reach: Reach,
    must_open: BoolArray,
    barred: BoolArray,
    options: SolveOptions,
    *,
    backup: int = 1,
    cost: FloatArray | None = None,
) -> Chosen:
    """Open the fewest sites, or the cheapest, that give everybody `backup` open sites in reach.

    Customers whom the same sites reach are one row. Rows implied by others and sites replaced by
    others are left out, and a site without which a row cannot be covered is taken, until nothing
    changes. What is left is written down and solved (see `formulate`).

    Parameters
    ----------
    reach
        Shape (n, m): whether the site reaches the customer.
    must_open
        Sites that are open in any case, shape (m,); they count.
    barred
        Sites that may not open, shape (m,); none of them has to be open.
    options
        Limits of the solve; the time covers all that is done here.
    backup
        Open sites that everybody has in reach at least.
    cost
        Of each site, shape (m,), not negative; every site counts 1 when left out.

    Returns
    -------
    chosen
        Its objective is the number of open sites, or their cost.

    Raises
    ------
    InfeasibleError
        Somebody is not reached by `backup` sites that may open.
    SolveError
        Nothing was found within the limits.

    References
    ----------
    Toregas, Swain, ReVelle and Bergman (1971), The location of emergency service facilities,
    Operations Research 19(6); Hogan and ReVelle (1986), Concepts and applications of backup
    coverage, Management Science 32(11).
    """
    clock = Clock(options.time_limit_s)
    price = np.ones(len(must_open)) if cost is None else cost
    covers = Covers.of(reach, backup).decided(must_open, barred)
    require_enough(covers)
    core = reduce(covers, price)
    opened = np.concatenate([np.flatnonzero(must_open), core.taken])
    answer = solve_core(core, clock.limit(options))
    bound = float(price[opened].sum()) + answer.bound
    opened = np.sort(np.append(opened, core.covers.sites[answer.places]))
    return Chosen(
        opened,
        outcome(
            float(price[opened].sum()), bound,
            seconds=clock.seconds, solver=answer.solver, stopped=answer.stopped,
        ),
    )  # fmt: skip


def require_enough(covers: Covers) -> None:
    """Refuse a covering that no sites can give."""
    short = int((covers.lengths < covers.need).sum())
    if short:
        raise InfeasibleError(
            f"set_cover: too few of the sites that may open reach {short} customers",
            where="outlets", mend=HINT,
        )  # fmt: skip


def reduce(covers: Covers, cost: FloatArray) -> Core:
    """Take what has to be taken and leave out what others imply, until nothing changes.

    Parameters
    ----------
    covers
        Every row has enough sites.
    cost
        Of every site there is, at the positions in `covers.sites`.
    """
    taken = [np.empty(0, dtype=np.intp)]
    size = (-1, -1)
    while size != covers.matrix.shape:
        size = covers.matrix.shape
        covers = covers.merged()
        covers = covers.rows(needed_rows(covers))
        if (covers.need == 1).all():
            covers = covers.columns(useful_sites(covers, cost[covers.sites]))
        forced = np.zeros(len(covers.sites), dtype=np.bool_)
        forced[covers.matrix[covers.lengths == covers.need].indices] = True
        taken.append(covers.sites[forced])
        covers = covers.decided(forced, np.zeros_like(forced))
    return Core(np.concatenate(taken), covers, cost[covers.sites])


def solve_core(core: Core, options: SolveOptions) -> Answer:
    """Cover what reductions have left.

    Where sites count 1 and rows need one, exchange often finds as few sites as the linear
    relaxation allows, and nothing is left to prove.
    """
    if not len(core.covers.need):
        return Answer(np.empty(0, dtype=np.intp), 0.0, _REDUCED, stopped=False)
    clock = Clock(options.time_limit_s)
    known = cover_all(core.covers, core.cost)
    if (core.cost == 1).all() and (core.covers.need == 1).all():
        bound = linear_bound(core, options)
        known = fewer(core.covers, known, int(max(bound, 1)))
        if len(known) <= bound:
            return Answer(known, bound, _LINEAR, stopped=False)
    problem, places = formulate(core)
    first = np.zeros(len(places))
    first[known] = 1.0
    start = list(zip(places, first.tolist(), strict=True))
    inner = run(problem, clock.limit(options), hint=HINT, where="outlets", start=start)
    return Answer(
        np.flatnonzero([chosen(one) for one in places]),
        _rounded_up(inner.bound, core.cost), inner.solver,
        stopped=inner.status in (Status.FEASIBLE, Status.INTERRUPTED),
    )  # fmt: skip


def linear_bound(core: Core, options: SolveOptions) -> float:
    """Return a bound from sites that open in part; none when time is up."""
    if not len(core.covers.need):
        return 0.0
    problem, _ = formulate(core, "Continuous")
    try:
        inner = run(problem, options, hint=HINT, where="outlets")
    except LimitError:  # a linear problem that time stopped has no answer
        return -np.inf
    return _rounded_up(inner.bound, core.cost)


def _rounded_up(bound: float, cost: FloatArray) -> float:
    """Return the bound, the next whole number where every cost is one."""
    whole = bool((cost == np.round(cost)).all()) and np.isfinite(bound)
    return float(np.ceil(bound - _WHOLE * max(1.0, abs(bound)))) if whole else bound


def formulate(
    core: Core, cat: Literal["Binary", "Continuous"] = "Binary"
) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """Write down what is left of a covering.

    ::

        minimise   sum_j c_j open_j
        subject to sum_{j reaches i} open_j >= need_i      for every row i that is left
                   open_j in {0, 1}, or from 0 to 1
    """
    problem = pulp.LpProblem("set_cover")
    opened = problem.add_variable_matrix("open", core.covers.sites.tolist(), 0, 1, cat)
    total = zip(opened, core.cost.tolist(), strict=True)
    problem += pulp.LpAffineExpression.from_list(list(total)), "cost"
    for i, need in enumerate(core.covers.need.tolist()):
        problem += pulp.lpSum(opened[j] for j in core.covers.row(i)) >= need, f"covered_{i}"
    return problem, opened
