"""Small HTML for notebooks."""

from planner.render import draw_headline, page_iframe
from planner.render.headline import difference
from planner.schema import Figure, Text


def figure(value: float, before: float | None, better: str = "lower") -> Figure:
    return Figure("m", Text("平均<b>", "Mean<b>"), value, Text("分", "min"), 1, before, better)


def test_text_is_escaped():
    html = draw_headline(Text("<script>", "<script>"), [figure(1, None)])
    assert "<script>" not in html
    assert "平均&lt;b&gt;" in html


def test_a_fall_is_better_where_lower_is_better():
    text, colour = difference(figure(7.1, 13.0))
    assert text == "▼ −5.9"
    assert colour == "#00795A"
    assert difference(figure(7.1, 13.0, "higher"))[1] == "#B3400A"


def test_no_difference_is_said_to_be_none():
    assert difference(figure(7.1, 7.1))[0] == "="
    assert difference(figure(7.1, None)) is None


def test_a_frame_is_sandboxed_and_cannot_be_left_by_a_quote():
    frame = page_iframe('<p title="x">"</p>', 300)
    assert 'sandbox="allow-scripts"' in frame
    assert 'srcdoc="&lt;p title=&quot;x&quot;&gt;&quot;&lt;/p&gt;"' in frame
