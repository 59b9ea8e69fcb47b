"""The still picture: it needs no letters, repeats, and shows what the layers hold."""

import io

import geopandas as gpd
import numpy as np
import pytest
from matplotlib.image import imread
from shapely import LineString, Point, box

from planner.render import draw_picture, picture_img
from planner.render.palette import manager_mark
from planner.schema import Layer, Text

WORD = Text("名", "name")


def _layer(role, geometry, **columns):
    return Layer(role, WORD, gpd.GeoDataFrame(columns, geometry=geometry, crs=4326))


@pytest.fixture
def layers() -> list[Layer]:
    return [
        _layer("land", [box(118, 24, 119, 25)], kind=["land"]),
        _layer("districts", [box(118, 24, 118.5, 25)], name=["a"]),
        _layer("roads", [LineString([(118, 24.5), (119, 24.5)])], facility_type=["arterial"]),
        _layer("tours", [LineString([(118, 24.2), (119, 24.9)])]),
        _layer("customers", [Point(118.2, 24.2)], tier=["VIP"], contract_kva=[20000.0]),
        _layer("outlets", [Point(118.5, 24.5), Point(118.8, 24.8)], decision=["new", "not chosen"]),
    ]


def pixels(png: bytes) -> np.ndarray:
    return np.round(imread(io.BytesIO(png))[..., :3] * 255).astype(int)


def shows(png: bytes, colour: str) -> bool:
    rgb = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return bool((np.abs(pixels(png) - rgb).max(axis=2) <= 1).any())


def test_the_same_layers_give_the_same_bytes(layers):
    assert draw_picture(layers) == draw_picture(layers)


def test_customers_outlets_and_land_are_seen_in_their_colours(layers):
    png = draw_picture(layers)
    assert png.startswith(b"\x89PNG")
    assert shows(png, "#4B0055")  # VIP
    assert shows(png, "#009E73")  # new
    assert shows(png, "#FAF8F3")  # land
    assert not shows(draw_picture(layers[:4]), "#4B0055")


def test_areas_and_tours_have_the_colours_of_their_managers_and_holes_are_open():
    ring = box(118, 24, 119, 25).difference(box(118.4, 24.4, 118.6, 24.6))
    areas = _layer("territories", [ring, box(119, 24, 120, 25)], manager_id=["M1", "M2"])
    png = draw_picture([areas])
    first, second = managers_of(["M1", "M2"])
    assert shows(png, first)  # the borders
    assert shows(png, second)
    ground, middle = pixels(png)[2, 2], pixels(png).shape[1] // 4
    hole = pixels(png)[pixels(png).shape[0] // 2, middle]
    inside = pixels(png)[pixels(png).shape[0] // 4, middle]
    assert (hole == ground).all()
    assert not (inside == ground).all()
    lines = [LineString([(118, 24.2), (120, 24.2)]), LineString([(118, 24.8), (120, 24.8)])]
    apart = draw_picture([_layer("tours", lines, manager_id=["M1", "M2"])])
    assert not (pixels(apart) == pixels(draw_picture([_layer("tours", lines)]))).all()


def managers_of(ids: list[str]) -> list[str]:
    return [manager_mark(place)[0] for place, _ in enumerate(sorted(ids))]


def test_a_candidate_that_is_not_chosen_is_not_drawn(layers):
    closed = _layer("outlets", [Point(118.5, 24.5)], decision=["closed"])
    idle = _layer("outlets", [Point(118.5, 24.5)], decision=["not chosen"])
    assert shows(draw_picture([*layers[:1], closed]), "#6B6B6B")
    assert not shows(draw_picture([*layers[:1], idle]), "#6B6B6B")


def test_nothing_to_draw_is_an_empty_picture():
    empty = _layer("customers", [], tier=[], contract_kva=[])
    assert draw_picture([empty]).startswith(b"\x89PNG")


def test_the_title_of_a_picture_is_only_text():
    html = picture_img(b"x", '"><script>window.hit=1</script>')
    assert "<script" not in html
    assert html.count('"') % 2 == 0


def test_bands_of_minutes_are_left_out_and_do_not_widen_the_frame(layers):
    bands = _layer("bands", [box(100.0, 10.0, 130.0, 40.0)], band=[0], to_min=[10.0])
    assert draw_picture([*layers, bands]) == draw_picture(layers)
