"""A bound from prices on being served, and how it climbs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from planner.compiled import compiled
from planner.outlets.engines.field import SLACK, Field
from planner.outlets.engines.lists import Positions, Sites
from planner.schema import BoolArray, FloatArray
from planner.solve import Clock

_SMALLEST_STEP = 1e-3
_ROUNDING = 1e-11  # of all prices; what their sums may be wrong by
_FADES = 0.99  # a round counts for a hundred in what the prices favoured "of late"

type Reporter = Callable[[Positions], float]


@dataclass(frozen=True)
class Ascent:
    """How prices climb, and for how long.

    `memory` of the last direction; `patience` counts rounds without a better bound before the
    step is halved; `reach` is where steps aim, relative to the best plan; `goal` ends the climb
    once the bound is above it. Every `look` rounds the set that is favoured is looked at as a plan.
    """

    rounds: int = 800
    step: float = 2.0
    memory: float = 0.9
    patience: int = 20
    reach: float = 1.0
    goal: float = np.inf
    look: int = 5


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
    near = field.near
    lists = _Lists(near.site, near.time_min, field.weight, _scale(field.weight), _ceiling(field))
    sites = _Rule(field.must, field.shut, field.count)
    first = np.minimum(price, lists.most)
    state = _State(
        first,
        first.copy(),
        np.zeros(len(price)),
        np.zeros(near.size),
        np.zeros(near.size, dtype=np.bool_),
    )
    how = _How(ascent.memory, ascent.patience, ascent.reach, ascent.goal)
    so_far = _SoFar(-np.inf, ascent.step, 0, rounds=0, ended=False)
    upper = meet(cheapest(gains(field, first), field))
    while so_far.rounds < ascent.rounds and not (so_far.rounds and clock.over()):
        most = min(so_far.rounds + ascent.look, ascent.rounds)
        so_far = _SoFar(*_steps(lists, sites, state, how, so_far, most, upper))
        upper = meet(np.flatnonzero(state.inside))
        if so_far.ended or upper - so_far.bound <= SLACK * upper:
            break
    share = state.share / max(1.0 - _FADES**so_far.rounds, _FADES)
    return Climbed(so_far.bound, state.best, share)


def gains(field: Field, price: FloatArray) -> FloatArray:
    """Return what each site adds to the bound when it is open, never above 0, shape (m,)."""
    gain, depth = np.empty(field.near.size), np.empty(len(price), dtype=np.int32)
    _gains(field.near.site, field.near.time_min, field.weight, price, gain, depth)
    return gain


def cheapest(gain: FloatArray, field: Field) -> Positions:
    """Return the sites that have to be open and the best others, sorted by position."""
    inside = np.empty(len(gain), dtype=np.bool_)
    _favour(gain, _Rule(field.must, field.shut, field.count), inside)
    return np.flatnonzero(inside)


def lower(price: FloatArray, gain: FloatArray) -> float:
    """Return the bound at these prices, which may be far more than it where few can serve."""
    return float(price.sum() * (1 - _ROUNDING) + gain.sum())


class _Lists(NamedTuple):
    """The customers: their lists, what they weigh, how far prices move and how high they go."""

    site: Sites
    time_min: FloatArray
    weight: FloatArray
    scale: FloatArray
    most: FloatArray


class _Rule(NamedTuple):
    must: BoolArray
    shut: BoolArray
    opening: int


class _State(NamedTuple):
    """What the rounds write to: prices, the best of them, and which sites they favour."""

    price: FloatArray
    best: FloatArray
    direction: FloatArray
    share: FloatArray
    inside: BoolArray


class _How(NamedTuple):
    memory: float
    patience: int
    reach: float
    goal: float


class _SoFar(NamedTuple):
    bound: float
    step: float
    idle: int
    rounds: int
    ended: bool


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
def _favour(gain: FloatArray, rule: _Rule, inside: BoolArray) -> None:
    key = gain.copy()
    for j in range(len(key)):
        if rule.must[j]:
            key[j] = -np.inf
        elif rule.shut[j]:
            key[j] = np.inf
    order = np.argsort(key, kind="mergesort")
    inside[:] = False
    for r in range(min(rule.opening, len(order))):
        inside[order[r]] = True


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
def _steps(
    lists: _Lists,
    rule: _Rule,
    state: _State,
    how: _How,
    so_far: _SoFar,
    rounds: int,
    upper: float,
) -> tuple[float, float, int, int, bool]:
    """Go on from `so_far` until so many rounds are done in all."""
    price, best, direction = state.price, state.best, state.direction
    gain, depth = np.empty(len(state.inside)), np.empty(len(price), dtype=np.int32)
    bound, step, idle, done, ended = so_far
    while done < rounds and not ended:
        _gains(lists.site, lists.time_min, lists.weight, price, gain, depth)
        _favour(gain, rule, state.inside)
        value = price.sum() * (1.0 - _ROUNDING)
        for j in range(len(gain)):
            state.share[j] *= _FADES
            if state.inside[j]:
                value += gain[j]
                state.share[j] += 1.0 - _FADES
        done += 1
        idle += 1
        if value > bound:
            bound, idle = value, 0
            best[:] = price
        if idle >= how.patience:
            step, idle = step / 2, 0
            price[:] = best
            direction[:] = 0.0
        size = _turn(lists.site, depth, state.inside, direction, how.memory, lists.scale)
        ended = step < _SMALLEST_STEP or size == 0.0 or bound > how.goal
        if not ended:
            far = step * (how.reach * upper - value) / size
            for i in range(len(price)):
                new = price[i] + far * lists.scale[i] * direction[i]
                price[i] = min(max(new, 0.0), lists.most[i])
    return bound, step, idle, done, ended
