"""Noise on what a siting question rests on: demand, travel times, where customers stand."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.outlets.engines.question import Question, State
from planner.schema import FloatArray

_NEAR_M = 200.0  # below this the way says little about the pace


@dataclass(frozen=True, eq=False)
class Spots:
    """Where customers and sites are on a plane, in metres, and how sure each customer's place is.

    `customer_m` (n, 2), `site_m` (m, 2), `error_m` (n,), 0 where a place is certain.
    """

    customer_m: FloatArray
    site_m: FloatArray
    error_m: FloatArray


def _factors(draw: np.random.Generator, spread: float, shape: tuple[int, ...]) -> FloatArray:
    """Return lognormal factors of mean 1 and this relative standard deviation."""
    sigma = np.sqrt(np.log1p(spread**2))
    return np.asarray(np.exp(draw.normal(-(sigma**2) / 2.0, sigma, shape)), dtype=np.float64)


def demand_noise(
    question: Question, spread: float, draw: np.random.Generator
) -> Callable[[State], State]:
    """Return a change that multiplies weights by factors of mean 1."""
    factor = _factors(draw, spread, (question.customer_count,))

    def change(state: State) -> State:
        weight = state.weight * factor
        return dataclasses.replace(state, weight=weight / weight.sum())

    return change


def time_noise(
    question: Question, spread: float, draw: np.random.Generator
) -> Callable[[State], State]:
    """Return a change that multiplies times by factors of mean 1, of the site and of the pair."""
    half = spread / np.sqrt(2.0)
    site = _factors(draw, half, (question.site_count,))
    pair = _factors(draw, half, (question.customer_count, question.site_count))
    return lambda state: dataclasses.replace(state, time_min=state.time_min * site * pair)


def place_noise(
    question: Question, spots: Spots, draw: np.random.Generator
) -> Callable[[State], State]:
    """Return a change that moves customers within their location error."""
    n = question.customer_count
    angle = draw.uniform(0.0, 2.0 * np.pi, n)
    radius = spots.error_m * np.sqrt(draw.uniform(0.0, 1.0, n))
    there = spots.customer_m + radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    before = _distances(spots.customer_m, spots.site_m)
    farther = _distances(there, spots.site_m) - before

    def change(state: State) -> State:
        known = np.isfinite(state.time_min) & (before > _NEAR_M)
        usual = float(np.median(state.time_min[known] / before[known])) if known.any() else 0.0
        pace = np.full(before.shape, usual)
        pace[known] = state.time_min[known] / before[known]
        return dataclasses.replace(state, time_min=np.maximum(state.time_min + farther * pace, 0.0))

    return change


def _distances(one: FloatArray, other: FloatArray) -> FloatArray:
    return np.asarray(np.hypot(*(one[:, None, :] - other[None, :, :]).transpose(2, 0, 1)))
