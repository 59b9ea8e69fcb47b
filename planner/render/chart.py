"""Charts as SVG by matplotlib: text stays text, the same chart gives the same bytes."""

import io
import re
import warnings
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from planner.findings import Language
from planner.render.palette import CHARTS
from planner.schema import Chart, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # letters, not outlines: the page's own fonts draw Chinese
    "svg.hashsalt": "planner",
    "font.family": ["sans-serif"],
    "font.size": 9.0,
    "text.parse_math": False,  # a $ is a $
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": CHARTS["grid"],
}
_FONTS = "system-ui,'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"
_DASHES = {"plan": "-", "bound": (0, (4, 3))}


def draw_chart(chart: Chart, *, language: Language = "zh") -> str:
    """Return a chart as an ``<svg>`` element that a page can hold.

    Parameters
    ----------
    chart
        What to draw.
    language
        Language of titles.
    """
    high = 3.0 if chart.kind == "lines" else 0.8 + 0.2 * len(chart.x)
    draw = _draw_lines if chart.kind == "lines" else _draw_bars
    return to_svg(
        lambda axes: draw(axes, chart, language), chart.title, high=high, language=language
    )


def to_svg(draw: "Callable[[Axes], None]", title: Text, *, high: float, language: Language) -> str:
    """Return what `draw` puts on one pair of axes, `high` inches, as an ``<svg>`` element."""
    # A figure of its own: pyplot would keep state, and an open window in a notebook.
    import matplotlib as mpl  # noqa: PLC0415  half a second, and only charts need it
    from matplotlib.figure import Figure  # noqa: PLC0415  as above

    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        # The drawing machine may have no Chinese font; the reading one draws the letters.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(6.0, high))
        axes = figure.add_subplot()
        draw(axes)
        axes.set_title(title.say(language), loc="left", fontweight="bold")
        file = io.StringIO()
        nothing = {"Date": None, "Creator": None}
        figure.savefig(file, format="svg", metadata=nothing, bbox_inches="tight")
    return _element(file.getvalue(), title.say(language))


def _draw_lines(axes: "Axes", chart: Chart, language: Language) -> None:
    for line in chart.lines:
        axes.plot(
            chart.x, line.y, color=CHARTS[line.role], linestyle=_DASHES[line.role],
            marker="o" if line.role == "plan" else None, markersize=4,
            label=line.title.say(language),
        )  # fmt: skip
    axes.set_xlabel(chart.across.say(language))
    axes.set_ylabel(chart.up.say(language))
    axes.locator_params(axis="x", integer=True)
    if chart.mark is not None:
        place, words = chart.mark
        axes.axvline(place, color=CHARTS["plan"], linewidth=0.8, linestyle=(0, (1, 2)))
        axes.annotate(
            words.say(language), (place, 1.0), xycoords=("data", "axes fraction"),
            xytext=(4, -10), textcoords="offset points",
        )  # fmt: skip
    if len(chart.lines) > 1:
        axes.legend(frameon=False)


def _draw_bars(axes: "Axes", chart: Chart, language: Language) -> None:
    """Draw the first series as bars from the left, the first name on top."""
    places = range(len(chart.x))
    axes.barh(places, chart.lines[0].y, color=CHARTS[chart.lines[0].role])
    axes.set_yticks(places, labels=[str(one) for one in chart.x])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(chart.up.say(language))


def _element(svg: str, title: str) -> str:
    """Return the element alone, with a title for those who cannot see it and the page's fonts."""
    element = svg[svg.index("<svg") :]
    # The style holds for every element of the page that takes the chart in.
    element = re.sub(r"<style.*?</style>", "", element, flags=re.DOTALL)
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(r"font-family: [^;\"]*", f"font-family: {_FONTS}", element)
    # A page's content policy forbids styles on elements; attributes say the same.
    element = re.sub(r' style="([^"]*)"', _as_attributes, element)
    start, rest = element.split(">", 1)
    said = f"<title>{escape(title)}</title>"
    return f'{start} role="img" stroke-linejoin="round">{said}{rest.rstrip()}'


def _as_attributes(style: "re.Match[str]") -> str:
    pairs = (one.split(":", 1) for one in style[1].split(";") if ":" in one)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)
