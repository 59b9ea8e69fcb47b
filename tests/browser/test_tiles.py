"""Tiles under the map: the user's own without a network, a server's only where it is named."""

import io
import math
from dataclasses import replace

from PIL import Image

from planner.files.tiles import Tiles
from planner.render import draw_page


def picture(colour):
    stream = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(stream, "PNG")
    return stream.getvalue()


def tiles_over(west, south, east, north, zoom, colour):
    """Return one-coloured tiles over a box of degrees."""

    def row(lat):
        return int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)

    columns = range(int((west + 180) / 360 * 2**zoom), int((east + 180) / 360 * 2**zoom) + 1)
    image = picture(colour)
    return {(zoom, x, y): image for x in columns for y in range(row(north), row(south) + 1)}


def test_tiles_of_the_user_lie_under_the_map_and_nobody_is_asked(show, town):
    images = tiles_over(117.5, 24.0, 119.0, 25.0, 10, (10, 200, 30))
    own = Tiles(images, "<b>某测绘院</b>")
    page = show(draw_page(replace(town, tiles=own)), "#k=none")
    page.locator(".leaflet-tile-loaded").first.wait_for()
    page.wait_for_timeout(200)
    shot = Image.open(io.BytesIO(page.locator("#map").screenshot())).convert("RGB")
    assert shot.getpixel((200, 60)) == (10, 200, 30)
    assert page.locator(".attribution").text_content() == "<b>某测绘院</b> · Leaflet"
    assert page.get_by_label("道路").count() == 0


def test_only_the_server_that_the_scenario_names_may_be_asked(context, guard, town, tmp_path):
    page = context.new_page()
    guard.watch(page)
    path = tmp_path / "online.html"
    address = "https://tiles.example/{z}/{x}/{y}.png"
    path.write_text(draw_page(replace(town, online_tiles=address)), encoding="utf-8")
    page.goto(path.as_uri())
    page.wait_for_timeout(300)
    asked = [one.removeprefix("asked: ") for one in guard.faults if one.startswith("asked: ")]
    assert asked
    assert all(one.startswith("https://tiles.example/") for one in asked)
    assert "img-src data: blob: https://tiles.example;" in path.read_text(encoding="utf-8")


def test_a_page_without_tiles_may_ask_nobody(town):
    assert "img-src data: blob:;" in draw_page(town)
