"""The front of the online providers: addresses that stayed open in, locations with reasons out.

Nothing is sent unless a provider is named and consent given. Rows are asked one after another, the
same address once; every answer is committed before the next question, so that a run that is killed
goes on where it stopped. An answer is taken only when it lies in the service area and the provider
trusts it; of several answers of one level that lie apart, none is.
"""

import math
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import numpy as np
import shapely
from pydantic import SecretStr

from planner.errors import OptionError
from planner.geo import LocalPlane, to_wgs84
from planner.geocode.asking import Asker
from planner.geocode.cache import Cache, Source
from planner.geocode.fetch import Clock, Door, require_requests
from planner.geocode.gazetteer import Gazetteer
from planner.geocode.online_options import OnlineOptions
from planner.geocode.providers import PROVIDERS, Answer, Claim, Provider, Verdict
from planner.geocode.query import Query, read_query
from planner.schema import Candidate, GeoStatus, Location

type ProgressCall = Callable[[int, int], None]

_ONE_PLACE_M = 500.0
"""Answers of one level nearer to each other than this are one place."""
_SHORTEST_KEY = 8
_RESUME_DAYS = 7.0
"""How long an answer that may not be stored is kept for a run that was broken off."""
_AREAS = ("district", "city")
_STATUS = {
    Verdict.NO_MATCH: GeoStatus.NO_MATCH,
    Verdict.QUOTA: GeoStatus.QUOTA,
    Verdict.LIMITED: GeoStatus.QUOTA,
    Verdict.NOT_ASKED: GeoStatus.SKIPPED,
}


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A row to ask about: its address, and the name of its district where that is known."""

    address: str
    district: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one row, and in the provider's words why; `detail` holds no key."""

    location: Location
    detail: str = ""


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
        options, PROVIDERS[options.provider], _city(options, gazetteer), gazetteer, coast_m,
        clock or Clock(),
    )  # fmt: skip
    require_requests()
    key = _key(asking.provider)
    with ExitStack() as stack:
        cache = stack.enter_context(Cache(options.cache, asking.clock.now()))
        door = stack.enter_context(_door(asking, key))
        asker = Asker(asking.provider, _source(asking), options, door, cache, rng, asking.clock)
        asked = _ask_all(rows, asker, asking, progress)
        if asker.stopped is None:
            cache.forget_unstorable(asking.provider.name)
    return asked


def _ask_all(
    rows: Sequence[OpenRow], asker: Asker, asking: Asking, progress: ProgressCall | None
) -> list[Asked]:
    answers: dict[str, Answer] = {}
    asked: list[Asked] = []
    for done, row in enumerate(rows, start=1):
        query = read_query(row.address, asking.city)
        if not query.text:
            asked.append(Asked(Location(GeoStatus.SKIPPED, reason="no address"), "no address"))
        else:
            if query.text not in answers:
                answers[query.text] = asker.answer(query)
            asked.append(settle(answers[query.text], query, row, asking))
        if progress is not None:
            progress(done, len(rows))
    return asked


def settle(answer: Answer, query: Query, row: OpenRow, asking: Asking) -> Asked:
    """Turn an answer into a location: one place that is in the area and trusted, or a reason."""
    if answer.verdict is not Verdict.FOUND:
        status = _STATUS.get(answer.verdict, GeoStatus.ERROR)
        return Asked(Location(status, reason=answer.verdict.value), answer.detail)
    places = [_place(one, asking) for one in answer.claims]
    best, rivals = _choose(places, query, row)
    claim = next(one for one, place in zip(answer.claims, places, strict=True) if place is best)
    if rivals:
        names = "; ".join(one.name for one in (best, *rivals))
        return Asked(Location(GeoStatus.TIE, reason="tie", candidates=(best, *rivals)), names)
    if claim.doubt:
        return Asked(Location(GeoStatus.HELD, reason="doubt", candidates=(best,)), claim.doubt)
    off_m = _off_area_m(best, asking)
    if off_m > max(asking.coast_m, best.error_m):
        detail = f"{best.name}, {off_m:,.0f} m"
        return Asked(Location(GeoStatus.HELD, reason="outside", candidates=(best,)), detail)
    source = f"{asking.provider.name}: {best.name}"
    return Asked(
        Location(
            GeoStatus.FOUND, best.level, best.lon, best.lat, best.error_m, source,
            asking.provider.datum,
        )
    )  # fmt: skip


def _place(claim: Claim, asking: Asking) -> Candidate:
    """Bring a claim into WGS-84, with the extent of its own district where we have that."""
    lon, lat = to_wgs84([claim.lon], [claim.lat], asking.provider.datum)
    place = Candidate(
        claim.label, claim.level, float(lon[0]), float(lat[0]), claim.error_m
    )  # fmt: skip
    known = asking.gazetteer is not None and asking.gazetteer.districts.shapes
    if asking.gazetteer is None or not known or claim.level not in _AREAS:
        return place
    return Candidate(
        place.name, place.level, place.lon, place.lat, _reach_m(place, asking.gazetteer)
    )


def _reach_m(place: Candidate, gazetteer: Gazetteer) -> float:
    """Return how far the farthest border of the place's own district, or of the area, is."""
    x, y = gazetteer.plane.metres([place.lon], [place.lat])
    districts = gazetteer.districts
    shape = (
        districts.land if place.level == "city" else districts.shapes[districts.code_at(x, y)[0]]
    )
    point = shapely.Point(float(x[0]), float(y[0]))
    return float(shapely.hausdorff_distance(point, shapely.boundary(shape)))


def _choose(
    places: Sequence[Candidate], query: Query, row: OpenRow
) -> tuple[Candidate, list[Candidate]]:
    """Return the first place, and the others of its level that are somewhere else.

    The district of the address, or else of the register, decides between places of one name.
    """
    level = places[0].level
    same = [one for one in places if one.level == level]
    here = [one for one in same if row.district and row.district in one.name]
    best, *others = here or same
    return best, [one for one in others if _apart_m(best, one) > max(_ONE_PLACE_M, best.error_m)]


def _apart_m(one: Candidate, other: Candidate) -> float:
    plane = LocalPlane.around([one.lon], [one.lat])
    x, y = plane.metres([one.lon, other.lon], [one.lat, other.lat])
    apart_m = math.hypot(float(x[1] - x[0]), float(y[1] - y[0]))
    return apart_m if math.isfinite(apart_m) else math.inf


def _off_area_m(place: Candidate, asking: Asking) -> float:
    """Return how far outside the service area a place is: 0 inside, or where nobody knows it."""
    if asking.gazetteer is None or not asking.gazetteer.districts.shapes:
        return 0.0
    x, y = asking.gazetteer.plane.metres([place.lon], [place.lat])
    if not (np.isfinite(x[0]) and np.isfinite(y[0])):
        return math.inf
    point = shapely.Point(float(x[0]), float(y[0]))
    return float(shapely.distance(asking.gazetteer.districts.land, point))


def _city(options: OnlineOptions, gazetteer: Gazetteer | None) -> str:
    known = gazetteer.cities if gazetteer is not None else ()
    city = options.city or next(iter(known), "")
    if not city:
        raise OptionError(
            "the city of the addresses is not known",
            where="geocode.online.city",
            mend='give it: city = "厦门市"; without it a service looks in the whole country',
        )
    return city


def _key(provider: Provider) -> SecretStr | None:
    if not provider.key_param:
        return None
    key = os.environ.get(provider.key_variable, "").strip()
    if len(key) < _SHORTEST_KEY or not key.isascii() or any(one.isspace() for one in key):
        raise OptionError(
            f"{provider.name} needs a key, and {provider.key_variable} "
            f"{'is not set' if not key else 'holds none'}",
            where="geocode.online.provider",
            mend=f"set the environment variable {provider.key_variable}; never write a key "
            "into a scenario",
        )
    return SecretStr(key)


def _door(asking: Asking, key: SecretStr | None) -> Door:
    options, provider = asking.options, asking.provider
    return Door(
        options.base_url or provider.base_url,
        key=None if key is None else (provider.key_param, key),
        requests_per_s=options.requests_per_s or provider.terms.requests_per_s,
        timeout_s=options.timeout_s,
        clock=asking.clock,
    )


def _source(asking: Asking) -> Source:
    """Say whose answers these are; those of another server of the same kind are others."""
    options, provider = asking.options, asking.provider
    version, terms = provider.version, provider.terms
    if options.base_url is not None:
        parts = urlsplit(options.base_url)
        version += f"@{parts.netloc}{parts.path}"
    may_store = terms.may_store if options.may_store is None else options.may_store
    ttl_days = options.ttl_days or terms.ttl_days
    return Source(
        provider.name, version, provider.datum, may_store,
        ttl_days if may_store else min(ttl_days, _RESUME_DAYS), options.no_match_ttl_days,
    )  # fmt: skip
