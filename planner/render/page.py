"""The planner's page: one HTML file with the map, the figures, the tours and the customers."""

from dataclasses import dataclass, field
from pathlib import Path

from planner.errors import DataError
from planner.files.writing import write_text
from planner.findings import Language
from planner.render.assets import leaflet_script, leaflet_style, page_script, page_style
from planner.render.payload import to_script
from planner.render.scene import build_scene
from planner.schema import Figure, Layer, Text


@dataclass(frozen=True)
class Page:
    """What a page shows.

    Layers come one a role; only ``land`` may come several times (land, then hills and water, told
    apart by a column `kind`). A role that is absent leaves its part of the page away.

    `late_min` is the travel time above which a customer is ringed as late, in minutes. `notes` go
    to the foot of the panel: run, proof of the solution, level of confidentiality.
    """

    title: Text
    subtitle: Text
    figures: list[Figure]
    layers: list[Layer]
    notes: list[Text] = field(default_factory=list)
    language: Language = "zh"
    late_min: float = 30.0


def draw_page(page: Page) -> str:
    """Return the page as one HTML text that needs no network; the same page gives the same bytes.

    All data travel as JSON and are put in the document as text, so that a customer called
    ``<img onerror=…>`` is shown by that name.

    Raises
    ------
    DataError
        Two layers come in one role, or a layer lacks the column that identifies its rows.
    """
    from planner.render.carrier import PageFigure, PageMap  # noqa: PLC0415  folium costs a second

    _check(page)
    figure = PageFigure(page.title.say(page.language), page.language)
    PageMap(
        head=[f"<style>{leaflet_style()}</style>", f"<style>{page_style()}</style>"],
        body=[
            '<div id="app"></div>',
            to_script(build_scene(page), "planner-data"),
            f"<script>{leaflet_script()}</script>",
            f"<script>{page_script()}</script>",
        ],
    ).add_to(figure)
    return str(figure.render())


def write_page(page: Page, path: str | Path) -> Path:
    """Write the page to a file, whole or not at all, and return its path."""
    return write_text(path, draw_page(page))


_KEYS = {
    "customers": ("account_no", "account_name"),
    "outlets": ("outlet_id", "outlet_name"),
    "tours": ("tour_id", "manager_id", "date"),
    "stops": ("tour_id", "stop", "account_no"),
}


def _check(page: Page) -> None:
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
