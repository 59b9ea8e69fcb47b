"""From the parts of an address to one spot: the finest that is certain; ties are never guessed.

A strict pass takes names as they stand. Only what it leaves without road or place is looked at
again, with names that are nearly alike (MapMarker's way: strict first, relaxed on the leftovers).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from planner.geocode.address import Address, AddressReader
from planner.geocode.gazetteer import Gazetteer
from planner.geocode.roads import Road
from planner.geocode.search import Search
from planner.geocode.similar import most_alike
from planner.geocode.spot import Area, Match


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
        search = Search(self, parts, self._declared(parts, declared_district))
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
