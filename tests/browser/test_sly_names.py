"""Names that are scripts, templates or formulas: shown as they are written, never executed."""

import geopandas as gpd
import pytest
from names_that_bite import SLY
from playwright.sync_api import expect
from shapely import box

from planner.render import (
    Booklet,
    Brief,
    BriefDay,
    BriefStop,
    Chapter,
    Dossier,
    Fact,
    FactBlock,
    Picture,
    Section,
    Source,
    draw_booklet,
    draw_brief,
    draw_dossier,
    draw_headline,
    draw_map,
    draw_page,
    page_iframe,
)
from planner.schema import Chart, Figure, Layer, Line, Text

ALL = " ".join(SLY)


@pytest.fixture
def shell(tmp_path) -> str:
    """A template that would leave a file behind if anything evaluated it."""
    trace = tmp_path / "evaluated"
    return "{{ cycler.__init__.__globals__.os.popen('touch " + str(trace) + "').read() }}"


def test_the_page_shows_every_sly_name_as_written_and_executes_none(show, page_of, shell, tmp_path):
    page = show(draw_page(page_of([*SLY, shell], f"{ALL} {shell}")))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        " ".join([*SLY, shell]), use_inner_text=False
    )
    for tab in ("概览", "走访", "客户"):
        page.get_by_role("tab", name=tab).click()
    names = page.locator("table.customers tbody td:first-child").evaluate_all(
        "(cells) => cells.map((cell) => cell.textContent)"
    )
    assert sorted(names) == sorted([*SLY, shell])
    assert page.evaluate("typeof window.hit") == "undefined"
    assert not (tmp_path / "evaluated").exists()


@pytest.mark.parametrize("place", range(len(SLY)))
def test_each_sly_name_is_safe_in_search_tip_card_and_tour(show, page_of, place):
    words = [*SLY[place:], *SLY[:place]]
    page = show(draw_page(page_of(words, SLY[place])))
    for view in ("now", "t=customers", "t=visits&d=2026-10-08", "v=both", "l=en", "c=manager"):
        page.evaluate("(hash) => { location.hash = hash }", view)
        page.wait_for_timeout(30)
    page.evaluate("location.hash = ''")
    page.get_by_role("tab").first.click()
    page.locator("#search").fill("000")
    page.locator(".found button").first.click()
    assert page.locator(".card h3").evaluate("(one) => one.firstChild.textContent") == SLY[place]
    page.mouse.move(900, 450)
    page.locator(".load").first.click()
    assert page.locator(".card h3").evaluate("(one) => one.firstChild.textContent") == SLY[place]
    assert page.evaluate("document.title") == SLY[place]
    assert page.evaluate("typeof window.hit") == "undefined"


def test_the_plain_map_shows_every_sly_name_as_written(show, page_of, shell, tmp_path):
    layers = page_of([*SLY, shell], ALL).layers
    page = show(draw_map(layers).get_root().render())
    labels = page.locator(".leaflet-control-layers-overlays [data-layer]")
    assert labels.first.evaluate("(one) => one.textContent") == " ".join(SLY)
    page.locator(".leaflet-marker-icon").first.click()
    expect(page.locator(".leaflet-popup strong")).to_have_text(SLY[0])
    assert page.evaluate("typeof window.hit") == "undefined"
    assert not (tmp_path / "evaluated").exists()


def test_a_managers_area_is_named_as_written(show):
    rows = gpd.GeoDataFrame(
        {"manager_id": ["M1"], "manager_name": [ALL]}, geometry=[box(118, 24, 119, 25)], crs=4326
    )
    layer = Layer("territories", Text("片区", "Areas"), rows)
    page = show(draw_map([layer]).get_root().render())
    assert page.locator(".leaflet-marker-icon").evaluate("(one) => one.textContent") == ALL
    assert page.evaluate("typeof window.hit") == "undefined"


def test_a_brief_shows_every_sly_name_as_written_and_executes_none(show, shell, tmp_path):
    words = [*SLY, shell]
    stops = [
        BriefStop(
            number, word, word, word, word, word, word, [word], [word], word,
            [(word, word, word)], [(word, word)], [(word, word)],
        )
        for number, word in enumerate(words, 1)
    ]  # fmt: skip
    page = show(draw_brief(Brief(ALL, ALL, [BriefDay(ALL, ALL, stops, ALL)], ALL)))
    for place in ("h3", ".way", ".place", ".when b", ".why li", "dd", ".issues small"):
        said = page.locator(f"article {place}").evaluate_all(
            "(all) => all.map((one) => one.textContent)"
        )
        assert set(said) == set(words), place
    assert page.evaluate("document.title") == ALL
    assert page.evaluate("typeof window.hit") == "undefined"
    assert not (tmp_path / "evaluated").exists()


def test_a_report_shows_every_sly_name_as_written_and_executes_none(show, shell, tmp_path):
    words = [*SLY, shell]
    section = Section(ALL, words, [words], note=ALL)
    facts = [Fact(Figure(f"k{at}", Text(one, one), 1.0, Text(one, one)), one, words)
             for at, one in enumerate(words)]  # fmt: skip
    bars = Chart("c", "bars", Text(ALL, ALL), Text("", ""), Text(ALL, ALL), tuple(words),
                 (Line(Text(ALL, ALL), tuple(1.0 for _ in words)),))  # fmt: skip
    chapter = Chapter(ALL, ALL, words, facts, [Picture(bars, ALL, words)], [section])
    sources = [Source(one, section, 1, one) for one in words]
    page = show(draw_booklet(Booklet(ALL, ALL, words, facts, [chapter], sources, ALL, words)))
    for place in (".summary > ul li", ".chapter > ul li", ".what", ".chapter th", "footer p"):
        said = page.locator(place).evaluate_all("(all) => all.map((one) => one.textContent)")
        assert set(said) == set(words), place
    ticks = page.locator("svg text").evaluate_all("(all) => all.map((one) => one.textContent)")
    assert set(words) <= set(ticks)
    for one in page.locator("summary").all()[:4]:
        one.click()
    assert page.evaluate("document.title") == ALL
    assert page.evaluate("typeof window.hit") == "undefined"
    assert not (tmp_path / "evaluated").exists()


def test_a_customer_page_shows_every_sly_name_as_written_and_executes_none(show, shell, tmp_path):
    words = [*SLY, shell]
    blocks = [FactBlock(one, [(one, one)]) for one in words]
    section = Section(ALL, words, [words], note=ALL)
    page = show(draw_dossier(Dossier(ALL, ALL, words, words, blocks, [section], words), ALL))
    for place in (".tags li", ".lines li", ".blocks h2", "dt", "dd", "th", "td", "footer p"):
        said = page.locator(place).evaluate_all("(all) => all.map((one) => one.textContent)")
        assert set(said) == set(words), place
    address = page.locator(".up a").evaluate("(one) => one.href")
    assert address.startswith("file:")  # an index that is called javascript: is a file
    assert page.evaluate("document.title") == ALL
    assert page.evaluate("typeof window.hit") == "undefined"
    assert not (tmp_path / "evaluated").exists()


def test_folium_popups_of_a_user_work_on_the_plain_map(show, town):
    import folium

    drawn = draw_map(town.layers)
    folium.Marker([24.45, 118.2], popup="我的点", icon=folium.Icon(color="red")).add_to(drawn)
    page = show(drawn.get_root().render())
    # Not by the mouse: between its down and up the map may still be moving to its place.
    page.locator("img.leaflet-marker-icon").dispatch_event("click")
    expect(page.locator(".leaflet-popup-content")).to_have_text("我的点")


def test_a_page_in_a_notebook_frame_runs_but_cannot_reach_out(show, town):
    frame = page_iframe(draw_page(town), 600)
    headline = draw_headline(Text(ALL, ALL), town.figures)
    page = show(f'<!DOCTYPE html><meta charset="utf-8">{headline}{frame}')
    inner = page.frame_locator("iframe")
    expect(inner.get_by_role("heading", level=1)).to_have_text("城镇")
    assert page.evaluate("typeof window.hit") == "undefined"


def test_the_guard_wakes_for_a_plain_folium_page(context, guard, tmp_path):
    """The negative control: what the other tests rely on does see folium's own faults."""
    import folium

    path = tmp_path / "folium.html"
    drawn = folium.Map([24.5, 118.1])
    folium.Marker([24.5, 118.1], popup="<img src=x onerror=\"console.error('hit')\">").add_to(drawn)
    drawn.save(path)
    page = context.new_page()
    guard.watch(page)
    page.goto(path.as_uri())
    page.wait_for_timeout(300)
    assert any(fault.startswith("asked: https://") for fault in guard.faults)
    assert any("L is not defined" in fault for fault in guard.faults)
