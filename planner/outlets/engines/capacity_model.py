"""The siting model with loads as algebra, for what prices have left over."""

import dataclasses
import time
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pulp

from planner.outlets.engines.allocation import HINT, Loads, Plan, Sites, cost_of
from planner.outlets.engines.site_prices import Field
from planner.solve import Outcome, SolveOptions, chosen, run

_TRACE = 1e-9  # less than this of a customer is rounding


@dataclass(frozen=True, eq=False)
class Model:
    """The problem with its decisions; ``serve[k]`` belongs to the k-th pair of the field."""

    problem: pulp.LpProblem
    opened: list[pulp.LpVariable]
    serve: list[pulp.LpVariable]


def formulate(field: Field, loads: Loads) -> Model:
    """Write down what is left to decide.

    ::

        minimise   sum_j f_j open_j + sum_ij c_ij serve_ij
        subject to sum_j serve_ij = 1                            everybody is served once
                   sum_i d_iu serve_ij <= s_ju open_j            in every unit u
                   sum_i d_iu serve_ij >= l_ju open_j            where there is a least load
                   serve_ij <= open_j                            where j may yet be shut
                   fewest <= sum_j open_j <= most
                   open_j = 1, open_j = 0                        where that is decided
                   open_j in {0, 1},  serve_ij in {0, 1}, or >= 0 where demand may be split

    ``serve_ij <= open_j`` follows from the capacities but makes the linear relaxation far
    tighter.

    References
    ----------
    Cornuejols, Sridharan and Thizy (1991), A comparison of heuristics and relaxations for the
    capacitated plant location problem, European Journal of Operational Research 50(3).
    """
    problem = pulp.LpProblem("capacitated")
    opened = problem.add_variable_matrix("open", range(len(field.must)), cat="Binary")
    at, who = field.at.tolist(), field.who.tolist()
    kind: Literal["Binary", "Continuous"] = "Binary" if field.whole else "Continuous"
    serve = [
        problem.add_variable(f"serve_{i}_{j}", lowBound=0, upBound=1, cat=kind)
        for i, j in zip(who, at, strict=True)
    ]
    terms = list(zip(serve, field.cost.tolist(), strict=True))
    terms += list(zip(opened, field.open_cost.tolist(), strict=True))
    problem += pulp.LpAffineExpression.from_list(terms), "cost"
    places: list[list[pulp.LpVariable]] = [[] for _ in range(len(field.demand))]
    for one, i in zip(serve, who, strict=True):
        places[i].append(one)
    for i, ways in enumerate(places):
        problem += pulp.lpSum(ways) == 1, f"served_{i}"
    for j, place in enumerate(opened):
        _write_site(problem, field, loads, j, (place, serve))
    problem += pulp.lpSum(opened) >= field.fewest, "fewest"
    problem += pulp.lpSum(opened) <= field.most, "most"
    return Model(problem, opened, serve)


def _write_site(
    problem: pulp.LpProblem,
    field: Field,
    loads: Loads,
    j: int,
    decisions: tuple[pulp.LpVariable, list[pulp.LpVariable]],
) -> None:
    """Write the rows of one site: what it holds, and that it serves nobody when it is shut."""
    place, pairs = decisions
    first, last = int(field.start[j]), int(field.start[j + 1])
    who, serve = field.who[first:last], pairs[first:last]
    for unit in range(loads.demand.shape[1]):
        weight = loads.demand[who, unit].tolist()
        load = [term for term in zip(serve, weight, strict=True) if term[1] > 0]
        least = 0.0 if loads.least is None else float(loads.least[j, unit])
        if load:
            held = pulp.LpAffineExpression.from_list(load)
            problem += held <= float(loads.capacity[j, unit]) * place, f"room_{j}_{unit}"
        if least > 0:
            held = pulp.LpAffineExpression.from_list(load)
            problem += held >= least * place, f"least_{j}_{unit}"
    if field.must[j]:
        problem += place == 1, f"stays_{j}"
    elif field.shut[j]:
        problem += place == 0, f"shut_{j}"
    else:
        for one, i in zip(serve, who.tolist(), strict=True):
            problem += one <= place, f"only_open_{i}_{j}"


def solve_rest(
    field: Field, sites: Sites, loads: Loads, options: SolveOptions
) -> tuple[Plan, Outcome]:
    """Return the best plan of what is left, its cost computed from the arrays.

    Raises
    ------
    InfeasibleError
        Nothing of what is left keeps all rules.
    SolveError
        Nothing was found within the limits.
    """
    began = time.perf_counter()
    model = formulate(field, loads)
    built_s = time.perf_counter() - began  # handing over and checking take about as long again
    left = max(options.time_limit_s - 2.5 * built_s, 0.05)
    options = options.model_copy(update={"time_limit_s": left})
    outcome = run(model.problem, options, hint=HINT, where="outlets")
    opened = np.flatnonzero([chosen(one) for one in model.opened])
    share = np.array([one.varValue or 0.0 for one in model.serve])
    used = np.flatnonzero(share > _TRACE)
    who, share = field.who[used], share[used]
    share = share / np.bincount(who, share, minlength=len(field.demand))[who]
    plan = Plan(opened, who, field.at[used], share)
    return dataclasses.replace(plan, cost=cost_of(sites, plan)), outcome
