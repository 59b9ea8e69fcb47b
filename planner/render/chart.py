"""Charts as SVG by matplotlib: text stays text, the same chart gives the same bytes."""

import io
import re
import warnings
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from planner.findings import Language
from planner.render.palette import CHARTS
from planner.render.plots import KINDS
from planner.schema import Chart, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
_TITLE_PT = 11.0


def draw_chart(chart: Chart, *, language: Language = "zh") -> str:
    """Return a chart as an ``<svg>`` element that a page can hold.

    It has no style of its own that a page's content policy would have to allow: every colour and
    font is an attribute.

    Parameters
    ----------
    chart
        What to draw.
    language
        Language of titles.
    """
    size, draw = KINDS[chart.kind]
    return to_svg(
        size(chart), lambda figure: draw(figure, chart, language), chart.title, language=language
    )


def to_svg(
    size_in: tuple[float, float],
    draw: "Callable[[Figure], None]",
    title: Text,
    *,
    language: Language,
) -> str:
    """Return what `draw` puts on a figure of so many inches, under its title, as ``<svg>``."""
    # A figure of its own: pyplot would keep state, and an open window in a notebook.
    import matplotlib as mpl  # noqa: PLC0415  half a second, and only charts need it
    from matplotlib.figure import Figure  # noqa: PLC0415  as above

    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        # The drawing machine may have no Chinese font; the reading one draws the letters.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=size_in)
        draw(figure)
        figure.text(
            0.01, 1.0 - 0.5 * _TITLE_PT / 72.0 / figure.get_figheight(),
            title.say(language), fontsize=_TITLE_PT, fontweight="bold", va="top",
        )  # fmt: skip
        file = io.StringIO()
        nothing = {"Date": None, "Creator": None}
        figure.savefig(file, format="svg", metadata=nothing, transparent=True)
    return _element(file.getvalue(), title.say(language))


def _element(svg: str, title: str) -> str:
    """Return the element alone, with a title for those who cannot see it and the page's fonts."""
    element = svg[svg.index("<svg") :]
    # The style holds for every element of the page that takes the chart in.
    element = re.sub(r"<style.*?</style>", "", element, flags=re.DOTALL)
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(r"font-family: [^;\"]*", f"font-family: {_FONTS}", element)
    # All that matplotlib styles has an attribute of the same name (SVG 1.1, appendix "Styling
    # properties"), which no content policy forbids.
    element = re.sub(r'style="([^"]*)"', _attributes, element)
    start, rest = element.split(">", 1)
    said = f"<title>{escape(title)}</title>"
    return f'{start} role="img" stroke-linejoin="round">{said}{rest.rstrip()}'


def _attributes(style: re.Match[str]) -> str:
    pairs = (one.split(":", 1) for one in style[1].split(";") if one.strip())
    return " ".join(f'{name.strip()}="{value.strip()}"' for name, value in pairs)
