"""What is proven of each decision, in one table: value, bound, gap, status, solver."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.findings import Language
from planner.outlets import GOALS
from planner.render import Section
from planner.schema import Text
from planner.solve import Outcome

if TYPE_CHECKING:
    from planner.plan.plan import Plan

_HEADINGS = (
    Text("决定", "Decision"), Text("目标值", "Value"), Text("单位", "Unit"),
    Text("已证明的界", "Proven bound"), Text("差距", "Gap"), Text("状态", "Status"),
    Text("求解", "Solved by"),
)  # fmt: skip
_COST = Text("综合代价", "cost")


def proof_section(plan: "Plan", language: Language) -> Section:
    """Return a row a goal of the outlets, then the territories and the calendars of all."""
    note = Text(
        "差距 0 表示已证明没有更好的方案；界是任何方案都不能越过的值。"
        "走访的界不计访问间隔和当日时段，因此偏宽；差距不是误差。",
        "gap 0: no plan is better, proven. A bound is what no plan can pass. That of the visits "
        "does not count spacing and hours of the day, so it is far: its gap is not an error.",
    )
    return Section(
        Text("证明：离最优还有多远", "Proof: how far from the best there can be").say(language),
        [one.say(language) for one in _HEADINGS],
        list(_rows(plan, language)),
        frozenset({1, 3, 4}),
        note=note.say(language),
    )


def _rows(plan: "Plan", language: Language) -> Iterator[list[str]]:
    outlets = Text("网点", "Outlets").say(language)
    for one in plan.siting.reached:
        words = GOALS[one.goal]
        what = f"{outlets} · {words.title.say(language)}"
        yield _row(what, one.outcome, words.unit.say(language), words.decimals, language)
    for title, outcome in (
        (plan.territories.title, plan.territories.outcome),
        (Text("走访日历与行程", "Calendars and tours"), plan.visits.outcome),
    ):
        yield _row(title.say(language), outcome, _COST.say(language), 0, language)


def _row(what: str, outcome: Outcome, unit: str, decimals: int, language: Language) -> list[str]:
    return [
        what,
        f"{outcome.objective:,.{decimals}f}",
        unit,
        f"{outcome.bound:,.{decimals}f}" if math.isfinite(outcome.bound) else "–",
        f"{outcome.gap:.2%}" if math.isfinite(outcome.gap) else "–",
        outcome.status.text.say(language),
        outcome.solver,
    ]
