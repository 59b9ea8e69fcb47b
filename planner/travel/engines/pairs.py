"""Pairs of near places, put together from what searches found one after another.

A million customers and five thousand sites have five thousand million pairs; of these some tens a
customer matter. Nothing here is ever as large as all pairs.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.compiled import compiled
from planner.travel.engines.graph import Small

type Singles = npt.NDArray[np.float32]


class Pairs(NamedTuple):
    """Targets one after another, each with its sources by minutes.

    Those of target n are ``start[n]`` to ``start[n + 1]``. Single precision, a tenth of a second in
    a day: there can be a hundred million of them.
    """

    start: npt.NDArray[np.int64]
    source: Small
    time_min: Singles
    length_km: Singles


def put_together(
    total: npt.NDArray[np.int64], target: list[Small], source: Iterable[Small],
    minutes: list[Singles], km: list[Singles],
) -> Pairs:  # fmt: skip
    """Put what was found target by target, and each target's sources in the order of minutes.

    Parameters
    ----------
    total
        How many sources each target has.
    target, minutes, km
        An array for each search; emptied, since together with the pairs they would need half as
        much memory more.
    source
        The same, with the last search first.
    """
    start = np.concatenate([[0], np.cumsum(total)])
    length_km = _sorted_in((km.pop() for _ in target), target, start, np.float32)
    time_min = _sorted_in((minutes.pop() for _ in target), target, start, np.float32)
    pairs = Pairs(start, _sorted_in(source, target, start, np.int32), time_min, length_km)
    _sort(pairs)
    return pairs


def _sorted_in[Value: (np.int32, np.float32)](
    values: Iterable[npt.NDArray[Value]], target: list[Small], start: npt.NDArray[np.int64],
    kind: type[Value],
) -> npt.NDArray[Value]:  # fmt: skip
    """Return what belongs to each target side by side; values come with the last source first."""
    into = np.empty(int(start[-1]), kind)
    cursor = start[:-1].copy()
    for one, some in zip(reversed(target), values, strict=True):
        _sort_in(one, some, cursor, into)
    return into


@compiled
def _sort_in(
    target: Small, values: Small | Singles, cursor: npt.NDArray[np.int64], into: Small | Singles
) -> None:
    for each in range(len(target)):
        at = cursor[target[each]]
        into[at] = values[each]
        cursor[target[each]] = at + 1


@compiled
def _sort(pairs: Pairs) -> None:
    """Put the sources of each target in the order of their minutes."""
    for one in range(len(pairs.start) - 1):
        first, last = pairs.start[one], pairs.start[one + 1]
        order = np.argsort(pairs.time_min[first:last])
        pairs.source[first:last] = pairs.source[first:last][order]
        pairs.time_min[first:last] = pairs.time_min[first:last][order]
        pairs.length_km[first:last] = pairs.length_km[first:last][order]
