"""The files that a page carries inside itself: Leaflet, our styles and our scripts."""

import base64
import re
from functools import cache
from importlib.resources import files

_LEAFLET = "leaflet"
_PAGE = "page"
SCRIPTS = (
    "words", "unpack", "columns", "data", "state", "dom", "format", "view", "tiles", "ground",
    "bins", "customers", "outlets", "tours", "labels", "stage", "facts", "compare", "overview",
    "visits", "calendar", "table", "legend", "header", "print", "start",
)  # fmt: skip
"""Parts of the page's script, in the order in which they are joined."""


@cache
def leaflet_script() -> str:
    """Return Leaflet, without the pointer to a source map that a reader does not have."""
    text = _read(_LEAFLET, "leaflet.js")
    return _script_safe(re.sub(r"//# sourceMappingURL=\S+\s*$", "", text))


@cache
def leaflet_style() -> str:
    """Return Leaflet's style sheet; pictures it names become part of it or fall away."""
    text = _read(_LEAFLET, "leaflet.css")
    text = text.replace("url(images/marker-icon.png)", f"url({icon_uri('marker-icon')})")
    return re.sub(r"[^;{}]*url\((?:images/|#default#VML)[^)]*\);?", "", text)


@cache
def page_style() -> str:
    """Return the page's style sheet."""
    return _read(_PAGE, "page.css")


@cache
def page_script() -> str:
    """Return the page's script: its parts in one closed scope."""
    return _closed(SCRIPTS)


@cache
def loading_script() -> str:
    """Return the script that unpacks other scripts of the page and runs them in their order."""
    return _closed(("unpack", "load"))


@cache
def layers_script() -> str:
    """Return the script that draws plain layers on a folium map."""
    return _script_safe(_read(_PAGE, "plain.js"))


@cache
def icon_uri(name: str) -> str:
    """Return one of Leaflet's marker pictures as a data address."""
    raw = (files("planner.render") / "assets" / _LEAFLET / f"{name}.png").read_bytes()
    return f"data:image/png;base64,{base64.b64encode(raw).decode()}"


def _closed(names: tuple[str, ...]) -> str:
    parts = "\n".join(_read(_PAGE, f"{name}.js").rstrip() for name in names)
    return _script_safe(f'(() => {{\n"use strict";\n{parts}\n}})();\n')


def _read(*steps: str) -> str:
    path = files("planner.render") / "assets"
    for step in steps:
        path = path / step
    return path.read_text(encoding="utf-8")


def _script_safe(text: str) -> str:
    """Keep a script from ending early; the backslash means nothing inside a string or a regex."""
    return re.sub(r"</(script)", r"<\\/\1", text, flags=re.IGNORECASE)
