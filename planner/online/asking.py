"""Putting one question: what is kept comes first, then the service, as often as it is worth it.

A fault is asked again after a pause that doubles and is blurred at random, so that many clients
do not come back in step; a service that names a pause (Retry-After) gets it. What a spent quota, a
refused key or a service that keeps failing mean for later questions is decided here once: the rest
is not asked, and says so.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

import numpy as np

from planner.online.answers import Answer, Terms, Verdict
from planner.online.cache import Cache, Source
from planner.online.door import Clock, Door, Reply
from planner.online.options import AskingOptions

logger = logging.getLogger(__name__)

_FIRST_PAUSE_S = 1.0
_RESUME_DAYS = 7.0
"""How long an answer that may not be stored is kept for a run that was broken off."""
_OK, _REDIRECTS, _TOO_MANY, _SERVER = 200, range(300, 400), 429, range(500, 600)
_AGAIN = {Verdict.FAULT, Verdict.LIMITED}
_STATUS: dict[Verdict, Literal["found", "no_match"]] = {
    Verdict.FOUND: "found", Verdict.NO_MATCH: "no_match",
}  # fmt: skip


class Service[Question, Claim](Protocol):
    """One service: how it is asked, and how its answers are read."""

    @property
    def name(self) -> str:
        """The service's name."""

    @property
    def terms(self) -> Terms:
        """On which terms it is asked."""

    @property
    def refused_statuses(self) -> frozenset[int]:
        """HTTP statuses by which it says that it does not know us."""

    def address(self, question: Question) -> str:
        """Return the path that is asked."""

    def params(self, question: Question) -> Mapping[str, str]:
        """Return what is asked."""

    def known_as(self, question: Question) -> tuple[str, str]:
        """Return under which two texts an answer is kept."""

    def counted(self, question: Question) -> int:
        """Return how many requests of a day's the service counts a question for."""

    def reading(self, body: Any, question: Question) -> Answer[Claim]:  # noqa: ANN401  parsed JSON
        """Read an answer.

        Raises
        ------
        KeyError, TypeError, ValueError, AttributeError, IndexError
            It is not of the documented form.
        """


@dataclass
class Asker[Question, Claim]:
    """Asks one service; `stopped` is the answer to every question after it was given up.

    Parameters
    ----------
    service
        With the budget that holds where the options name none.
    rng
        Blurs the pauses; no answer depends on it.
    """

    service: Service[Question, Claim]
    source: Source
    options: AskingOptions
    door: Door
    cache: Cache
    rng: np.random.Generator
    clock: Clock
    stopped: Answer[Claim] | None = None
    request_count: int = 0
    _failures: int = 0

    def answer(self, question: Question) -> Answer[Claim]:
        """Return what is known, asking the service only when it has to be."""
        known_as = self.service.known_as(question)
        kept = self.cache.raw(self.source, *known_as, self.clock.now())
        if kept is not None:
            answer = read_body(kept, question, self.service)
            if answer.verdict in _STATUS:
                return answer
        if self.stopped is not None:
            return self.stopped
        answer, body = self._ask(question)
        self._take_note(answer)
        if answer.verdict in _STATUS:
            self.cache.keep(
                self.source, *known_as, status=_STATUS[answer.verdict], raw=body,
                now=self.clock.now(),
            )  # fmt: skip
        return answer

    def _ask(self, question: Question) -> tuple[Answer[Claim], str]:
        """Ask until there is an answer, a reason to stop, or no patience left."""
        answer: Answer[Claim] = Answer(Verdict.QUOTA, detail="no request was made")
        for attempt in range(self.options.attempts):
            if not self._spend(question):
                return Answer(Verdict.QUOTA, detail=self._budget_text()), ""
            reply = self.door.get(self.service.address(question), self.service.params(question))
            answer = judge(reply, question, self.service)
            answer = replace(answer, detail=self.door.redact(answer.detail))
            logger.debug("%s: %s %s", self.service.name, answer.verdict.value, answer.detail)
            if answer.verdict not in _AGAIN:
                return answer, reply.body
            if (reply.retry_after_s or 0.0) > self.options.longest_wait_s:
                detail = f"{answer.detail}; asks to wait {reply.retry_after_s:,.0f} s"
                return Answer(Verdict.QUOTA, detail=detail), ""
            if attempt + 1 < self.options.attempts:
                self.clock.sleep(self._pause_s(attempt, reply.retry_after_s or 0.0))
        if answer.verdict is Verdict.LIMITED:
            return replace(answer, verdict=Verdict.QUOTA), ""
        return answer, ""

    def _pause_s(self, attempt: int, after_s: float) -> float:
        """Return how long to wait: doubling, blurred by half, never less than was asked for."""
        own_s = _FIRST_PAUSE_S * 2.0**attempt * self.rng.uniform(0.5, 1.5)
        return float(max(own_s, after_s + self.rng.uniform(0.0, 0.5)))

    def _spend(self, question: Question) -> bool:
        allowed = self.cache.spend(
            self.service.name, self.service.counted(question), at_most=self._budget(),
            now=self.clock.now(),
        )  # fmt: skip
        self.request_count += int(allowed)
        return allowed

    def _budget(self) -> int:
        return self.options.daily_requests or self.service.terms.daily_requests

    def _budget_text(self) -> str:
        return f"{self._budget():,} requests of today are used up"

    def _take_note(self, answer: Answer[Claim]) -> None:
        """Decide what this answer means for the questions after it."""
        if answer.verdict is Verdict.QUOTA:
            self.stopped = answer
        elif answer.verdict is Verdict.REFUSED:
            self.stopped = Answer(Verdict.NOT_ASKED, detail=answer.detail)
        elif answer.verdict in _STATUS:
            self._failures = 0
        else:
            self._failures += 1
            if self._failures >= self.options.give_up_after:
                detail = f"{self._failures} failures in a row, the last: {answer.detail}"
                self.stopped = Answer(Verdict.NOT_ASKED, detail=detail)


def source_of(service: str, version: str, crs: str, terms: Terms, options: AskingOptions) -> Source:
    """Say whose answers these are; those of another server of the same kind are others."""
    if options.base_url is not None:
        parts = urlsplit(options.base_url)
        version += f"@{parts.netloc}{parts.path}"
    may_store = terms.may_store if options.may_store is None else options.may_store
    ttl_days = options.ttl_days or terms.ttl_days
    return Source(
        service, version, crs, may_store,
        ttl_days if may_store else min(ttl_days, _RESUME_DAYS), options.no_match_ttl_days,
    )  # fmt: skip


def judge[Question, Claim](
    reply: Reply, question: Question, service: Service[Question, Claim]
) -> Answer[Claim]:
    """Say what a reply means; HTTP first, then the body as the service documents it."""
    detail = reply.fault or f"HTTP {reply.status}"
    if reply.status in _REDIRECTS:
        return Answer(Verdict.REFUSED, detail=detail)
    if reply.status == _TOO_MANY:
        return Answer(Verdict.LIMITED, detail=detail)
    if reply.fault or reply.status in _SERVER:
        return Answer(Verdict.FAULT, detail=detail)
    answer = read_body(reply.body, question, service)
    if reply.status == _OK or answer.verdict in {Verdict.QUOTA, Verdict.LIMITED, Verdict.REFUSED}:
        return answer
    refused = reply.status in service.refused_statuses
    return Answer(Verdict.REFUSED if refused else Verdict.BAD, detail=detail)


def read_body[Question, Claim](
    text: str, question: Question, service: Service[Question, Claim]
) -> Answer[Claim]:
    """Read JSON as a service documents it; anything else is a fault, never an answer of nothing."""
    if text.lstrip().startswith("<"):
        return Answer(Verdict.BAD, detail="a web page came in place of JSON")
    try:
        body: Any = json.loads(text, parse_constant=_no_number)
    except ValueError:
        return Answer(Verdict.FAULT, detail="the answer is not whole JSON")
    try:
        return service.reading(body, question)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return Answer(Verdict.BAD, detail="the answer is not of the documented form")


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")
