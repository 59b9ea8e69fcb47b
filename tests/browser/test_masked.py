"""Maps for readers who may not see everything open, and say at their foot who may see them."""

import dataclasses
import math

import pytest
from gallery import kept

from planner.plan import pseudonyms

FEET = {
    "management": ("footer.notes", "500 米网格"),
    "public": (".leaflet-control-attribution", "公开级：仅按网格计数；少于 5 户不列数字"),
}
PICTURES = {"management": "15-management", "public": "14-public"}
MIDDLES = """(kind) => {
  const marks = [...document.querySelectorAll(`.leaflet-marker-icon > ${kind}`)];
  return marks.map((one) => one.getBoundingClientRect()).map(
    ({ x, y, width, height }) => [x + width / 2, y + height / 2]);
}"""


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
    page.screenshot(path=kept(f"{PICTURES[profile]}.png"))
    if profile == "public":
        outlets, numbers = (page.evaluate(MIDDLES, kind) for kind in ("svg", "div"))
        assert len(outlets) == len(plan.siting.open_outlets)
        assert len(numbers) > 20, "the cells' numbers stand on the map"
        assert min(math.dist(one, two) for one in outlets for two in numbers) > 14
    assert guard.faults == []
