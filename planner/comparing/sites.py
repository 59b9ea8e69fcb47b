"""Which outlets open, close or change class between plans, and why."""

from collections.abc import Sequence

import pandas as pd

from planner.comparing.settings import because_of, lists_naming
from planner.plan import PlanRecord
from planner.schema import SITE_CHANGES, Text

_OPEN = ("kept", "new")
BEARS_ON_OUTLETS = ("customers", "geocode", "loads", "travel", "outlets")
"""Sections of a scenario that the choice of outlets rests on."""


def site_changes(
    plans: Sequence[PlanRecord], labels: Sequence[str], settings: pd.DataFrame
) -> pd.DataFrame:
    """Return SITE_CHANGES: each site that is open in one plan only, or in another class.

    Parameters
    ----------
    plans, labels
        The first plan and those that are compared with it.
    settings
        Table SETTING_CHANGES.
    """
    rows = []
    for plan, label in zip(plans[1:], labels[1:], strict=True):
        general = because_of(settings, label, BEARS_ON_OUTLETS)
        for one in _departures(plans[0], plan):
            why = _why(plans[0], plan, one, general)
            rows.append({"plan": label, **one, "why_zh": why.zh, "why_en": why.en})
    return SITE_CHANGES.shape(rows)


def open_sites(plan: PlanRecord) -> pd.DataFrame:
    """Return the open sites by id: name, class, customers, and what their loss would cost."""
    sites = plan.tables["outlets"]
    sites = sites.loc[sites["decision"].isin(_OPEN)]
    has_class = "plan_class" in sites.columns
    return pd.DataFrame(
        {
            "outlet_name": sites["outlet_name"],
            "class": sites["plan_class" if has_class else "outlet_class"],
            "customers": sites["customers"],
            "loss": sites["drop_cost_weighted_min"],
        }
    ).set_axis(sites["outlet_id"])


def _departures(first: PlanRecord, plan: PlanRecord) -> list[dict[str, object]]:
    was, now = open_sites(first), open_sites(plan)
    found = []
    for site in sorted({*was.index, *now.index}):
        before, after = _row(was, site), _row(now, site)
        if before.get("class") == after.get("class"):
            continue
        change = "changes class" if before and after else "opens" if after else "closes"
        found.append(
            {
                "outlet_id": site,
                "outlet_name": (after or before)["outlet_name"],
                "change": change,
                "first_class": before.get("class", ""),
                "plan_class": after.get("class", ""),
                "first_customers": before.get("customers", 0),
                "customers": after.get("customers", 0),
            }
        )
    return found


def _row(sites: pd.DataFrame, site: str) -> dict[str, object]:
    return dict(sites.loc[site]) if site in sites.index else {}


def _why(first: PlanRecord, plan: PlanRecord, change: dict[str, object], general: Text) -> Text:
    """Say what is known: a rule that names the site, a site that was not offered, or the question.

    What the loss of the site costs is told where the plan that has it measured that.
    """
    site = str(change["outlet_id"])
    named = lists_naming(first.settings, site) ^ lists_naming(plan.settings, site)
    lacking = [one for one in (first, plan) if site not in set(one.tables["outlets"]["outlet_id"])]
    if named:
        keys = ", ".join(f"outlets.{one}" for one in sorted(named))
        return Text(f"仅一个方案的 {keys} 点名该网点", f"{keys} names it in one plan only")
    if lacking:
        name = lacking[0].name
        return Text(f"{name} 未提供该网点", f"the site was not offered in {name}")
    keeper = plan if change["change"] == "opens" else first
    loss = open_sites(keeper)["loss"].get(site, float("nan"))
    if pd.isna(loss) or change["change"] == "changes class":
        return general
    return Text(
        f"{general.zh}；{keeper.name} 若无此点，加权平均多 {loss:.3f} 分钟",
        f"{general.en}; without it {keeper.name} would have {loss:.3f} min more on average",
    )
