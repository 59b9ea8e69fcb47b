"""What a result wants drawn: layers and figures. How they look is `render`'s business."""

import math
from dataclasses import dataclass, field
from typing import Literal

import geopandas as gpd

from planner.findings import Language

type Role = Literal[
    "land", "bands_today", "bands", "districts", "roads", "counts",
    "customers", "outlets", "assignment", "tours", "stops", "territories",
]  # fmt: skip


type SeriesRole = Literal["plan", "today", "bound", "other"]


BAND_ENDS_MIN = (10.0, 20.0, 30.0)
"""Minutes that end a band of travel time on the map; the last band has no end."""


@dataclass(frozen=True)
class Text:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def say(self, language: Language) -> str:
        """Return the words in one language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Layer:
    """Rows to draw in one role; `fields` are the columns that a popup shows, with headings."""

    role: Role
    title: Text
    rows: gpd.GeoDataFrame
    fields: dict[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One series of a chart; NaN leaves a gap. `role` says what it is to the reader.

    `labels` stand beside the points, one a point where there are any; an empty one says nothing.
    """

    title: Text
    y: tuple[float, ...]
    role: SeriesRole = "plan"
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """What a result wants drawn without a place: lines over numbers, bars by name, or a calendar.

    `across` and `up` say what the axes are, with their units. `x` are numbers for lines, names for
    bars, ISO days for a calendar (NaN for a day that is not worked). `mark` is a position on x
    that matters, with its words.
    """

    key: str
    kind: Literal["lines", "bars", "calendar"]
    title: Text
    across: Text
    up: Text
    x: tuple[float, ...] | tuple[str, ...]
    lines: tuple[Line, ...]
    mark: tuple[float, Text] | None = None


@dataclass(frozen=True)
class Spot:
    """A plan in a picture of two things that should both be small.

    `x_least` and `y_least` are proven: no plan under the same rules is below; NaN without a proof.
    """

    title: Text
    x: float
    y: float
    x_least: float = math.nan
    y_least: float = math.nan
    role: Literal["frontier", "dominated", "today"] = "frontier"


@dataclass(frozen=True)
class Scatter:
    """Plans between two axes; `joined` are the positions of those that no other beats on both."""

    key: str
    title: Text
    across: Text
    up: Text
    spots: tuple[Spot, ...]
    joined: tuple[int, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A headline number with its unit and, where there is one, today's value beside it.

    `better` says which direction is an improvement, so that a difference can be judged.
    """

    key: str
    title: Text
    value: float
    unit: Text
    decimals: int = 1
    before: float | None = None
    better: Literal["lower", "higher", "neither"] = "neither"

    def shown(self) -> str:
        """Return the value with its decimals and thousands separators, without the unit."""
        return f"{self.value:,.{self.decimals}f}"
