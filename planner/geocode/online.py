"""The front of the online providers: addresses that stayed open in, locations with reasons out.

Nothing is sent unless a provider is named and consent given. Rows are asked one after another, the
same address once; every answer is committed before the next question, so that a run that is killed
goes on where it stopped. An answer is taken only when it lies in the service area and the provider
trusts it; of several answers of one level that lie apart, none is.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import numpy as np

from planner.errors import OptionError
from planner.geocode.gazetteer import Gazetteer
from planner.geocode.online_options import OnlineOptions
from planner.geocode.providers import PROVIDERS, Claim, Provider
from planner.geocode.query import Query, read_query
from planner.geocode.settle import Asked, Judge, OpenRow
from planner.online import (
    Answer,
    Asker,
    Cache,
    Clock,
    Door,
    Key,
    Verdict,
    find_key,
    require_requests,
    source_of,
)  # fmt: skip
from planner.schema import GeoStatus, Location

type ProgressCall = Callable[[int, int], None]


@dataclass(frozen=True)
class Asking:
    """Everything that stays the same while rows are asked."""

    options: OnlineOptions
    provider: Provider
    city: str
    gazetteer: Gazetteer | None
    coast_m: float
    clock: Clock = field(default_factory=Clock)


def ask_online(
    rows: Sequence[OpenRow],
    options: OnlineOptions,
    gazetteer: Gazetteer | None,
    *,
    rng: np.random.Generator,
    coast_m: float = 0.0,
    clock: Clock | None = None,
    progress: ProgressCall | None = None,
) -> list[Asked]:
    """Ask the provider that the options name about every row, and return as many locations.

    Parameters
    ----------
    gazetteer
        Its districts are the service area: an answer outside is held. Without it nobody can tell.
    rng
        For the pauses between attempts; no location depends on it.
    coast_m
        How far off the land of the service area an answer may lie.
    progress
        Called with (done, total) after every row.

    Raises
    ------
    OptionError
        The key or the city is missing, or the extra `online` is not installed.
    DataError
        The cache file cannot be used.
    """
    if options.provider is None or not options.consent or options.cache is None:
        detail = f"{options.provider or 'online'}: consent is not given"
        return [Asked(Location(GeoStatus.SKIPPED, reason="consent"), detail) for _ in rows]
    asking = Asking(
        options, PROVIDERS[options.provider], _city(options, gazetteer, rows), gazetteer, coast_m,
        clock or Clock(),
    )  # fmt: skip
    require_requests("geocode.online.provider")
    provider = asking.provider
    key = find_key(
        provider.name, provider.key_param, provider.signature, where="geocode.online.provider"
    )
    with ExitStack() as stack:
        cache = stack.enter_context(
            Cache(options.cache, asking.clock.now(), where="geocode.online.cache")
        )
        door = stack.enter_context(_door(asking, key))
        source = source_of(provider.name, provider.version, provider.datum, provider.terms, options)
        asker = Asker(provider, source, options, door, cache, rng, asking.clock)
        asked = _ask_all(rows, asker, asking, progress)
        if asker.stopped is None:
            cache.forget_unstorable(provider.name)
    return asked


def _ask_all(
    rows: Sequence[OpenRow],
    asker: Asker[Query, Claim],
    asking: Asking,
    progress: ProgressCall | None,
) -> list[Asked]:
    nothing: Answer[Claim] = Answer(Verdict.NOT_ASKED, detail="no address")
    known: dict[Query, Answer[Claim]] = {}
    answers: list[Answer[Claim]] = []
    for done, row in enumerate(rows, start=1):
        query = read_query(row.address, row.city or asking.city)
        if query not in known:
            known[query] = asker.answer(query) if query.text else nothing
        answers.append(known[query])
        if progress is not None:
            progress(done, len(rows))
    provider = asking.provider
    judge = Judge(provider.name, provider.datum, asking.gazetteer, asking.coast_m)
    return judge.settle(answers, rows)


def _city(options: OnlineOptions, gazetteer: Gazetteer | None, rows: Sequence[OpenRow]) -> str:
    """Return the city of rows that do not name their own."""
    known = gazetteer.cities if gazetteer is not None else ()
    city = options.city or (known[0] if len(known) == 1 else "")
    if not city and not all(row.city for row in rows):
        raise OptionError(
            "the city of the addresses is not known",
            where="geocode.online.city",
            mend='give it: city = "厦门市"; without it a service looks in the whole country',
        )
    return city


def _door(asking: Asking, key: Key | None) -> Door:
    options, provider = asking.options, asking.provider
    return Door(
        options.base_url or provider.base_url,
        key=key,
        requests_per_s=options.requests_per_s or provider.terms.requests_per_s,
        timeout_s=options.timeout_s,
        clock=asking.clock,
    )
