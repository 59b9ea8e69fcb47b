"""A panel for notebooks: change the question of the outlets, see the answer beside today's."""

from html import escape
from types import ModuleType
from typing import TYPE_CHECKING, Any

from planner.errors import OptionError, PlannerError
from planner.findings import Language
from planner.schema import Text

if TYPE_CHECKING:
    from ipywidgets import Widget

    from planner.plan.question import OutletQuestion

_WORDS = {
    "count": Text("网点数", "Outlets"),
    "close": Text("撤销", "Close"),
    "ask": Text("求解", "Solve"),
    "busy": Text("求解中……", "solving ..."),
}
_WIDE = "420px"
_ROWS = 5


def outlet_panel(question: "OutletQuestion") -> "Widget":
    """Return the widget: how many outlets, which existing ones close, and the answer.

    Every answer is one call of `OutletQuestion.answer`, which says the same without any widget.

    Raises
    ------
    OptionError
        ipywidgets is not installed.
    """
    widgets = _ipywidgets()
    language: Language = question.scenario.language
    sites = question.door.sites
    today = sites.loc[sites["site_status"] == "existing"]
    may_close = today.loc[~today["must_keep"].fillna(value=False).astype(bool)]
    style = {"description_width": "90px"}
    count = widgets.IntSlider(
        value=min(len(today) + 1, len(sites)), min=1, max=min(len(sites), 3 * len(today) + 5),
        description=_WORDS["count"].say(language), style=style,
        layout=widgets.Layout(width=_WIDE), continuous_update=False,
    )  # fmt: skip
    close = widgets.SelectMultiple(
        options=list(zip(may_close["outlet_name"], may_close["outlet_id"], strict=True)),
        value=tuple(question.scenario.outlets.must_close), rows=_ROWS,
        description=_WORDS["close"].say(language), style=style, layout=widgets.Layout(width=_WIDE),
    )  # fmt: skip
    ask = widgets.Button(description=_WORDS["ask"].say(language), button_style="primary")
    answer = widgets.HTML()

    def solve(_: object = None) -> None:
        ask.disabled, ask.description = True, _WORDS["busy"].say(language)
        answer.value = answer_html(question, count=count.value, must_close=list(close.value))
        ask.disabled, ask.description = False, _WORDS["ask"].say(language)

    ask.on_click(solve)
    return widgets.VBox([count, close, ask, answer])


def answer_html(question: "OutletQuestion", **changes: Any) -> str:  # noqa: ANN401  any setting
    """Return the answer as HTML; a question that cannot be answered says why, and the mend."""
    try:
        return question.answer(**changes)._repr_html_()
    except PlannerError as error:
        return f"<pre>{escape(str(error))}</pre>"


def _ipywidgets() -> ModuleType:
    try:
        import ipywidgets  # noqa: PLC0415  an extra
    except ImportError:
        raise OptionError(
            "the panel needs a package that is not installed",
            where="ipywidgets",
            mend="pip install 'planner[notebook]', or call OutletQuestion.answer(count=8)",
        ) from None
    module: ModuleType = ipywidgets
    return module
