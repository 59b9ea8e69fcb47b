"""Decide sites one by one: what would the bound be with this one open, or shut."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from planner.outlets.engines import interchange
from planner.outlets.engines.interchange import Positions
from planner.outlets.engines.lagrange import (
    SLACK,
    Ascent,
    Relaxation,
    cheapest,
    climb,
    gains,
    pair_costs,
    rule_out,
)
from planner.schema import BoolArray, FloatArray

_ROUNDS = 60  # of price steps a question; most are settled within ten
_SWEEPS = 6
_WORTH = 0.9  # another sweep pays while less than this share of open questions is left
_DEPTH = 5  # cases within a case; deeper trees cost more than the solver needs for the rest
_SHORT = Ascent(_ROUNDS, step=0.5, memory=0.7, patience=12, reach=1.05)
_WORK = 5e8


@dataclass(eq=False)
class _Field:
    """The sites still in play, as positions, with their pairs' costs and what is open already."""

    sites: Positions
    cost: FloatArray
    must: BoolArray
    count: int
    work: float = 0.0

    def without(self, place: int) -> tuple[FloatArray, BoolArray]:
        return np.delete(self.cost, place, axis=1), np.delete(self.must, place)

    def drop(self, place: int) -> None:
        self.cost, self.must = self.without(place)
        self.sites = np.delete(self.sites, place)


def probe(weight: FloatArray, time_min: FloatArray, relaxed: Relaxation, count: int) -> Relaxation:
    """Rule out more sites and pairs than the reduced costs of one set of prices can.

    For every undecided site the prices climb a little with that site open: when the bound passes
    the best plan known, the site is shut for good; and the other way round. Every site that is
    decided raises the bound of those that follow.

    Parameters
    ----------
    weight, time_min
        As in `p_median`.
    relaxed
        What `lagrange.relax` has found.
    count
        Open sites in all.
    """
    upper = interchange.cost(weight, time_min, relaxed.opened)
    sites = np.flatnonzero(~relaxed.shut)
    near = np.where(relaxed.useless, np.inf, time_min)[:, sites]
    field = _Field(sites, pair_costs(weight, near), relaxed.open_for_sure[sites], count)
    price, bound = relaxed.price, relaxed.bound
    for _ in range(_SWEEPS):
        before = int((~field.must).sum())
        if before == 0 or bound >= upper * (1 - SLACK) or field.work > _WORK:
            break
        _ask_open(field, price, upper)
        _ask_shut(field, price, upper)
        value, better = climb(field.cost, price, field.must, count, lambda _: upper, Ascent())
        bound, price = (value, better) if value > bound else (bound, price)
        if int((~field.must).sum()) > _WORTH * before:
            break
    return _merged(relaxed, field, price, upper)


def _ask_open(field: _Field, price: FloatArray, upper: float) -> None:
    """Shut every site with which no plan is better than the best known."""
    for site in field.sites[~field.must].tolist():
        if field.work > _WORK:
            return
        place = int(np.searchsorted(field.sites, site))
        must = field.must.copy()
        must[place] = True
        if must.sum() > field.count or _beaten(field, field.cost, must, price, upper):
            field.drop(place)


def _ask_shut(field: _Field, price: FloatArray, upper: float) -> None:
    """Open every site without which no plan is better than the best known."""
    favoured = field.sites[cheapest(gains(field.cost, price), field.must, field.count)]
    for site in favoured.tolist():
        if field.work > _WORK or len(field.sites) <= field.count:
            return
        place = int(np.searchsorted(field.sites, site))
        if field.must[place]:
            continue
        cost, must = field.without(place)
        field.must[place] = _beaten(field, cost, must, price, upper)


def _beaten(
    field: _Field,
    cost: FloatArray,
    must: BoolArray,
    price: FloatArray,
    upper: float,
    depth: int = _DEPTH,
) -> bool:
    """Say whether no plan under these conditions is as good as the best known.

    Where the bound alone does not tell, the most favoured undecided site is taken as open and as
    shut in turn, `depth` times over: both cases have to be beaten.
    """
    field.work += cost.size * _ROUNDS
    goal = upper * (1 + SLACK)
    ascent = dataclasses.replace(_SHORT, goal=goal)
    value, price = climb(cost, price, must, field.count, lambda _: upper, ascent)
    if value > goal or depth == 0 or field.work > _WORK:
        return value > goal
    favoured = cheapest(gains(cost, price), must, field.count)
    inner = rule_out(cost, price, must, favoured, upper)
    keep = ~inner.shut
    cost, must = cost[:, keep], inner.open_for_sure[keep]
    gain = gains(cost, price)
    gain[must] = np.inf
    branch = int(np.argmin(gain))
    if must.all() or must.sum() >= field.count or len(must) <= field.count:
        return False
    opened = must.copy()
    opened[branch] = True
    if not _beaten(field, cost, opened, price, upper, depth - 1):
        return False
    rest, stays = np.delete(cost, branch, axis=1), np.delete(must, branch)
    return _beaten(field, rest, stays, price, upper, depth - 1)


def _merged(relaxed: Relaxation, field: _Field, price: FloatArray, upper: float) -> Relaxation:
    """State what is decided for all sites and pairs, not only for those still in play."""
    inner = rule_out(field.cost, price, field.must, relaxed.opened, upper)
    shut, stays = np.ones_like(relaxed.shut), relaxed.open_for_sure.copy()
    useless = np.ones_like(relaxed.useless)
    shut[field.sites], stays[field.sites] = inner.shut, inner.open_for_sure
    useless[:, field.sites] = relaxed.useless[:, field.sites] | inner.useless
    return dataclasses.replace(
        relaxed,
        bound=max(relaxed.bound, inner.bound),
        shut=shut,
        open_for_sure=stays,
        useless=useless,
        price=price,
    )
