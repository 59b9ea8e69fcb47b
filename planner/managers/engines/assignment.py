"""One manager for every party of customers: a generalised assignment with soft balance."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pulp

from planner.schema import BoolArray, FloatArray
from planner.solve import Outcome, SolveOptions, chosen, run

type Positions = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Parties:
    """What is to be divided: n parties of customers among m managers.

    `cost` is shape (n, m) in weighted minutes, `allowed` shape (n, m) with at least one true in
    each row, `work_min` shape (n, m) as the way to a customer depends on who goes, `share` shape
    (m,) and sums to 1.
    """

    cost: FloatArray
    allowed: BoolArray
    work_min: FloatArray
    share: FloatArray


def formulate(
    parties: Parties, *, balance: float, overload_price: float
) -> tuple[pulp.LpProblem, dict[tuple[int, int], pulp.LpVariable]]:
    """Write the model down.

    ::

        min   sum_ij cost_ij x_ij + price sum_j (over_j + under_j)
        s.t.  sum_j x_ij = 1                                            every party i
              W = sum_ij work_ij x_ij
              sum_i work_ij x_ij - over_j  <= balance       share_j W    every manager j
              sum_i work_ij x_ij + under_j >= (2 - balance) share_j W    every manager j
              x_ij in {0, 1} for allowed pairs;  over_j, under_j >= 0

    The bounds are soft, because one party may weigh more than any balance allows.

    References
    ----------
    Ross and Soland (1975), A branch and bound algorithm for the generalized assignment problem,
    Mathematical Programming 8.
    """
    count, managers = parties.cost.shape
    problem = pulp.LpProblem("territories", pulp.LpMinimize)
    pairs = [(i, j) for i in range(count) for j in range(managers) if parties.allowed[i, j]]
    x = {(i, j): problem.add_variable(f"owner_{i}_{j}", cat="Binary") for i, j in pairs}
    over = [problem.add_variable(f"over_{j}", lowBound=0) for j in range(managers)]
    under = [problem.add_variable(f"under_{j}", lowBound=0) for j in range(managers)]
    problem += pulp.lpSum(
        float(parties.cost[pair]) * x[pair] for pair in pairs
    ) + overload_price * pulp.lpSum(over + under)
    for i in range(count):
        problem += (
            pulp.lpSum(x[i, j] for j in range(managers) if parties.allowed[i, j]) == 1,
            f"one_owner_{i}",
        )
    total = problem.add_variable("all_work", lowBound=0)
    problem += (
        pulp.lpSum(float(parties.work_min[pair]) * x[pair] for pair in pairs) == total,
        "all_work",
    )
    for j in range(managers):
        work = pulp.lpSum(float(parties.work_min[pair]) * x[pair] for pair in pairs if pair[1] == j)
        share = float(parties.share[j])
        problem += work - over[j] <= balance * share * total, f"most_work_{j}"
        problem += work + under[j] >= (2.0 - balance) * share * total, f"least_work_{j}"
    return problem, x


def divide(
    parties: Parties, *, balance: float, overload_price: float, solve: SolveOptions
) -> tuple[Positions, Outcome]:
    """Give every party a manager at least cost.

    Returns
    -------
    managers
        Positions 0..m-1, shape (n,).
    outcome
        With bound and gap, in weighted minutes.
    """
    problem, x = formulate(parties, balance=balance, overload_price=overload_price)
    outcome = run(
        problem,
        solve,
        hint="raise managers.balance, or add a manager who may serve the highest voltage",
        where="managers",
    )
    owner = np.zeros(len(parties.work_min), dtype=np.intp)
    for (i, j), variable in x.items():
        if chosen(variable):
            owner[i] = j
    return owner, outcome
