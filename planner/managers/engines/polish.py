"""Better a division by handing single parties over and by exchanging two."""

import numpy as np

from planner.managers.engines.assignment import (
    Bounds,
    Evenness,
    Parties,
    Positions,
    bounds_of,
    homes,
    loads_of,
    worth,
)
from planner.schema import BoolArray, FloatArray

_PASSES = 12
_TRIED = 10  # managers that a party may be given to
_GAIN = 1e-7  # least gain of a change, relative to the whole


def polish(parties: Parties, evenness: Evenness, owner: Positions, rank: FloatArray) -> Positions:
    """Return a division that costs no more and moves no more customers than may move.

    Party by party, the best hand-over and the best exchange with another party are taken where
    they gain. All exchanges of one party are tried at once; the bounds of the work stay as they
    are during a pass, and a pass counts only if the division is truly cheaper after it.

    Parameters
    ----------
    rank
        As from `bound_of`; each party tries the managers that are ranked best for it.
    """
    best, cost = owner, worth(parties, evenness, owner)
    order = np.argsort(rank, axis=1, kind="stable")[:, :_TRIED]
    useful = np.zeros_like(parties.allowed)
    np.put_along_axis(useful, order, values=True, axis=1)
    useful = (useful | homes(parties)) & parties.allowed
    for _ in range(_PASSES):
        tried = _Pass(parties, evenness, best.copy(), useful).run(_GAIN * (1.0 + abs(cost)))
        now = worth(parties, evenness, tried)
        if now >= cost - _GAIN * (1.0 + abs(cost)):
            return best
        best, cost = tried, now
    return best


class _Pass:
    """One pass over all parties, with loads and moves kept up to date."""

    def __init__(
        self, parties: Parties, evenness: Evenness, owner: Positions, useful: BoolArray
    ) -> None:
        self.useful = useful
        self.parties, self.price, self.owner = parties, evenness.price, owner
        rows = np.arange(len(owner))
        self.loads = loads_of(parties, owner)
        self.bounds = bounds_of(self.loads, parties, evenness)
        self.cost = np.where(parties.allowed, parties.cost, np.inf)
        self.mine_cost = self.cost[rows, owner]
        self.mine_work = parties.work_min[rows, owner]
        self.mine_moves = parties.moves[rows, owner]
        most = np.inf if parties.most_moves is None else float(parties.most_moves)
        self.spare = most - float(self.mine_moves.sum())

    def run(self, gain: float) -> Positions:
        """Try every party once, and return the owners."""
        # The heaviest first: where few customers may move, each of them should count.
        for party in np.argsort(-self.mine_work, kind="stable").tolist():
            over, manager = self._hand_over(party)
            swap, other = self._exchange(party)
            if min(over, swap) >= -gain:
                continue
            if over <= swap:
                self._give(party, manager)
            else:
                mine, his = int(self.owner[party]), int(self.owner[other])
                self._give(party, his)
                self._give(other, mine)
        return self.owner

    def _hand_over(self, party: int) -> tuple[float, int]:
        mine = int(self.owner[party])
        work, moves = self.parties.work_min[party], self.parties.moves[party]
        left = self.loads[mine] - self.mine_work[party]
        delta = self.cost[party] - self.mine_cost[party]
        delta = delta + self._away(self.loads + work, self.bounds)
        delta = delta - self._away(self.loads, self.bounds)
        delta += self._away(left, self.bounds.of(mine))
        delta -= self._away(self.loads[mine], self.bounds.of(mine))
        delta[moves - self.mine_moves[party] > self.spare] = np.inf
        delta[mine] = np.inf
        manager = int(delta.argmin())
        return float(delta[manager]), manager

    def _exchange(self, party: int) -> tuple[float, int]:
        mine, pairs = int(self.owner[party]), self.parties
        others = np.flatnonzero(self.useful[party, self.owner] & self.useful[:, mine])
        others = others[self.owner[others] != mine]
        if not len(others):
            return np.inf, party
        his = self.owner[others]
        loads, bounds = self.loads[his], self.bounds.of(his)
        work, moves = self.mine_work[others], self.mine_moves[others]
        left = self.loads[mine] - self.mine_work[party] + pairs.work_min[others, mine]
        right = loads - work + pairs.work_min[party, his]
        delta = self.cost[party, his] - self.mine_cost[party]
        delta += self.cost[others, mine] - self.mine_cost[others]
        delta += self._away(left, self.bounds.of(mine))
        delta -= self._away(self.loads[mine], self.bounds.of(mine))
        delta += self._away(right, bounds) - self._away(loads, bounds)
        moves = pairs.moves[party, his] - self.mine_moves[party] + pairs.moves[others, mine] - moves
        delta[moves > self.spare] = np.inf
        at = int(delta.argmin())
        return float(delta[at]), int(others[at])

    def _away(self, loads: FloatArray | float, bounds: Bounds) -> FloatArray:
        """Price the minutes outside the bounds."""
        return np.asarray(self.price * sum(bounds.outside(loads)), dtype=np.float64)

    def _give(self, party: int, manager: int) -> None:
        before = int(self.owner[party])
        self.loads[before] -= self.mine_work[party]
        self.spare += self.mine_moves[party]
        self.owner[party] = manager
        self.mine_cost[party] = self.cost[party, manager]
        self.mine_work[party] = self.parties.work_min[party, manager]
        self.mine_moves[party] = self.parties.moves[party, manager]
        self.loads[manager] += self.mine_work[party]
        self.spare -= self.mine_moves[party]
