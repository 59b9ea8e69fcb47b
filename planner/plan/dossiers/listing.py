"""The index of the customer pages: every row that was read, planned or taken out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from planner.findings import Language
from planner.render import DossierIndex, Section
from planner.schema import CUSTOMERS, Text

if TYPE_CHECKING:
    from planner.plan.plan import Plan

_PLANNED = (
    Text("户号", "Account no."), Text("户名", "Name"), Text("等级", "Tier"), Text("网点", "Outlet"),
    Text("分钟", "Minutes"), Text("客户经理", "Manager"), Text("走访", "Visits"),
)  # fmt: skip
_OUT = (Text("户号", "Account no."), Text("户名", "Name"), Text("行", "Row"),
        Text("原因", "Reason"))  # fmt: skip


def list_customers(plan: "Plan", page_of: Mapping[str, str], language: Language) -> DossierIndex:
    """Return the index: by tier and account; `page_of` names the page of each who has one."""
    planned = _planned(plan)
    sections = [
        Section(
            CUSTOMERS.zh if language == "zh" else CUSTOMERS.en,
            [one.say(language) for one in _PLANNED],
            planned.to_numpy().tolist(),
            frozenset({4, 6}),
        )
    ]
    pages = [[page_of.get(one, "") for one in planned["account_no"]]]
    out = _taken_out(plan, language)
    if out:
        title = Text("隔离的行", "Rows taken out").say(language)
        headings = [one.say(language) for one in _OUT]
        sections.append(Section(title, headings, out, frozenset({2})))
        pages.append([""] * len(out))
    name = Text("一户一档", "A page a customer").say(language)
    return DossierIndex(
        title=f"{name} · {plan.title.say(language)}",
        lines=[
            plan.ledger.sentence(language),
            f"{Text('运行编号', 'run').say(language)} {plan.run_id}",
        ],
        sections=sections,
        pages=pages,
        language=language,
    )


def _planned(plan: "Plan") -> pd.DataFrame:
    """Return the lines of the planned customers as texts, whole columns at a time."""
    rows = pd.DataFrame(plan.customers)[["account_no", "account_name", "tier"]]
    served = plan.siting.assignment.set_index("account_no")
    outlet = plan.siting.outlets.set_index("outlet_id")["outlet_name"]
    owner = plan.territories.owners.set_index("account_no")["manager_id"]
    person = plan.roster.set_index("manager_id")["manager_name"]
    visits, account = plan.visits.visits["account_no"].value_counts(), rows["account_no"]
    minutes = account.map(served["time_min"])
    told = rows.assign(
        outlet=account.map(served["outlet_id"]).map(outlet),
        minutes=minutes.map("{:.1f}".format, na_action="ignore"),
        manager=account.map(owner).map(person),
        visits=account.map(visits).fillna(0).astype("int64").astype("str"),
    )
    tiers = {tier: place for place, tier in enumerate(CUSTOMERS["tier"].choices)}
    told = told.assign(place=told["tier"].map(tiers).fillna(len(tiers)))
    told = told.sort_values(["place", "account_no"], kind="stable").drop(columns="place")
    return told.astype("object").where(told.notna(), "")


def _taken_out(plan: "Plan", language: Language) -> list[list[str]]:
    """Return the lines of the rows that were taken out, with the rule and the reason.

    A plan that was cut to a manager has none of them, but the account book of the whole plan.
    """
    rows = plan.ledger.rows
    out = rows.loc[rows["source_row"].isin(plan.quarantined["source_row"])]
    reason = out["reason_zh" if language == "zh" else "reason_en"]
    return [
        [str(account), str(name), str(row), f"{rule} {why}"]
        for account, name, row, rule, why in zip(
            out["account_no"], out["account_name"], out["source_row"], out["rule"], reason,
            strict=True,
        )
    ]  # fmt: skip
