"""Maps for readers who may not see everything open, and say at their foot who may see them."""

import dataclasses

import pytest

from planner.plan import pseudonyms

FEET = {
    "management": ("footer.notes", "500 米网格"),
    "public": (".leaflet-control-attribution", "公开级：仅按网格计数；少于 5 户不列数字"),
}


@pytest.mark.parametrize("profile", FEET)
def test_a_masked_map_opens_without_a_word_and_says_its_level(
    context, guard, plan, tmp_path, monkeypatch, profile
):
    monkeypatch.setenv(pseudonyms.KEY, "a key of the test, long enough")
    scenario = plan.scenario.vary(export__profile=profile)
    dataclasses.replace(plan, scenario=scenario).save(tmp_path)
    page = context.new_page()
    guard.watch(page)
    page.goto((tmp_path / "map.html").as_uri())
    where, words = FEET[profile]
    foot = page.locator(where)
    foot.wait_for()
    assert words in foot.inner_text()
    if profile == "public":
        counted = page.locator(".leaflet-marker-icon", has_text="1").count()
        assert counted > 0, "the cells' numbers stand on the map"
    assert guard.faults == []
