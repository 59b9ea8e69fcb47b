"""The folium map: safe, offline, and still a folium map."""

import re
import subprocess
import sys

import geopandas as gpd
import shapely

from planner.render import draw_map
from planner.schema import Layer, Text


def test_the_same_layers_give_the_same_bytes(village):
    first, second = (draw_map(village.layers).get_root().render() for _ in range(2))
    assert first == second


def test_a_template_in_a_name_is_not_evaluated(village):
    html = draw_map(village.layers).get_root().render()
    assert "{{ 7*7 }}" in html
    assert '"49"' not in html


def test_what_a_user_adds_is_drawn_too(village):
    import folium

    drawn = draw_map(village.layers)
    folium.CircleMarker([24.5, 118.1], tooltip="added").add_to(drawn)
    assert isinstance(drawn, folium.Map)
    assert "L.circleMarker" in drawn.get_root().render()


def test_a_map_names_no_other_machine(village):
    html = draw_map(village.layers, language="en").get_root().render()
    assert "<script src" not in html
    assert "<link" not in html


def test_rendering_twice_draws_once(village):
    figure = draw_map(village.layers).get_root()
    assert figure.render() == figure.render()


def test_an_area_is_named_inside_its_widest_part():
    bent = shapely.union(shapely.box(118, 24, 118.1, 25), shapely.box(118, 24, 119, 24.3))
    far = shapely.box(120, 24, 120.1, 24.1)
    rows = gpd.GeoDataFrame(
        {"manager_id": ["M1"], "manager_name": ["林晓岚"]},
        geometry=[shapely.union(bent, far)], crs="EPSG:4326",
    )  # fmt: skip
    layer = Layer("territories", Text("片区", "Areas"), rows)
    html = draw_map([layer]).get_root().render()
    lat, lon = map(float, re.search(r'"spot": ?\[([\d.]+), ?([\d.]+)\]', html).groups())
    assert '"label":"林晓岚"' in html.replace('": "', '":"')
    assert shapely.box(118, 24, 119, 24.3).contains(shapely.Point(lon, lat))


def test_importing_render_does_not_import_folium():
    code = "import sys, planner.render; sys.exit('folium' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
