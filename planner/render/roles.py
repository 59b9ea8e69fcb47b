"""How each role of a layer is drawn, in one place: maps, still pictures and pages look here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import geopandas as gpd

from planner.render.palette import COUNTS, GROUND, manager_mark
from planner.schema import Layer, Role

type Form = Literal["area", "line", "customer", "outlet", "stop"]


@dataclass(frozen=True)
class Look:
    """What a role looks like where no row says otherwise.

    `colour` is that of lines, in `width_px`; `fill` and `fill_opacity` are those of areas, of which
    none has an outline alone. `is_ground` says that it lies under what is planned and frames
    nothing, `answers` that a click on it is answered. What a reader chooses in place of something
    else is not `still`: a picture, which gives no choice, leaves it out. What `waits` is shown by a
    map when it is asked for. Rows of what is drawn `by_manager` have the colour of theirs.
    """

    form: Form
    colour: str = GROUND["ink"]
    width_px: float = 1.0
    opacity: float = 1.0
    fill: str = ""
    fill_opacity: float = 0.0
    dash: str = ""
    is_ground: bool = False
    still: bool = True
    waits: bool = False
    answers: bool = True
    by_manager: bool = False


_BANDS = Look(
    "area", opacity=0.5, fill_opacity=0.3, is_ground=True, still=False, answers=False
)  # fmt: skip
LOOKS: Mapping[Role, Look] = {
    "land": Look(
        "area", GROUND["shore"], fill=GROUND["land"], fill_opacity=1.0, is_ground=True,
        answers=False,
    ),
    "bands_today": replace(_BANDS, waits=True),
    "bands": _BANDS,
    "districts": Look(
        "line", GROUND["district"], 1.2, dash="7 4 2 4", is_ground=True, answers=False
    ),
    "roads": Look("line", GROUND["road_casing"], 1.4, is_ground=True, answers=False),
    "counts": Look("area", "#FFFFFF", fill=COUNTS[2], fill_opacity=0.82),
    "assignment": Look("line", width_px=0.8, opacity=0.35, answers=False),
    "territories": Look("area", width_px=1.6, fill_opacity=0.3, by_manager=True),
    "tours": Look("line", width_px=2.6, by_manager=True),
    "stops": Look("stop", by_manager=True),
    "customers": Look("customer"),
    "outlets": Look("outlet"),
}  # fmt: skip
"""A role without a look is refused by a test."""


class Managers:
    """The colours of all managers that some layers name, the same in every one of them."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        rows = [one.rows for one in layers if "manager_id" in one.rows]
        ids = sorted({str(one) for frame in rows for one in frame["manager_id"].dropna()})
        self._place = {one: place for place, one in enumerate(ids)}

    def mark(self, manager_id: object) -> tuple[str, bool]:
        """Return colour and whether the mark is hollow; of the first manager for one unknown."""
        return manager_mark(self._place.get(str(manager_id), 0))

    def colours(self, rows: gpd.GeoDataFrame, look: Look) -> list[str]:
        """Return the colour of each row in a look."""
        if not look.by_manager or "manager_id" not in rows:
            return [look.fill or look.colour] * len(rows)
        return [self.mark(one)[0] for one in rows["manager_id"]]


GROUND_ROLES = frozenset(role for role, look in LOOKS.items() if look.is_ground)
