"""What one account is before it is written down."""

from dataclasses import dataclass, field

from data.generator.addresses import Door
from data.generator.capacity import Readings


@dataclass
class Account:
    """One register row in the making: its cells by column name, and the truth behind them.

    `level` is where a geocoder should end up (a value of the column geo_level).
    """

    cells: dict[str, str]
    x: float
    y: float
    door: Door
    place: str
    sector: str
    tier: str
    readings: Readings | None
    level: str = "coordinate"
    planned: bool = True
    faults: list[str] = field(default_factory=list)
