"""Where the middle of each manager's area is, so that areas can be held together."""

import numpy as np

from planner.managers.engines.assignment import Parties, Positions
from planner.schema import FloatArray

_LEAST_SHARE = 1e-3  # of who is away all the time, so that his price rises too
_ROUNDS = 40
_STEP = 0.5


def hearts(
    parties: Parties, place_km: FloatArray, pull: FloatArray, today: Positions
) -> FloatArray:
    """Return the middle of each manager's area, km, shape (m, 2).

    Parties go to whoever is cheapest by driving, pull of the area's middle and a price on his
    time; prices rise where there is too much work, and middles follow their parties. With prices
    on time the areas are the cells of a power diagram, so they do not run through each other.

    Parameters
    ----------
    place_km
        Shape (n, 2), the middle of each party.
    pull
        Cost of one km from the middle of the area, shape (n,).
    today
        The manager of each party today, -1 where there is none; where the areas begin.
    """
    managers = parties.cost.shape[1]
    weight = parties.work_min.mean(axis=1) + 1e-9 * parties.work_min.max() + 1e-9
    cost = np.where(parties.allowed, parties.cost, np.inf)
    middle = _first(parties, place_km, weight, today)
    price = np.zeros(managers)
    busy = weight.sum() * np.maximum(parties.share, _LEAST_SHARE)
    scale = float(np.where(parties.allowed, parties.cost, 0.0).sum() / parties.allowed.sum())
    scale /= float(weight.mean())
    for number in range(_ROUNDS):
        away = np.hypot(*(place_km[:, None, :] - middle[None, :, :]).transpose(2, 0, 1))
        owner = (cost + pull[:, None] * away + weight[:, None] * price[None, :]).argmin(axis=1)
        load = np.bincount(owner, weights=weight, minlength=managers)
        price = price + _STEP / (1 + number / 8) * scale * (load / busy - 1.0)
        for axis in (0, 1):
            at = np.bincount(owner, weights=weight * place_km[:, axis], minlength=managers)
            middle[:, axis] = np.where(load > 0, at / np.maximum(load, 1e-300), middle[:, axis])
    return middle


def _first(
    parties: Parties, place_km: FloatArray, weight: FloatArray, today: Positions
) -> FloatArray:
    """Begin where each manager's customers are today; else apart from each other near his base."""
    managers = parties.cost.shape[1]
    middle = np.zeros((managers, 2))
    known = np.zeros(managers, dtype=np.bool_)
    for manager in range(managers):
        mine = today == manager
        if mine.any():
            middle[manager] = np.average(place_km[mine], axis=0, weights=weight[mine])
            known[manager] = True
    for manager in np.flatnonzero(~known).tolist():
        cost = np.where(parties.allowed[:, manager], parties.cost[:, manager], np.inf)
        near = np.argsort(cost, kind="stable")[: max(1, 2 * len(cost) // managers)]
        if known.any():
            gaps = place_km[near][:, None, :] - middle[known][None, :, :]
            free = np.hypot(*gaps.transpose(2, 0, 1)).min(axis=1)
        else:
            free = np.zeros(len(near))
        middle[manager] = place_km[near[int(free.argmax())]]
        known[manager] = True
    return middle
