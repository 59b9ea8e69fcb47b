"""Places among which a person may choose, and what a place that was found rests on."""

from collections.abc import Mapping

from planner.geo import geodesic_km
from planner.geocode.options import GeocodeOptions
from planner.geocode.spot import Match, Spot
from planner.geocode.text import is_latin
from planner.schema import Candidate, GeoStatus, Location
from planner.units import METRES_PER_KM


def held(
    readings: Mapping[str, tuple[float, float]], by_address: Location, options: GeocodeOptions
) -> Location:
    """Leave the row open, and let a person choose among the readings of its point."""
    error_m = options.coordinate_error_m
    read = [
        Candidate(f"lon, lat as {datum}", "coordinate", lon, lat, error_m)
        for datum, (lon, lat) in readings.items()
    ]
    candidates = (*read, *as_candidates(by_address))
    return Location(GeoStatus.HELD, reason="datum_unknown", candidates=candidates)


def source_of(match: Match, spot: Spot) -> str:
    """Return the areas around the spot and its own name.

    An area without a point stands where a larger one is: 安徽省池州市贵池区 → 池州市.
    """
    larger = spot.source in match.chain[:-1]
    chain = [one for one in match.chain if larger or one != spot.source]
    names = chain if larger else [*chain, spot.source]
    joint = ", " if any(is_latin(one[-1]) for one in names) else ""
    stands = f" → {spot.source}" if larger else ""
    about = f" ({match.reason})" if match.reason else ""
    return f"gazetteer: {joint.join(names)}{stands}{about}"


def apart_m(lon: float, lat: float, other: Location) -> float:
    """Return how far a point lies from a location."""
    return float(geodesic_km(lon, lat, other.lon, other.lat)) * METRES_PER_KM


def as_candidates(location: Location) -> tuple[Candidate, ...]:
    """Return a location as the first of its own candidates; of one not found these alone."""
    if location.status is not GeoStatus.FOUND:
        return location.candidates
    first = Candidate(location.source, location.level, location.lon, location.lat, location.error_m)
    return (first, *location.candidates)
