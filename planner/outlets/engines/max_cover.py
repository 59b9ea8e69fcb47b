"""Maximal covering: a given number of sites reaches as much weight as it can."""

from dataclasses import dataclass

import numpy as np
import pulp

from planner.errors import InfeasibleError
from planner.outlets.engines.chosen import Chosen, Positions, outcome
from planner.outlets.engines.cover_prices import price
from planner.outlets.engines.cover_search import covered, exchange_most, open_most
from planner.outlets.engines.covers import Covers, Reach
from planner.schema import BoolArray, FloatArray
from planner.solve import Clock, SolveOptions, Status, chosen, run

_HINT = "give a count between the sites that have to be open and those that may"
_PRICED = "prices of maximal covering"
_WORTH = 0.9  # prices are asked again when less than this share of the sites is left


def max_cover(
    weight: FloatArray,
    reach: Reach,
    must_open: BoolArray,
    barred: BoolArray,
    count: int,
    options: SolveOptions,
    *,
    backup: int = 1,
) -> Chosen:
    """Open `count` sites so that the weight within reach of `backup` of them is most.

    Customers whom the same sites reach are one row. A plan by greedy opening and exchange and a
    bound by prices decide sites; rows are merged again under what is decided, and the rest is
    written down and solved (see `formulate`).

    Parameters
    ----------
    weight
        Shape (n,), not negative.
    reach
        Shape (n, m): whether the site reaches the customer; sparse where n is large.
    must_open
        Sites that are open in any case, shape (m,).
    barred
        Sites that may not open, shape (m,); none of them has to be open.
    count
        Open sites in all, from the number of `must_open` to that of sites not barred.
    options
        Limits of the solve; the time covers all that is done here.
    backup
        Open sites in reach from which on a customer counts.

    Returns
    -------
    chosen
        Its objective is the covered weight, its bound is not below any plan's.

    Raises
    ------
    InfeasibleError
        `count` is not possible.

    References
    ----------
    Church and ReVelle (1974), The maximal covering location problem, Papers of the Regional
    Science Association 32; Galvao and ReVelle (1996), A Lagrangean heuristic for the maximal
    covering location problem, European Journal of Operational Research 88(1).
    """
    clock = Clock(options.time_limit_s)
    left = count - int(must_open.sum())
    if not 0 <= left <= int((~must_open & ~barred).sum()):
        raise InfeasibleError(
            f"max_cover: {count} sites cannot be open: {must_open.sum()} have to, "
            f"{(~barred).sum()} may",
            where="outlets", mend=_HINT,
        )  # fmt: skip
    everybody = Covers.of(reach, backup, weight)
    free = everybody.decided(must_open, barred)
    sure = float(weight.sum() - free.weight.sum())
    inner = _cover(_merged(free), left, clock, options)
    opened = np.sort(np.append(np.flatnonzero(must_open), inner.opened))
    where = np.searchsorted(everybody.sites, opened)
    return Chosen(
        opened,
        outcome(
            covered(everybody, where), sure + inner.bound,
            seconds=clock.seconds, solver=inner.solver, stopped=inner.stopped,
        ),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Answer:
    """Positions to open among undecided sites, with a proven bound on what any such cover."""

    opened: Positions
    bound: float
    solver: str
    stopped: bool


def _merged(covers: Covers) -> Covers:
    """Leave out rows that cannot count, and merge the others."""
    return covers.rows((covers.weight > 0) & (covers.lengths >= covers.need)).merged()


def _cover(covers: Covers, count: int, clock: Clock, options: SolveOptions) -> _Answer:
    """Decide sites by prices as long as that decides many, and solve the rest.

    What is decided holds for plans that cover more than the best one known, so that the better of
    the two plans is the answer.
    """
    priced = price(covers, exchange_most(covers, open_most(covers, count)), clock)
    most = covered(covers, priced.known)
    inner = covers.decided(priced.stays, priced.shut)
    left = count - int(priced.stays.sum())
    if priced.bound <= most or not 0 < left <= len(inner.sites):
        return _Answer(covers.sites[priced.known], most, _PRICED, stopped=False)
    many = len(inner.sites) < _WORTH * len(covers.sites)
    if many:
        rest = _cover(_merged(inner), left, clock, options)
    else:
        rest = _solve(_merged(inner), left, clock.limit(options))
    sure = float(covers.weight.sum() - inner.weight.sum())
    opened = np.append(covers.sites[priced.stays], rest.opened)
    more = covered(covers, np.searchsorted(covers.sites, np.sort(opened))) > most
    return _Answer(
        opened if more else covers.sites[priced.known],
        max(most, min(priced.bound, sure + rest.bound)), rest.solver, stopped=rest.stopped,
    )  # fmt: skip


def _solve(covers: Covers, count: int, options: SolveOptions) -> _Answer:
    model = formulate(covers, count)
    first = exchange_most(covers, open_most(covers, count))
    inner = run(
        model.problem, options, hint=_HINT, where="outlets", start=model.values(covers, first)
    )
    return _Answer(
        covers.sites[[chosen(one) for one in model.opened]], inner.bound, inner.solver,
        stopped=inner.status in (Status.FEASIBLE, Status.INTERRUPTED),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Formulation:
    """The problem with its decisions: which sites open, and which rows count."""

    problem: pulp.LpProblem
    opened: list[pulp.LpVariable]
    counts: list[pulp.LpVariable]

    def values(self, covers: Covers, opened: Positions) -> list[tuple[pulp.LpVariable, float]]:
        """Return the values of all decisions when these sites (places) are open."""
        is_open = np.zeros(len(self.opened))
        is_open[opened] = 1.0
        met = (covers.matrix @ is_open >= covers.need).astype(np.float64)
        return [
            *zip(self.opened, is_open.tolist(), strict=True),
            *zip(self.counts, met.tolist(), strict=True),
        ]


def formulate(covers: Covers, count: int) -> Formulation:
    """Write the maximal covering down.

    ::

        maximise   sum_i w_i covered_i
        subject to need_i covered_i <= sum_{j reaches i} open_j    for every row i
                   sum_j open_j = count
                   open_j in {0, 1},  covered_i from 0 to 1, and whole where need_i > 1
    """
    problem = pulp.LpProblem("max_cover", pulp.LpMaximize)
    opened = problem.add_variable_matrix("open", covers.sites.tolist(), cat="Binary")
    counts = [
        problem.add_variable(f"covered_{i}", 0, 1, "Continuous" if need == 1 else "Integer")
        for i, need in enumerate(covers.need.tolist())
    ]
    total = list(zip(counts, covers.weight.tolist(), strict=True))
    problem += pulp.LpAffineExpression.from_list(total), "covered_weight"
    for i, need in enumerate(covers.need.tolist()):
        reaching = [opened[j] for j in covers.row(i)]
        problem += pulp.lpSum(reaching) >= need * counts[i], f"reached_{i}"
    problem += pulp.lpSum(opened) == count, "count"
    return Formulation(problem, opened, counts)
