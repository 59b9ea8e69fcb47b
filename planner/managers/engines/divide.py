"""Divide parties among managers: prices from the linear relaxation, whole plans from few pairs."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from planner.managers.engines.assignment import (
    Evenness,
    Model,
    Parties,
    Positions,
    as_start,
    formulate,
    homes,
    stays,
    worth,
)
from planner.managers.engines.polish import polish
from planner.schema import BoolArray, FloatArray
from planner.solve import PROOF_GAP, Clock, Outcome, SolveOptions, Status, chosen, run

HINT = "raise managers.solve.time_limit_s, or give fewer managers to choose from"

_NEAR = 10  # managers a party may choose from at first; prices call in the others
_FEW_PAIRS = 20_000  # up to here all pairs take part from the start
_OPENED = (15, 30, 60)  # pairs for each manager that a whole plan is made from, beyond the last
_MOST_KEPT = 30_000  # more pairs than this are not searched to the end
_BUSY = 4  # times his part of the parties that a manager brings in
_CALLED = 6  # managers that prices may call in for a party, in each round
_LOOSE = 0.3  # part of the gap asked for that the bound may lose by pairs left out
_ROUNDS = 4


@dataclass(frozen=True, eq=False)
class Prices:
    """What a minute of work with each manager (m,) and a customer's move cost, at the margin.

    `fixed` is what the limits are worth together. Any prices prove a bound, see `bound_of`.
    """

    work: FloatArray
    move: float
    fixed: float


@dataclass(frozen=True, eq=False)
class Division:
    """Owners as positions 0..m-1, shape (n,), what proves them, and how."""

    owner: Positions
    outcome: Outcome
    prices: Prices


def divide(parties: Parties, evenness: Evenness, solve: SolveOptions) -> Division:
    """Give every party a manager at least cost.

    The linear relaxation leaves few parties undecided, at most two a manager and one. Its prices
    rank all pairs of party and manager: a whole plan is made from the best ranked, and a pair whose
    rank exceeds the distance between that plan and the bound is in no better plan. What is left is
    searched until `solve.gap` or `solve.node_limit`.

    Raises
    ------
    InfeasibleError
        More customers have to move than may.
    SolveError
        Nothing was found within the time limit.
    """
    clock = _Solves(solve)
    prices, likely, pairs = _relax(parties, evenness, clock)
    bound, rank = bound_of(parties, prices)
    # Polishing pays once a plan is nearly even: at once for few pairs, else after the first search.
    is_small = parties.allowed.sum() <= _FEW_PAIRS
    best = polish(parties, evenness, likely, rank) if is_small else likely
    cost = worth(parties, evenness, best)
    for opened in _OPENED:
        if cost - bound <= solve.gap * abs(cost) or clock.is_over:
            break
        few = _closest(rank, best, pairs, opened * len(parties.share))
        best = polish(parties, evenness, _whole(parties, evenness, few, best, clock), rank)
        cost = worth(parties, evenness, best)
    kept = parties.allowed & (rank <= cost - bound + PROOF_GAP * abs(cost))
    kept[np.arange(len(best)), best] = True
    if cost - bound > solve.gap * abs(cost) and kept.sum() <= _MOST_KEPT and not clock.is_over:
        best = _whole(parties, evenness, kept, best, clock)
        cost, bound = worth(parties, evenness, best), max(bound, min(clock.bound, cost))
    return Division(best, clock.outcome(cost, min(bound, cost)), prices)


def bound_of(parties: Parties, prices: Prices) -> tuple[float, FloatArray]:
    """Bound every division from below, over all allowed pairs.

    With the soft bounds and the number of moves priced instead of kept, each party chooses alone::

        L = sum_i min_j (cost_ij + price_j work_ij + move moves_ij) - fixed

    Returns
    -------
    bound, rank
        `rank` is shape (n, m): how much the bound rises when a pair is forced; infinite where it
        is not allowed.
    """
    value = parties.cost + prices.work[None, :] * parties.work_min + prices.move * parties.moves
    value = np.where(parties.allowed, value, np.inf)
    least = value.min(axis=1)
    return float(least.sum() - prices.fixed), np.asarray(value - least[:, None], dtype=np.float64)


def release(
    parties: Parties, evenness: Evenness, division: Division, solve: SolveOptions
) -> tuple[float, float]:
    """Return the cost and the bound once `parties` allow more than they did for `division`."""
    clock = _Solves(solve)
    bound, rank = bound_of(parties, division.prices)
    opened = _OPENED[-1] * len(parties.share)
    pairs = _closest(rank, division.owner, parties.allowed, opened)
    best = _whole(parties, evenness, pairs, division.owner, clock)
    return worth(parties, evenness, best), bound


class _Solves:
    """The time left for all solves of a division, and what they said."""

    def __init__(self, solve: SolveOptions) -> None:
        self.solve = solve
        self.clock = Clock(solve.time_limit_s)
        self.said: list[Outcome] = []

    @property
    def left(self) -> SolveOptions:
        """The options with the time that is left."""
        return self.clock.limit(self.solve)

    @property
    def is_over(self) -> bool:
        return self.clock.over()

    @property
    def bound(self) -> float:
        return self.said[-1].bound

    def outcome(self, cost: float, bound: float) -> Outcome:
        gap = (cost - bound) / abs(cost) if cost else 0.0
        status = Status.FEASIBLE
        if any(one.status is Status.INTERRUPTED for one in self.said):
            status = Status.INTERRUPTED
        elif gap <= self.solve.gap:
            status = Status.PROVEN if gap <= PROOF_GAP else Status.WITHIN_GAP
        return dataclasses.replace(
            self.said[-1],
            status=status,
            objective=cost,
            bound=bound,
            gap=gap,
            seconds=self.clock.seconds,
            # A clock may also have been asked between two solves, and have said that time is up.
            deterministic=not self.clock.stopped and all(one.deterministic for one in self.said),
        )


def _relax(
    parties: Parties, evenness: Evenness, clock: _Solves
) -> tuple[Prices, Positions, BoolArray]:
    """Solve the linear relaxation; call in pairs that its prices favour until there is none.

    Returns prices, for every party the manager it leans to, and the pairs that took part.
    """
    pairs = _near(parties)
    for _ in range(_ROUNDS):
        model = formulate(parties, evenness, pairs, whole=False)
        clock.said.append(run(model.problem, clock.left, hint=HINT, where="managers"))
        prices = _prices(model, parties, evenness)
        bound, rank = bound_of(parties, prices)
        short = clock.said[-1].objective - bound
        if short <= _LOOSE * max(clock.solve.gap, PROOF_GAP) * abs(bound):
            break
        here = np.where(pairs, rank, np.inf).min(axis=1)
        pairs = pairs | (_closest_few(np.where(pairs, np.inf, rank)) & (rank < here[:, None]))
    return prices, _lean(model, parties), pairs


def _closest_few(rank: FloatArray) -> BoolArray:
    """Mark the few best ranked managers of every party."""
    best = np.zeros(rank.shape, dtype=np.bool_)
    order = np.argsort(rank, axis=1, kind="stable")[:, :_CALLED]
    np.put_along_axis(best, order, values=True, axis=1)
    return best


def _near(parties: Parties) -> BoolArray:
    """Return the pairs to begin with: all if they are few, else those that are near both ways.

    Each party brings its nearest managers and today's; each manager brings the parties to whom he
    is least of a detour, more than he needs to be busy.
    """
    if parties.allowed.sum() <= _FEW_PAIRS:
        return parties.allowed
    cost = np.where(parties.allowed, parties.cost, np.inf)
    pairs = np.zeros_like(parties.allowed)
    nearest = np.argsort(cost, axis=1, kind="stable")[:, :_NEAR]
    np.put_along_axis(pairs, nearest, values=True, axis=1)
    detour = cost - cost.min(axis=1)[:, None]
    busy = -(-_BUSY * len(cost) // len(parties.share))
    likely = np.argsort(detour, axis=0, kind="stable")[:busy]
    np.put_along_axis(pairs, likely, values=True, axis=0)
    return np.asarray((pairs | homes(parties)) & parties.allowed, dtype=np.bool_)


def _prices(model: Model, parties: Parties, evenness: Evenness) -> Prices:
    """Read the prices off the rows; clipped, so that they prove a bound to the last digit."""
    said = {row.name: float(row.pi or 0.0) for row in model.problem.constraints()}
    places = range(len(parties.share))
    over = np.array([max(-said[f"most_work_{j}"], 0.0) for j in places])
    under = np.array([max(said[f"least_work_{j}"], 0.0) for j in places])
    limit = np.array([max(-said.get(f"limit_{j}", 0.0), 0.0) for j in places])
    over, under, limit = (np.minimum(one, evenness.price) for one in (over, under, limit))
    move = max(-said.get("moves", 0.0), 0.0)
    # Every minute of work raises all bounds a little, as they are parts of the whole.
    raised = float(parties.share @ (evenness.most * over - evenness.least * under))
    worth_min = np.where(limit > 0, limit, 0.0) @ np.where(limit > 0, parties.limit_min, 0.0)
    return Prices(
        work=over + limit - under - raised,
        move=move,
        fixed=float(worth_min) + move * (parties.most_moves or 0),
    )


def _lean(model: Model, parties: Parties) -> Positions:
    """Round: the manager who has most of a party; a divided party stays where fewest move."""
    part = np.zeros_like(parties.cost)
    for (i, j), one in model.owner.items():
        part[i, j] = one.varValue or 0.0
    owner = part.argmax(axis=1)
    divided = part.max(axis=1) < 1.0 - PROOF_GAP
    cost = np.where(stays(parties), parties.cost, np.inf)
    return np.where(divided, cost.argmin(axis=1), owner)


def _closest(rank: FloatArray, owner: Positions, pairs: BoolArray, count: int) -> BoolArray:
    """Return the pairs at hand and the `count` best ranked others."""
    kept = np.zeros_like(pairs)
    kept[np.arange(len(owner)), owner] = True
    others = np.where(pairs & ~kept, rank, np.inf).ravel()
    order = np.argsort(others, kind="stable")[:count]
    kept.ravel()[order[np.isfinite(others[order])]] = True
    return kept


def _whole(
    parties: Parties, evenness: Evenness, pairs: BoolArray, start: Positions, clock: _Solves
) -> Positions:
    """Return the best whole plan made of these pairs, at least as good as the start."""
    model = formulate(parties, evenness, pairs)
    known = as_start(model, parties, evenness, start)
    clock.said.append(run(model.problem, clock.left, hint=HINT, where="managers", start=known))
    owner = start.copy()
    for (i, j), variable in model.owner.items():
        if chosen(variable):
            owner[i] = j
    better = worth(parties, evenness, owner) <= worth(parties, evenness, start)
    return owner if better or _moves(parties, start) else start


def _moves(parties: Parties, owner: Positions) -> bool:
    """Say whether more customers move than may."""
    moved = parties.moves[np.arange(len(owner)), owner].sum()
    return parties.most_moves is not None and bool(moved > parties.most_moves)
