"""What a provider says, judged: one place that is in the service area and trusted, or a reason.

All answers are judged together, since turning a datum costs a thousand times less in one array
than point by point.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from planner.geo import Datum, LocalPlane, to_wgs84
from planner.geocode.gazetteer import Gazetteer
from planner.geocode.providers import Claim
from planner.online import Answer, Verdict
from planner.schema import Candidate, FloatArray, GeoStatus, Location

_ONE_PLACE_M = 500.0
"""Answers of one level nearer to each other than this are one place."""
_AREAS = ("district", "city")
_STATUS = {
    Verdict.NO_MATCH: GeoStatus.NO_MATCH,
    Verdict.QUOTA: GeoStatus.QUOTA,
    Verdict.NOT_ASKED: GeoStatus.SKIPPED,
}


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A row to ask about: its address, and its district and city where it names them."""

    address: str
    district: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one row, and in the provider's words why; `detail` holds no key."""

    location: Location
    detail: str = ""


@dataclass(frozen=True)
class Judge:
    """Judges the answers of one provider.

    Parameters
    ----------
    name, datum
        The provider, and the datum of its positions.
    gazetteer
        Its districts are the service area; without them nobody can tell what lies outside.
    coast_m
        How far off the land of the service area a place may lie.
    """

    name: str
    datum: Datum
    gazetteer: Gazetteer | None
    coast_m: float

    def settle(self, answers: Sequence[Answer[Claim]], rows: Sequence[OpenRow]) -> list[Asked]:
        """Return what each answer means for its row."""
        places = self._places(answers)
        off_m = self._off_area_m([one[0] if one else None for one in places])
        return [
            self._one(answer, row, here, off)
            for answer, row, here, off in zip(answers, rows, places, off_m, strict=True)
        ]

    def _one(
        self, answer: Answer[Claim], row: OpenRow, places: Sequence[Candidate], off_m: float
    ) -> Asked:
        if answer.verdict is not Verdict.FOUND:
            status = _STATUS.get(answer.verdict, GeoStatus.ERROR)
            return Asked(Location(status, reason=answer.verdict.value), answer.detail)
        best, rivals = _choose(places, row)
        doubt = answer.claims[places.index(best)].doubt
        if best is not places[0]:
            off_m = self._off_area_m([best])[0]
        if rivals:
            names = "; ".join(one.name for one in (best, *rivals))
            return Asked(Location(GeoStatus.TIE, reason="tie", candidates=(best, *rivals)), names)
        if doubt:
            return Asked(Location(GeoStatus.HELD, reason="doubt", candidates=(best,)), doubt)
        if off_m > max(self.coast_m, best.error_m):
            detail = f"{best.name}, {off_m:,.0f} m"
            return Asked(Location(GeoStatus.HELD, reason="outside", candidates=(best,)), detail)
        source = f"{self.name}: {best.name}"
        return Asked(
            Location(
                GeoStatus.FOUND, best.level, best.lon, best.lat, best.error_m, source, self.datum
            )
        )  # fmt: skip

    def _places(self, answers: Sequence[Answer[Claim]]) -> list[list[Candidate]]:
        """Bring all claims into WGS-84, areas with the extent of our own where we have it."""
        claims = [claim for answer in answers for claim in answer.claims]
        lon, lat = to_wgs84(
            [one.lon for one in claims], [one.lat for one in claims], self.datum
        )  # fmt: skip
        places = iter(
            self._with_extent(Candidate(one.label, one.level, x, y, one.error_m))
            for one, x, y in zip(claims, lon.tolist(), lat.tolist(), strict=True)
        )
        return [[next(places) for _ in answer.claims] for answer in answers]

    def _with_extent(self, place: Candidate) -> Candidate:
        """Let the error of a district or city reach the farthest border of its own land."""
        if place.level not in _AREAS or self.gazetteer is None:
            return place
        districts = self.gazetteer.districts
        x, y = self.gazetteer.plane.metres([place.lon], [place.lat])
        if not districts.shapes or not np.isfinite(x[0]):
            return place
        shape = districts.land
        if place.level == "district":
            shape = districts.shapes[districts.code_at(x, y)[0]]
        point = shapely.Point(float(x[0]), float(y[0]))
        return replace(place, error_m=float(point.hausdorff_distance(shapely.boundary(shape))))

    def _off_area_m(self, places: Sequence[Candidate | None]) -> FloatArray:
        """Return how far outside the service area each is: 0 inside, or where nobody knows it."""
        off_m = np.zeros(len(places))
        if self.gazetteer is None or not self.gazetteer.districts.shapes:
            return off_m
        here = np.array([one is not None for one in places], dtype=np.bool_)
        known = [one for one in places if one is not None]
        x, y = self.gazetteer.plane.metres(
            [one.lon for one in known], [one.lat for one in known]
        )  # fmt: skip
        near = np.isfinite(x) & np.isfinite(y)  # the plane has no place for the far side of earth
        there = np.full(len(known), math.inf)
        land = self.gazetteer.districts.land
        there[near] = shapely.distance(land, shapely.points(x[near], y[near]))
        off_m[here] = there
        return off_m


def _choose(places: Sequence[Candidate], row: OpenRow) -> tuple[Candidate, list[Candidate]]:
    """Return the first place, and the others of its level that are somewhere else.

    The district of the address, or else of the register, decides between places of one name.
    """
    same = [one for one in places if one.level == places[0].level]
    here = [one for one in same if row.district and row.district in one.name]
    best, *others = here or same
    return best, [one for one in others if _apart_m(best, one) > max(_ONE_PLACE_M, best.error_m)]


def _apart_m(one: Candidate, other: Candidate) -> float:
    plane = LocalPlane.around([one.lon], [one.lat])
    x, y = plane.metres([one.lon, other.lon], [one.lat, other.lat])
    apart_m = math.hypot(float(x[1] - x[0]), float(y[1] - y[0]))
    return apart_m if math.isfinite(apart_m) else math.inf
