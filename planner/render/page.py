"""What the planner's page shows."""

from dataclasses import dataclass, field

from planner.errors import DataError
from planner.files.tiles import Tiles
from planner.findings import Language
from planner.schema import BAND_ENDS_MIN, Figure, Layer, Text


@dataclass(frozen=True)
class Page:
    """What a page shows.

    Layers come one a role; only ``land`` may come several times (land, then hills and water, told
    apart by a column `kind`). A role that is absent leaves its part of the page away.

    `is_whole` says whether the customers are all there are and say who serves them: only then the
    land can be shared out by them, and the load of outlets be counted. `late_min` is the travel
    time above which a customer is ringed as late, in minutes; `bands_min` are the minutes at which
    bands of travel time end, which layers ``bands`` number in a column `band`. `notes` go to the
    foot of the panel: run, proof of the solution, level of confidentiality.

    Columns that begin with ``today_`` and figures' `before` are what the plan is compared with.
    `sides` names the two where they are not today and the plan.

    `tiles` are pictures that lie under the map in place of land and roads, carried in the page;
    `online_tiles` is the address of a server for them, with {z}, {x} and {y}: only then does the
    page ask anything of another machine.
    """

    title: Text
    subtitle: Text
    figures: list[Figure]
    layers: list[Layer]
    notes: list[Text] = field(default_factory=list)
    language: Language = "zh"
    late_min: float = 30.0
    bands_min: tuple[float, ...] = BAND_ENDS_MIN
    is_whole: bool = True
    sides: tuple[Text, Text] | None = None
    tiles: Tiles | None = None
    online_tiles: str = ""


_KEYS = {
    "customers": ("account_no", "account_name"),
    "outlets": ("outlet_id", "outlet_name"),
    "tours": ("tour_id", "manager_id", "date"),
    "stops": ("tour_id", "stop", "account_no"),
}


def check_page(page: Page) -> None:
    """Refuse a page whose layers cannot be drawn.

    Raises
    ------
    DataError
        Two layers come in one role, or a layer lacks the column that identifies its rows, or rows
        have no place.
    """
    roles = [layer.role for layer in page.layers if layer.role != "land"]
    twice = sorted({role for role in roles if roles.count(role) > 1})
    if twice:
        raise DataError(
            f"the page was given several layers in the role {', '.join(twice)}",
            where=f"page {page.title.en!r}",
            mend="join their rows into one layer; only land may come several times",
        )
    for layer in page.layers:
        missing = [name for name in _KEYS.get(layer.role, ()) if name not in layer.rows.columns]
        if missing:
            raise DataError(
                f"layer {layer.role} has no column {', '.join(missing)}",
                where=f"page {page.title.en!r}",
                mend=f"give the rows of {layer.role} these columns",
            )
        if layer.role in {"customers", "outlets"}:
            _check_places(layer, page)


def _check_places(layer: Layer, page: Page) -> None:
    key = _KEYS[layer.role][0]
    lost = layer.rows.loc[layer.rows.geometry.isna() | layer.rows.geometry.is_empty, key]
    if len(lost):
        raise DataError(
            f"{len(lost)} rows of {layer.role} have no place: {', '.join(lost.astype(str)[:5])}",
            where=f"page {page.title.en!r}",
            mend="locate them first, or leave them out and list them elsewhere",
        )
