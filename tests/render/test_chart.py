"""Charts: safe text, the same bytes, and a picture that says what the numbers say."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from planner.render import draw_chart, draw_scatter
from planner.schema import Chart, Line, Scatter, Spot, Text

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


def _scatter(*spots: Spot, joined: tuple[int, ...] = ()) -> str:
    words = Text("费用", "cost"), Text("万元", "yuan"), Text("分", "min")
    return draw_scatter(Scatter("s", *words, spots, joined), language="en")


def test_a_whisker_stands_only_where_something_is_proven():
    name = Text("甲", "A")
    bare = _scatter(Spot(name, 1.0, 2.0), Spot(name, 2.0, 1.0))
    proven = _scatter(Spot(name, 1.0, 2.0, x_least=0.5, y_least=1.5), Spot(name, 2.0, 1.0))
    assert bare.count("#d55e00") == 0
    assert proven.count("#d55e00") >= 2


def test_a_beaten_plan_is_hollow_and_every_plan_has_its_name_as_written():
    svg = _scatter(
        Spot(Text(SLY, SLY), 1.0, 2.0), Spot(Text("B", "B"), 2.0, 3.0, role="dominated"),
        Spot(Text("现状", "today"), 2.0, 3.0, role="today"),
    )  # fmt: skip
    said = [one.text for one in ET.fromstring(svg).iter() if one.tag.endswith("}text")]
    assert {SLY, "B", "today"} <= set(said)
    assert svg.count("#8a949c") >= 2


def test_a_calendar_has_a_cell_a_day_and_the_count_of_each_day_that_is_worked():
    days = tuple(f"2026-10-{day:02d}" for day in range(1, 32))
    counts = tuple(np.nan if day % 7 in (3, 4) else float(day) for day in range(1, 32))
    chart = _chart(kind="calendar", x=days, lines=(Line(Text("走访", "visits"), counts),))
    root = ET.fromstring(draw_chart(chart))
    said = [one.text for one in root.iter() if one.tag.endswith("}text")]
    assert said.count("10月") == 1
    known = {f"{one:.0f}" for one in counts if np.isfinite(one)}
    assert known == {one for one in said if one.isdigit()}


def test_bars_show_today_and_the_bound_as_marks_of_another_shape():
    lines = (
        Line(Text("方案", "plan"), (3.0, 2.0)),
        Line(Text("现状", "today"), (4.0, np.nan), "today"),
        Line(Text("上限", "most"), (5.0, 5.0), "bound"),
    )
    root = ET.fromstring(draw_chart(_chart(kind="bars", x=("甲", "乙"), lines=lines)))
    said = [one.text for one in root.iter() if one.tag.endswith("}text")]
    assert [one for one in said if one in {"方案", "现状", "上限"}] == ["方案", "现状", "上限"]
    marks = [one.attrib["{http://www.w3.org/1999/xlink}href"] for one in root.iter()
             if one.tag.endswith("}use")]  # fmt: skip
    assert len(set(marks)) >= 2


def test_long_names_have_room_whatever_fonts_the_drawing_machine_has():
    short, long = (
        draw_chart(_chart(kind="bars", x=(name, "乙", "丙"))) for name in ("甲", "甲" * 16)
    )
    edge = [float(re.search(r'id="patch_2".*?d="M ([\d.]+)', one, re.DOTALL)[1])
            for one in (short, long)]  # fmt: skip
    assert edge[1] - edge[0] > 15 * 9  # points: nine a Chinese letter


def test_a_chart_has_no_style_of_its_own_that_a_page_would_have_to_allow():
    for kind in ("lines", "bars"):
        shape = {} if kind == "lines" else {"kind": kind, "x": ("甲", "乙", "丙")}
        drawn = draw_chart(_chart(**shape))
        assert "style=" not in drawn
        assert 'fill="#14304d"' in drawn.lower()
