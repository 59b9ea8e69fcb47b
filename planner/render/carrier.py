"""Folium as the carrier of our pages: its map and figure, without its templates and links.

Folium and branca compile what they have rendered as a template a second time, so a name such as
``{{ 7*7 }}`` would be evaluated. Here every text is placed by an element whose `render` returns it
as it is; no data goes through a template.
"""

import hashlib
from collections.abc import Sequence
from html import escape
from typing import cast

import folium
from branca.element import Element, Figure

from planner.findings import Language
from planner.render.assets import icon_uri, layers_script, leaflet_script, leaflet_style
from planner.render.policy import content_policy

# Folium's popups call jQuery once, to make an element of a text, and its coloured icons come from
# a plug-in on another host. These few lines stand in for both on a machine without network.
_FOLIUM_NEEDS = """
window.$ = window.$ || ((html) => {
  const holder = document.createElement("template");
  holder.innerHTML = String(html).trim();
  return [holder.content.firstElementChild];
});
delete L.Icon.Default.prototype._getIconUrl;
L.Icon.Default.mergeOptions({ iconUrl: "%s", iconRetinaUrl: "%s", shadowUrl: "%s" });
L.AwesomeMarkers = L.AwesomeMarkers || { icon: () => new L.Icon.Default() };
"""


class Raw(Element):
    """A piece of a page that is placed as it is, never read as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **_kwargs: object) -> str:
        """Return the text."""
        return self._text


class PageFigure(Figure):
    """A figure that is one safe file: language, title, and a policy that names its own scripts.

    `packed` are scripts that lie compressed in it.
    """

    def __init__(
        self, title: str, language: Language, *, images_from: str = "", packed: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self._page_title = title.encode(errors="replace").decode()
        self._language = language
        self._images_from = images_from
        self._packed = packed

    def render(self, **kwargs: object) -> str:
        """Return the page; only the scripts and styles that it was built with may run."""
        for child in self._children.values():
            child.render(**kwargs)
        head, body = self.header.render(**kwargs), self.html.render(**kwargs)
        script = self.script.render(**kwargs)
        last = f"<script>{script}</script>" if script.strip() else ""
        language = "zh-CN" if self._language == "zh" else "en"
        policy = content_policy(
            head + body + last, images_from=self._images_from, packed=self._packed
        )
        return (
            f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
            f"{policy}\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(self._page_title)}</title>\n{head}\n</head>\n"
            f"<body>\n{body}\n{last}\n</body>\n</html>\n"
        )


class OfflineMap(folium.Map):
    """A folium map that opens without network: Leaflet inside, no tiles, no other library.

    Anything of folium that draws with Leaflet alone can be added; plug-ins still bring their links.

    Parameters
    ----------
    scene
        The plain layers as JSON that no parser mistakes for markup.
    """

    def __init__(self, scene: str) -> None:
        super().__init__(tiles=None)
        self._scene = scene
        # Folium's random ids would make every file a different one.
        self._id = hashlib.sha256(scene.encode()).hexdigest()[:32]

    def render(self, **kwargs: object) -> str:
        """Place Leaflet, the map's element and its first line of script in the figure."""
        figure = cast("Figure", self.get_root())
        icon, shadow = icon_uri("marker-icon"), icon_uri("marker-shadow")
        needs = _FOLIUM_NEEDS % (icon, icon, shadow)
        name = self.get_name()
        for key, text in {
            "planner_style": f"<style>{leaflet_style()}</style>",
            "planner_fill": "<style>html,body,.folium-map{width:100%;height:100%;margin:0}</style>",
            "planner_leaflet": f"<script>{leaflet_script()}</script>",
            "planner_needs": f"<script>{needs}</script>",
            "planner_layers": f"<script>{layers_script()}</script>",
        }.items():
            figure.header.add_child(Raw(text), name=key)
        block = f'<script type="application/json" id="{name}_layers">{self._scene}</script>'
        figure.html.add_child(Raw(f'<div class="folium-map" id="{name}"></div>{block}'), name=name)
        figure.script.add_child(
            Raw(
                f'var {name} = L.map("{name}", '
                "{center: [0, 0], zoom: 10, maxZoom: 18, zoomSnap: 0.25});\n"
                f"{name}.attributionControl.setPrefix(false);\n"
                f"L.control.scale({{imperial: false}}).addTo({name});\n"
                f'plannerLayers({name}, "{name}_layers");'
            ),
            name=name,
        )
        for child in self._children.values():
            child.render(**kwargs)
        return ""


class PageMap(folium.Map):
    """The map of a planner's page: folium holds it, our own script draws it.

    Parameters
    ----------
    head, body
        Pieces to place in the page's head and body, in this order.
    """

    def __init__(self, head: list[str], body: list[str]) -> None:
        super().__init__(tiles=None)
        self._head = head
        self._body = body

    def render(self, **_kwargs: object) -> str:
        """Place the pieces in the figure."""
        figure = cast("Figure", self.get_root())
        for place, text in enumerate(self._head):
            figure.header.add_child(Raw(text), name=f"head_{place}")
        for place, text in enumerate(self._body):
            figure.html.add_child(Raw(text), name=f"body_{place}")
        return ""
