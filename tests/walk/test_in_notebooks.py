"""What a notebook shows of a plan: a map in a frame, a still picture under it, text elsewhere."""

import base64
import io
import re

import ipywidgets
import numpy as np
import pytest
from matplotlib.image import imread

import planner as pl
from planner.outlets import site_outlets
from planner.plan import plan as plan_module

PLAIN = {
    "classes": None, "budget": {}, "standard": [], "must_close": [], "goal": ["minutes"],
    "concede": 0.0, "second_best": False, "count": 7,
}  # fmt: skip


@pytest.fixture(scope="module")
def question(scenario):
    plain = {f"outlets__{key}": value for key, value in PLAIN.items()}
    return pl.ask_outlets(scenario.vary(**plain))


@pytest.fixture(scope="module")
def shown(plan):
    return plan._repr_mimebundle_()


def test_a_plan_is_shown_as_figures_map_and_picture_and_as_text_in_a_terminal(plan, shown):
    assert shown["text/plain"].startswith(plan.title.zh)
    html = shown["text/html"]
    assert html.index("<table") < html.index("<iframe sandbox") < html.index("<img src=")
    assert 'src="data:image/png;base64,' in html
    assert len(html.encode()) < 5_000_000


def test_an_untrusted_notebook_keeps_figures_and_picture_when_it_drops_the_frame(plan, shown):
    html = shown["text/html"]
    left = re.sub(r"<iframe.*?</iframe>", "", html, flags=re.DOTALL)
    assert len(left) < 0.5 * len(html)
    assert not re.search(r"<(script|style|link|object)|\son\w+=", left)
    assert all(one.title.zh in left for one in plan.headline())
    found = re.search(r'<img src="data:image/png;base64,([^"]+)" alt="([^"]+)"', left)
    assert found[2] == plan.title.zh
    picture = imread(io.BytesIO(base64.b64decode(found[1])))
    assert min(picture.shape[:2]) >= 300
    assert len(np.unique(picture.reshape(-1, picture.shape[2]), axis=0)) > 20, "not a blank sheet"


def test_a_map_too_large_for_a_cell_is_left_out_and_its_picture_stays(plan, monkeypatch):
    monkeypatch.setattr(plan_module, "_CELL_BYTES", 100_000)
    html = plan._repr_html_()
    assert "<iframe" not in html
    assert "plan.save" in html
    assert "<img src=" in html


def test_every_room_shows_figures_charts_and_a_picture(plan):
    for result in (plan.siting, plan.territories, plan.visits):
        shown = result._repr_mimebundle_()
        assert shown["text/plain"].startswith(result.title.zh)
        assert "<svg" in shown["text/html"]
        assert "<img src=" in shown["text/html"]


def test_a_question_asked_again_gives_what_the_room_gives(question):
    door, rules = question.door, question.scenario.vary(outlets__count=5).outlets
    alone = site_outlets(door.customers, door.sites, door.travel, rules)
    again = question.answer(count=5)
    assert again.open_outlet_ids == alone.open_outlet_ids
    assert again.outcome.objective == alone.outcome.objective
    with pytest.raises(pl.OptionError, match="cuont"):
        question.answer(cuont=5)


def test_the_panel_says_what_the_plain_function_says(question):
    panel = question.panel()
    count, close, ask, answer = panel.children
    assert isinstance(answer, ipywidgets.HTML)
    assert answer.value == ""
    count.value = 6
    close.value = ("Y07",)
    ask.click()
    plain = question.answer(count=6, must_close=["Y07"])
    assert f"<b>{plain.headline()[1].shown()}</b>" in answer.value
    assert not ask.disabled


def test_a_question_without_an_answer_says_so_in_the_panel(question):
    panel = question.panel()
    count, close, ask, answer = panel.children
    count.value = 1
    close.value = ()
    ask.click()
    assert "InfeasibleError" not in answer.value  # its words, not its name
    assert re.search(r"<pre>.*mend:", answer.value, re.DOTALL)
