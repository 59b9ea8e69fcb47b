"""What a look-up gives back: a place on the plane, how sure it is, or why there is none."""

from dataclasses import dataclass

from planner.schema import GeoLevel


@dataclass(frozen=True, slots=True)
class Spot:
    """A position in metres of the gazetteer's plane; `error_m` holds in at least nine of ten."""

    level: GeoLevel
    x_m: float
    y_m: float
    error_m: float
    source: str


@dataclass(frozen=True, slots=True)
class Match:
    """The best certain spot of an address, and the finer names that fitted several places."""

    spot: Spot | None
    ties: tuple[str, ...] = ()
