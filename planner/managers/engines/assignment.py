"""One manager for every party of customers: a generalised assignment with soft balance."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pulp

from planner.schema import BoolArray, FloatArray

type Positions = npt.NDArray[np.intp]

_CHUNK = 512  # parties at a time, so that trying every change stays small in memory


@dataclass(frozen=True, eq=False)
class Parties:
    """What is to be divided: n parties of customers among m managers.

    `cost` is shape (n, m) in weighted minutes, `allowed` shape (n, m) with at least one true in
    each row, `work_min` shape (n, m) as the way to a customer depends on who goes, `share` shape
    (m,) and sums to 1. `limit_min` (m,) is the most work a manager can give, infinite without a
    limit; `moves` (n, m) how many customers of a party change their manager, at most `most_moves`
    of them in all, if that is given.
    """

    cost: FloatArray
    allowed: BoolArray
    work_min: FloatArray
    share: FloatArray
    limit_min: FloatArray
    moves: FloatArray
    most_moves: int | None = None


@dataclass(frozen=True, slots=True)
class Evenness:
    """Work of a manager as multiples of his fair share, and the price of a minute outside."""

    most: float
    least: float
    price: float


@dataclass(frozen=True, eq=False)
class Model:
    """The problem with its decisions: `owner` by (party, manager), the others by manager."""

    problem: pulp.LpProblem
    owner: dict[tuple[int, int], pulp.LpVariable]
    work: list[pulp.LpVariable]
    total: pulp.LpVariable
    over: list[pulp.LpVariable]
    under: list[pulp.LpVariable]
    beyond: list[pulp.LpVariable]


class Bounds(NamedTuple):
    """Minutes of work that a manager shall have at most and at least, and can give at most."""

    most: FloatArray
    least: FloatArray
    limit: FloatArray

    def of(self, who: Positions | int) -> "Bounds":
        """Return those of some managers."""
        return Bounds(self.most[who], self.least[who], self.limit[who])

    def outside(self, loads: FloatArray | float) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return minutes above `most`, below `least` and above `limit`, each at least 0."""
        over, under = np.subtract(loads, self.most), np.subtract(self.least, loads)
        beyond = np.subtract(loads, self.limit)
        return np.maximum(over, 0.0), np.maximum(under, 0.0), np.maximum(beyond, 0.0)


def bounds_of(loads: FloatArray, parties: Parties, evenness: Evenness) -> Bounds:
    """Return the bounds that go with loads; managers along the last axis."""
    fair = loads.sum(axis=-1, keepdims=True) * parties.share
    return Bounds(evenness.most * fair, evenness.least * fair, parties.limit_min)


def formulate(
    parties: Parties, evenness: Evenness, pairs: BoolArray, *, whole: bool = True
) -> Model:
    """Write the model down for some of the allowed pairs.

    ::

        min   sum_ij cost_ij x_ij + price sum_j (over_j + under_j + beyond_j)
        s.t.  sum_j x_ij = 1                              every party i
              work_j = sum_i work_ij x_ij                 every manager j
              W = sum_j work_j
              work_j - over_j  <= most  share_j W         every manager j
              work_j + under_j >= least share_j W         every manager j
              work_j - beyond_j <= limit_j                every manager j with a limit
              sum_ij moves_ij x_ij <= most_moves          if there is such a number
              x_ij in {0, 1} for the pairs;  the others >= 0

    The bounds of the work are soft, because one party may weigh more than any balance allows; the
    number of customers who move is hard. What is uneven and what is beyond a limit are priced
    apart: where there is more work than all limits together, it must not be all the same who bears
    it.

    Parameters
    ----------
    pairs
        Shape (n, m), each of them allowed, at least one in each row.
    whole
        False for the linear relaxation.

    References
    ----------
    Ross and Soland (1975), A branch and bound algorithm for the generalized assignment problem,
    Mathematical Programming 8.
    """
    count, managers = parties.cost.shape
    problem = pulp.LpProblem("territories", pulp.LpMinimize)
    at = [(int(i), int(j)) for i, j in np.argwhere(pairs)]
    kind: Literal["Binary", "Continuous"] = "Binary" if whole else "Continuous"
    x = {
        (i, j): problem.add_variable(f"owner_{i}_{j}", lowBound=0, upBound=1, cat=kind)
        for i, j in at
    }
    names = ("work", "over", "under", "beyond")
    work, over, under, beyond = (
        [problem.add_variable(f"{name}_{j}", lowBound=0) for j in range(managers)] for name in names
    )
    total = problem.add_variable("all_work", lowBound=0)
    problem += pulp.lpSum(
        float(parties.cost[pair]) * x[pair] for pair in at
    ) + evenness.price * pulp.lpSum(over + under + beyond)
    by_party: list[list[pulp.LpVariable]] = [[] for _ in range(count)]
    by_manager: list[list[tuple[int, int]]] = [[] for _ in range(managers)]
    for i, j in at:
        by_party[i].append(x[i, j])
        by_manager[j].append((i, j))
    for i in range(count):
        problem += pulp.lpSum(by_party[i]) == 1, f"one_owner_{i}"
    for j in range(managers):
        mine = pulp.lpSum(float(parties.work_min[pair]) * x[pair] for pair in by_manager[j])
        problem += mine - work[j] == 0, f"work_{j}"
    problem += pulp.lpSum(work) - total == 0, "all_work"
    for j, share in enumerate(parties.share.tolist()):
        problem += work[j] - over[j] - evenness.most * share * total <= 0, f"most_work_{j}"
        problem += work[j] + under[j] - evenness.least * share * total >= 0, f"least_work_{j}"
    for j in np.flatnonzero(np.isfinite(parties.limit_min)).tolist():
        problem += work[j] - beyond[j] <= float(parties.limit_min[j]), f"limit_{j}"
    changes = [pair for pair in at if parties.moves[pair] > 0]
    if parties.most_moves is not None and changes:
        moved = pulp.lpSum(float(parties.moves[pair]) * x[pair] for pair in changes)
        problem += moved <= parties.most_moves, "moves"
    return Model(problem, x, work, total, over, under, beyond)


def as_start(
    model: Model, parties: Parties, evenness: Evenness, owner: Positions
) -> list[tuple[pulp.LpVariable, float]]:
    """Return the value of every decision for a division at hand."""
    loads = loads_of(parties, owner)
    outside = bounds_of(loads, parties, evenness).outside(loads)
    start = [(one, float(owner[i] == j)) for (i, j), one in model.owner.items()]
    start += list(zip(model.work, loads.tolist(), strict=True))
    for soft, minutes in zip((model.over, model.under, model.beyond), outside, strict=True):
        start += list(zip(soft, minutes.tolist(), strict=True))
    return [*start, (model.total, float(loads.sum()))]


def loads_of(parties: Parties, owner: Positions) -> FloatArray:
    """Return the minutes of work of every manager, shape (m,)."""
    mine = parties.work_min[np.arange(len(owner)), owner]
    return np.bincount(owner, weights=mine, minlength=len(parties.share))


def worth(parties: Parties, evenness: Evenness, owner: Positions) -> float:
    """Return what a division costs, from the arrays alone."""
    cost = parties.cost[np.arange(len(owner)), owner].sum()
    return float(cost + _price(loads_of(parties, owner), parties, evenness))


def stays(parties: Parties) -> BoolArray:
    """Mark for every party the allowed managers with whom fewest of it move."""
    moves = np.where(parties.allowed, parties.moves, np.inf)
    return np.asarray(moves <= moves.min(axis=1)[:, None], dtype=np.bool_)


def homes(parties: Parties) -> BoolArray:
    """Mark the same, but only for parties to whom it matters which manager they have."""
    matters = parties.moves.max(axis=1) > parties.moves.min(axis=1)
    return np.asarray(stays(parties) & matters[:, None], dtype=np.bool_)


def changes(parties: Parties, evenness: Evenness, owner: Positions) -> FloatArray:
    """Return what the division costs more if one party alone goes to another manager.

    Shape (n, m); 0 for his own manager, infinite where the pair is not allowed or too many
    customers would move.
    """
    count, managers = parties.cost.shape
    rows = np.arange(count)
    loads, now = loads_of(parties, owner), worth(parties, evenness, owner)
    cost = parties.cost[rows, owner]
    answer = np.full((count, managers), np.inf)
    for first in range(0, count, _CHUNK):
        some = rows[first : first + _CHUNK]
        tried = np.broadcast_to(loads, (len(some), managers, managers)).copy()
        at = np.arange(len(some))
        tried[at, :, owner[some]] -= parties.work_min[some, owner[some]][:, None]
        tried[:, np.arange(managers), np.arange(managers)] += parties.work_min[some]
        outside = _price(tried, parties, evenness)
        rest = parties.cost[rows, owner].sum() - cost[some]
        answer[some] = rest[:, None] + parties.cost[some] + outside - now
    moved = parties.moves[rows, owner]
    too_many = np.zeros_like(parties.allowed)
    if parties.most_moves is not None:
        too_many = moved.sum() - moved[:, None] + parties.moves > parties.most_moves
    return np.where(parties.allowed & ~too_many, answer, np.inf)


def _price(loads: FloatArray, parties: Parties, evenness: Evenness) -> FloatArray:
    """Price the minutes outside the bounds; managers along the last axis, which is summed over."""
    outside = sum(bounds_of(loads, parties, evenness).outside(loads))
    return np.asarray(evenness.price * np.sum(outside, axis=-1), dtype=np.float64)
