"""The chapter of the outlets: which, why these, what they cost, what the second best would be."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from planner.findings import Language
from planner.outlets.charts import kwh_of, load_chart, minutes_chart, money_chart
from planner.plan.report.proof import proof_section
from planner.plan.report.sources import facts_of, pictures_of, rest
from planner.render import Chapter, Section, section_of
from planner.schema import CHOSEN, GROUPS, STANDARDS, Chart, Text

if TYPE_CHECKING:
    from planner.plan.plan import Plan

_ORDER = ("kept", "new", "closed")
_COLUMNS = (
    "outlet_name", "decision", "outlet_class", "plan_class", "customers", "annual_kwh", "mean_min",
    "plan_yearly_yuan", "plan_once_yuan", "best_replacement", "swap_cost_weighted_min",
)  # fmt: skip


def outlets_chapter(plan: "Plan", language: Language) -> Chapter:
    """Return the chapter; what was asked afterwards comes after the plan itself."""
    asked = plan.scenario.outlets.whatif.asks
    hint = Text(
        "未计算网点数量曲线、选址理由与规则代价；需要时在场景中写 [outlets.whatif] curve = true, "
        "reasons = true, prices = true。",
        "not asked: the curve over the number of outlets, the reason for each site, the price of "
        "each rule; set [outlets.whatif] curve = true, reasons = true, prices = true.",
    )
    figures = [*plan.siting.headline(), *plan.whatif.headline()]
    return Chapter(
        "outlets",
        plan.siting.title.say(language),
        [] if asked else [hint.say(language)],
        facts_of(rest(figures), language),
        pictures_of(_charts(plan), language),
        [
            proof_section(plan, language),
            *_outlets(plan, language),
            *_tables(plan, language),
        ],
    )


def _charts(plan: "Plan") -> Iterator[Chart]:
    siting = plan.siting
    drawn = money_chart(siting, plan.whatif.curve)
    if drawn is not None:
        yield drawn
    yield minutes_chart(siting)
    yield load_chart(siting)
    yield minutes_chart(siting, kwh_of(siting, plan.customers))
    yield from plan.whatif.charts()


def _outlets(plan: "Plan", language: Language) -> Iterator[Section]:
    sites = plan.siting.outlets
    name_of = sites.set_index("outlet_id")["outlet_name"]
    rows = pd.DataFrame(sites.drop(columns="geometry"))
    rows = rows.loc[rows["decision"].isin(_ORDER)].assign(
        best_replacement=rows["best_replacement"].map(name_of)
    )
    rows = rows.sort_values("decision", key=lambda one: one.map(_ORDER.index), kind="stable")
    title = Text("网点一览：保留、新建、撤销", "Outlets: kept, new and closed").say(language)
    yield section_of(CHOSEN, rows, language, title=title, columns=_COLUMNS)


def _tables(plan: "Plan", language: Language) -> Iterator[Section]:
    """Yield standards and groups, and what was asked afterwards."""
    told = plan.siting.tables()
    for table in (STANDARDS, GROUPS):
        if table in told:
            yield section_of(table, told[table], language)
    for table, frame in plan.whatif.tables().items():
        yield section_of(table, frame, language, most=60)
