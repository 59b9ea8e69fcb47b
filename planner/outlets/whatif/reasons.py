"""Why this site and not that one: the best plan without each open site, and with each other one."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.errors import InfeasibleError
from planner.outlets.whatif.case import Case, Progress
from planner.outlets.whatif.changes import changes, no_plan
from planner.result import Result
from planner.schema import REASONS, Figure, Layer, Table, Text


@dataclass(frozen=True, eq=False)
class Reasons(Result):
    """`rows` has the columns of REASONS, one row a site, in the order of the case's sites."""

    rows: pd.DataFrame
    unit: Text

    @property
    def title(self) -> Text:
        """What this is the answer to."""
        return Text("选址理由", "Why each site")

    def headline(self) -> list[Figure]:
        """Return the open site that is easiest to do without, and the nearest miss."""
        figures = []
        for asked, key, title in (
            ("without", "least_needed", Text("最易替代网点的代价", "Easiest outlet to replace")),
            ("with", "nearest_miss", Text("落选点中最小的代价", "Nearest miss among the rest")),
        ):
            extra = self.rows.loc[self.rows["asked"] == asked, "extra"].dropna()
            if len(extra):
                figures.append(Figure(key, title, float(extra.min()), self.unit, 3))
        return figures

    def layers(self) -> list[Layer]:
        """Return nothing: the sites are drawn by the plan itself."""
        return []

    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return the reasons."""
        return {REASONS: self.rows}


def give_reasons(case: Case, *, progress: Progress | None = None) -> Reasons:
    """Solve the question again for every site, once without it or once with it.

    An open site is as good as what the best plan without it loses; a site that was left out would
    cost what the best plan with it loses. Both are answers of the same engine with the same proof,
    not scores. Sites that a rule opens or shuts are marked `fixed`: `price_rules` says what such a
    rule costs.
    """
    rows = []
    for site in range(case.question.site_count):
        rows.append(_row(case, site))
        if progress is not None:
            progress(site + 1, case.question.site_count)
    return Reasons(REASONS.shape(rows), case.unit)


def _row(case: Case, site: int) -> dict[str, object]:
    who = {"outlet_id": case.site_ids[site], "outlet_name": case.site_names[site]}
    fixed = case.question.stays[site] or case.question.shut[site]
    is_open = bool(np.isin(site, case.plan.opened))
    if fixed:
        return {**who, "asked": "fixed", **no_plan(), **_fixed(is_open=is_open)}
    asked = "without" if is_open else "with"
    question = case.question.barring(site) if is_open else case.question.forcing(site)
    try:
        other = case.again(question)
    except InfeasibleError:
        return {**who, "asked": asked, **no_plan(), **_impossible(asked)}
    extra, least = case.extra(other)
    cells = changes(case, other)
    words = _words(case, site, asked, extra, cells)
    return {**who, "asked": asked, "extra": extra, "least_extra": least, **cells, **words}


def _words(
    case: Case, site: int, asked: str, extra: float, cells: Mapping[str, object]
) -> dict[str, str]:
    """Say the row in a sentence."""
    out, new = str(cells["out_ids"]), str(cells["in_ids"])
    moved, yuan = cells["customers_moved"], cells["extra_yearly_yuan"]
    me = case.site_ids[site]
    size_zh, size_en = f"{extra:,.3f} {case.unit.zh}", f"{extra:,.3f} {case.unit.en}"
    swap_zh = f"{out or '无'} 退出, {new or '无'} 进入"
    swap_en = f"{out or 'nothing'} goes, {new or 'nothing'} comes"
    if asked == "without":
        zh = f"不设{me}的最好方案: {swap_zh}, 目标变差 {size_zh}"
        en = f"best plan without {me}: {swap_en}; the goal is worse by {size_en}"
    else:
        zh = f"设{me}的最好方案: {swap_zh}, 目标变差 {size_zh}"
        en = f"best plan with {me}: {swap_en}; the goal is worse by {size_en}"
    return {
        "reason_zh": f"{zh}; {moved} 户换网点, 年费用变化 {yuan:+,.0f} 元",
        "reason_en": f"{en}; {moved} customers change outlet, {yuan:+,.0f} yuan a year",
    }


def _fixed(*, is_open: bool) -> dict[str, str]:
    return {
        "reason_zh": "按规则保留" if is_open else "按规则不设",
        "reason_en": "a rule keeps it" if is_open else "a rule rules it out",
        "status": "",
    }


def _impossible(asked: str) -> dict[str, str]:
    if asked == "without":
        return {
            "reason_zh": "没有它就没有满足全部规则的方案",
            "reason_en": "no plan without it keeps all the rules",
        }
    return {
        "reason_zh": "设它就没有满足全部规则的方案",
        "reason_en": "no plan with it keeps all the rules",
    }
