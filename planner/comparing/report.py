"""The comparison as a page to read: what differs in each plan, why, and the tables behind it."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.comparing.settings import because_of
from planner.findings import Language
from planner.render import Report, Section, section_of
from planner.schema import (
    OWNER_CHANGES,
    ROW_CHANGES,
    SERVICE_CHANGES,
    SETTING_CHANGES,
    SITE_CHANGES,
    TRADE_OFF,
    VISIT_CHANGES,
    Text,
    change_column,
)

if TYPE_CHECKING:
    from planner.comparing.comparison import Comparison

_MOST_ROWS = 40
_SECTIONS = (
    "customers", "geocode", "loads", "travel", "outlets", "managers", "visits", "seed", "report",
)  # fmt: skip


def compose_report(comparison: "Comparison", language: Language) -> Report:
    """Return the plans, their figures, pictures, and each table of differences."""
    tables = (
        (TRADE_OFF, comparison.trade_off),
        (SETTING_CHANGES, comparison.settings),
        (SITE_CHANGES, comparison.sites),
        (ROW_CHANGES, comparison.rows),
        (OWNER_CHANGES, comparison.owners),
        (SERVICE_CHANGES, comparison.service),
        (VISIT_CHANGES, comparison.visits),
    )
    behind = [
        section_of(table, frame, language, most=_MOST_ROWS) for table, frame in tables if len(frame)
    ]
    return Report(
        title=comparison.title.say(language),
        lines=[one.say(language) for one in _unproven(comparison)],
        banners=[one.say(language) for one in comparison.cautions],
        sections=[
            *comparison.overview(language),
            *comparison.pictures(),
            *behind,
        ],
        language=language,
    )


def plan_section(comparison: "Comparison", language: Language) -> Section:
    """Return a line a plan: its run, how it departs from the first, and what came of that."""
    words = (
        Text("方案", "Plan"), Text("运行编号", "Run"), Text("设置与输入的差别", "Departs in"),
        Text("网点 增", "Outlets opened"), Text("减", "closed"), Text("变更等级", "other class"),
        Text("客户 换网点或时间", "Customers served otherwise"),
        Text("换客户经理", "with another manager"), Text("走访不同", "Visits that differ"),
    )  # fmt: skip
    first = Text("对照方案", "what the others are compared with").say(language)
    rows = [[comparison.labels[0], comparison.plans[0].run, first, *[""] * 6]]
    for label, plan in zip(comparison.labels[1:], comparison.plans[1:], strict=True):
        why = because_of(comparison.settings, label, _SECTIONS).say(language)
        rows.append([label, plan.run, why, *[str(one) for one in _counts(comparison, label)]])
    title = Text("各方案", "Plans").say(language)
    return Section(title, [one.say(language) for one in words], rows, frozenset(range(3, 9)))


def _counts(comparison: "Comparison", label: str) -> list[int]:
    frames = (comparison.service, comparison.owners, comparison.visits)
    sites = comparison.sites.loc[comparison.sites["plan"] == label, "change"]
    decided = [int((sites == one).sum()) for one in ("opens", "closes", "changes class")]
    return decided + [int((one["plan"] == label).sum()) for one in frames]


def _unproven(comparison: "Comparison") -> list[Text]:
    """Say where a difference of mean minutes is smaller than what is not proven about it."""
    places = comparison.trade_off.set_index("plan")
    if comparison.labels[0] not in places.index:
        return []
    first = places.loc[comparison.labels[0]]
    said = []
    for label in places.index.drop(comparison.labels[0]):
        other = places.loc[label]
        open_min = max(one["mean_min"] - one["least_mean_min"] for one in (first, other))
        if 0 < abs(other["mean_min"] - first["mean_min"]) < open_min:
            said.append(
                Text(
                    f"{label} 与 {comparison.labels[0]} 的平均时间之差小于未证明的差距",
                    f"the mean minutes of {label} and {comparison.labels[0]} differ by less than "
                    "what is unproven",
                )
            )
    return said


def figure_section(comparison: "Comparison", language: Language) -> Section:
    """Return the figures with their decimals: today, each plan, and differences to the first."""
    frame, labels = comparison.figures, comparison.labels
    decimals = {one.key: one.decimals for plan in comparison.plans for one in plan.figures}
    today = Text("现状", "Today").say(language)
    changes = [
        (f"{one} 较 {labels[0]}" if language == "zh" else f"{one} − {labels[0]}")
        for one in labels[1:]
    ]
    title, unit = f"title_{language}", f"unit_{language}"
    rows = []
    for row in frame.to_dict("records"):
        places = decimals.get(row["figure"], 0)
        values = [_number(row[one], places) for one in ("today", *labels)]
        by = [_number(row[change_column(one)], places, sign="+") for one in labels[1:]]
        rows.append([row[title], row[unit], *values, *by])
    words = Text("指标", "Figure"), Text("单位", "Unit")
    headings = [*[one.say(language) for one in words], today, *labels, *changes]
    return Section(
        Text("主要指标", "Figures").say(language), headings, rows,
        frozenset(range(2, len(headings))),
    )  # fmt: skip


def _number(value: Any, decimals: int, sign: str = "") -> str:  # noqa: ANN401  a cell
    if pd.isna(value):
        return ""
    text = f"{value:{sign},.{decimals}f}"
    return text if any(one in text for one in "123456789") else f"{0:,.{decimals}f}"
