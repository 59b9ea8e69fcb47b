"""Which managers to have at all: at most so many, who among them serve everybody at least cost."""

from dataclasses import dataclass

import numpy as np
import pulp

from planner.managers.engines.assignment import Positions
from planner.schema import BoolArray, FloatArray
from planner.solve import Outcome, SolveOptions, chosen, run


@dataclass(frozen=True, eq=False)
class Pool:
    """Parties and the people they could have: on the roster, or to be hired.

    `cost` (n, p) in weighted minutes, `allowed` (n, p), `work_min` (n, p), `limit_min` (p,) the
    most work each can give. `turns` are pairs of positions: the first has his turn only after the
    second, who could do all that he does at no more cost.
    """

    cost: FloatArray
    allowed: BoolArray
    work_min: FloatArray
    limit_min: FloatArray
    turns: tuple[tuple[int, int], ...]


def formulate_team(
    pool: Pool, count: int, overload_price: float
) -> tuple[
    pulp.LpProblem,
    dict[tuple[int, int], pulp.LpVariable],
    list[pulp.LpVariable],
    list[pulp.LpVariable],
]:
    """Write the model down.

    ::

        min   sum_ij cost_ij x_ij + price sum_j over_j
        s.t.  sum_j x_ij = 1                                 every party i
              x_ij <= hired_j                                every pair
              sum_i work_ij x_ij - over_j <= limit_j hired_j every person j
              sum_j hired_j <= count
              hired_j <= hired_k                             j has his turn after k
              x, hired in {0, 1};  over >= 0

    Everybody is served; what nobody has the hours for is overload. One more manager can only help,
    as "at most" leaves the choice not to have him.
    """
    problem = pulp.LpProblem("team", pulp.LpMinimize)
    people = range(pool.cost.shape[1])
    at = [(int(i), int(j)) for i, j in np.argwhere(pool.allowed)]
    x = {(i, j): problem.add_variable(f"owner_{i}_{j}", cat="Binary") for i, j in at}
    hired = [problem.add_variable(f"hired_{j}", cat="Binary") for j in people]
    over = [problem.add_variable(f"over_{j}", lowBound=0) for j in people]
    problem += pulp.lpSum(
        float(pool.cost[pair]) * x[pair] for pair in at
    ) + overload_price * pulp.lpSum(over)
    by_party: list[list[pulp.LpVariable]] = [[] for _ in range(len(pool.cost))]
    by_person: list[list[tuple[int, int]]] = [[] for _ in people]
    for i, j in at:
        by_party[i].append(x[i, j])
        by_person[j].append((i, j))
    for i, mine in enumerate(by_party):
        problem += pulp.lpSum(mine) == 1, f"one_owner_{i}"
    for i, j in at:
        problem += x[i, j] - hired[j] <= 0, f"hired_{i}_{j}"
    for j in people:
        work = pulp.lpSum(float(pool.work_min[pair]) * x[pair] for pair in by_person[j])
        problem += work - over[j] - float(pool.limit_min[j]) * hired[j] <= 0, f"limit_{j}"
    problem += pulp.lpSum(hired) <= count, "head_count"
    for j, first in pool.turns:
        problem += hired[j] - hired[first] <= 0, f"turn_{j}_{first}"
    return problem, x, hired, over


def choose_team(
    pool: Pool, count: int, overload_price: float, solve: SolveOptions, start: Positions | None
) -> tuple[Positions, Outcome]:
    """Choose at most `count` people and give each party one of them.

    Parameters
    ----------
    start
        A known choice of owners, shape (n,), of at most `count` different people, if there is one;
        the answer costs no more.

    Returns
    -------
    owner, outcome
        The bound holds for every team of that size.
    """
    problem, x, hired, over = formulate_team(pool, count, overload_price)
    known: list[tuple[pulp.LpVariable, float]] = []
    if start is not None:
        mine = pool.work_min[np.arange(len(start)), start]
        load = np.bincount(start, weights=mine, minlength=len(hired))
        excess = np.maximum(load - pool.limit_min, 0.0).tolist()
        known += [(one, float(start[i] == j)) for (i, j), one in x.items()]
        known += [(one, float(j in start)) for j, one in enumerate(hired)]
        known += list(zip(over, excess, strict=True))
    outcome = run(
        problem, solve, hint="allow more managers", where="managers.head_count", start=known
    )
    owner = np.zeros(len(pool.cost), dtype=np.intp)
    for (i, j), variable in x.items():
        if chosen(variable):
            owner[i] = j
    return owner, outcome
