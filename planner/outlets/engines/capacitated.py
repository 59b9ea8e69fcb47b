"""Siting with opening costs, counts and capacities: served as a whole, in parts, or without limit.

One search answers all three (see `site_tree`): prices on being served turn the problem into one
knapsack a site (see `site_prices`), which bounds it tightly and finds good plans on the way; sites
are decided case by case, and what is left when they are goes to the solver (see
`capacity_model`). A p-median with capacities is `capacitated_whole` without opening costs and
with as few sites as there may be at most.
"""

import time

import numpy as np

from planner.errors import LimitError
from planner.outlets.engines.allocation import (
    HINT,
    Allocated,
    Loads,
    Sites,
    as_units,
    cost_of,
    none_left,
    refuse,
    settle,
)
from planner.outlets.engines.site_tree import Search
from planner.solve import PROOF_GAP, Outcome, SolveOptions, Status
from planner.solve.highs import SOLVER


def capacitated_whole(sites: Sites, loads: Loads, options: SolveOptions) -> Allocated:
    """Open sites and serve every customer from one of them, at least cost.

    Parameters
    ----------
    sites
        What serving and opening cost, what has to be open, and how many may be.
    loads
        What customers weigh and sites hold.
    options
        Limits of the whole call; `node_limit` counts cases of decided sites.

    Raises
    ------
    InfeasibleError
        No plan keeps all rules; the shortfall is named where one can be counted.
    SolveError
        Nothing was found within the limits.

    References
    ----------
    Holmberg, Ronnqvist and Yuan (1999), An exact algorithm for the capacitated facility location
    problem with single sourcing, European Journal of Operational Research 113(3); Ceselli and
    Righini (2005), A branch-and-price algorithm for the capacitated p-median problem, Networks
    45(3).
    """
    return _answer(sites, loads, options, whole=True)


def capacitated_split(sites: Sites, loads: Loads, options: SolveOptions) -> Allocated:
    """Open sites and serve every customer from one or several of them, at least cost.

    Parameters and errors are those of `capacitated_whole`.

    References
    ----------
    Beasley (1988), An algorithm for solving large capacitated warehouse location problems, European
    Journal of Operational Research 33(3).
    """
    return _answer(sites, loads, options, whole=False)


def fixed_charge(sites: Sites, options: SolveOptions) -> Allocated:
    """Open sites that hold any number, so that opening and serving together cost least.

    Parameters and errors are those of `capacitated_whole`; `load` counts customers.

    References
    ----------
    Erlenkotter (1978), A dual-based procedure for uncapacitated facility location, Operations
    Research 26(6).
    """
    n, m = sites.serve_cost.shape
    return _answer(sites, Loads(np.zeros(n), np.ones(m)), options, whole=False)


def _answer(sites: Sites, loads: Loads, options: SolveOptions, *, whole: bool) -> Allocated:
    began = time.perf_counter()
    loads = as_units(loads, sites.serve_cost.shape)
    refuse(sites, loads, whole=whole)
    search = Search(sites, loads, options, whole=whole)
    bound = search.run()
    if not np.isfinite(search.best.cost):
        if search.stopped:
            raise LimitError(
                f"{Status.NOTHING_FOUND}: a limit stopped the search before any plan was found",
                where="outlets",
                mend=f"raise solve.time_limit_s or solve.node_limit; or {HINT}",
            )
        raise none_left()
    cost = cost_of(sites, search.best)
    gap = 0.0 if cost <= bound else (cost - bound) / abs(cost) if cost else float("inf")
    outcome = Outcome(
        status=_status(gap, options),
        objective=cost,
        bound=min(bound, cost),
        gap=gap,
        seconds=time.perf_counter() - began,
        solver=f"prices and cases, {SOLVER}",
        deterministic=not search.late,
    )
    return settle(sites, loads, search.best, outcome, whole=whole)


def _status(gap: float, options: SolveOptions) -> Status:
    if gap <= PROOF_GAP:
        return Status.PROVEN
    return Status.WITHIN_GAP if gap <= options.gap else Status.FEASIBLE
