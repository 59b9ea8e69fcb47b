"""What a service answers, what that means, and on which terms it may be asked."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What an answer means for the question, and for those after it."""

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
    """An answer that makes no sense, and would not the next time: go on with the next one."""
    NOT_ASKED = "not asked"
    """The service was given up before this one."""


@dataclass(frozen=True, slots=True)
class Answer[Claim]:
    """The reading of one reply; what it claims is in the provider's order."""

    verdict: Verdict
    claims: tuple[Claim, ...] = ()
    detail: str = ""

    @classmethod
    def of(cls, claims: Sequence[Claim]) -> "Answer[Claim]":
        """Return found or no match."""
        return cls(Verdict.FOUND if claims else Verdict.NO_MATCH, tuple(claims))

    @classmethod
    def failed[C](
        cls, code: C, meanings: Sequence[tuple[Verdict, Container[C]]], detail: str
    ) -> "Answer[Claim]":
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
