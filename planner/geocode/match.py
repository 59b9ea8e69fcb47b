"""From the parts of an address to one spot: the finest that is certain; ties are never guessed.

A strict pass takes names as they stand. Only what it leaves without road or place is looked at
again, with names that are nearly alike (MapMarker's way: strict first, relaxed on the leftovers).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import shapely

from planner.geocode.address import Address, AddressReader
from planner.geocode.gazetteer import Gazetteer
from planner.geocode.names import ADMIN
from planner.geocode.roads import Road
from planner.geocode.similar import most_alike
from planner.geocode.spot import Area, Match, Spot

_ONE_PLACE_M = 500.0
"""Candidates nearer to each other than this are one answer, with an error that covers them all."""
_MOST_CANDIDATES = 8


class AddressMatcher:
    """Finds addresses in one gazetteer; `anchors` are roads with numbers learnt from customers."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        *,
        beside_m: float,
        anchors: Mapping[Road, Road] | None = None,
    ) -> None:
        self._gazetteer = gazetteer
        self._reader = AddressReader(gazetteer)
        self._beside_m = beside_m
        self._anchors = anchors or {}
        self._road_names = gazetteer.names.road_names()

    def read(self, address: str) -> Address:
        """Take one address apart."""
        return self._reader.read(address)

    def find(self, address: str, declared_district: str, named_areas: str = "") -> Match:
        """Return the finest certain spot for an address.

        Parameters
        ----------
        declared_district
            District code of the register; it decides between places of one name where the text
            names no district, and is no location by itself. May be empty.
        named_areas
            Province, city and district in words, from columns of their own. They count as the
            text's where it names none that contradicts them.
        """
        parts = self._with_areas(self._reader.read(address), named_areas)
        search = _Search(self, parts, self._declared(parts, declared_district))
        if not parts.roads and not parts.places:
            search.relax(*self._reader.roadlike(parts))
        return search.answer()

    def _with_areas(self, parts: Address, named_areas: str) -> Address:
        """Narrow the areas of the text by those of the columns; where they clash the text wins."""
        if not named_areas:
            return parts
        named = self._reader.areas(named_areas)
        if not parts.areas:
            return replace(parts, areas=named)
        inner = tuple(one for one in parts.areas if any(at.code in one.within for at in named))
        deeper = tuple(one for one in named if any(at.code in one.within for at in parts.areas))
        return replace(parts, areas=inner or deeper or parts.areas)

    def _declared(self, parts: Address, code: str) -> Area | None:
        """Return the register's district where the text leaves that open."""
        area = self._gazetteer.by_code.get(code)
        if area is None or any(one.kind == "district" for one in parts.areas):
            return None
        around = {area.code, *area.within}
        return area if not parts.areas or any(one.code in around for one in parts.areas) else None

    def road(self, road: Road) -> Road:
        """Return a road with what customers taught about it."""
        return self._anchors.get(road, road)

    def roads_like(self, written: str, areas: Sequence[Area]) -> tuple[tuple[Road, ...], bool]:
        """Return the roads in these areas that are most like a written name."""
        if areas:
            inside = [self._names_by_code.get(one.code, set()) for one in areas]
            names = set().union(self._names_by_code.get("", set()), *inside)
        else:
            names = set(self._road_names)
        like = most_alike(written, names)
        return tuple(road for name in like.names for road in self._road_names[name]), like.certain

    @cached_property
    def _names_by_code(self) -> Mapping[str, set[str]]:
        """Return the road names in each district, city and province; "" for those in none."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, roads in self._road_names.items():
            for code in {code for road in roads for code in road.districts or ("",)}:
                for around in self._gazetteer.lineage(code) if code else ("",):
                    found[around].add(name)
        return found

    def fits(self, codes: frozenset[str], areas: Sequence[Area]) -> bool:
        """Say whether something in these districts lies in one of the areas."""
        if not codes or not areas:
            return True
        return any(one.code in self._gazetteer.lineage(code) for one in areas for code in codes)

    @property
    def gazetteer(self) -> Gazetteer:
        """The names that are searched."""
        return self._gazetteer

    @property
    def beside_m(self) -> float:
        """What an address that is only beside a number adds to its error, metres."""
        return self._beside_m


class _Search:
    """One address on its way to a spot."""

    def __init__(self, matcher: AddressMatcher, parts: Address, declared: Area | None) -> None:
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
            roads=self._here(),
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
