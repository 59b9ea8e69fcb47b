"""What handouts say about themselves, and the names that a visit plan does not know."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.findings import Language


@dataclass(frozen=True)
class Imprint:
    """Language and day of the data, names of bases by id, and a line to stand under each title."""

    data_date: dt.date
    language: Language = "zh"
    outlet_names: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
