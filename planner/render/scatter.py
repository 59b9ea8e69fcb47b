"""Plans between two axes: who is beaten, who is not, and what is proven about each."""

import math
from typing import TYPE_CHECKING, Any

from planner.findings import Language
from planner.render.chart import to_svg
from planner.render.palette import CHARTS
from planner.render.plots import axes_on, thousands
from planner.schema import Scatter, Spot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SIZE_IN = (6.0, 3.4)
_MARKS = {"frontier": "o", "dominated": "o", "today": "D"}
_CLEAR, _WIDE = 0.09, 0.3
"""Shares of the picture's height and width that a name needs for itself."""


def draw_scatter(picture: Scatter, *, language: Language = "zh") -> str:
    """Return the picture as an ``<svg>`` element.

    Plans that none beats are filled and joined, the others hollow and grey. A whisker to the left
    or down ends where a proof says that no plan under the same rules can be.
    """
    return to_svg(
        _SIZE_IN, lambda figure: _draw(figure, picture, language), picture.title, language=language
    )


def _draw(figure: "Figure", picture: Scatter, language: Language) -> None:
    axes = axes_on(figure, left_in=0.7, bottom_in=0.55)
    joined = [picture.spots[one] for one in picture.joined]
    axes.plot(
        [one.x for one in joined], [one.y for one in joined], color=CHARTS["plan"], linewidth=1.0
    )
    for spot in picture.spots:
        _draw_spot(axes, spot)
    axes.margins(0.16)
    axes.set_xlabel(picture.across.say(language))
    axes.set_ylabel(picture.up.say(language))
    axes.xaxis.set_major_formatter(thousands)
    axes.yaxis.set_major_formatter(thousands)
    _write_names(axes, picture, language)


def _draw_spot(axes: "Axes", spot: Spot) -> None:
    is_best = spot.role == "frontier"
    colour = CHARTS["plan" if is_best else "beaten"]
    whisker: dict[str, Any] = {"color": CHARTS["bound"], "linewidth": 1.2, "zorder": 1.5}
    if not math.isnan(spot.x_least):
        axes.plot([spot.x_least, spot.x], [spot.y, spot.y], marker="|", markevery=[0], **whisker)
    if not math.isnan(spot.y_least):
        axes.plot([spot.x, spot.x], [spot.y_least, spot.y], marker="_", markevery=[0], **whisker)
    axes.plot(
        [spot.x], [spot.y], linestyle="", marker=_MARKS[spot.role], markersize=6,
        markeredgecolor=colour, markerfacecolor=colour if is_best else "#FFFFFF", zorder=3,
    )  # fmt: skip


def _write_names(axes: "Axes", picture: Scatter, language: Language) -> None:
    """Write each plan's name beside it, from the top down, no name on another one."""
    low, high = axes.get_ylim()
    left, right = axes.get_xlim()
    taken: list[tuple[float, float]] = []
    for spot in sorted(picture.spots, key=lambda one: (-one.y, one.x)):
        across, up = (spot.x - left) / (right - left), (spot.y - low) / (high - low)
        while any(
            abs(up - other) < _CLEAR and abs(across - beside) < _WIDE for beside, other in taken
        ):
            up -= _CLEAR
        taken.append((across, up))
        on_the_right = across < 0.7  # noqa: PLR2004  room for a name
        axes.annotate(
            spot.title.say(language),
            (spot.x, spot.y),
            xytext=(across + (0.015 if on_the_right else -0.015), up + 0.04),
            textcoords="axes fraction",
            ha="left" if on_the_right else "right",
            va="center",
            color=CHARTS["plan" if spot.role == "frontier" else "beaten"],
        )
