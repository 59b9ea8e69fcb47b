"""All that a bound from prices rules out."""

import dataclasses
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from planner.compiled import compiled
from planner.outlets.engines.field import Field
from planner.outlets.engines.lists import Positions, Sites
from planner.outlets.engines.prices import cheapest, gains, lower
from planner.schema import BoolArray, FloatArray


@dataclass(frozen=True, eq=False)
class Ruled:
    """What no plan that costs less than some figure can have.

    `shut` and `must` have shape (m,). Lists are useful up to `lengths`; `hard` says whose list
    need not go on beyond its end.
    """

    bound: float
    shut: BoolArray
    must: BoolArray
    lengths: Positions
    hard: BoolArray


def rule_out(field: Field, price: FloatArray, below: float) -> Ruled:
    """Compare the bound at these prices, plus each reduced cost, with what a plan may cost."""
    near = field.near
    gain = gains(field, price)
    inside = np.zeros(near.size, dtype=np.bool_)
    inside[cheapest(gain, field)] = True
    bound = lower(price, gain[inside])
    free_in, free_out = inside & ~field.must, ~inside & ~field.shut
    worst_in = float(gain[free_in].max(initial=-np.inf))
    best_out = float(gain[free_out].min(initial=np.inf))
    room = below - bound
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
