"""The map of the sample city's plan, opened from disk with the network off."""

import json

import pytest
from gallery import kept
from playwright.sync_api import expect

VIEWS = {
    "01-overview": "",
    "02-travel-time": "#k=bands",
    "03-compare": "#v=both&c=time&k=bands",
    "04-english": "#l=en",
    "05-day-tours": "#t=visits&d=2026-10-09",
    "06-all-tours": "#t=visits",
    "07-customers": "#t=customers",
    "08-popup": "#a=0035020114",
}
PAPERS = {"10-print": "", "11-print-compare": "#v=both&c=time&k=bands"}


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
    plain = page.screenshot(path=kept(f"{name}.png"))
    page.evaluate("__planner.update({ layers: {} })")
    page.wait_for_timeout(200)
    assert page.screenshot() != plain


@pytest.mark.parametrize("name", PAPERS)
def test_on_paper_the_view_fills_one_sheet_of_a3(page, saved, name):
    page.goto("about:blank")
    page.goto((saved / "map.html").as_uri() + PAPERS[name])
    page.locator(".legend h2").wait_for()
    sheet = page.pdf(path=kept("print.pdf"), prefer_css_page_size=True, print_background=True)
    assert sheet.count(b"/Type /Page\n") + sheet.count(b"/Type /Page ") == 1
    page.set_viewport_size({"width": 1526, "height": 1060})
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(200)
    page.screenshot(path=kept(f"{name}.png"))
    box = page.locator("#map").bounding_box()
    assert (box["width"], box["height"]) == (1526, 1008)
    expect(page.locator("#print-figures").locator(".figure, tbody tr")).to_have_count(8)


def test_on_a_phone_the_panel_lies_under_the_map(page):
    page.set_viewport_size({"width": 400, "height": 850})
    page.wait_for_timeout(200)
    page.screenshot(path=kept("09-phone.png"))
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 400
    stage, panel = page.locator(".stage").bounding_box(), page.locator(".panel").bounding_box()
    assert panel["y"] >= stage["y"] + stage["height"]


def test_the_report_opens_without_a_word_and_leads_to_the_rows_of_a_figure(
    context, guard, saved, plan
):
    page = context.new_page()
    guard.watch(page)
    page.goto((saved / "report.html").as_uri())
    page.screenshot(path=kept("12-report.png"))
    figure = next(one for one in plan.headline() if one.key == "p90_min")
    card = page.locator("details.fact").filter(has_text=figure.title.zh).first
    assert figure.shown() in card.inner_text()
    card.locator("summary").click()
    card.locator("a").first.click()
    rows = page.locator("#t-assignment tbody tr")
    rows.first.wait_for(state="visible")
    assert rows.count() == len(plan.customers)
    assert page.locator("figure svg").count() >= 6
    assert page.locator("#c-visits figure svg").is_visible()
    assert guard.faults == []


def test_from_the_index_every_customer_is_one_click_away_and_the_way_back_too(
    context, guard, saved, plan
):
    page = context.new_page()
    guard.watch(page)
    page.goto((saved / "customers" / "index.html").as_uri())
    assert page.locator("td a").count() == len(plan.customers)
    page.get_by_role("link", name="0035020114").click()
    name = plan.customers.set_index("account_no").loc["0035020114", "account_name"]
    assert page.get_by_role("heading", level=1).inner_text() == name
    page.screenshot(path=kept("13-customer-page.png"))
    page.get_by_role("link", name="索引").click()
    assert page.locator("td a").count() == len(plan.customers)
    assert guard.faults == []
