"""What all providers have in common: what they are asked, what they say, and on which terms."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from planner.geo import Datum
from planner.geocode.providers.signing import Signature
from planner.geocode.query import Query
from planner.schema import GeoLevel


class Verdict(StrEnum):
    """What an answer means for the row, and for the rows after it."""

    FOUND = "found"
    NO_MATCH = "no match"
    LIMITED = "limited"
    """Too fast: wait and ask again."""
    QUOTA = "quota"
    """No more today: stop asking."""
    REFUSED = "refused"
    """The service does not know us: the key, its rights, or the address book; stop asking."""
    FAULT = "fault"
    """Something broke that may be whole in a moment: ask again."""
    BAD = "bad"
    """An answer that makes no sense, and would not the next time: go on with the next row."""
    NOT_ASKED = "not asked"
    """The service was given up before this row."""


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
class Answer:
    """The reading of one reply; claims are in the provider's order."""

    verdict: Verdict
    claims: tuple[Claim, ...] = ()
    detail: str = ""

    @classmethod
    def of(cls, claims: list[Claim]) -> "Answer":
        """Return found or no match."""
        return cls(Verdict.FOUND if claims else Verdict.NO_MATCH, tuple(claims))

    @classmethod
    def failed[C](
        cls, code: C, meanings: Sequence[tuple[Verdict, Container[C]]], detail: str
    ) -> "Answer":
        """Return what a provider's code means; one that is in none of its lists is BAD."""
        verdict = next((one for one, codes in meanings if code in codes), Verdict.BAD)
        return cls(verdict, detail=detail)


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a provider may be asked: shown to the planner before anything is sent.

    `may_store` is False where we have not read a text that allows keeping answers: they are then
    kept only until the run that asked for them is complete.
    """

    title: str
    page: str
    zh: str
    en: str
    may_store: bool
    ttl_days: float
    requests_per_s: float
    daily_requests: int


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
    read: Callable[[Any, Query], Answer]
    key_param: str = ""
    signature: Signature | None = None
    refused_statuses: frozenset[int] = frozenset({401, 403})

    @property
    def key_variable(self) -> str:
        """Environment variable that holds the key."""
        return f"PLANNER_{self.name.upper()}_KEY"

    @property
    def secret_variable(self) -> str:
        """Environment variable that holds the secret of a key whose requests are signed."""
        return f"PLANNER_{self.name.upper()}_SECRET"
