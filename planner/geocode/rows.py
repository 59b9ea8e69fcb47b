"""The engine for rows of any table: overrides first, then coordinates, then addresses.

Every row gets one `Location`. A row whose coordinates cannot be used goes by its address, except
where the datum is the only doubt and the address is coarser than the readings lie apart: then the
point would tell more than the address, and the row is held until somebody states the datum.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.findings import Action, Findings
from planner.geocode.addresses import Addresses, FindAll, find_here
from planner.geocode.candidates import apart_m, as_candidates, held, source_of
from planner.geocode.datums import DatumEvidence, detect_datum
from planner.geocode.gazetteer import Gazetteer
from planner.geocode.learning import Lesson, teaches
from planner.geocode.ledger import Ledger
from planner.geocode.leftovers import AskCall, ask_leftovers, ask_nobody
from planner.geocode.options import GeocodeOptions
from planner.geocode.overrides import Override, Overrides
from planner.geocode.points import Points, read_points
from planner.geocode.spot import Spot
from planner.geocode.yardstick import Yardstick, measure_addresses, own_up
from planner.schema import (
    GEO_LEVELS,
    BoolArray,
    Candidate,
    FloatArray,
    GeoLevel,
    GeoStatus,
    Location,
)

_COARSE: tuple[GeoLevel, ...] = ("town", "district", "city")
_COMPARED: tuple[GeoLevel, ...] = ("house number", "interpolated", "road", "place", "town")
_APART_M = 200.0
"""A sure point keeps nearer than this to the place its own address names, errors left aside."""


@dataclass(frozen=True, eq=False)
class LocatedRows:
    """A location and, in `units`, building, floor and room of each row, in the order of the rows.

    `evidence` says how the datum of rows that state none was judged.
    """

    locations: tuple[Location, ...]
    units: tuple[str, ...]
    findings: Findings
    evidence: DatumEvidence | None


def locate_rows(
    frame: pd.DataFrame,
    gazetteer: Gazetteer | None,
    overrides: Overrides,
    options: GeocodeOptions,
    ask: AskCall = ask_nobody,
    find_all: FindAll | None = None,
) -> LocatedRows:
    """Locate every row.

    Parameters
    ----------
    frame
        With `account_no`, `source_row`, `address`, `district_code`, `area_names` (province, city
        and district in words), `lon`, `lat` and `coord_sys`; any may be empty.
    find_all
        Looks addresses up in the gazetteer, elsewhere perhaps; here when not given.
    """
    frame = frame.reset_index(drop=True)
    if gazetteer is None or find_all is None:
        find_all = find_here(gazetteer, options)
    addresses = Addresses.of(frame, find_all)
    addresses.look_up()
    return _Rows(frame, addresses, gazetteer, overrides, options).locate(ask)


class _Rows:
    """One table on its way."""

    def __init__(
        self,
        frame: pd.DataFrame,
        addresses: Addresses,
        gazetteer: Gazetteer | None,
        overrides: Overrides,
        options: GeocodeOptions,
    ) -> None:
        self._frame = frame
        self._gazetteer = gazetteer
        self._options = options
        self._ledger = Ledger(frame)
        self._addresses = addresses
        accounts = frame["account_no"].fillna("").tolist()
        self._confirmed: list[Override | None] = [
            overrides.of(account, self._addresses.text(place))
            for place, account in enumerate(accounts)
        ]

    def locate(self, ask: AskCall) -> LocatedRows:
        points = read_points(
            self._frame, self._gazetteer, self._ledger, self._judge, coast_m=self._options.coast_m
        )
        self._learn(points)
        yardstick = self._yardstick(points)
        doubt_m = 0.0 if points.evidence is None else points.evidence.apart_m
        found: list[Location] = []
        for place, confirmed in enumerate(self._confirmed):
            by_address = self._by_address(place, yardstick)
            here = self._by_coordinate(place, points)
            if confirmed is not None:
                other = here if here.status is GeoStatus.FOUND else by_address
                found.append(self._overridden(place, confirmed, other))
            elif points.usable[place]:
                found.append(self._compared(place, here, by_address))
            elif points.held[place] and not by_address.error_m <= doubt_m:
                found.append(held(points.readings(place), by_address, self._options))
            else:
                found.append(self._settled(place, by_address))
        found, terms = ask_leftovers(
            self._frame, found, self._gazetteer, self._ledger, self._options.online, ask
        )
        for place, location in enumerate(found):
            self._judge_level(place, location)
        units = tuple(self._addresses.unit(place) for place in range(len(found)))
        self._compare_districts(points)
        return LocatedRows(tuple(found), units, terms + self._ledger.findings(), points.evidence)

    def _judge(self, mask: BoolArray, lon: FloatArray, lat: FloatArray) -> DatumEvidence:
        """Say in which datum the rows of a mask are."""
        places = np.flatnonzero(mask).tolist()
        matches = [self._addresses.strict(place) for place in places]
        declared = self._frame["district_code"].fillna("").tolist()
        districts = [
            match.district or declared[place] for place, match in zip(places, matches, strict=True)
        ]
        known = () if self._gazetteer is None else self._gazetteer.roads
        roads = [[known[one] for one in match.roads] for match in matches]
        return detect_datum(lon[mask], lat[mask], roads, districts, self._gazetteer)

    def _learn(self, points: Points) -> None:
        """Learn the numbers at which sure points stand."""
        if self._gazetteer is not None:
            self._addresses.learn([*self._lessons(points, self._gazetteer)])

    def _lessons(self, points: Points, gazetteer: Gazetteer) -> Iterator[Lesson]:
        for place, confirmed in enumerate(self._confirmed):
            if confirmed is None and (not points.usable[place] or points.piled[place]):
                continue
            match = self._addresses.strict(place)
            if match.number is None or len(match.roads) != 1:
                continue
            lon, lat = (
                (points.lon[place], points.lat[place])
                if confirmed is None
                else (confirmed.lon, confirmed.lat)
            )
            x, y = gazetteer.plane.metres(lon, lat)
            lesson = (match.roads[0], match.number, match.district, float(x), float(y))
            if teaches(lesson, gazetteer.roads):
                yield lesson

    def _yardstick(self, points: Points) -> Yardstick:
        if self._gazetteer is None:
            return Yardstick({}, frozenset())
        return measure_addresses(
            self._addresses, points, self._gazetteer, unmeasured_m=self._options.plot_m
        )

    def _by_coordinate(self, place: int, points: Points) -> Location:
        if not points.usable[place]:
            return Location(GeoStatus.NO_MATCH)
        reason = "piled_points" if points.piled[place] else ""
        return Location(
            GeoStatus.FOUND, "coordinate", float(points.lon[place]), float(points.lat[place]),
            self._options.coordinate_error_m, "lon, lat", str(points.datum[place]), reason,
        )  # fmt: skip

    def _by_address(self, place: int, yardstick: Yardstick) -> Location:
        """Return where an address is, entering nothing."""
        if not self._addresses.asked(place):
            return Location(GeoStatus.SKIPPED, reason="no_address")
        if self._gazetteer is None:
            return Location(GeoStatus.SKIPPED, reason="no_gazetteer")
        match = own_up(self._addresses.best(place), yardstick)
        candidates = tuple(self._candidate(one, self._gazetteer) for one in match.candidates)
        if match.spot is None:
            status = GeoStatus.TIE if match.ties else GeoStatus.NO_MATCH
            return Location(status, reason=match.reason or "no_name", candidates=candidates)
        lon, lat = self._gazetteer.plane.degrees(match.spot.x_m, match.spot.y_m)
        return Location(
            GeoStatus.FOUND, match.spot.level, float(lon), float(lat), match.spot.error_m,
            source_of(match, match.spot), "WGS84", match.reason, candidates,
        )  # fmt: skip

    def _candidate(self, spot: Spot, gazetteer: Gazetteer) -> Candidate:
        lon, lat = gazetteer.plane.degrees(spot.x_m, spot.y_m)
        return Candidate(spot.source, spot.level, float(lon), float(lat), spot.error_m)

    def _overridden(self, place: int, confirmed: Override, other: Location) -> Location:
        """Let the confirmed point stand, and tell when the data say another place."""
        reason = ""
        if other.status is GeoStatus.FOUND:
            away_m = apart_m(confirmed.lon, confirmed.lat, other)
            if away_m > other.error_m + confirmed.error_m:
                detail = f"{other.level}, {away_m:,.0f} m"
                self._ledger.add_one("G10", place, "address", Action.REPORTED, detail)
                reason = "override_apart"
        return Location(
            GeoStatus.FOUND, "override", confirmed.lon, confirmed.lat, confirmed.error_m,
            confirmed.note, confirmed.crs, reason, as_candidates(other),
        )  # fmt: skip

    def _compared(self, place: int, here: Location, by_address: Location) -> Location:
        """Tell when a point lies far from what its own address says."""
        if by_address.status is not GeoStatus.FOUND or by_address.level not in _COMPARED:
            return here
        away_m = apart_m(here.lon, here.lat, by_address)
        if away_m <= by_address.error_m + here.error_m + _APART_M:
            return here
        detail = f"{by_address.source}, {away_m:,.0f} m"
        self._ledger.add_one("G11", place, "address", Action.REPORTED, detail)
        return replace(here, reason="point_address_apart", candidates=as_candidates(by_address))

    def _settled(self, place: int, by_address: Location) -> Location:
        """Tell the places among which an address does not decide."""
        ties = self._addresses.strict(place).ties
        if ties:
            self._ledger.add_one("G08", place, "address", Action.REPORTED, "; ".join(ties))
        return by_address

    def _judge_level(self, place: int, location: Location) -> None:
        """Set aside what was not found, or is coarser than is good enough, and tell the coarse."""
        detail = f"{location.source}, {location.error_m:,.0f} m"
        if location.status is not GeoStatus.FOUND:
            self._ledger.add_one("G07", place, "address", Action.QUARANTINED)
        elif not self.good_enough(location.level):
            self._ledger.add_one("G07", place, "address", Action.QUARANTINED, detail)
        elif location.level in _COARSE:
            self._ledger.add_one("G06", place, "address", Action.REPORTED, detail)

    def good_enough(self, level: GeoLevel) -> bool:
        """Say whether a level is fine enough to plan with."""
        return GEO_LEVELS.index(level) <= GEO_LEVELS.index(self._options.coarsest)

    def _compare_districts(self, points: Points) -> None:
        """Report points that lie clearly in another district than the register says."""
        if self._gazetteer is None or not self._gazetteer.districts.shapes:
            return
        districts = self._gazetteer.districts
        margin_m = self._options.coordinate_error_m
        x, y = self._gazetteer.plane.metres(points.lon, points.lat)
        here = np.full(len(self._frame), "", dtype=object)
        here[points.usable] = districts.code_at(x[points.usable], y[points.usable])
        declared = self._frame["district_code"]
        for code, name in districts.names.items():
            rows = np.flatnonzero(points.usable & (declared == code).to_numpy(np.bool_))
            off_m = districts.distance_m(code, x[rows], y[rows])
            for place, out_m in zip(rows.tolist(), off_m.tolist(), strict=True):
                if out_m > margin_m and here[place] != code:
                    detail = f"{districts.names[here[place]]} / {name}, {out_m:,.0f} m"
                    self._ledger.add_one("G03", place, "district_code", Action.REPORTED, detail)
