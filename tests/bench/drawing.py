"""Rows of `make bench` on the map: bytes, CPU s of Python and of the browser, beside folium's ways.

The browser's seconds are those of its main thread (CDP, time domain threadTicks), so they hold on a
machine that others use. Folium's own pages want ten files from five hosts; its markers and GeoJSON
are put on our carrier, which has Leaflet inside. Its FastMarkerCluster needs a library that no
package brings: only its bytes and its Python seconds are told.
"""

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import folium  # noqa: TID253  the peer
from big_page import big_page
from folium.plugins import FastMarkerCluster  # noqa: TID253
from playwright.sync_api import Browser, CDPSession, sync_playwright
from table import Row, cpu

from planner.render import Page, draw_map, draw_page
from planner.schema import Layer

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--host-resolver-rules=MAP * ~NOTFOUND"]  # fmt: skip
PANS = 9
FIRST_S, PAN_S = 1.0, 0.12
BAY = [[24.3, 117.9], [24.95, 118.6]]
PAN = "() => __planner.map.panBy([110, 60], { animate: false })"


@dataclass(frozen=True)
class Opened:
    """What a page cost: bytes, and CPU s of the browser's main thread."""

    size_mb: float
    first_s: float
    pan_s: float = 0.0


def drawing_rows() -> Iterator[Row]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), headless=True, args=FLAGS
        )
        yield _page_row(browser, 2_000, 1.5, *_markers(browser, 2_000))
        yield _page_row(browser, 10_000, 1.5, *_geojson(browser, 10_000))
        yield _page_row(browser, 50_000, 1.5, None, _cluster(50_000))
        yield _page_row(browser, 200_000, 6.0, None, _cluster(200_000))
        browser.close()


def _page_row(browser: Browser, count: int, most_mb: float, peer_s: float | None, peer: str) -> Row:
    page = big_page(count)
    python_s, html = cpu(lambda: draw_page(page))
    opened = _open(browser, html, ".legend h2")
    return Row(
        f"map of {count:,} customers, first picture", opened.first_s, FIRST_S, peer_s,
        f"{opened.size_mb:.2f} MB with 13 facts a customer (bar {most_mb}), "
        f"Python {python_s:.1f} s, pan {opened.pan_s * 1000:.0f} ms (bar 120); {peer}",
        sound=opened.size_mb <= most_mb and opened.pan_s <= PAN_S,
    )  # fmt: skip


def _open(browser: Browser, html: str, ready: str) -> Opened:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(120_000)
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(html, encoding="utf-8")
        page.goto(path.as_uri())
        page.locator(ready).first.wait_for()
        page.wait_for_timeout(1_000)
        first_s = _main_thread_s(session)
        pans = []
        for _ in range(PANS if page.evaluate("() => '__planner' in window") else 0):
            before = _main_thread_s(session)
            page.evaluate(PAN)
            page.wait_for_timeout(400)
            pans.append(_main_thread_s(session) - before)
    context.close()
    return Opened(len(html.encode()) / 1e6, first_s, statistics.median(pans or [0.0]))


def _main_thread_s(session: CDPSession) -> float:
    told = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in told if one["name"] == "TaskDuration"))


def _markers(browser: Browser, count: int) -> tuple[float, str]:
    def drawn() -> str:
        carrier = draw_map([])
        carrier.fit_bounds(BAY)
        for name, spot in _spots(count):
            folium.Marker(spot, tooltip=name).add_to(carrier)
        return str(carrier.get_root().render())

    python_s, html = cpu(drawn)
    opened = _open(browser, html, ".leaflet-marker-icon")
    return opened.first_s, f"folium.Marker: {opened.size_mb:.2f} MB, Python {python_s:.1f} s"


def _geojson(browser: Browser, count: int) -> tuple[float, str]:
    rows = _customers(big_page(count)).rows[["account_name", "geometry"]]

    def drawn() -> str:
        carrier = draw_map([])
        carrier.fit_bounds(BAY)
        folium.GeoJson(
            rows,
            marker=folium.CircleMarker(radius=4),
            style_function=lambda _: {"color": "#0072B2"},
        ).add_to(carrier)
        return str(carrier.get_root().render())

    python_s, html = cpu(drawn)
    opened = _open(browser, html, ".leaflet-interactive")
    return opened.first_s, f"folium.GeoJson: {opened.size_mb:.2f} MB, Python {python_s:.1f} s"


def _cluster(count: int) -> str:
    spots = [[*spot, name] for name, spot in _spots(count)]

    def drawn() -> str:
        carrier = folium.Map(tiles=None)
        FastMarkerCluster(spots).add_to(carrier)
        return str(carrier.get_root().render())

    python_s, html = cpu(drawn)
    return f"folium FastMarkerCluster: {len(html) / 1e6:.1f} MB, Python {python_s:.1f} s"


def _spots(count: int) -> Iterator[tuple[str, tuple[float, float]]]:
    rows = _customers(big_page(count)).rows
    for name, place in zip(rows["account_name"], rows.geometry, strict=True):
        yield name, (place.y, place.x)


def _customers(page: Page) -> Layer:
    return next(one for one in page.layers if one.role == "customers")
