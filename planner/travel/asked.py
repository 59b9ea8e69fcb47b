"""Travel as a service measures it: asked in blocks, kept, and never taken for granted.

Nothing is sent unless a service is named and consent given. A pair that the service knows no way
for is NaN, as on roads; a pair that it did not answer stops the run, since nobody could tell the
two apart afterwards. What was answered by then is kept, and not asked again.
"""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import numpy as np

from planner.errors import DataError, OptionError
from planner.findings import Action, Finding, Findings
from planner.geo import from_wgs84
from planner.online import (
    Answer,
    Asker,
    Cache,
    Clock,
    Door,
    Verdict,
    find_key,
    require_requests,
    source_of,
)  # fmt: skip
from planner.schema import RULES, FloatArray, Text, Travel
from planner.seeds import rng
from planner.travel.online_options import OnlineTravelOptions
from planner.travel.places import Places, Positions
from planner.travel.roadless import Roadless
from planner.travel.services import SERVICES, Block, MatrixService, Pair, Spot

_PROVIDER, _CACHE = "travel.online.provider", "travel.online.cache"


class AskedTravel(Roadless):
    """Travel measured by a service; of its ways nothing but minutes and kilometres is known."""

    def __init__(
        self, places: Places, options: OnlineTravelOptions, *, clock: Clock | None = None
    ) -> None:
        """Make ready to ask; nothing is sent yet.

        Raises
        ------
        OptionError
            Consent, the address of the service, its key or the extra `online` is missing.
        """
        super().__init__(places)
        self._service, self._options = _service(options), options
        self._key = find_key(
            self._service.name, self._service.key_param, self._service.signature, where=_PROVIDER
        )
        require_requests(_PROVIDER)
        self._clock = clock or Clock()
        self._known: dict[Block, Answer[Pair]] = {}
        self._sent: set[Spot] = set()
        self._request_count = 0

    @property
    def basis(self) -> str:
        """How travel is measured, in English."""
        return self.basis_text.en

    @property
    def basis_text(self) -> Text:
        """How travel is measured, and on which terms."""
        terms = self._service.terms
        return Text(
            f"在线测算:{terms.title},{terms.zh}", f"measured online: {terms.title}, {terms.en}"
        )

    def between(self, origins: Sequence[str], destinations: Sequence[str]) -> Travel:
        """Return minutes and kilometres; NaN where the service knows no way.

        Raises
        ------
        DataError
            The service did not answer everything, or the cache cannot be used.
        """
        rows, columns = self._places.find(origins), self._places.find(destinations)
        shape = len(rows), len(columns)
        time_min, distance_km = np.full(shape, np.nan), np.full(shape, np.nan)
        unanswered: list[tuple[int, Answer[Pair]]] = []
        for at, answer in self._answers(rows, columns):
            if answer.verdict is Verdict.FOUND:
                time_min[at], distance_km[at] = _arrays(answer, time_min[at].shape)
            else:
                unanswered.append((time_min[at].size, answer))
        self._check(unanswered, time_min.size)
        same = self._places.same(rows, columns)
        time_min[same] = distance_km[same] = 0.0
        return Travel(tuple(origins), tuple(destinations), time_min, distance_km, self.basis)

    @property
    def sent(self) -> Findings:
        """Say what has been sent so far: to whom, how many places, and on which terms."""
        if not self._request_count:
            return Findings()
        service, options = self._service, self._options
        source = source_of(service.name, service.version, service.datum, service.terms, options)
        detail = (
            f"{service.terms.title}, {service.terms.page}; {len(self._sent):,} places, no names; "
            f"{self._request_count:,} requests; {service.datum}; "
            f"may_store = {str(source.may_store).lower()}, ttl_days = {source.ttl_days:g}"
        )
        return Findings(
            [Finding(RULES["W15"], "travel", Action.REPORTED, column="geometry",
                     value=service.name, detail=detail)]
        )  # fmt: skip

    def _answers(
        self, rows: Positions, columns: Positions
    ) -> Iterator[tuple[tuple[slice, slice], Answer[Pair]]]:
        """Ask block by block, and return which part of the table each answer fills."""
        service, options, clock = self._service, self._options, self._clock
        if options.cache is None:  # where there is consent, options require it
            raise OptionError("no cache is named", where=_CACHE, mend="name a file")
        with ExitStack() as stack:
            cache = stack.enter_context(Cache(options.cache, clock.now(), where=_CACHE))
            door = stack.enter_context(self._door())
            source = source_of(service.name, service.version, service.datum, service.terms, options)
            asker = Asker(service, source, options, door, cache, rng(0, "travel/online"), clock)
            asked = 0
            for at in _blocks(len(rows), len(columns), service.most):
                block = self._block(rows[at[0]], columns[at[1]])
                if block not in self._known or self._known[block].verdict is not Verdict.FOUND:
                    self._known[block] = asker.answer(block)
                    if asker.request_count > asked:
                        self._sent.update(block.origins, block.destinations)
                    self._request_count += asker.request_count - asked
                    asked = asker.request_count
                yield at, self._known[block]
            if asker.stopped is None:
                cache.forget_unstorable(service.name)

    def _door(self) -> Door:
        options, service = self._options, self._service
        return Door(
            options.base_url or service.base_url, key=self._key,
            requests_per_s=options.requests_per_s or service.terms.requests_per_s,
            timeout_s=options.timeout_s, clock=self._clock,
        )  # fmt: skip

    def _block(self, rows: Positions, columns: Positions) -> Block:
        lon, lat = from_wgs84(self._places.lon, self._places.lat, self._service.datum)
        origins, destinations = (
            tuple(zip(lon[one].tolist(), lat[one].tolist(), strict=True)) for one in (rows, columns)
        )
        return Block(origins, destinations)

    def _check(self, unanswered: list[tuple[int, Answer[Pair]]], pairs: int) -> None:
        if not unanswered:
            return
        first = unanswered[0][1]
        raise DataError(
            f"{self._service.name} did not answer {sum(many for many, _ in unanswered):,} of "
            f"{pairs:,} pairs: {first.verdict.value}, {first.detail}",
            where="travel.online",
            mend="run again when the service answers: what it has answered is kept; or name roads",
        )


def _service(options: OnlineTravelOptions) -> MatrixService:
    if options.provider is None or not options.consent:
        raise OptionError(
            f"travel.online names {options.provider or 'no service'}, and consent is not given",
            where="travel.online",
            mend="set consent = true if these places may be sent there, or leave the provider out",
        )
    service = SERVICES[options.provider]
    if not (options.base_url or service.base_url):
        raise OptionError(
            f"{service.name} is asked on a server of your own, and none is named",
            where="travel.online.base_url",
            mend='name it: base_url = "http://10.0.0.5:5000"',
        )
    return service


def _blocks(rows: int, columns: int, most: tuple[int, int]) -> Iterator[tuple[slice, slice]]:
    starts = itertools.product(range(0, columns, most[1]), range(0, rows, most[0]))
    for column, row in starts:
        yield slice(row, row + most[0]), slice(column, column + most[1])


def _arrays(answer: Answer[Pair], shape: tuple[int, ...]) -> tuple[FloatArray, FloatArray]:
    found = np.array(answer.claims, dtype=np.float64).reshape(*shape, 2)
    return found[..., 0], found[..., 1]
