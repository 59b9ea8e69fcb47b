"""Everybody can use the page: axe-core's rules for WCAG 2 at levels A and AA, on every view."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from planner.render import draw_map, draw_page

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}
VIEWS = {
    "overview": "",
    "today": "#v=today&k=bands",
    "compare": "#v=both&c=time&k=bands",
    "managers": "#c=manager&l=en",
    "day": "#t=visits&d=2026-10-08",
    "all tours": "#t=visits&l=en",
    "customers": "#t=customers",
    "popup": "#a=003示例第04公司",
}


def faults(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_breaks_a_rule(show, town, view):
    page = show(draw_page(town), VIEWS[view])
    page.wait_for_timeout(150)
    assert faults(page) == []


def test_a_table_of_several_pages_breaks_no_rule(show, page_of):
    page = show(draw_page(page_of([f"第{at:03d}户" for at in range(501)], "大城")), "#t=customers")
    page.get_by_role("button", name="下一页").click()
    assert page.locator("table.customers tbody tr").count() == 1
    assert faults(page) == []


def test_on_a_phone_no_rule_is_broken(context, show, town):
    page = show(draw_page(town), "#t=visits&d=2026-10-08")
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_timeout(150)
    assert faults(page) == []


def test_the_plain_map_breaks_no_rule(show, town):
    page = show(draw_map(town.layers).get_root().render())
    page.wait_for_timeout(150)
    assert faults(page) == []


def test_the_rules_wake_for_a_button_without_a_name(show, town):
    """The negative control."""
    page = show(draw_page(town))
    page.evaluate("() => document.body.append(document.createElement('button'))")
    assert any(one.startswith("button-name") for one in faults(page))
