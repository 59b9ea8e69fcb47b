"""Tiles under the map: what the page's script is told, and the pictures themselves."""

import base64
from typing import Any
from urllib.parse import urlsplit

from planner.files.tiles import Tiles
from planner.render.page import Page
from planner.render.payload import to_json

_MOST_ZOOM = 18


def tile_scene(page: Page) -> dict[str, Any] | None:
    """Return zooms and credit of the tiles, and the address of those that are online."""
    if page.tiles is not None:
        zooms = [zoom for zoom, _, _ in page.tiles.images]
        return {
            "url": "", "least": min(zooms), "most": max(zooms),
            "attribution": page.tiles.attribution,
        }  # fmt: skip
    if page.online_tiles:
        host = urlsplit(page.online_tiles).hostname or ""
        return {
            "url": page.online_tiles, "least": 0, "most": _MOST_ZOOM, "attribution": host,
        }  # fmt: skip
    return None


def tile_block(tiles: Tiles) -> str:
    """Return the pictures as a data block of the page."""
    kinds, images = tiles.kinds, {}
    for place, picture in tiles.images.items():
        packed = base64.b64encode(picture).decode()
        images["/".join(map(str, place))] = f"data:image/{kinds[place]};base64,{packed}"
    return f'<script type="application/json" id="planner-tiles">{to_json(images)}</script>'


def tile_origin(page: Page) -> str:
    """Return the server that the page may ask for pictures; empty for none."""
    if page.tiles is not None or not page.online_tiles:
        return ""
    address = urlsplit(page.online_tiles)
    return f"{address.scheme}://{address.netloc}".replace("{s}", "*")
