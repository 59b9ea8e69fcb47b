"""The map of the sample city's plan, opened from disk with the network off."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sly_names import SLY

from planner.render import draw_page
from planner.schema import Text

IDS = {
    "account_no", "outlet_id", "today_outlet_id", "manager_id", "manager_before", "tour_id",
    "visit_id", "second_id",
}  # fmt: skip
PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
VIEWS = {
    "overview": "",
    "travel-time": "#k=bands",
    "compare": "#v=both&c=time&k=bands",
    "english": "#l=en",
    "day-tours": "#t=visits&d=2026-10-09",
    "all-tours": "#t=visits",
    "customers": "#t=customers",
    "popup": "#a=0035020114",
}


@pytest.fixture
def page(context, guard, saved):
    page = context.new_page()
    guard.watch(page)
    page.goto((saved / "map.html").as_uri())
    yield page
    assert guard.faults == []


def test_the_map_opens_without_a_word_in_the_console(page, plan):
    page.get_by_role("tab", name="概览").wait_for()
    said = page.locator("body").inner_text()
    assert "虚构城市" in said
    assert f"{len(plan.customers)} 户" in said
    assert plan.ledger.sentence("zh") in said


def test_every_planned_customer_is_in_the_page_and_no_quarantined_one(page, plan):
    scene = page.locator("#planner-data").text_content()
    assert all(json.dumps(one)[1:-1] in scene for one in plan.customers["account_no"])
    out = plan.ledger.rows.query("fate == 'quarantined' and account_no != ''")["account_no"]
    assert not [one for one in out if f'"{one}"' in scene]


def test_outlets_tours_and_the_days_are_there_to_be_switched(page, plan):
    page.get_by_role("tab", name="走访").click()
    said = page.locator("body").inner_text()
    assert plan.roster["manager_name"].iloc[0] in said
    page.get_by_role("tab", name="客户").click()
    assert page.get_by_role("row").count() > 100
    page.get_by_role("button", name="EN").click()
    assert page.get_by_role("tab", name="Customers").is_visible()


def test_a_customer_is_found_by_account_and_shows_who_serves_him(page, plan):
    search = page.get_by_role("searchbox").or_(page.get_by_placeholder("户号")).first
    search.fill("0035020114")
    page.get_by_text("0035020114").first.wait_for()
    name = plan.customers.set_index("account_no").loc["0035020114", "account_name"]
    assert name in page.locator("body").inner_text()


def test_in_a_notebook_frame_that_is_shown_late_all_customers_are_in_view(context, guard, plan):
    page = context.new_page()
    guard.watch(page)
    page.set_content(f'<div id="cell" style="display:none">{plan._repr_html_()}</div>')
    page.wait_for_timeout(500)
    page.evaluate("document.getElementById('cell').style.display = ''")
    page.wait_for_timeout(1500)
    frame = page.frames[1]
    bounds = frame.evaluate("() => window.__planner.map.getBounds().toBBoxString()")
    west, south, east, north = map(float, bounds.split(","))
    lon, lat = plan.customers.geometry.x, plan.customers.geometry.y
    assert west < lon.min() < lon.max() < east
    assert south < lat.min() < lat.max() < north
    assert guard.faults == []


@pytest.mark.parametrize("name", VIEWS)
def test_a_picture_of_each_view_is_kept(page, saved, name):
    """What a person looks at after a build: build/screenshots."""
    page.goto("about:blank")
    page.goto((saved / "map.html").as_uri() + VIEWS[name])
    expect(page.locator(".legend h2")).to_be_visible()
    page.wait_for_timeout(200)
    PICTURES.mkdir(parents=True, exist_ok=True)
    plain = page.screenshot(path=PICTURES / f"{name}.png")
    page.evaluate("__planner.update({ layers: {} })")
    page.wait_for_timeout(200)
    assert page.screenshot() != plain


def test_pictures_of_a_phone_and_of_paper_are_kept(page):
    PICTURES.mkdir(parents=True, exist_ok=True)
    sheet = page.pdf(path=PICTURES / "print.pdf", prefer_css_page_size=True, print_background=True)
    assert sheet.count(b"/Type /Page\n") + sheet.count(b"/Type /Page ") == 1
    page.set_viewport_size({"width": 400, "height": 850})
    page.wait_for_timeout(200)
    page.screenshot(path=PICTURES / "phone.png")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 400
    stage, panel = page.locator(".stage").bounding_box(), page.locator(".panel").bounding_box()
    assert panel["y"] >= stage["y"] + stage["height"]


def made_sly(layer):
    """Return a layer in which every text is a sly name; ids keep what tells them apart."""
    rows = layer.rows.copy()
    for name in rows.columns.drop("geometry"):
        known = rows[name].notna()
        if not known.any() or not isinstance(rows.loc[known, name].iloc[0], str):
            continue
        sly = [SLY[at % len(SLY)] for at in range(len(rows))]
        if name in IDS:
            sly = [f"{one}{SLY[hash_of(one) % len(SLY)]}" for one in rows[name].astype(str)]
        rows[name] = rows[name].astype(object).where(~known, sly)
    title = Text(SLY[0], SLY[5])
    return replace(layer, title=title, rows=rows, fields=dict.fromkeys(layer.fields, title))


def hash_of(text):
    return sum(text.encode())


def test_no_text_of_any_table_is_executed_or_lost(context, guard, plan, tmp_path):
    whole = plan.page()
    texts = Text(" ".join(SLY), " ".join(SLY))
    sly = replace(
        whole, title=texts, subtitle=texts, notes=[texts],
        layers=[made_sly(one) for one in whole.layers],
        figures=[replace(one, title=texts, unit=texts) for one in whole.figures],
    )  # fmt: skip
    path = tmp_path / "sly.html"
    path.write_text(draw_page(sly), encoding="utf-8")
    page = context.new_page()
    guard.watch(page)
    page.goto(path.as_uri())
    for view in ("t=customers", "t=visits&d=2026-10-09", "t=visits", "v=both&k=bands", "c=manager"):
        page.evaluate("(hash) => { location.hash = hash }", view)
        page.wait_for_timeout(60)
    customers = next(one.rows for one in sly.layers if one.role == "customers")
    for at in range(len(SLY)):
        page.evaluate("(id) => { location.hash = `a=${encodeURIComponent(id)}` }", "none")
        page.evaluate("(at) => document.querySelector('#search').value = ''", at)
        row = customers.iloc[at]
        page.get_by_role("tab").first.click()
        page.locator("#search").fill(row["account_no"])
        page.locator(".found button").first.click()
        card = page.locator(".card")
        assert card.locator("h3").evaluate("(one) => one.firstChild.textContent") == SLY[at]
        said = card.locator("dd").evaluate_all("(all) => all.map((one) => one.textContent)")
        assert SLY[at] in said
    assert page.evaluate("typeof window.hit") == "undefined"
    assert guard.faults == []
