"""A bound from prices on being served, and all that the bound rules out."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from planner.outlets.engines import interchange
from planner.outlets.engines.interchange import Positions
from planner.outlets.engines.rounding import round_shares
from planner.schema import BoolArray, FloatArray

_ROUNDS = 800
_SMALLEST_STEP = 1e-3
SLACK = 1e-7
"""Relative; keeps what ties with the best plan known."""

type Reporter = Callable[[Positions], float]


@dataclass(frozen=True, eq=False)
class Relaxation:
    """A proven lower bound, the best plan met on the way, and what cannot be part of a better one.

    `shut` and `open_for_sure` have shape (m,); `useless` (n, m) marks pairs of customer and site.
    `price` (n,) are the prices that prove the bound.
    """

    bound: float
    opened: Positions
    shut: BoolArray
    open_for_sure: BoolArray
    useless: BoolArray
    price: FloatArray


@dataclass(frozen=True)
class Ascent:
    """How prices climb, and for how long.

    `memory` of the last direction: with 0.7 a long climb on a large city stalls 0.3 % short of
    the best bound; a short climb gets farther with it. `patience` counts rounds without a better
    bound before the step is halved; `reach` is where steps aim, relative to the best plan; `goal`
    ends the climb once the bound is above it.
    """

    rounds: int = _ROUNDS
    step: float = 2.0
    memory: float = 0.95
    patience: int = 20
    reach: float = 1.0
    goal: float = np.inf


def relax(
    weight: FloatArray,
    time_min: FloatArray,
    must_open: BoolArray,
    opened: Positions,
    barred: Collection[tuple[int, ...]] = (),
) -> Relaxation:
    """Bound the p-median from below and rule out sites and pairs.

    Every customer is paid a price p_i for being served, whoever and however many serve him::

        L(p) = sum_i p_i + min { sum_j g_j open_j : sum_j open_j = count },
        g_j  = sum_i min(0, w_i t_ij - p_i)

    is a lower bound for any prices; subgradient steps raise it. If L(p) plus the reduced cost of a
    site or of a pair exceeds the cost of a plan at hand, no better plan contains it.

    Parameters
    ----------
    weight, time_min, must_open
        As in `p_median`.
    opened
        A plan of finite cost; `len(opened)` sites open.
    barred
        Sets of sites that may not be the answer.

    References
    ----------
    Cornuejols, Fisher and Nemhauser (1977), Location of bank accounts to optimize float,
    Management Science 23(8); Beasley (1993), Lagrangean heuristics for location problems, European
    Journal of Operational Research 65(3).
    """
    cost = pair_costs(weight, time_min)
    best, upper = opened, interchange.cost(weight, time_min, opened)
    favoured: list[Positions] = []

    def meet(sites: Positions) -> float:
        nonlocal best, upper
        favoured.append(sites)
        if tuple(sites.tolist()) not in barred:
            here = interchange.cost(weight, time_min, sites)
            best, upper = (sites, here) if here < upper else (best, upper)
        return upper

    price = _first_prices(weight, time_min, opened)
    bound, price = climb(cost, price, must_open, len(opened), meet, Ascent())
    if upper - bound > SLACK * upper:
        late = favoured[len(favoured) // 2 :]
        share = np.bincount(np.concatenate(late), minlength=cost.shape[1]) / len(late)
        best = round_shares(weight, time_min, must_open, share, best, barred)
        upper = interchange.cost(weight, time_min, best)
    return rule_out(cost, price, must_open, best, upper)


def pair_costs(weight: FloatArray, time_min: FloatArray) -> FloatArray:
    """Return what serving each customer from each site costs, infinite where there is no way."""
    cost = np.full(time_min.shape, np.inf)
    np.multiply(weight[:, None], time_min, out=cost, where=np.isfinite(time_min))  # 0 x inf is NaN
    return cost


def climb(
    cost: FloatArray,
    price: FloatArray,
    must_open: BoolArray,
    count: int,
    meet: Reporter,
    ascent: Ascent,
) -> tuple[float, FloatArray]:
    """Raise the bound by subgradient steps.

    Parameters
    ----------
    cost, price, must_open, count
        As in `relax`.
    meet
        Called with every set of sites that the prices favour; returns the cost of the best plan.
    ascent
        When to stop.

    Returns
    -------
    bound, price
        The highest bound met and its prices.
    """
    bound, best_price = -np.inf, price
    step, idle, direction = ascent.step, 0, np.zeros(len(price))
    for _ in range(ascent.rounds):
        gain = gains(cost, price)
        sites = cheapest(gain, must_open, count)
        value = float(price.sum() + gain[sites].sum())
        upper = meet(sites)
        idle = 0 if value > bound else idle + 1
        if value > bound:
            bound, best_price = value, price
        if idle >= ascent.patience:
            step, idle, price, direction = step / 2, 0, best_price, 0.0 * direction
        served = (cost[:, sites] < price[:, None]).sum(axis=1)
        direction = 1.0 - served + ascent.memory * direction
        size = float(direction @ direction)
        done = bound > ascent.goal or upper - bound <= SLACK * upper
        if step < _SMALLEST_STEP or size == 0 or done:
            break
        price = np.maximum(price + step * (ascent.reach * upper - value) / size * direction, 0.0)
    return bound, best_price


def _first_prices(weight: FloatArray, time_min: FloatArray, opened: Positions) -> FloatArray:
    """Return what a customer pays half way between his nearest and his second open site."""
    two = np.sort(time_min[:, opened], axis=1)[:, :2]
    two = np.where(np.isfinite(two), two, two[:, :1])
    return np.asarray(weight * two.mean(axis=1), dtype=np.float64)


def gains(cost: FloatArray, price: FloatArray) -> FloatArray:
    """Return what each site adds to the bound when it is open, never above 0, shape (m,)."""
    return np.asarray(np.minimum(cost - price[:, None], 0.0).sum(axis=0), dtype=np.float64)


def cheapest(gain: FloatArray, must_open: BoolArray, count: int) -> Positions:
    """Return the sites that have to be open and the best others, sorted by position."""
    order = np.lexsort((gain, ~must_open))
    return np.sort(order[:count])


def rule_out(
    cost: FloatArray, price: FloatArray, must_open: BoolArray, opened: Positions, upper: float
) -> Relaxation:
    """Compare the bound at these prices, plus each reduced cost, with the plan at hand."""
    count, size = len(opened), cost.shape[1]
    gain = gains(cost, price)
    inside = np.zeros(size, dtype=np.bool_)
    inside[cheapest(gain, must_open, count)] = True
    bound = float(price.sum() + gain[inside].sum())
    worst_in = float(gain[inside & ~must_open].max(initial=-np.inf))
    best_out = float(gain[~inside].min(initial=np.inf))
    enter = np.where(inside | ~np.isfinite(worst_in), 0.0, gain - worst_in)
    leave = np.where(inside & ~must_open, best_out - gain, 0.0)
    room = upper * (1 + SLACK) - bound
    if not np.isfinite(worst_in):  # only sites that have to be open are open
        enter = np.where(inside, 0.0, np.inf)
    useless = np.maximum(cost - price[:, None], 0.0) + enter[None, :] > room
    return Relaxation(
        bound=bound,
        opened=opened,
        shut=(enter > room) & ~inside,
        open_for_sure=must_open | (leave > room),
        useless=useless,
        price=price,
    )
