"""Rows that the gazetteer left open are put to an online service, where the scenario consents."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from planner.findings import Action, Finding, Findings
from planner.geocode.gazetteer import Gazetteer
from planner.geocode.ledger import ROOM, Ledger
from planner.geocode.online import Asked, OpenRow
from planner.geocode.online_options import OnlineOptions
from planner.geocode.providers import PROVIDERS, Provider
from planner.schema import RULES, BoolArray, GeoStatus, Location

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


def ask_leftovers(
    frame: pd.DataFrame,
    located: pd.DataFrame,
    gazetteer: Gazetteer | None,
    ledger: Ledger,
    options: OnlineOptions,
    ask: AskCall,
) -> tuple[pd.DataFrame, Findings]:
    """Return the location columns with online answers filled in, and the terms as a finding.

    Parameters
    ----------
    frame
        Rows with `address` and `district_code`.
    located
        Location columns of the same rows, empty where the gazetteer found nothing.
    ask
        Puts rows to the service that the options name; not called where they name none.
    """
    rows = np.flatnonzero(_open(frame, located, options)).tolist()
    if options.provider is None or not rows:
        return located, Findings()
    asked = ask([_open_row(frame, place, gazetteer) for place in rows])
    taken: dict[int, list[object]] = {}
    for place, one in zip(rows, asked, strict=True):
        if _is_better(one.location, located["geo_error_m"].iloc[place]):
            taken[place] = _cells(one.location)
            _compare_district(frame, place, one.location, gazetteer, ledger)
        _enter(one, place, ledger)
    terms = Findings([_terms(PROVIDERS[options.provider], options, len(rows))])
    if not taken:
        return located, terms
    better = pd.DataFrame.from_dict(taken, orient="index", columns=located.columns)
    rest = located.drop(index=better.index)
    return pd.concat([rest, better.astype(rest.dtypes.to_dict())]).sort_index(), terms


def _open(frame: pd.DataFrame, located: pd.DataFrame, options: OnlineOptions) -> BoolArray:
    """Say which rows are to be asked about: those without a place, or also the coarse ones."""
    level = located["geo_level"]
    wanted = level.isna() | (level.isin(_COARSE) & (options.ask == "coarse"))
    return np.asarray(wanted & (frame["address"].fillna("") != ""), dtype=np.bool_)


def _open_row(frame: pd.DataFrame, place: int, gazetteer: Gazetteer | None) -> OpenRow:
    """Name the row's district: the one in its address, else the one of the register."""
    address, code = (str(one) for one in frame[["address", "district_code"]].fillna("").iloc[place])
    if gazetteer is None:
        return OpenRow(address)
    districts = gazetteer.districts
    named = next((name for name in districts.full if name in address), "")
    return OpenRow(address, named or districts.names.get(code, ""))


def _is_better(location: Location, error_m: float) -> bool:
    return location.status is GeoStatus.FOUND and not location.error_m >= error_m


def _cells(location: Location) -> list[object]:
    return [
        location.level, location.error_m, location.source, location.status.value,
        location.crs_from, location.lon, location.lat,
    ]  # fmt: skip


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
        f"may_store = {str(may_store).lower()}, ttl_days = {options.ttl_days or terms.ttl_days:g}; "
        f"{terms.zh} {terms.en}"
    )
    rule = RULES["G21" if options.consent else "G20"]
    return Finding(
        rule, ROOM, Action.REPORTED, column="address", value=provider.name, detail=detail
    )
