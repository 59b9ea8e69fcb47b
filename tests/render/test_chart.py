"""Charts: safe text, the same bytes, and a picture that says what the numbers say."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from planner.render import draw_chart
from planner.schema import Chart, Line, Text

SLY = "a<b>&{{7*7}} $\\frac{1}{0}$ ${x} `id` 网点"


def _chart(title: str = "曲线", **more) -> Chart:
    lines = (
        Line(Text("方案", "plan"), (9.0, 5.0, 3.0)),
        Line(Text("下界", "bound"), (8.5, 5.0, np.nan), "bound"),
    )
    shape = {"kind": "lines", "x": (1.0, 2.0, 3.0), "lines": lines} | more
    return Chart(
        "c", title=Text(title, title), across=Text("数", "n"), up=Text("分", "min"), **shape
    )


def test_the_same_chart_gives_the_same_bytes():
    assert draw_chart(_chart()) == draw_chart(_chart())


@pytest.mark.parametrize("kind", ["lines", "bars"])
def test_text_is_drawn_as_written_whatever_it_says(kind):
    shape = {} if kind == "lines" else {"kind": "bars", "x": (SLY, "乙", "丙")}
    root = ET.fromstring(draw_chart(_chart(SLY, **shape)))
    assert root.attrib["role"] == "img"
    said = [one.text for one in root.iter() if one.tag.endswith(("}text", "}title"))]
    assert said.count(SLY) == (2 if kind == "lines" else 3)
    assert not any(one.tag.endswith(("}script", "}style", "}foreignObject")) for one in root.iter())


def test_a_chart_asks_for_nothing_from_outside():
    links = re.findall(r'(?:href|src)="([^"]*)"', draw_chart(_chart()))
    assert all(one.startswith("#") for one in links)
    assert "url(http" not in draw_chart(_chart())


def test_a_bound_is_told_from_a_plan_by_more_than_colour():
    assert "stroke-dasharray" in draw_chart(_chart())
    alone = _chart(lines=_chart().lines[:1])
    assert "stroke-dasharray" not in draw_chart(alone)


def test_language_decides_the_words():
    assert "proven" not in draw_chart(_chart(), language="zh")
    english = draw_chart(_chart(), language="en")
    assert ">bound<" in english
    assert "下界" not in english
