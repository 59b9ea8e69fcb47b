"""Rows that the gazetteer left open are put to an online service, where the scenario consents."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from planner import seeds
from planner.findings import Action, Finding, Findings
from planner.geocode.gazetteer import Gazetteer
from planner.geocode.ledger import ROOM, Ledger
from planner.geocode.online import ProgressCall, ask_online
from planner.geocode.online_options import OnlineOptions
from planner.geocode.options import GeocodeOptions
from planner.geocode.providers import PROVIDERS, Provider
from planner.geocode.settle import Asked, OpenRow
from planner.schema import RULES, GeoStatus, Location

type AskCall = Callable[[Sequence[OpenRow]], list[Asked]]

_COARSE = ("town", "district", "city")
_RULES = {
    GeoStatus.FOUND: "G22",
    GeoStatus.TIE: "G08",
    GeoStatus.HELD: "G23",
    GeoStatus.ERROR: "G24",
    GeoStatus.QUOTA: "G25",
    GeoStatus.SKIPPED: "G26",
}


def ask_nobody(rows: Sequence[OpenRow]) -> list[Asked]:
    """Answer for no service: every row was not asked."""
    return [Asked(Location(GeoStatus.SKIPPED, reason="consent")) for _ in rows]


def ask_service(
    options: GeocodeOptions,
    gazetteer: Gazetteer | None,
    *,
    seed: int,
    progress: ProgressCall | None,
) -> AskCall:
    """Return the call that puts rows to the service which the options name.

    Parameters
    ----------
    seed
        Blurs the pauses between attempts; no location depends on it.
    """
    return partial(
        ask_online, options=options.online, gazetteer=gazetteer, rng=seeds.rng(seed, ROOM),
        coast_m=options.coast_m, progress=progress,
    )  # fmt: skip


def ask_leftovers(
    frame: pd.DataFrame,
    locations: Sequence[Location],
    gazetteer: Gazetteer | None,
    ledger: Ledger,
    options: OnlineOptions,
    ask: AskCall,
) -> tuple[list[Location], Findings]:
    """Return the locations with online answers filled in, and the terms as a finding.

    Parameters
    ----------
    frame
        Rows with `address` and `district_code`; also `district` and `city` where they say so.
    locations
        What the gazetteer says of the same rows.
    ask
        Puts rows to the service that the options name; not called where they name none.
    """
    taken = list(locations)
    rows = [
        place
        for place, (one, address) in enumerate(
            zip(locations, frame["address"].fillna(""), strict=True)
        )
        if address and _is_open(one, options)
    ]
    if options.provider is None or not rows:
        return taken, Findings()
    asked = ask([_open_row(frame, place, gazetteer) for place in rows])
    for place, one in zip(rows, asked, strict=True):
        if _is_better(one.location, locations[place].error_m):
            taken[place] = one.location
            _compare_district(frame, place, one.location, gazetteer, ledger)
        else:
            taken[place] = _beside(locations[place], one.location)
        _enter(one, place, ledger)
    return taken, Findings([_terms(PROVIDERS[options.provider], options, len(rows))])


def _is_open(location: Location, options: OnlineOptions) -> bool:
    """Say whether a row is to be asked about: one without a place, or also a coarse one."""
    coarse = location.level in _COARSE and options.ask == "coarse"
    return location.status is not GeoStatus.FOUND or coarse


def _open_row(frame: pd.DataFrame, place: int, gazetteer: Gazetteer | None) -> OpenRow:
    """Name the row's district: the one in its address, else the one of its table."""
    row = frame.iloc[place].reindex(["address", "district_code", "district", "city"]).fillna("")
    address, code, district, city = (str(one) for one in row)
    if gazetteer is None:
        return OpenRow(address, district, city)
    districts = [one for one in gazetteer.by_code.values() if one.kind == "district"]
    named = next((one.name for one in districts if one.name in address), "")
    declared = gazetteer.by_code[code].name if code in gazetteer.by_code else district
    return OpenRow(address, named or declared, city)


def _is_better(location: Location, error_m: float) -> bool:
    return location.status is GeoStatus.FOUND and not location.error_m >= error_m


def _beside(offline: Location, online: Location) -> Location:
    """Return the gazetteer's answer with what the service offers for a person to choose from.

    That the gazetteer, if there is one, does not have an address says less than anything a service
    says of it.
    """
    if offline.status in {GeoStatus.NO_MATCH, GeoStatus.SKIPPED}:
        return online
    return replace(offline, candidates=(*offline.candidates, *online.candidates))


def _compare_district(
    frame: pd.DataFrame,
    place: int,
    location: Location,
    gazetteer: Gazetteer | None,
    ledger: Ledger,
) -> None:
    """Report an answer that clearly lies in another district than the register says."""
    code = frame["district_code"].iloc[place]
    if gazetteer is None or code not in gazetteer.districts.shapes:
        return
    districts = gazetteer.districts
    x, y = gazetteer.plane.metres([location.lon], [location.lat])
    off_m = float(districts.distance_m(code, x, y)[0])
    if off_m > location.error_m:
        here = districts.names[str(districts.code_at(x, y)[0])]
        detail = f"{here} / {districts.names[code]}, {off_m:,.0f} m"
        ledger.add_one("G03", place, "district_code", Action.REPORTED, detail)


def _enter(asked: Asked, place: int, ledger: Ledger) -> None:
    location = asked.location
    if location.status not in _RULES:
        return
    detail = asked.detail
    if location.status is GeoStatus.FOUND:
        detail = f"{location.source}, {location.level}, {location.error_m:,.0f} m"
    ledger.add_one(_RULES[location.status], place, "address", Action.REPORTED, detail)


def _terms(provider: Provider, options: OnlineOptions, count: int) -> Finding:
    """Tell once a run who is asked on which terms, or that nobody was."""
    terms = provider.terms
    may_store = terms.may_store if options.may_store is None else options.may_store
    detail = (
        f"{terms.title}, {terms.page}; {count} × address + city; {provider.datum}; "
        f"may_store = {str(may_store).lower()}, ttl_days = {options.ttl_days or terms.ttl_days:g}"
    )
    rule = RULES["G21" if options.consent else "G20"]
    return Finding(
        rule, ROOM, Action.REPORTED, column="address", value=provider.name, detail=detail
    )
