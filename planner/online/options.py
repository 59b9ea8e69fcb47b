"""What a scenario says about asking a service: on whose consent, how fast, what is kept."""

import ipaddress
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from planner.options import Count, Options, Positive, StatePath


def _safe_url(text: str) -> str:
    """Refuse a URL over which addresses and keys could be read on the way."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("give the whole address of the service: https://host/path")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("no user, password, ? or # in it; a key comes from the environment")
    if parts.scheme == "http" and not _own(parts.hostname):
        raise ValueError("http only for a server of your own network; use https")
    return text.rstrip("/")


def _own(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host


class AskingOptions(Options):
    """A service that is asked; a class that inherits from this names which, and what is sent."""

    provider: str | None = None
    """Service to ask."""
    consent: bool = False
    """That it may be sent to this service, on its terms."""
    base_url: Annotated[str, AfterValidator(_safe_url)] | None = None
    """A server of one's own, in place of the provider's."""
    requests_per_s: Positive | None = None
    """Pace; the provider's own where it is not given."""
    daily_requests: Count | None = None
    """Requests a day (Beijing time), over all runs that share the cache."""
    timeout_s: Positive = 10.0
    """How long one answer may take."""
    attempts: Annotated[int, Field(ge=1, le=10)] = 4
    """How often one question is put when the service is busy or fails."""
    longest_wait_s: Positive = 120.0
    """A service that asks for a longer pause than this is left for another day."""
    give_up_after: Count = 5
    """Failed questions in a row after which the rest is not asked any more."""
    cache: StatePath | None = None
    """File of answers, shared by runs, such as "answers.sqlite"; required with consent, so that
    nothing is asked twice. It holds what was asked in clear text."""
    may_store: bool | None = None
    """That your contract allows keeping answers; without it the terms of the provider decide."""
    ttl_days: Positive | None = None
    """How long an answer is used; the provider's where it is not given."""
    no_match_ttl_days: Positive = 7.0
    """How long it is believed that there is no answer."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.consent and self.provider is None:
            raise ValueError("consent is given, but no provider is named")
        if self.consent and self.cache is None:
            raise ValueError('cache is missing: name a file, cache = "geocode-cache.sqlite"')
        return self
