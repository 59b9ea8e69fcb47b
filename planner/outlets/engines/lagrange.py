"""A bound from prices on being served, and all that the bound rules out."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from planner.outlets.engines.compiled import compiled
from planner.outlets.engines.lists import Near, Positions, Sites
from planner.schema import BoolArray, FloatArray
from planner.solve import Clock

_ROUNDS = 800
_SMALLEST_STEP = 1e-3
_ROUNDING = 1e-12  # of all prices; what their sums may be wrong by
_FADES = 0.99  # a round counts for a hundred in what the prices favoured "of late"
SLACK = 1e-7
"""Relative; keeps what ties with the best plan known."""

type Reporter = Callable[[Positions], float]


@dataclass(frozen=True, eq=False)
class Field:
    """A p-median, or what is left of one: customers with their lists, sites, and how many open.

    `weight` has shape (n,), `must` and `shut` (m,): sites that are open, or not, in any case.
    `sites` are the positions of the m sites in the whole question.
    """

    weight: FloatArray
    near: Near
    must: BoolArray
    shut: BoolArray
    count: int
    sites: Positions

    def cost(self, opened: Positions) -> float:
        """Return the weighted minutes when these sites (positions in the field) are open."""
        return self.near.cost(self.weight, opened)

    def here(self, sites: Positions) -> Positions:
        """Return the positions in the field of sites of the whole question."""
        return np.searchsorted(self.sites, sites)

    def deeper(self, ranks: int) -> Self:
        """Return the same with longer lists."""
        matrix = self.near.matrix
        return self if matrix is None else dataclasses.replace(self, near=Near.of(matrix, ranks))


@dataclass(frozen=True)
class Ascent:
    """How prices climb, and for how long.

    `memory` of the last direction; `patience` counts rounds without a better bound before the
    step is halved; `reach` is where steps aim, relative to the best plan; `goal` ends the climb
    once the bound is above it.
    """

    rounds: int = _ROUNDS
    step: float = 2.0
    memory: float = 0.9
    patience: int = 20
    reach: float = 1.0
    goal: float = np.inf


@dataclass(frozen=True, eq=False)
class Climbed:
    """The highest bound met with its prices, and how often of late a site was favoured."""

    bound: float
    price: FloatArray
    share: FloatArray


def first_prices(field: Field, opened: Positions) -> FloatArray:
    """Return what a customer pays half way between his nearest and his second open site."""
    inside = np.zeros(field.near.size, dtype=np.bool_)
    inside[opened] = True
    price = np.empty(len(field.weight))
    _between(field.near.site, field.near.time_min, field.near.rest_min, inside, price)
    return field.weight * price


def climb(field: Field, price: FloatArray, meet: Reporter, ascent: Ascent, clock: Clock) -> Climbed:
    """Raise the bound by subgradient steps.

    Every customer is paid a price p_i for being served, whoever and however many serve him::

        L(p) = sum_i p_i + min { sum_j g_j open_j : sum_j open_j = count },
        g_j  = sum_i min(0, w_i t_ij - p_i)

    is a lower bound for any prices. A price above the time to the first site beyond a list cut
    short would make the list lie, so prices stay below. A customer served s times instead of once
    changes his minutes, not his price, in proportion to 1 - s: steps that do not know weights
    crawl in a city of few large and many small customers.

    Parameters
    ----------
    field, price
        The question, and the prices to begin with.
    meet
        Called with sets of sites that the prices favour; returns the cost of the best plan.
    ascent, clock
        When to stop.

    References
    ----------
    Cornuejols, Fisher and Nemhauser (1977), Location of bank accounts to optimize float,
    Management Science 23(8); Beasley (1993), Lagrangean heuristics for location problems, European
    Journal of Operational Research 65(3).
    """
    near, scale, most = field.near, _scale(field.weight), _ceiling(field)
    price = np.minimum(price, most)
    best = Climbed(-np.inf, price, np.zeros(near.size))
    gain, depth = np.empty(near.size), np.empty(len(price), dtype=np.int32)
    direction, share = np.zeros(len(price)), np.zeros(near.size)
    step, idle, bound, rounds = ascent.step, 0, -np.inf, 0
    while rounds < ascent.rounds and not (rounds and clock.over()):  # one round is a bound
        _gains(near.site, near.time_min, field.weight, price, gain, depth)
        favoured = cheapest(gain, field)
        value = _bound(price, gain[favoured])
        share *= _FADES
        share[favoured] += 1.0 - _FADES
        rounds += 1
        better = value > bound
        upper = meet(favoured)
        idle = 0 if better else idle + 1
        if better:
            bound, best = value, Climbed(value, price.copy(), share)
        if idle >= ascent.patience:
            step, idle = step / 2, 0
            price[:] = best.price
            direction[:] = 0.0
        size = _turn(near.site, depth, _mask(favoured, near.size), direction, ascent.memory, scale)
        done = bound > ascent.goal or upper - bound <= SLACK * upper
        if step < _SMALLEST_STEP or size == 0.0 or done:
            break
        _pay(price, step * (ascent.reach * upper - value) / size, direction, scale, most)
    return dataclasses.replace(best, share=share / max(1.0 - _FADES**rounds, _FADES))


def gains(field: Field, price: FloatArray) -> FloatArray:
    """Return what each site adds to the bound when it is open, never above 0, shape (m,)."""
    gain, depth = np.empty(field.near.size), np.empty(len(price), dtype=np.int32)
    _gains(field.near.site, field.near.time_min, field.weight, price, gain, depth)
    return gain


def cheapest(gain: FloatArray, field: Field) -> Positions:
    """Return the sites that have to be open and the best others, sorted by position."""
    key = np.where(field.must, -np.inf, gain)
    key[field.shut] = np.inf
    if field.count >= len(key):
        return np.arange(len(key))
    return np.sort(np.argpartition(key, field.count - 1)[: field.count])


@dataclass(frozen=True, eq=False)
class Ruled:
    """What no plan better than the one at hand can have.

    `shut` and `must` have shape (m,). Lists are useful up to `lengths`; `hard` says whose list
    need not go on beyond its end.
    """

    bound: float
    shut: BoolArray
    must: BoolArray
    lengths: Positions
    hard: BoolArray


def rule_out(field: Field, price: FloatArray, upper: float) -> Ruled:
    """Compare the bound at these prices, plus each reduced cost, with the plan at hand."""
    near = field.near
    gain = gains(field, price)
    inside = _mask(cheapest(gain, field), near.size)
    bound = _bound(price, gain[inside])
    free_in, free_out = inside & ~field.must, ~inside & ~field.shut
    worst_in = float(gain[free_in].max(initial=-np.inf))
    best_out = float(gain[free_out].min(initial=np.inf))
    room = upper * (1 + SLACK) - bound
    enter = np.where(inside, 0.0, np.inf)
    if np.isfinite(worst_in):
        enter[free_out] = gain[free_out] - worst_in
    must = field.must.copy()
    must[free_in] = best_out - gain[free_in] > room
    lengths = np.empty(len(price), dtype=np.intp)
    hard = np.empty(len(price), dtype=np.bool_)
    paid = _Paid(near.site, near.time_min, near.rest_min, field.weight, price)
    _useful(paid, enter, room, must, lengths, hard)
    return Ruled(bound, enter > room, must, lengths, hard)


def narrowed(field: Field, ruled: Ruled) -> Field:
    """Leave out what is ruled out."""
    keep = np.flatnonzero(~ruled.shut)
    near = field.near.among(keep, ruled.lengths)
    rest = np.where(ruled.hard, np.inf, near.rest_min)
    near = dataclasses.replace(near, rest_min=rest)
    if near.matrix is not None and not np.isfinite(rest).any():
        near = dataclasses.replace(near, matrix=None)
    return Field(
        field.weight, near, ruled.must[keep], np.zeros(len(keep), dtype=np.bool_), field.count,
        field.sites[keep],
    )  # fmt: skip


def _bound(price: FloatArray, gain: FloatArray) -> float:
    """Return the bound at these prices, which may be far more than it where few can serve."""
    return float(price.sum() * (1 - _ROUNDING) + gain.sum())


def _mask(positions: Positions, size: int) -> BoolArray:
    inside = np.zeros(size, dtype=np.bool_)
    inside[positions] = True
    return inside


def _scale(weight: FloatArray) -> FloatArray:
    """Return how far a price moves; the weightless move like the lightest, they must be reached."""
    least = float(weight[weight > 0].min(initial=1.0))
    return np.maximum(weight, least)


def _ceiling(field: Field) -> FloatArray:
    """Return the highest price of each customer that can help the bound.

    Whoever lists all sites is worth no more than the last of them. Where a list ends early because
    nothing beyond can serve, or in vain, no plan costs more than everybody's last site, so a price
    beyond that much again says no more; without an end, prices of many digits would swallow others.
    """
    near = field.near
    last = np.max(near.time_min, axis=1, initial=0.0, where=np.isfinite(near.time_min))
    hard = field.weight * last + np.where(near.lengths < near.size, float(field.weight @ last), 0.0)
    soft = np.isfinite(near.rest_min)
    return np.where(soft, field.weight * np.where(soft, near.rest_min, 0.0), hard)


@compiled
def _between(
    site: Sites, time_min: FloatArray, rest_min: FloatArray, inside: BoolArray, price: FloatArray
) -> None:
    for i in range(site.shape[0]):
        found, total, last = 0, 0.0, 0.0
        for r in range(site.shape[1]):
            if time_min[i, r] == np.inf:
                break
            last = time_min[i, r]
            if inside[site[i, r]]:
                found += 1
                total += time_min[i, r]
                if found == 2:  # noqa: PLR2004  nearest and second
                    break
        end = rest_min[i] if rest_min[i] < np.inf else last
        price[i] = (total + (2 - found) * end) / 2


@compiled
def _gains(
    site: Sites,
    time_min: FloatArray,
    weight: FloatArray,
    price: FloatArray,
    gain: FloatArray,
    depth: Sites,
) -> None:
    k = site.shape[1]
    gain[:] = 0.0
    for i in range(site.shape[0]):
        r = 0
        while r < k:
            cost = weight[i] * time_min[i, r]
            if not cost < price[i]:  # also where nothing times infinity is not a number
                break
            gain[site[i, r]] += cost - price[i]
            r += 1
        depth[i] = r


@compiled
def _turn(
    site: Sites,
    depth: Sites,
    inside: BoolArray,
    direction: FloatArray,
    memory: float,
    scale: FloatArray,
) -> float:
    size = 0.0
    for i in range(len(depth)):
        wish = 1.0
        for r in range(depth[i]):
            if inside[site[i, r]]:
                wish -= 1.0
        direction[i] = wish + memory * direction[i]
        size += scale[i] * direction[i] * direction[i]
    return size


@compiled
def _pay(
    price: FloatArray, step: float, direction: FloatArray, scale: FloatArray, most: FloatArray
) -> None:
    for i in range(len(price)):
        price[i] = min(max(price[i] + step * scale[i] * direction[i], 0.0), most[i])


class _Paid(NamedTuple):
    site: Sites
    time_min: FloatArray
    rest_min: FloatArray
    weight: FloatArray
    price: FloatArray


@compiled
def _useful(
    paid: _Paid,
    enter: FloatArray,
    room: float,
    must: BoolArray,
    lengths: Positions,
    hard: BoolArray,
) -> None:
    """Find how far each list has pairs that a better plan may have."""
    site, time_min, rest_min, weight, price = paid
    for i in range(site.shape[0]):
        lengths[i] = 0
        hard[i] = rest_min[i] == np.inf or weight[i] * rest_min[i] - price[i] > room
        for r in range(site.shape[1]):
            if time_min[i, r] == np.inf:
                break
            j = site[i, r]
            if max(weight[i] * time_min[i, r] - price[i], 0.0) + enter[j] <= room:
                lengths[i] = r + 1
            if must[j]:  # nobody goes farther than a site that is open for sure
                lengths[i] = r + 1
                hard[i] = True
                break
