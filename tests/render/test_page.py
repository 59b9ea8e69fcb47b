"""The page's text: one safe file, the same bytes twice, and faults said plainly."""

import base64
import gzip
import json
import re
from dataclasses import replace
from hashlib import sha256

import pandas as pd
import pytest

from planner.errors import DataError
from planner.files.printable import from_printable
from planner.render import Page, draw_page, write_page
from planner.render.assets import (
    SCRIPTS,
    leaflet_script,
    leaflet_style,
    loading_script,
    page_script,
    page_style,
)
from planner.render.plain_columns import minutes
from planner.schema import Layer, Text


def scene_of(html: str) -> dict:
    block = re.search(r'<script type="application/json" id="planner-data">(.*?)</script>', html)
    return json.loads(block.group(1))


def test_the_same_page_gives_the_same_bytes(village):
    assert draw_page(village) == draw_page(village)


def test_a_page_names_no_other_machine(village):
    html = draw_page(village)
    assert not re.search(r"<(script|img|iframe)[^>]*\ssrc|<link", html)
    assert not re.search(r"@import|url\((?!data:)", leaflet_style() + page_style())
    assert "default-src 'none'" in html


def test_the_policy_allows_exactly_the_scripts_of_the_page(village):
    html = draw_page(village)
    policy = re.search(r"script-src ([^;]*);", html).group(1)
    assert len(policy.split()) == len(re.findall(r"<script>", html)) == 2
    assert "unsafe" not in html.split("</head>")[0].split("<title>")[0]


def test_a_template_in_a_name_stays_a_name(village):
    assert scene_of(draw_page(village))["customers"]["name"][2] == "{{ 7*7 }}"


def test_no_character_of_the_data_can_end_the_data_block(village):
    sly = replace(village, title=Text("</script><img onerror=1>&\u2028\ud800", "x"))
    block = draw_page(sly).split('id="planner-data">')[1].split("</script>")[0]
    assert not set(block) & set("<>&\u2028\u2029")
    assert scene_of(draw_page(sly))["title"]["zh"] == "</script><img onerror=1>&\u2028\ud800"


def test_the_page_is_written_whole_and_readable(village, tmp_path):
    path = write_page(village, tmp_path / "deep" / "page.html")
    assert path.read_text(encoding="utf-8") == draw_page(village)
    assert [one.name for one in path.parent.iterdir()] == ["page.html"]


def test_places_come_back_to_a_metre(village, village_customers):
    customers = scene_of(draw_page(village))["customers"]
    lon = pd.Series(customers["x"]).cumsum() / 100_000
    assert lon.to_numpy() == pytest.approx(village_customers.geometry.x.to_numpy(), abs=1e-5)


def test_minutes_are_told_as_shown_and_on_their_side_of_every_limit():
    exact = pd.Series([30.04, 30.0, 29.96, 10.01, 10.0, 61.27, None])
    assert minutes(exact, (10.0, 30.0)) == [30.1, 30.0, 30.0, 10.1, 10.0, 61.3, None]


def test_an_unknown_number_is_null_and_not_a_word(village):
    assert scene_of(draw_page(village))["customers"]["kwh"] == [9e7, 2e6, None]


def test_a_single_line_is_cut_where_the_way_back_begins(village):
    (tour,) = scene_of(draw_page(village))["tours"]["tours"]
    assert len(tour["legs"]) == 2
    assert [stop["arrive"] for stop in tour["stops"]] == ["08:45", "10:00"]
    assert tour["end"] == "11:40"


def test_two_layers_in_one_role_are_refused(village):
    twice = replace(village, layers=[*village.layers, village.layers[-1]])
    with pytest.raises(DataError, match="several layers in the role stops") as caught:
        draw_page(twice)
    assert caught.value.mend


def test_a_layer_without_its_ids_is_refused(village, village_outlets):
    bad = Layer("outlets", Text("网点", "Outlets"), village_outlets.drop(columns="outlet_id"))
    with pytest.raises(DataError, match="outlet_id"):
        draw_page(replace(village, layers=[bad]))


def test_a_customer_without_a_place_is_refused_and_named(village, village_customers):
    lost = village_customers.copy()
    lost.loc[1, "geometry"] = None
    layer = Layer("customers", Text("客户", "Customers"), lost)
    with pytest.raises(DataError, match="0035020115"):
        draw_page(replace(village, layers=[layer]))


def test_a_page_without_layers_is_still_a_page():
    page = Page(Text("空", "Empty"), Text("", ""), [], [])
    assert scene_of(draw_page(page))["customers"] is None


def test_the_layers_of_a_page_are_left_as_they_were(village, village_customers):
    before = village_customers.copy()
    draw_page(village)
    pd.testing.assert_frame_equal(pd.DataFrame(village_customers), pd.DataFrame(before))


def test_long_data_travel_compressed_and_repeat(village, monkeypatch):
    monkeypatch.setattr("planner.render.payload.PACKED_FROM_BYTES", 10)
    html = draw_page(village)
    assert 'type="application/gzip" id="planner-data"' in html
    assert html == draw_page(village)


def test_the_scripts_of_a_large_page_are_packed_and_its_policy_knows_them(village, monkeypatch):
    monkeypatch.setattr("planner.render.html.COLUMNS_FROM", 1)
    html = draw_page(village)
    allowed = re.search(r"script-src ([^;]*);", html).group(1).split()
    packed = [
        gzip.decompress(from_printable(one)).decode()
        for one in re.findall(r'<script type="application/gzip" class="code">([^<]*)<', html)
    ]
    assert packed == [leaflet_script(), page_script()]
    for text in [*packed, loading_script()]:
        digest = base64.b64encode(sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed
    assert len(allowed) == 3


def test_every_vendored_file_is_the_one_that_was_published(repository):
    folder = repository / "planner" / "render" / "assets"
    (leaflet,) = json.loads((folder / "manifest.json").read_text())
    listed = leaflet["files"]
    present = {path.name for path in (folder / "leaflet").iterdir()}
    assert present == set(listed)
    for name, digest in listed.items():
        assert sha256((folder / "leaflet" / name).read_bytes()).hexdigest() == digest
    assert "Volodymyr Agafonkin" in (folder / "leaflet" / "LICENSE").read_text()


def test_every_part_of_the_script_is_in_it_and_none_ends_it_early(repository):
    folder = repository / "planner" / "render" / "assets" / "page"
    assert {path.stem for path in folder.glob("*.js")} == {*SCRIPTS, "plain", "load"}
    assert "</script" not in page_script() + leaflet_script() + loading_script()
