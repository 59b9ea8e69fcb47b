"""The page as a planner uses it, in a real browser without network."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from planner.render import draw_page
from planner.schema import Text


def pixels(page) -> bytes:
    page.wait_for_timeout(120)
    return page.locator("#map").screenshot()


def test_the_page_opens_with_title_figures_and_a_drawn_map(show, town):
    page = show(draw_page(town))
    expect(page.get_by_role("heading", level=1)).to_have_text("城镇")
    expect(page.locator('[data-figure="mean"] .value')).to_have_text("7.1城镇")
    expect(page.locator('[data-figure="mean"] .by')).to_have_text("▼ −5.9 较现状")
    colours = page.evaluate(
        "() => { const c = document.querySelectorAll('#map canvas')[1];"
        "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        "const seen = new Set(); for (let i = 0; i < d.length; i += 4)"
        "seen.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]); return seen.size; }"
    )
    assert colours > 50


def test_tabs_show_their_panels_and_take_the_arrow_keys(show, town):
    page = show(draw_page(town))
    page.get_by_role("tab", name="走访").click()
    expect(page.locator(".calendar")).to_be_visible()
    expect(page.locator("#panel-overview")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="客户")).to_have_attribute("aria-selected", "true")
    expect(page.locator("table.customers tbody tr")).to_have_count(12)


def test_today_and_plan_draw_different_maps_and_figures(show, town):
    page = show(draw_page(town))
    plan = pixels(page)
    page.get_by_role("button", name="现状").click()
    expect(page.locator('[data-figure="mean"] .value')).to_have_text("13.0城镇")
    assert pixels(page) != plan


def test_two_plans_stand_under_their_own_names(show, town):
    sides = Text("甲 <b>", "A <b>"), Text("乙", "B")
    page = show(draw_page(replace(town, sides=sides)))
    expect(page.locator('[data-figure="mean"] .by')).to_have_text("▼ −5.9 较甲 <b>")
    page.get_by_role("button", name="对比").click()
    expect(page.locator(".side.left")).to_have_text("甲 <b>")
    expect(page.locator(".side.right")).to_have_text("乙")
    page.get_by_role("button", name="Switch to English").click()
    expect(page.locator("table.compare thead th").nth(1)).to_have_text("A <b>")


def test_compare_shows_both_sides_a_table_and_a_handle_that_moves(show, town):
    page = show(draw_page(town))
    page.get_by_role("button", name="对比").click()
    expect(page.locator("table.compare tbody tr")).to_have_count(2)
    expect(page.locator(".side.left")).to_have_text("现状")
    before = pixels(page)
    box = page.locator(".swipe-line").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] - 250, box["y"] + 300, steps=4)
    page.mouse.up()
    assert pixels(page) != before
    assert page.evaluate("__planner.state.swipe") < 0.4


@pytest.mark.parametrize(
    "layer",
    [
        "客户—网点连线",
        "超过 30 分钟标圈",
        "网点名称",
        "未选候选点",
        "道路",
        "行政区",
    ],
)
def test_each_layer_can_be_switched(show, town, layer):
    page = show(draw_page(replace(town, late_min=30.0)))
    before = pixels(page)
    page.get_by_label(layer).click()
    assert pixels(page) != before


def test_coverage_is_by_outlet_or_by_minutes_or_none(show, town):
    page = show(draw_page(town))
    seen = [pixels(page)]
    for cover in ("行车时间圈", "不显示"):
        page.get_by_label(cover).check()
        seen.append(pixels(page))
    assert len(set(seen)) == 3
    page.get_by_label("行车时间圈").check()
    expect(page.locator(".legend .bands")).to_contain_text("≤10")
    plan = pixels(page)
    page.get_by_role("button", name="现状").click()
    assert pixels(page) != plan


def test_a_comparison_shows_minutes_and_what_was_chosen_comes_back(show, town):
    page = show(draw_page(town))
    page.get_by_role("button", name="对比").click()
    assert page.evaluate("[__planner.state.colour, __planner.state.cover]") == ["time", "bands"]
    page.get_by_role("button", name="方案").click()
    assert page.evaluate("[__planner.state.colour, __planner.state.cover]") == ["tier", "areas"]


def test_a_link_brings_back_all_that_was_chosen(show, town):
    page = show(draw_page(town))
    page.get_by_role("button", name="对比").click()
    page.get_by_label("道路").uncheck()
    page.get_by_label("客户—网点连线").check()
    page.locator('[data-key="tier-1"]').click()
    page.evaluate("__planner.map.setView([24.52, 118.14], 12.5, { animate: false })")
    page.evaluate("__planner.update({ swipe: 0.3 })")
    chosen = "JSON.stringify({ ...__planner.state, hiddenTiers: [...__planner.state.hiddenTiers] })"
    before, address = page.evaluate(chosen), page.evaluate("location.hash")
    again = show(draw_page(town), address)
    assert again.evaluate(chosen) == before
    assert again.evaluate("__planner.map.getZoom()") == 12.5
    assert pixels(again) == pixels(page)


def test_a_tier_can_be_hidden_and_a_manager_shown_alone(show, town):
    page = show(draw_page(town))
    page.get_by_role("tab", name="客户").click()
    page.evaluate("__planner.update({ hiddenTiers: new Set([0]) })")
    expect(page.locator("table.customers tbody tr")).to_have_count(9)
    page.get_by_role("tab", name="概览").click()
    page.locator('[data-key="manager-1"]:visible').click()
    page.get_by_role("tab", name="客户").click()
    expect(page.locator("table.customers tbody tr")).to_have_count(1)


def test_a_customer_is_found_by_name_and_by_account_and_its_card_opens(show, town):
    page = show(draw_page(town))
    page.locator("#search").fill("第05")
    page.locator(".found button").click()
    expect(page.locator(".card h3")).to_contain_text("示例第05公司")
    expect(page.locator(".card")).to_contain_text("16.0 → 12.0 分")
    expect(page.locator(".card")).to_contain_text("坐标")
    page.locator("#search").fill("007")
    expect(page.locator(".found button span")).to_have_text("示例第08公司")
    page.locator("#search").fill("没有这家")
    expect(page.locator(".found")).to_have_text("没有找到")


def test_a_click_on_the_map_opens_the_customer_that_lies_there(show, town):
    page = show(draw_page(town))
    spot = page.evaluate(
        "() => { const { map, data } = __planner; const c = data.customers;"
        "const o = map.getPixelOrigin(), s = 2 ** map.getZoom();"
        "const p = map.layerPointToContainerPoint([c.xs[11] * s - o.x, c.ys[11] * s - o.y]);"
        "return [p.x, p.y]; }"
    )
    box = page.locator("#map").bounding_box()
    page.mouse.move(box["x"] + spot[0], box["y"] + spot[1])
    expect(page.locator(".tip strong")).to_have_text("示例第12公司")
    page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    expect(page.locator(".card h3")).to_contain_text("示例第12公司")


def test_an_outlet_is_chosen_from_the_load_bars_and_escape_lets_go(show, town):
    page = show(draw_page(town))
    before = pixels(page)
    page.locator(".load").first.click()
    expect(page.locator(".card h3 .tag")).to_have_text("保留")
    assert pixels(page) != before
    page.locator("#panel-overview").focus()
    page.keyboard.press("Escape")
    assert page.evaluate("__planner.state.outlet") == -1


def test_a_day_is_chosen_in_the_calendar_and_its_stops_are_listed_in_order(show, town):
    page = show(draw_page(town), "#t=visits")
    all_days = pixels(page)
    page.get_by_label("10月9日 周五 · 2 次走访").click()
    expect(page.locator(".day h2")).to_have_text("10月9日 周五")
    expect(page.locator(".tour time")).to_have_text(["09:00", "10:10"])
    expect(page.locator(".tour li span")).to_have_text(["示例第02公司", "示例第03公司"])
    assert pixels(page) != all_days
    page.get_by_label("后一日").click()
    expect(page.locator(".day h2")).to_have_text("10月10日 周六")
    page.get_by_label("后一日").click()
    expect(page.locator(".calendar h2")).to_have_text("2026年11月")


def test_the_tours_of_one_manager_come_closer_and_home_comes_back(show, town):
    page = show(draw_page(town), "#t=visits&d=2026-10-09")
    home = page.evaluate("__planner.map.getZoom()")
    page.locator('[data-key="manager-1"]:visible').click()
    inside = page.evaluate(
        "() => { const seen = __planner.map.getBounds(), c = __planner.data.customers;"
        "const lat = (y) => Math.atan(Math.sinh(Math.PI * (1 - y / 128))) * 180 / Math.PI;"
        "return [1, 2].every((at) => seen.contains([lat(c.ys[at]), (c.xs[at] / 256 - 0.5) * 360]));"
        "}"
    )
    assert inside
    assert page.evaluate("__planner.map.getZoom()") != home
    page.get_by_role("button", name="全部", exact=True).click()
    assert page.evaluate("__planner.map.getZoom()") == home


def test_arrow_keys_walk_through_the_calendar_and_play_goes_on(show, town):
    page = show(draw_page(town), "#t=visits&d=2026-10-08")
    page.locator('[data-key="day-0"]').focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator('[data-key="day-1"]')).to_be_focused()
    page.get_by_role("button", name="播放").click()
    expect(page.locator(".day h2")).to_have_text("10月10日 周六")
    page.get_by_role("button", name="停止").click()


def test_the_language_changes_everything_but_the_data(show, town):
    page = show(draw_page(town))
    page.get_by_role("button", name="Switch to English").click()
    expect(page.get_by_role("tab", name="Customers")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("tab", name="Visits").click()
    expect(page.locator(".day h2")).to_have_text("Thu 8 Oct")
    expect(page.locator(".tour li span").first).to_have_text("示例第01公司")


def test_the_address_keeps_the_view(show, town):
    page = show(draw_page(town))
    page.get_by_role("tab", name="走访").click()
    page.locator('[data-key="manager-0"]:visible').click()
    address = page.evaluate("location.hash")
    again = show(draw_page(town), address)
    expect(again.get_by_role("tab", name="走访")).to_have_attribute("aria-selected", "true")
    assert again.evaluate("[__planner.state.day, __planner.state.manager]") == [0, 0]


def test_an_address_that_names_nothing_known_opens_the_first_view(show, town):
    page = show(draw_page(town), "#t=%3Cimg%3E&d=1999-01-01&m=nobody&v=x&constructor=1&a=0")
    expect(page.get_by_role("tab", name="概览")).to_have_attribute("aria-selected", "true")


def test_the_table_is_sorted_by_any_column_and_filtered(show, town):
    page = show(draw_page(town), "#t=customers")
    first = page.locator("table.customers tbody tr").first
    expect(first).to_contain_text("示例第12公司")
    page.get_by_role("button", name="kVA").click()
    expect(first).to_contain_text("示例第01公司")
    expect(page.locator('th[aria-sort="ascending"]')).to_have_text("kVA ▲")
    page.get_by_label("查找客户").fill("第07")
    expect(page.locator("table.customers tbody tr")).to_have_count(1)


def test_below_820_points_the_panel_lies_under_the_map(show, town):
    page = show(draw_page(town), "#t=visits")
    page.set_viewport_size({"width": 390, "height": 844})
    stage, panel = (page.locator(one).bounding_box() for one in (".stage", ".panel"))
    assert panel["y"] >= stage["y"] + stage["height"] - 1
    expect(page.locator(".panel .calendar")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_legend_waits_folded_where_it_would_hide_the_map_but_is_printed(show, town):
    page = show(draw_page(town))
    expect(page.locator(".legend h3").first).to_be_visible()
    page.set_viewport_size({"width": 900, "height": 700})  # as wide as a notebook's cell
    page.reload()
    page.locator(".legend h2").wait_for()
    expect(page.locator(".legend h3")).to_have_count(0)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".legend h3").first).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".legend h3")).to_have_count(0)
    page.locator(".legend button").click()
    expect(page.locator(".legend h3").first).to_be_visible()


def test_printing_gives_one_sheet_of_a3(show, town):
    page = show(draw_page(town))
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#print-figures .figure")).to_have_count(2)
    # Chromium prints the upper canvas over a white sheet, so the ground must be part of it.
    opaque = page.evaluate(
        "() => [...document.querySelectorAll('#map canvas')].at(-1)"
        ".getContext('2d').getImageData(4, 4, 1, 1).data[3]"
    )
    assert opaque == 255
    sheets = page.pdf(prefer_css_page_size=True, print_background=True)
    assert sheets.count(b"/Type /Page\n") + sheets.count(b"/Type /Page ") == 1
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".panel")).to_be_visible()


def test_circles_of_very_large_contracts_differ_and_the_legend_follows(show, town):
    layers = [
        replace(one, rows=one.rows.assign(contract_kva=one.rows["contract_kva"] * 400))
        if one.role == "customers" else one
        for one in town.layers
    ]  # fmt: skip
    page = show(draw_page(replace(town, layers=layers)))
    sizes = page.locator(".legend .sizes figcaption").all_inner_texts()
    assert sizes == ["2,000", "400", "80", "20"]
    expect(page.locator(".legend")).to_contain_text("合同容量 MVA")
    assert page.evaluate("__planner.data.customers.sizeUnit") == pytest.approx(75.6)


def test_without_any_ground_degrees_say_where_one_is(show, town):
    bare = replace(town, layers=[one for one in town.layers if one.role == "customers"])
    page = show(draw_page(bare))
    page.evaluate("__planner.update({ cover: 'none' })")
    drawn = pixels(page)
    page.evaluate("() => { __planner.data.ground.borders.push([]); __planner.update({}); }")
    assert pixels(page) != drawn


def test_compressed_data_draw_the_same_page(show, town, monkeypatch):
    plain = pixels(show(draw_page(town)))
    monkeypatch.setattr("planner.render.payload.PACKED_FROM_BYTES", 10)
    assert pixels(show(draw_page(town))) == plain


def test_packed_columns_draw_the_same_page(show, town, monkeypatch):
    plain = pixels(show(draw_page(town)))
    monkeypatch.setattr("planner.render.html.COLUMNS_FROM", 1)
    page = show(draw_page(town))
    assert page.locator("#planner-columns").count() == 1
    assert pixels(page) == plain
    page.locator("#search").fill("第05")
    page.locator(".found button").click()
    expect(page.locator(".card")).to_contain_text("16.0 → 12.0 分")
    expect(page.locator(".card")).to_contain_text("1,575")


def test_thousands_of_customers_are_counted_coloured_and_found(show, page_of):
    page = show(draw_page(page_of([f"第{at:04d}户" for at in range(4000)], "大城")))
    by_tier = pixels(page)
    expect(page.locator(".legend")).to_contain_text("圆内为户数")
    counted = page.evaluate(
        "() => { const seen = window.__planner.bins.get('plan').all;"
        "return [seen.length, seen.reduce((sum, one) => sum + one.count, 0)]; }"
    )
    assert counted[0] > 1
    assert counted[1] == 4000
    page.get_by_role("button", name="到达时间").click()
    assert pixels(page) != by_tier
    page.get_by_role("button", name="对比").click()
    page.locator("#search").fill("第2477户")
    page.locator(".found button").click()
    expect(page.locator(".card h3")).to_contain_text("第2477户")
    page.get_by_role("tab", name="客户").click()
    expect(page.locator("table.customers tbody tr")).to_have_count(500)
    expect(page.get_by_role("status").first).to_have_text("显示 1–500 / 4,000 户")
    first = page.locator("table.customers tbody td").first
    before = first.inner_text()
    page.get_by_role("button", name="下一页").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("显示 1,001–1,500 / 4,000 户")
    assert first.inner_text() != before
    page.get_by_role("button", name="最后一页").press("Enter")
    expect(page.locator("table.customers tbody tr")).to_have_count(500)
    expect(page.get_by_role("navigation")).to_contain_text("8 / 8")
    expect(page.get_by_role("button", name="下一页")).to_have_attribute("aria-disabled", "true")
    page.locator(".filter").fill("第00")
    expect(page.get_by_role("status").first).to_have_text("显示 100 / 4,000 户")
    expect(page.get_by_role("navigation")).to_have_count(0)


def test_a_click_on_a_counted_square_comes_closer_until_customers_are_seen(show, page_of):
    page = show(draw_page(page_of([f"第{at:04d}户" for at in range(4000)], "大城")))
    before = page.evaluate("__planner.map.getZoom()")
    spot = page.evaluate(
        "() => { const { map, bins } = __planner; const one = bins.get('plan').all.at(-1);"
        "const scale = 2 ** map.getZoom(), origin = map.getPixelOrigin();"
        "const p = map.layerPointToContainerPoint([one.x * scale - origin.x, one.y * scale -"
        "origin.y]); return [p.x, p.y]; }"
    )
    box = page.locator("#map").bounding_box()
    page.mouse.move(box["x"] + spot[0], box["y"] + spot[1])
    expect(page.locator(".tip strong")).to_contain_text("户")
    page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    assert page.evaluate("__planner.map.getZoom()") > before
    page.evaluate("__planner.map.setZoom(16, { animate: false })")
    expect(page.locator(".legend")).not_to_contain_text("圆内为户数")


def test_further_figures_wait_behind_a_click(show, town):
    figures = [replace(town.figures[0], key=f"f{at}") for at in range(9)]
    page = show(draw_page(replace(town, figures=figures)))
    expect(page.locator(".figures .figure:visible")).to_have_count(6)
    page.get_by_text("更多指标 (3)").click()
    expect(page.locator(".more tbody tr")).to_have_count(3)
    page.get_by_label("道路").click()
    expect(page.locator(".more tbody tr").first).to_be_visible()


def test_a_page_with_nothing_but_a_title_still_opens(show, town):
    page = show(draw_page(replace(town, layers=[], figures=[])))
    expect(page.get_by_role("heading", level=1)).to_have_text("城镇")


def test_every_control_has_a_name(show, town):
    page = show(draw_page(town), "#t=visits&d=2026-10-08")
    for tab in ("概览", "走访", "客户"):
        page.get_by_role("tab", name=tab).click()
        nameless = page.evaluate(
            "[...document.querySelectorAll('button, input, a[href]')].filter((one) =>"
            "one.checkVisibility() && !(one.textContent.trim() || one.ariaLabel || one.title"
            "|| one.labels?.length)).map((one) => one.outerHTML)"
        )
        assert nameless == []
