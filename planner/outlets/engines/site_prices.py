"""A bound from prices on being served, one knapsack a site, and all that the bound rules out."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.outlets.engines.allocation import TOLERANCE, Loads, Sites
from planner.outlets.engines.knapsack import Index, best_loads, forced_loads
from planner.schema import BoolArray, FloatArray

_SMALLEST_STEP = 1e-3

type Reporter = Callable[[BoolArray, FloatArray, "Field"], float]
"""Told which sites the prices favour and what each pair takes; returns the cost to get below."""


@dataclass(frozen=True, eq=False)
class Field:
    """What is still open to decide: pairs in play by site, sites that are decided.

    ``start[j]`` to ``start[j + 1]`` are the pairs of site j; `who` and `cost` say whom and for
    how much. `demand` is shape (n, u), `room` (m, u); `whole` customers are not split. From
    `fewest` to `most` sites are open, the `must` among them, no `shut` one.
    """

    start: Index
    who: Index
    cost: FloatArray
    demand: FloatArray
    room: FloatArray
    open_cost: FloatArray
    must: BoolArray
    shut: BoolArray
    fewest: int
    most: int
    whole: bool

    @property
    def ways(self) -> tuple[Index, Index, FloatArray]:
        """What the compiled kernels take."""
        return self.start, self.who, self.cost

    @property
    def at(self) -> Index:
        """The site of every pair."""
        return np.repeat(np.arange(len(self.must)), np.diff(self.start))

    @property
    def undecided(self) -> BoolArray:
        """Sites that may yet be open or shut."""
        return ~self.must & ~self.shut

    def keeping(self, keep: BoolArray) -> "Field":
        """Return the same with these pairs alone."""
        count = np.bincount(self.at[keep], minlength=len(self.must))
        start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        return dataclasses.replace(self, start=start, who=self.who[keep], cost=self.cost[keep])

    def deciding(self, must: BoolArray, shut: BoolArray) -> "Field":
        """Return the same with these sites open for sure and these shut.

        Whatever capacity is left says how many sites it takes at least.
        """
        fewest = max(self.fewest, int(must.sum()))
        for room, wanted in zip(self.room.T, self.demand.sum(axis=0), strict=True):
            order = np.lexsort((-room, ~must, shut))
            held = np.cumsum(room[order[: int((~shut).sum())]])
            fewest = max(fewest, 1 + int(np.searchsorted(held, wanted * (1 - TOLERANCE))))
        most = min(self.most, int((~shut).sum()))
        rest = dataclasses.replace(self, must=must, shut=shut, fewest=fewest, most=most)
        return rest.keeping(~shut[self.at])

    def hopeless(self) -> bool:
        """Say whether the counts or somebody without any pair rule every plan out."""
        reached = np.bincount(self.who, minlength=len(self.demand)).min() > 0
        return not reached or self.fewest > self.most


@dataclass(frozen=True)
class Ascent:
    """How prices climb, and for how long: see `prices.Ascent`."""

    rounds: int = 1000
    step: float = 2.0
    memory: float = 0.9
    patience: int = 20


@dataclass(frozen=True, eq=False)
class Priced:
    """The bound, the prices (n,) that prove it, and the share of late rounds that favoured what.

    `sites` is shape (m,), `pairs` shape (pairs,): they come near to the fractions of the linear
    relaxation.
    """

    bound: float
    price: FloatArray
    sites: FloatArray
    pairs: FloatArray


def field_of(sites: Sites, loads: Loads, *, whole: bool) -> Field:
    """Return everything as undecided as the question leaves it."""
    ways = np.isfinite(sites.serve_cost) & ~sites.barred[None, :]
    if whole:
        for unit in range(loads.demand.shape[1]):
            ways &= loads.demand[:, unit, None] <= loads.capacity[None, :, unit] * (1 + TOLERANCE)
    site, who = np.nonzero(ways.T)
    start = np.concatenate([[0], np.cumsum(ways.sum(axis=0))]).astype(np.int64)
    most = len(sites.open_cost) if sites.most is None else sites.most
    field = Field(
        start, who.astype(np.int64), sites.serve_cost[who, site], loads.demand,
        loads.capacity * (1 + TOLERANCE), sites.open_cost, sites.must_open, sites.barred,
        sites.fewest, most, whole,
    )  # fmt: skip
    return field.deciding(sites.must_open, sites.barred)


def first_prices(field: Field) -> FloatArray:
    """Return half way between each customer's two cheapest sites, and his part of opening."""
    cheap = np.full(len(field.demand), np.inf)
    np.minimum.at(cheap, field.who, field.cost)
    second = np.full(len(field.demand), np.inf)
    np.minimum.at(second, field.who, np.where(field.cost > cheap[field.who], field.cost, np.inf))
    second = np.where(np.isfinite(second), second, cheap)
    usual = float(np.median(field.open_cost[~field.shut])) * max(field.fewest, 1)
    return np.asarray((cheap + second) / 2 + usual / len(cheap), dtype=np.float64)


def climb(field: Field, price: FloatArray, meet: Reporter, ascent: Ascent) -> Priced:
    """Raise the bound by subgradient steps.

    Every customer is paid a price p_i for being served, whoever and however many serve him::

        L(p) = sum_i p_i + min { sum_j v_j open_j : fewest <= sum_j open_j <= most },
        v_j  = f_j - max { sum_i (p_i - c_ij) x_ij : sum_i d_i x_ij <= s_j,  0 <= x_ij <= 1 }

    is a lower bound for any prices. With x_ij in {0, 1} each v_j is a knapsack without parts, and
    the highest L(p) is what a model of all possible clusters as columns would prove.

    References
    ----------
    Beasley (1993), Lagrangean heuristics for location problems, European Journal of Operational
    Research 65(3); Ceselli and Righini (2005), A branch-and-price algorithm for the capacitated
    p-median problem, Networks 45(3).
    """
    bound, best_price, at = -np.inf, price, field.at
    step, idle, direction = ascent.step, 0, np.zeros(len(price))
    sites, pairs, counted = np.zeros(len(field.must)), np.zeros(len(field.who)), 0
    for number in range(ascent.rounds):
        profit, taken = best_loads(field.ways, field.demand, field.room, price, whole=field.whole)
        value = field.open_cost - profit
        inside = favour(field, value)
        here = float(price.sum() + value[inside].sum())
        goal = meet(inside, taken, field)
        idle = 0 if here > bound else idle + 1
        if here > bound:
            bound, best_price = here, price
        if number & (number - 1) == 0:  # 0, 1, 2, 4, 8: what counts is the late part of the way
            sites, pairs, counted = 0.0 * sites, 0.0 * pairs, 0
        if idle >= ascent.patience:
            step, idle, price, direction = step / 2, 0, best_price, 0.0 * direction
        used = taken * inside[at]
        sites, pairs, counted = sites + inside, pairs + used, counted + 1
        served = np.bincount(field.who, used, minlength=len(price))
        direction = 1.0 - served + ascent.memory * direction
        size = float(direction @ direction)
        if step < _SMALLEST_STEP or size == 0 or bound >= goal:
            break
        reach = goal if np.isfinite(goal) else abs(here) * 1.05
        price = np.maximum(price + step * (reach - here) / size * direction, 0.0)
    return Priced(bound, best_price, sites / max(counted, 1), pairs / max(counted, 1))


def favour(field: Field, value: FloatArray) -> BoolArray:
    """Return the sites that the prices open: those that have to be, and the best others."""
    free = field.undecided
    count = int(field.must.sum() + (value[free] < 0).sum())
    order = np.lexsort((value, ~field.must, field.shut))
    inside = np.zeros(len(value), dtype=np.bool_)
    inside[order[: min(max(count, field.fewest), field.most)]] = True
    return inside


def rule_out(field: Field, price: FloatArray, goal: float) -> Field:
    """Leave out sites and pairs with which, at these prices, no plan costs less than `goal`."""
    profit, _ = best_loads(field.ways, field.demand, field.room, price, whole=field.whole)
    value = field.open_cost - profit
    inside = favour(field, value)
    bound = float(price.sum() + value[inside].sum())
    free = field.undecided
    count = int(inside.sum())
    worst_in = float(value[inside & free].max(initial=-np.inf))
    best_out = float(value[free & ~inside].min(initial=np.inf))
    # Opening one more, or in place of the worst; shutting one, or for the best of the others.
    room_up = 0.0 if count < field.most else -np.inf
    enter = np.where(inside, 0.0, value - max(worst_in, room_up))
    room_down = 0.0 if count > field.fewest else np.inf
    leave = np.where(inside & free, min(best_out, room_down) - value, 0.0)
    must = field.must | (free & (bound + leave > goal))
    shut = field.shut | (free & ~inside & (bound + enter > goal))
    if not field.whole:
        return field.deciding(must, shut)
    worse = profit[field.at] - forced_loads(field.ways, field.demand, field.room, price)
    useless = bound + enter[field.at] + np.maximum(worse, 0.0) > goal
    return field.keeping(~useless).deciding(must, shut)
