"""From the parts of an address to one spot: the finest that is certain; ties are never guessed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.geocode.address import Address, AddressReader
from planner.geocode.gazetteer import Gazetteer
from planner.geocode.roads import Road
from planner.geocode.spot import Match, Spot

_ONE_PLACE_M = 500.0
"""Candidates nearer to each other than this are one answer, with an error that covers them all."""


class AddressMatcher:
    """Finds addresses in one gazetteer."""

    def __init__(self, gazetteer: Gazetteer, *, beside_m: float) -> None:
        self._gazetteer = gazetteer
        self._reader = AddressReader(gazetteer)
        self._beside_m = beside_m

    def find(self, address: str, declared_district: str) -> Match:
        """Return the finest certain spot for an address.

        Parameters
        ----------
        declared_district
            District code of the register; it decides between places of one name where the text
            names no district, and is no location by itself. May be empty.
        """
        parts = self._reader.read(address)
        known = declared_district in self._gazetteer.districts.shapes
        district = parts.district or (declared_district if known else "")
        ties: list[str] = []
        spots = [
            self._on_road(parts, district, ties),
            self._in_area(parts, district, ties),
        ]
        certain = [spot for spot in spots if spot is not None]
        if certain:
            return Match(min(certain, key=lambda spot: spot.error_m), tuple(ties))
        if parts.district:
            return Match(self._gazetteer.districts.spot(parts.district), tuple(ties))
        return Match(None, tuple(ties))

    def _on_road(self, parts: Address, district: str, ties: list[str]) -> Spot | None:
        if not parts.roads:
            return None
        here = [road for road in parts.roads if not district or district in road.districts]
        if not here and not parts.district:
            here = list(parts.roads)  # the register's code is weaker evidence than the road
        if not here:
            there = {self._names(road) for road in parts.roads}
            ties.append(f"{parts.roads[0].name}: {'、'.join(sorted(there))}")
            return None
        spot = _one_of([self._on_one(road, parts, district) for road in here])
        if spot is None:
            ties.append(f"{here[0].name}: {'、'.join(sorted(self._names(road) for road in here))}")
        return spot

    def _on_one(self, road: Road, parts: Address, district: str) -> Spot:
        if parts.number is None:
            return road.whole(self._gazetteer.districts.shapes.get(district))
        spot = road.at_number(parts.number, district, self._gazetteer.calibration)
        return replace(spot, error_m=spot.error_m + self._beside_m) if parts.beside else spot

    def _in_area(self, parts: Address, district: str, ties: list[str]) -> Spot | None:
        here = [area for area in parts.areas if not district or area.district in ("", district)]
        if not here and not parts.district:
            here = list(parts.areas)
        if not here:
            return None
        spot = _one_of([area.spot() for area in here])
        if spot is None:
            ties.append("、".join(area.name for area in here))
        return spot

    def _names(self, road: Road) -> str:
        return "/".join(
            sorted(self._gazetteer.districts.names.get(code, code) for code in road.districts)
        )


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
