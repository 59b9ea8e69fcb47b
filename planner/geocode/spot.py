"""What a gazetteer holds beside roads, and what a look-up in it gives back."""

import math
from dataclasses import dataclass

from planner.schema import GeoLevel

_LEVELS: dict[str, GeoLevel] = {
    "city": "city", "district": "district", "town": "town", "place": "place", "park": "place",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A position in metres of the gazetteer's plane; `error_m` holds in at least nine of ten."""

    level: GeoLevel
    x_m: float
    y_m: float
    error_m: float
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A named province, city, district, town, park or place.

    `code` is its own where it has one; `within` holds the codes of all areas around it. Position
    and radius are NaN where only the name is known.
    """

    name: str
    kind: str
    code: str
    within: frozenset[str]
    x_m: float
    y_m: float
    radius_m: float

    @property
    def placed(self) -> bool:
        """Whether the position is known."""
        return math.isfinite(self.x_m) and math.isfinite(self.radius_m)

    def spot(self) -> Spot | None:
        """Return the area's middle; None without a position, and for a province."""
        level = _LEVELS.get(self.kind)
        if level is None or not self.placed:
            return None
        return Spot(level, self.x_m, self.y_m, self.radius_m, self.name)


@dataclass(frozen=True, slots=True)
class Match:
    """The best certain spot of an address; `ties` are the names that fitted several places.

    `chain` names the areas around the spot, largest first; `roads`, by their positions in the
    gazetteer, and `number` are what the address says of them, `district` the code that it names.
    `candidates` are what a person may choose from, and `reason` is a code for what stood in the way
    of a finer answer.
    """

    spot: Spot | None
    ties: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    roads: tuple[int, ...] = ()
    number: int | None = None
    district: str = ""
    candidates: tuple[Spot, ...] = ()
    reason: str = ""
