"""The planner's page: one HTML file with the map, the figures, the tours and the customers."""

from pathlib import Path

from planner.files.writing import write_text
from planner.render.assets import leaflet_script, leaflet_style, page_script, page_style
from planner.render.page import Page, check_page
from planner.render.payload import to_script
from planner.render.scene import build_scene


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
