"""How each role of a layer is drawn, in one place: maps, still pictures and pages look here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from planner.render.palette import COUNTS, GROUND
from planner.schema import Role

type Form = Literal["area", "line", "customer", "outlet", "stop"]


@dataclass(frozen=True)
class Look:
    """What a role looks like where no row says otherwise.

    `colour` is that of lines, in `width_px`; `fill` and `fill_opacity` are those of areas, of which
    none has an outline alone. `is_ground` says that it lies under what is planned and frames
    nothing, `answers` that a click on it is answered. What a reader chooses in place of something
    else is not `still`: a picture, which gives no choice, leaves it out. What `waits` is shown by a
    map when it is asked for.
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
    "territories": Look("area", width_px=1.6, fill_opacity=0.3),
    "tours": Look("line", width_px=2.6),
    "stops": Look("stop"),
    "customers": Look("customer"),
    "outlets": Look("outlet"),
}  # fmt: skip
"""A role without a look is refused by a test."""

GROUND_ROLES = frozenset(role for role, look in LOOKS.items() if look.is_ground)
