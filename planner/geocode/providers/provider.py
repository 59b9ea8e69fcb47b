"""What all providers have in common: what they are asked, and what they say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from planner.geo import Datum
from planner.geocode.query import Query
from planner.online import Answer, Signature, Terms, Verdict
from planner.schema import GeoLevel


@dataclass(frozen=True, slots=True)
class Claim:
    """One place of an answer: degrees in the provider's datum, and what it claims.

    `error_m` is meant to hold in nine of ten. `doubt` says why the provider itself does not trust
    the match; empty where it does.
    """

    lon: float
    lat: float
    level: GeoLevel
    error_m: float
    label: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """One service: where it is, how it is asked, and how its answer is read.

    `version` is that of the service's interface; with the request form it decides whether a cached
    answer is the same question. `read` gets parsed JSON and raises KeyError, TypeError or
    ValueError where its shape is not the documented one.
    """

    name: str
    version: str
    base_url: str
    path: str
    datum: Datum
    terms: Terms
    params: Callable[[Query], Mapping[str, str]]
    read: Callable[[Any, Query], Answer[Claim]]
    key_param: str = ""
    signature: Signature | None = None
    refused_statuses: frozenset[int] = frozenset({401, 403})

    def address(self, question: Query) -> str:
        """Return the path that is asked."""
        return self.path

    def known_as(self, question: Query) -> tuple[str, str]:
        """Return under what an answer is kept."""
        return question.text, question.city

    def counted(self, question: Query) -> int:
        """Return that every provider counts a question as one request."""
        return 1

    def reading(self, body: Any, question: Query) -> Answer[Claim]:  # noqa: ANN401  parsed JSON
        """Read an answer, and refuse one whose places are not on earth."""
        answer = self.read(body, question)
        if not all(abs(one.lon) <= 180.0 and abs(one.lat) <= 90.0 for one in answer.claims):  # noqa: PLR2004
            return Answer(Verdict.BAD, detail="the answer has a position that is not on earth")
        return answer
