"""A real Chromium without network, and a guard that no page may wake."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from shapely import LineString, MultiLineString, box

from planner.render import Page as PlanPage
from planner.schema import Figure, Layer, Text

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
]  # fmt: skip
DAYS = ("2026-10-08", "2026-10-09", "2026-10-10", "2026-11-02")


class Guard:
    """What a page did that it should not: said, thrown, asked for, or executed."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"thrown: {error}"))
        page.on("dialog", lambda dialog: (self.faults.append("a dialog"), dialog.dismiss()))
        page.on("request", lambda request: self._asked(request.url))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"said: {message.text}")

    def _asked(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:")):
            self.faults.append(f"asked: {url}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("Chromium is not on this machine: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    made.set_offline(True)
    made.set_default_timeout(8000)
    yield made
    made.close()


@pytest.fixture
def guard() -> Guard:
    return Guard()


@pytest.fixture
def show(
    context: BrowserContext, guard: Guard, tmp_path: Path
) -> Iterator[Callable[[str, str], Page]]:
    """Open a page from disk; when the test ends, the page must have done nothing it should not."""

    def opened(html: str, address: str = "") -> Page:
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8")
        page = context.new_page()
        guard.watch(page)
        page.goto(path.as_uri() + address)
        if (
            'id="planner-data"' in html
        ):  # of very many customers, scripts are unpacked after loading
            page.locator(".legend h2").wait_for(state="attached")
        return page

    yield opened
    assert guard.faults == []


def make_page(words: list[str], single: str) -> PlanPage:
    """Make a page of which every text is one of `words`, or `single` where there is only one."""
    count = len(words)
    places = [(118.10 + 0.02 * (at % 6), 24.50 + 0.02 * (at // 6)) for at in range(count)]
    points = gpd.points_from_xy(*zip(*places, strict=True))
    outlet_ids = [f"{single}-{at}" for at in range(4)]
    managers = [f"{word}-id" for word in words[:9]]
    customers = gpd.GeoDataFrame(
        {
            "account_no": [f"{at:03d}{word}" for at, word in enumerate(words)],
            "account_name": words,
            "tier": [("VIP", "T1", "T2", "T3", single)[at % 5] for at in range(count)],
            "contract_kva": [315.0 * (at + 1) for at in range(count)],
            "annual_kwh": [1e6 * (at + 1) for at in range(count)],
            "address": words,
            "geo_level": ["coordinate"] * count,
            "outlet_id": [outlet_ids[at % 3] for at in range(count)],
            "time_min": [3.0 * at for at in range(count)],
            "today_outlet_id": [outlet_ids[at % 2] for at in range(count)],
            "today_time_min": [4.0 * at for at in range(count)],
            "manager_id": [managers[at % len(managers)] for at in range(count)],
            "manager_name": [words[at % len(managers)] for at in range(count)],
        },
        geometry=points,
        crs=4326,
    )
    outlets = gpd.GeoDataFrame(
        {
            "outlet_id": outlet_ids,
            "outlet_name": [words[at % count] for at in range(4)],
            "outlet_class": list("ABCD"),
            "decision": ["kept", "closed", "new", "not chosen"],
            "customers": [5, 0, 5, 0],
            "capacity_customers": [4.0, 10.0, 20.0, 20.0],
            "address": [single] * 4,
        },
        geometry=gpd.points_from_xy([118.11, 118.15, 118.19, 118.13], [24.51, 24.53, 24.51, 24.55]),
        crs=4326,
    )
    return PlanPage(
        title=Text(single, single),
        subtitle=Text(single, single),
        figures=[
            Figure("mean", Text(single, single), 7.1, Text(single, single), 1, 13.0, "lower"),
            Figure("open", Text("开放网点", "Open outlets"), 2, Text("个", ""), 0),
        ],
        layers=[
            *_ground(single),
            Layer("outlets", Text(single, single), outlets, {"address": Text(single, single)}),
            Layer(
                "customers",
                Text(single, single),
                customers,
                {
                    "contract_kva": Text("合同容量(kVA)", "Contract kVA"),
                    "address": Text(single, single),
                    "geo_level": Text("定位级别", "Location level"),
                },
            ),
            *_tours(customers, managers, words, single),
        ],
        notes=[Text(single, single)],
    )


def _ground(single: str) -> list[Layer]:
    land = gpd.GeoDataFrame({"kind": ["land"]}, geometry=[box(118, 24.4, 118.3, 24.7)], crs=4326)
    districts = gpd.GeoDataFrame(
        {"name": [single, "西区"]},
        geometry=[box(118.15, 24.4, 118.3, 24.7), box(118, 24.4, 118.15, 24.7)],
        crs=4326,
    )
    roads = gpd.GeoDataFrame(
        {"name": [single], "facility_type": ["arterial"]},
        geometry=[LineString([(118.0, 24.5), (118.3, 24.55)])],
        crs=4326,
    )
    title = Text(single, single)
    bands = [
        gpd.GeoDataFrame(
            {"band": [0, 1], "to_min": [10.0, 20.0]},
            geometry=[box(118, 24.4, edge, 24.7), box(edge, 24.4, 118.3, 24.7)],
            crs=4326,
        )
        for edge in (118.1, 118.2)
    ]
    return [Layer("land", title, land), Layer("bands_today", title, bands[0]),
            Layer("bands", title, bands[1]), Layer("districts", title, districts),
            Layer("roads", title, roads)]  # fmt: skip


def _tours(
    customers: gpd.GeoDataFrame, managers: list[str], words: list[str], single: str
) -> list[Layer]:
    tours, stops = [], []
    for place, day in enumerate(DAYS):
        manager = place % len(managers)
        name = f"{single}/{place}"
        visited = customers.iloc[[place, (place + 1) % len(customers)]]
        one, two = visited.geometry
        base = (118.11, 24.51)
        tours.append(
            {
                "tour_id": name, "manager_id": managers[manager], "manager_name": words[manager],
                "date": pd.Timestamp(day), "stops": 2, "distance_km": 12.5, "duration_min": 180.0,
                "end_clock_min": 700.0,
                "geometry": MultiLineString(
                    [[base, one.coords[0]], [one.coords[0], two.coords[0]], [two.coords[0], base]]
                ),
            }
        )  # fmt: skip
        stops += [
            {
                "tour_id": name, "stop": at, "account_no": account, "geometry": geometry,
                "arrive_clock_min": 470.0 + 70 * at, "service_min": 60.0,
            }
            for at, account, geometry in zip(
                (1, 2), visited["account_no"], visited.geometry, strict=True
            )
        ]  # fmt: skip
    return [
        Layer("tours", Text("行程", "Tours"), gpd.GeoDataFrame(tours, crs=4326)),
        Layer("stops", Text("站", "Stops"), gpd.GeoDataFrame(stops, crs=4326)),
    ]


@pytest.fixture(scope="session")
def town() -> PlanPage:
    """Twelve customers with plain names."""
    return make_page([f"示例第{at + 1:02d}公司" for at in range(12)], "城镇")


@pytest.fixture(scope="session")
def page_of() -> Callable[[list[str], str], PlanPage]:
    return make_page
