"""Models with a known answer, and models with a known trap."""

from collections.abc import Callable

import numpy as np
import pulp
import pytest

type Model = tuple[pulp.LpProblem, list[pulp.LpVariable]]


def _p_median(customers: int, sites: int, count: int, seed: int = 0) -> Model:
    draw = np.random.default_rng(seed)
    door, site = draw.random((customers, 2)), draw.random((sites, 2))
    far = np.hypot(*(door[:, None] - site[None]).transpose(2, 0, 1))
    problem = pulp.LpProblem("siting")
    opened = problem.add_variable_matrix("open", range(sites), cat="Binary")
    serve = problem.add_variable_matrix("serve", (range(customers), range(sites)), lowBound=0)
    problem += pulp.lpSum(far[i, j] * serve[i][j] for i in range(customers) for j in range(sites))
    for i in range(customers):
        problem += pulp.lpSum(serve[i]) == 1
        for j in range(sites):
            problem += serve[i][j] <= opened[j]
    problem += pulp.lpSum(opened) == count
    return problem, opened


def _market_split(rows: int = 4, columns: int = 30, seed: int = 1) -> Model:
    """Small, and far too hard to prove: slack of equations with random whole numbers."""
    draw = np.random.default_rng(seed)
    weight = draw.integers(0, 100, (rows, columns))
    problem = pulp.LpProblem("market_split")
    take = problem.add_variable_matrix("take", range(columns), cat="Binary")
    over = problem.add_variable_matrix("over", range(rows), lowBound=0)
    under = problem.add_variable_matrix("under", range(rows), lowBound=0)
    problem += pulp.lpSum(over) + pulp.lpSum(under) + 1
    for i in range(rows):
        taken = pulp.lpSum(int(weight[i, j]) * take[j] for j in range(columns))
        problem += taken + over[i] - under[i] == int(weight[i].sum() // 2)
    return problem, take


@pytest.fixture(scope="session")
def p_median() -> Callable[..., Model]:
    return _p_median


@pytest.fixture(scope="session")
def market_split() -> Callable[..., Model]:
    return _market_split
