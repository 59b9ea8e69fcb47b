"""Putting one question: what is kept comes first, then the service, as often as it is worth it.

A fault is asked again after a pause that doubles and is blurred at random, so that many clients
do not come back in step; a service that names a pause (Retry-After) gets it. What a spent quota, a
refused key or a service that keeps failing mean for the rows after it is decided here once: the
rest is not asked, and says so.
"""

import json
import logging
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from planner.geocode.cache import Cache, Source
from planner.geocode.fetch import Clock, Door, Reply
from planner.geocode.online_options import OnlineOptions
from planner.geocode.providers import Answer, Provider, Verdict
from planner.geocode.query import Query

logger = logging.getLogger(__name__)

_FIRST_PAUSE_S = 1.0
_OK, _REDIRECTS, _TOO_MANY, _SERVER = 200, range(300, 400), 429, range(500, 600)
_AGAIN = {Verdict.FAULT, Verdict.LIMITED}
_STATUS: dict[Verdict, Literal["found", "no_match"]] = {
    Verdict.FOUND: "found", Verdict.NO_MATCH: "no_match",
}  # fmt: skip


@dataclass
class Asker:
    """Asks one provider; `stopped` is the answer of every row after it was given up.

    Parameters
    ----------
    provider
        With the pace and the budget that shall hold.
    rng
        Blurs the pauses; no answer depends on it.
    """

    provider: Provider
    source: Source
    options: OnlineOptions
    door: Door
    cache: Cache
    rng: np.random.Generator
    clock: Clock
    stopped: Answer | None = None
    request_count: int = 0
    _failures: int = 0

    def answer(self, query: Query) -> Answer:
        """Return what is known of an address, asking the service only when it has to be."""
        kept = self.cache.raw(self.source, query.text, query.city, self.clock.now())
        if kept is not None:
            answer = read_body(kept, query, self.provider)
            if answer.verdict in _STATUS:
                return answer
        if self.stopped is not None:
            return self.stopped
        answer, body = self._ask(query)
        self._take_note(answer)
        if answer.verdict in _STATUS:
            self.cache.keep(
                self.source, query.text, query.city, status=_STATUS[answer.verdict], raw=body,
                now=self.clock.now(),
            )  # fmt: skip
        return answer

    def _ask(self, query: Query) -> tuple[Answer, str]:
        """Ask until there is an answer, a reason to stop, or no patience left."""
        answer = Answer(Verdict.QUOTA, detail="no request was made")
        for attempt in range(self.options.attempts):
            if not self._spend():
                return Answer(Verdict.QUOTA, detail=self._budget_text()), ""
            reply = self.door.get(self.provider.path, self.provider.params(query))
            answer = judge(reply, query, self.provider)
            answer = replace(answer, detail=self.door.redact(answer.detail))
            logger.debug("%s: %s %s", self.provider.name, answer.verdict.value, answer.detail)
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

    def _spend(self) -> bool:
        self.request_count += 1
        return self.cache.spend(
            self.provider.name, at_most=self._budget(), now=self.clock.now()
        )  # fmt: skip

    def _budget(self) -> int:
        return self.options.daily_requests or self.provider.terms.daily_requests

    def _budget_text(self) -> str:
        return f"{self._budget():,} requests of today are used up"

    def _take_note(self, answer: Answer) -> None:
        """Decide what this answer means for the rows after it."""
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


def judge(reply: Reply, query: Query, provider: Provider) -> Answer:
    """Say what a reply means; HTTP first, then the body as the provider documents it."""
    detail = reply.fault or f"HTTP {reply.status}"
    if reply.status in _REDIRECTS:
        return Answer(Verdict.REFUSED, detail=detail)
    if reply.status == _TOO_MANY:
        return Answer(Verdict.LIMITED, detail=detail)
    if reply.fault or reply.status in _SERVER:
        return Answer(Verdict.FAULT, detail=detail)
    answer = read_body(reply.body, query, provider)
    if reply.status == _OK or answer.verdict in {Verdict.QUOTA, Verdict.LIMITED, Verdict.REFUSED}:
        return answer
    refused = reply.status in provider.refused_statuses
    return Answer(Verdict.REFUSED if refused else Verdict.BAD, detail=detail)


def read_body(text: str, query: Query, provider: Provider) -> Answer:
    """Read JSON as a provider documents it; anything else is a fault, never a missing address."""
    if text.lstrip().startswith("<"):
        return Answer(Verdict.BAD, detail="a web page came in place of JSON")
    try:
        body: Any = json.loads(text, parse_constant=_no_number)
    except ValueError:
        return Answer(Verdict.FAULT, detail="the answer is not whole JSON")
    try:
        answer = provider.read(body, query)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return Answer(Verdict.BAD, detail="the answer is not of the documented form")
    if not all(abs(one.lon) <= 180.0 and abs(one.lat) <= 90.0 for one in answer.claims):  # noqa: PLR2004
        return Answer(Verdict.BAD, detail="the answer has a position that is not on earth")
    return answer


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")
