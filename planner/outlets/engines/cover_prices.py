"""A bound on what sites can cover from prices on rows, and the sites that the bound decides."""

from dataclasses import dataclass

import numpy as np

from planner.outlets.engines.chosen import Positions
from planner.outlets.engines.cover_search import covered, exchange_most
from planner.outlets.engines.covers import Covers
from planner.schema import BoolArray, FloatArray
from planner.solve import Clock

_ROUNDS = 600
_PATIENCE = 15  # rounds without a better bound before the step is halved
_SMALLEST_STEP = 1e-3
_TRACE = 1e-9  # relative; more than rounding takes


@dataclass(frozen=True, eq=False)
class Priced:
    """The best plan met, as places, a proven bound on every plan, and what it decides.

    A plan that covers more than `known` has all of `stays` open and none of `shut`.
    """

    known: Positions
    bound: float
    stays: BoolArray
    shut: BoolArray


def price(covers: Covers, known: Positions, clock: Clock) -> Priced:
    """Bound the weight that any `len(known)` sites cover.

    A row pays the price p_i to each open site that reaches it, and covers for the rest of its
    weight or not at all::

        U(p) = sum_i max(0, w_i - need_i p_i) + max { sum_j g_j open_j : sum_j open_j = count },
        g_j  = sum_{i reached by j} p_i

    is a bound for any prices that are not negative; subgradient steps lower it. Where U(p) less
    what a site would cost it to be open (or shut) does not exceed a plan at hand, no better plan
    has it so.
    """
    columns = covers.matrix.T.tocsr()
    paid = covers.weight / np.maximum(covers.matrix @ _mask(covers, known), 1) / covers.need
    best, low, high = paid, covered(covers, known), np.inf
    step, idle = 1.0, 0
    for _ in range(_ROUNDS):
        gain = columns @ paid
        sites = _largest(gain, len(known))
        rest = covers.weight - covers.need * paid
        value = float(np.maximum(rest, 0.0).sum() + gain[sites].sum())
        idle = 0 if value < high else idle + 1
        if value < high:
            high, best = value, paid
        here = covered(covers, sites)
        known, low = (sites, here) if here > low else (known, low)
        if idle >= _PATIENCE:
            step, idle, paid = step / 2, 0, best
        short = covers.matrix @ _mask(covers, sites) - covers.need * (rest > 0)
        size = float(short @ short)
        if size == 0 or step < _SMALLEST_STEP or _beaten(high, low, covers) or clock.over():
            break
        paid = np.clip(paid - step * (value - low) / size * short, 0.0, covers.weight / covers.need)
    known = exchange_most(covers, known)
    return _decide(covers, columns @ best, known, high)


def _decide(covers: Covers, gain: FloatArray, known: Positions, bound: float) -> Priced:
    low, inside = covered(covers, known), np.zeros(len(gain), dtype=np.bool_)
    inside[_largest(gain, len(known))] = True
    least_in, most_out = gain[inside].min(initial=np.inf), gain[~inside].max(initial=-np.inf)
    entered = np.where(inside, np.inf, bound - (least_in - gain))
    left = np.where(inside, bound - (gain - most_out), np.inf)
    return Priced(known, bound, _beaten(left, low, covers), _beaten(entered, low, covers))


def _beaten[T: (float, FloatArray)](bound: T, low: float, covers: Covers) -> BoolArray:
    """Say which bounds leave no room for a plan that covers more; whole weights leave steps."""
    step = 1.0 - 1e-6 if (covers.weight == np.round(covers.weight)).all() else 0.0
    return np.asarray(bound <= low + max(step, _TRACE * low) - _TRACE * low, dtype=np.bool_)


def _largest(gain: FloatArray, count: int) -> Positions:
    return np.sort(np.argsort(-gain, kind="stable")[:count])


def _mask(covers: Covers, opened: Positions) -> FloatArray:
    is_open = np.zeros(len(covers.sites))
    is_open[opened] = 1.0
    return is_open
