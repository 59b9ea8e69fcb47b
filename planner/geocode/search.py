"""One address on its way to a spot: strict first, then with names that are nearly alike."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geocode.address import Address
from planner.geocode.names import ADMIN
from planner.geocode.roads import Road
from planner.geocode.spot import Area, Match, Spot

if TYPE_CHECKING:
    from planner.geocode.match import AddressMatcher

_ONE_PLACE_M = 500.0
"""Candidates nearer to each other than this are one answer, with an error that covers them all."""
_MOST_CANDIDATES = 8


class Search:
    """One address on its way to a spot."""

    def __init__(self, matcher: "AddressMatcher", parts: Address, declared: Area | None) -> None:
        self._matcher = matcher
        self._gazetteer = matcher.gazetteer
        self._parts = parts
        self._declared = declared
        self._areas: tuple[Area, ...] = (declared,) if declared else parts.areas
        self._ties: list[str] = []
        self._candidates: list[Spot] = []
        self._reason = ""

    def relax(self, written: str, number: int | None) -> None:
        """Take a road whose name is nearly what is written, when it leads clearly."""
        if not written:
            return
        roads, certain = self._matcher.roads_like(written, self._areas)
        if certain:
            self._parts = replace(self._parts, roads=roads, number=number)
            self._reason = "similar_name"
        elif roads:
            self._reason = "similar_names"
            self._candidates += [road.whole(self._gazetteer.calibration) for road in roads]
            self._ties.append(f"{written}: {'、'.join(sorted({road.name for road in roads}))}")
        else:
            self._reason = "unknown_road"

    def answer(self) -> Match:
        """Return the finest certain spot: road or place, else the area that the text names."""
        spots = [self._on_road(), self._in_place()]
        certain = [spot for spot in spots if spot is not None]
        spot = min(certain, key=lambda one: one.error_m) if certain else self._in_area()
        if self._ties and not certain and not self._district():
            spot = None  # all that fits lies in that city: the choice is still open
        return Match(
            spot=spot,
            ties=tuple(self._ties),
            chain=self._chain(),
            roads=tuple(self._gazetteer.place_of[road] for road in self._here()),
            number=self._parts.number,
            district=self._district() if self._parts.areas else "",
            candidates=tuple(self._candidates[:_MOST_CANDIDATES]),
            reason=self._reason,
        )

    def _on_road(self) -> Spot | None:
        roads = self._parts.roads
        if not roads:
            return None
        here = self._here()
        spots = [self._on_one(road) for road in here or roads]
        spot = _one_of(spots) if here else None
        if spot is None:
            names = [self._names(road) for road in here or roads]
            named = [
                replace(spot, source=f"{name} {spot.source}".strip())
                for name, spot in zip(names, spots, strict=True)
            ]
            self._tie(roads[0].name, names, named)
            self._reason = "tie" if here else "other_area"
        return spot

    def _here(self) -> tuple[Road, ...]:
        """Return the roads of that name in the areas; the register's code alone rules none out."""
        roads = self._parts.roads
        here = tuple(road for road in roads if self._matcher.fits(road.districts, self._areas))
        return roads if not here and not self._parts.areas else here

    def _on_one(self, road: Road) -> Spot:
        road = self._matcher.road(road)
        district = self._district()
        number = self._parts.number
        if number is None:
            shape = self._gazetteer.districts.shapes.get(district)
            return road.whole(self._gazetteer.calibration, shape)
        spot = road.at_number(number, district, self._gazetteer.calibration)
        if self._parts.beside:
            spot = replace(spot, error_m=spot.error_m + self._matcher.beside_m)
        return spot

    def _district(self) -> str:
        """Return the one district in which the address lies, empty when that is open."""
        codes = [one.code for one in self._areas if one.kind == "district"]
        return codes[0] if len(codes) == len(self._areas) == 1 else ""

    def _in_place(self) -> Spot | None:
        places = self._parts.places
        here = [one for one in places if self._holds(one)]
        if not here and not self._parts.areas:
            here = list(places)
        spots = [spot for one in here if (spot := self._gazetteer.spot(one)) is not None]
        spots = [spot for spot in spots if spot.level in ("place", "town")]
        if not spots:
            return None
        spot = _one_of(spots)
        if spot is None:
            self._tie(here[0].name, [self._around(one) for one in here], spots)
            self._reason = "tie"
        return spot

    def _holds(self, place: Area) -> bool:
        """Say whether a place lies in the areas: by its code, else by the distance."""
        return not self._areas or any(self._inside(place, area) for area in self._areas)

    def _inside(self, place: Area, area: Area) -> bool:
        if area.code in place.within:
            return True
        known = [
            self._gazetteer.by_code[one] for one in place.within if one in self._gazetteer.by_code
        ]
        if any(ADMIN.index(one.kind) >= ADMIN.index(area.kind) for one in known):
            return False
        if any(one.code not in area.within for one in known):
            return False
        shape = self._gazetteer.districts.shapes.get(area.code)
        if shape is not None:
            return bool(shapely.dwithin(shape, shapely.Point(place.x_m, place.y_m), place.radius_m))
        spot = self._gazetteer.spot(area)
        return spot is not None and _apart(spot, place) <= spot.error_m

    def _in_area(self) -> Spot | None:
        """Return the area that the text names; what holds all of several, else a tie."""
        areas = self._parts.areas
        if not areas:
            return None
        spots = [spot for one in areas if (spot := self._gazetteer.spot(one)) is not None]
        if len(areas) == 1:
            self._reason = self._reason or ("" if spots else "province_only")
            return spots[0] if spots else None
        outermost = [
            one for one in areas if all(one is two or one.code in two.within for two in areas)
        ]
        if outermost:
            self._areas = (outermost[0],)
            return self._gazetteer.spot(outermost[0])
        self._tie(areas[0].name, [self._around(one) for one in areas], spots)
        self._reason = "tie"
        return None

    def _tie(self, name: str, among: Sequence[str], spots: Sequence[Spot]) -> None:
        self._ties.append(f"{name}: {'、'.join(sorted(set(among)))}")
        self._candidates += spots

    def _chain(self) -> tuple[str, ...]:
        """Return the names of the areas around the answer, where they are certain."""
        if len(self._areas) != 1:
            return ()
        area = self._areas[0]
        return self._gazetteer.chain(area.within | {area.code})

    def _names(self, road: Road) -> str:
        known = self._gazetteer.by_code
        return "/".join(
            sorted(known[code].name if code in known else code for code in road.districts)
        )

    def _around(self, area: Area) -> str:
        return "".join(self._gazetteer.chain(area.within)) or area.name


def _apart(spot: Spot, place: Area) -> float:
    return float(np.hypot(spot.x_m - place.x_m, spot.y_m - place.y_m))


def _one_of(spots: Sequence[Spot]) -> Spot | None:
    """Return the one spot, or the middle of spots that lie together; None when they do not."""
    if len(spots) == 1:
        return spots[0]
    x = np.array([spot.x_m for spot in spots])
    y = np.array([spot.y_m for spot in spots])
    spread = float(np.hypot(np.ptp(x), np.ptp(y)))
    if spread > _ONE_PLACE_M:
        return None
    first = min(spots, key=lambda spot: spot.error_m)
    worst = max(spot.error_m for spot in spots)
    return replace(first, x_m=float(x.mean()), y_m=float(y.mean()), error_m=worst + spread)
