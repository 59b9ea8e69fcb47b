"""How each kind of chart is drawn on a matplotlib figure, and how large it is.

Margins are computed from the letters, a Chinese one twice as wide as a Latin one: the machine that
draws may have no Chinese font, and would measure boxes in its place.
"""

import datetime as dt
import unicodedata
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.findings import Language
from planner.render.palette import CHARTS, DAYS
from planner.schema import Chart, Line, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDE_IN = 6.4
_LETTER_IN = 0.072
"""Half the width of a Chinese letter at nine points."""
_DASHES: Mapping[str, Any] = {
    "plan": "-", "today": (0, (1, 1)), "bound": (0, (4, 3)), "other": (0, (5, 1, 1, 1)),
}  # fmt: skip
_MARKERS = {"plan": "o", "today": "s", "bound": None, "other": "^"}
_MOST_MARKED = 40
_WEEKDAYS = (Text("一", "Mon"), Text("二", "Tue"), Text("三", "Wed"), Text("四", "Thu"),
             Text("五", "Fri"), Text("六", "Sat"), Text("日", "Sun"))  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CELL_IN = 0.3
_WEEK = 7


def width_in(text: str) -> float:
    """Return about how wide a text is at nine points, in inches."""
    wide = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
    return wide * _LETTER_IN


def _lines_size(_: Chart) -> tuple[float, float]:
    return _WIDE_IN, 3.4


def _draw_lines(figure: "Figure", chart: Chart, language: Language) -> None:
    axes = axes_on(figure, left_in=0.95, bottom_in=0.55)
    axes.margins(0.06)
    for line in chart.lines:
        few = np.isfinite(line.y).sum() <= _MOST_MARKED
        axes.plot(
            chart.x, line.y, color=CHARTS[line.role], linestyle=_DASHES[line.role],
            marker=_MARKERS[line.role] if few else None, markersize=5,
            label=line.title.say(language), zorder=3 if line.role == "plan" else 2,
        )  # fmt: skip
        for x, y, label in zip(chart.x, line.y, line.labels, strict=False):
            if label and np.isfinite(y):
                axes.annotate(label, (x, y), xytext=(5, 5), textcoords="offset points")
    axes.set_xlabel(chart.across.say(language))
    axes.set_ylabel(chart.up.say(language))
    axes.ticklabel_format(style="plain", axis="y", useOffset=False)
    axes.yaxis.set_major_formatter(thousands)
    axes.locator_params(axis="x", integer=all(float(one).is_integer() for one in chart.x))
    if chart.mark is not None:
        place, words = chart.mark
        axes.axvline(place, color=CHARTS["plan"], linewidth=0.8, linestyle=(0, (1, 2)))
        axes.annotate(
            words.say(language), (place, 0.0), xycoords=("data", "axes fraction"),
            xytext=(4, 5), textcoords="offset points",
        )  # fmt: skip
    if len(chart.lines) > 1:
        axes.legend(frameon=False)


def _bars_size(chart: Chart) -> tuple[float, float]:
    legend = 0.3 if len(chart.lines) > 1 else 0.0
    return _WIDE_IN, 0.9 + legend + 0.24 * len(chart.x)


def _draw_bars(figure: "Figure", chart: Chart, language: Language) -> None:
    """Draw the plan as bars from the left, the first name on top; today and a bound as marks."""
    names = [str(one) for one in chart.x]
    left = 0.2 + max((width_in(one) for one in names), default=0.0)
    several = len(chart.lines) > 1
    axes = axes_on(figure, left_in=min(left, 0.5 * _WIDE_IN), bottom_in=0.5,
                 top_in=0.62 if several else 0.36)  # fmt: skip
    places = np.arange(len(names))
    marks = [_bar(axes, places, line, language) for line in chart.lines]
    axes.set_yticks(places, labels=names)
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_formatter(thousands)
    axes.set_xlabel(chart.up.say(language))
    if several:
        axes.legend(handles=marks, frameon=False, ncols=len(chart.lines), loc="lower left",
                    bbox_to_anchor=(0.0, 1.0), borderaxespad=0.2)  # fmt: skip


def _bar(axes: "Axes", places: Any, line: Line, language: Language) -> Any:  # noqa: ANN401
    """Draw one series and return what stands for it in the legend."""
    label, colour = line.title.say(language), CHARTS[line.role]
    if line.role == "plan":
        return axes.barh(places, line.y, height=0.62, color=colour, label=label)
    if line.role == "bound":
        return axes.plot(line.y, places, linestyle="", marker="|", markersize=13,
                         markeredgewidth=2.2, color=colour, label=label)[0]  # fmt: skip
    return axes.plot(line.y, places, linestyle="", marker="D", markersize=5, color="white",
                     markeredgecolor=CHARTS["plan"], markeredgewidth=1.2,
                     label=label)[0]  # fmt: skip


def _weeks(chart: Chart) -> list[tuple[dt.date, int, int]]:
    """Return each day with the week it falls in, counted from the first, and its weekday."""
    days = [dt.date.fromisoformat(str(one)) for one in chart.x]
    first = days[0] - dt.timedelta(days=days[0].weekday()) if days else None
    return [(day, (day - first).days // _WEEK, day.weekday()) for day in days if first]


def _calendar_size(chart: Chart) -> tuple[float, float]:
    weeks = max((week for _, week, _ in _weeks(chart)), default=0) + 1
    return max(_WIDE_IN, 0.7 + weeks * _CELL_IN), 0.95 + _WEEK * _CELL_IN


def _draw_calendar(figure: "Figure", chart: Chart, language: Language) -> None:
    """Draw weeks across and weekdays down; the count stands in each day that is worked."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415  half a second, and only charts

    axes = axes_on(figure, left_in=0.6, bottom_in=0.35, top_in=0.6)
    counts = np.array(chart.lines[0].y)
    worked = counts[np.isfinite(counts)]
    most = max(1.0, float(worked.max()) if worked.size else 1.0)
    months: set[tuple[int, int]] = set()
    for (day, week, weekday), count in zip(_weeks(chart), counts.tolist(), strict=True):
        known = np.isfinite(count)
        step = min(len(DAYS) - 1, int(count / most * (len(DAYS) - 1) + 0.5)) if known else 0
        axes.add_patch(Rectangle((week + 0.04, weekday + 0.04), 0.92, 0.92, linewidth=0.6,
                                 facecolor=DAYS[step] if known else "none",
                                 edgecolor=CHARTS["grid"]))  # fmt: skip
        if known:
            axes.text(week + 0.5, weekday + 0.5, f"{count:.0f}", ha="center", va="center",
                      color="white" if step >= 3 else CHARTS["plan"])  # noqa: PLR2004  # fmt: skip
        if (day.year, day.month) not in months and (day.day == 1 or not months):
            months.add((day.year, day.month))
            said = f"{day.month}月" if language == "zh" else _MONTHS[day.month - 1]
            axes.text(week + 0.1, -0.25, said, color=CHARTS["plan"])
    axes.set_xlim(0, figure.get_figwidth() / _CELL_IN - 0.7 / _CELL_IN)
    axes.set_ylim(_WEEK, 0)
    axes.set_yticks(np.arange(_WEEK) + 0.5, labels=[one.say(language) for one in _WEEKDAYS])
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set_xlabel(chart.up.say(language), loc="left")


def axes_on(figure: "Figure", *, left_in: float, bottom_in: float, top_in: float = 0.36) -> "Axes":
    """Return axes with margins of so many inches."""
    wide, high = figure.get_figwidth(), figure.get_figheight()
    left, bottom = left_in / wide, bottom_in / high
    return figure.add_axes((left, bottom, 1.0 - left - 0.12 / wide, 1.0 - bottom - top_in / high))


def thousands(value: float, _: object) -> str:
    """Return a tick's number with separators and without idle zeros."""
    return f"{value:,.6f}".rstrip("0").rstrip(".")


KINDS: Mapping[
    str,
    tuple[Callable[[Chart], tuple[float, float]], Callable[["Figure", Chart, Language], None]],
] = {
    "lines": (_lines_size, _draw_lines),
    "bars": (_bars_size, _draw_bars),
    "calendar": (_calendar_size, _draw_calendar),
}
"""Size in inches and drawing of each kind."""
