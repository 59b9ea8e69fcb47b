"""What all services of travel have in common: what they are asked, and what they say."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from planner.geo import Datum
from planner.online import Answer, Signature, Terms
from planner.units import METRES_PER_KM, SECONDS_PER_MINUTE

type Spot = tuple[float, float]


class Pair(NamedTuple):
    """One way: minutes and kilometres, NaN in both where the service knows none."""

    time_min: float
    distance_km: float


class Block(NamedTuple):
    """So many origins and destinations as go into one question: lon and lat in its datum."""

    origins: tuple[Spot, ...]
    destinations: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class MatrixService:
    """One service: where it is, how it is asked, and how its answer is read.

    `most` is how many origins and destinations one question may have. `read` returns the ways of
    one origin after another, and raises KeyError, TypeError or ValueError where an answer is not of
    the documented form. `counted` is how many requests a question counts for with the service.
    Without `base_url` there is no such service but one's own.
    """

    name: str
    version: str
    base_url: str
    datum: Datum
    most: tuple[int, int]
    terms: Terms
    address: Callable[[Block], str]
    params: Callable[[Block], Mapping[str, str]]
    read: Callable[[Any], Answer[Pair]]
    key_param: str = ""
    signature: Signature | None = None
    counted: Callable[[Block], int] = lambda _: 1
    refused_statuses: frozenset[int] = frozenset({401, 403})

    def known_as(self, question: Block) -> tuple[str, str]:
        """Return under what an answer is kept."""
        return joined(question.origins, ";"), joined(question.destinations, ";")

    def reading(self, body: Any, question: Block) -> Answer[Pair]:  # noqa: ANN401  parsed JSON
        """Read an answer, and see that it has all ways that were asked for, and sound ones."""
        answer = self.read(body)
        wanted = len(question.origins) * len(question.destinations)
        if answer.claims and len(answer.claims) != wanted:
            raise ValueError(f"{len(answer.claims)} ways for {wanted}")
        if any(value < 0 or math.isinf(value) for pair in answer.claims for value in pair):
            raise ValueError("a way that is no way")
        return answer


def joined(spots: Iterable[Spot], between: str) -> str:
    """Return ``lon,lat`` of each, to a tenth of a metre."""
    return between.join(f"{lon:.6f},{lat:.6f}" for lon, lat in spots)


def pair(seconds: float | str | None, metres: float | str | None) -> Pair:
    """Return a way from what a service says, NaN where it says nothing."""
    if seconds is None or metres is None:
        return Pair(math.nan, math.nan)
    return Pair(float(seconds) / SECONDS_PER_MINUTE, float(metres) / METRES_PER_KM)
