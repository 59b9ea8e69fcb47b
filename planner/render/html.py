"""The planner's page: one HTML file with the map, the figures, the tours and the customers."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from planner.files.writing import write_text
from planner.findings import Language
from planner.render.assets import (
    leaflet_script,
    leaflet_style,
    loading_script,
    page_script,
    page_style,
)
from planner.render.layers import draw_map
from planner.render.page import Page, check_page
from planner.render.payload import to_column_script, to_packed_code, to_packed_script, to_script
from planner.render.scene import build_scene
from planner.render.tiles import tile_block, tile_origin
from planner.schema import Layer, Text

COLUMNS_FROM = 2_000
"""From so many customers on, their columns travel as bytes; fewer stay readable in the file."""


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

    check_page(page)
    data = _data_blocks(page)
    scripts = [leaflet_script(), page_script()]
    is_large = len(data) > 1
    figure = PageFigure(
        page.title.say(page.language),
        page.language,
        images_from=tile_origin(page),
        packed=scripts if is_large else (),
    )
    PageMap(
        head=[f"<style>{leaflet_style()}</style>", f"<style>{page_style()}</style>"],
        body=[
            '<div id="app"></div>',
            *data,
            *([] if page.tiles is None else [tile_block(page.tiles)]),
            *_code_blocks(scripts, are_packed=is_large),
        ],
    ).add_to(figure)
    return str(figure.render())


def _data_blocks(page: Page) -> list[str]:
    """Return what the page's script reads: all as JSON, the columns of many customers as bytes.

    Neighbours come one after another then, for small steps from one place to the next pack best.
    """
    layers = [_by_place(one) if one.role == "customers" else one for one in page.layers]
    scene = build_scene(replace(page, layers=layers))
    customers = scene["customers"]
    if customers is None or len(customers["id"]) < COLUMNS_FROM:
        return [to_script(scene, "planner-data")]
    columns = {
        key: customers.pop(key)
        for key, values in list(customers.items())
        if isinstance(values, list) and key not in {"tiers", "facts"}
    }
    return [
        to_packed_script(scene, "planner-data"),
        to_column_script(columns, "planner-columns"),
    ]


def _code_blocks(scripts: Sequence[str], *, are_packed: bool) -> list[str]:
    """Return the scripts as they are, or packed behind one that unpacks them."""
    if not are_packed:
        return [f"<script>{one}</script>" for one in scripts]
    return [*map(to_packed_code, scripts), f"<script>{loading_script()}</script>"]


def _by_place(layer: Layer) -> Layer:
    if len(layer.rows) < COLUMNS_FROM:
        return layer
    order = layer.rows.geometry.hilbert_distance(level=16).to_numpy().argsort(kind="stable")
    return replace(layer, rows=layer.rows.iloc[order].reset_index(drop=True))


def write_page(page: Page, path: str | Path) -> Path:
    """Write the page to a file, whole or not at all, and return its path."""
    return write_text(path, draw_page(page))


def write_map(
    path: str | Path,
    layers: Sequence[Layer],
    *,
    title: Text,
    foot: Sequence[Text] = (),
    language: Language = "zh",
) -> Path:
    """Write plain layers as one HTML file that needs no network, and return its path."""
    from planner.render.carrier import PageFigure  # noqa: PLC0415  folium costs a second

    figure = PageFigure(title.say(language), language)
    draw_map(layers, language=language, foot=foot).add_to(figure)
    return write_text(path, str(figure.render()))
