"""Write a page for every customer of a plan, and the index that leads to all of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.files import file_names
from planner.findings import Language
from planner.plan.dossiers.page import dossier_of
from planner.plan.dossiers.told import Told
from planner.render import DossierIndex, Section, write_dossier, write_index
from planner.schema import ASSIGNMENT, CUSTOMERS, OWNERS, VISITS, Text

if TYPE_CHECKING:
    from planner.plan.plan import Plan

FOLDER, INDEX = "customers", "index"
_HEADINGS = (
    Text("户号", "Account no."), Text("户名", "Name"), Text("等级", "Tier"), Text("网点", "Outlet"),
    Text("分钟", "Minutes"), Text("客户经理", "Manager"), Text("走访", "Visits"),
)  # fmt: skip
_OUT = (
    Text("户号", "Account no."),
    Text("户名", "Name"),
    Text("行", "Row"),
    Text("原因", "Reason"),
)


def write_dossiers(plan: "Plan", folder: Path, language: Language) -> list[Path]:
    """Write ``ACCOUNT.html`` for each planned customer and ``index.html``, which lists every row.

    Where there are more customers than `report.customer_pages`, the largest by energy get a page.

    Raises
    ------
    PlannerError
        The folder cannot be written to.
    """
    told = Told(plan)
    most = plan.scenario.report.customer_pages
    paged = set(plan.customers.nlargest(most, "annual_kwh", keep="first")["account_no"])
    rows = pd.DataFrame(plan.customers).to_dict("records")
    # The index comes first, so that an account of that name gets another.
    names = file_names([INDEX, *(str(row["account_no"]) for row in rows)])
    home = f"{INDEX}.html"
    written = [
        write_dossier(
            folder / f"{names[str(row['account_no'])]}.html", dossier_of(told, row, language), home
        )
        for row in rows
        if row["account_no"] in paged
    ]
    pages = {one: f"{names[one]}.html" for one in paged}
    return [*written, write_index(folder / home, _index(told, rows, pages, language))]


def _index(
    told: Told, rows: Sequence[Mapping[Any, Any]], page_of: Mapping[str, str], language: Language
) -> DossierIndex:
    plan = told.plan
    ranks = {tier: place for place, tier in enumerate(CUSTOMERS["tier"].choices)}
    order = sorted(
        rows, key=lambda row: (ranks.get(_tier(row), len(ranks)), str(row["account_no"]))
    )
    planned = Section(
        CUSTOMERS.zh if language == "zh" else CUSTOMERS.en,
        [one.say(language) for one in _HEADINGS],
        [_line(told, row) for row in order],
        frozenset({4, 6}),
    )
    out = plan.ledger.rows.loc[plan.ledger.rows["fate"] != "planned"]
    reason = "reason_zh" if language == "zh" else "reason_en"
    left = Section(
        Text("隔离的行", "Rows taken out").say(language),
        [one.say(language) for one in _OUT],
        [
            [str(account), str(name), str(row), f"{rule} {why}"]
            for account, name, row, rule, why in zip(
                out["account_no"], out["account_name"], out["source_row"], out["rule"],
                out[reason], strict=True,
            )
        ],
        frozenset({2}),
    )  # fmt: skip
    pages = [page_of.get(str(row["account_no"]), "") for row in order]
    return DossierIndex(
        title=Text("一户一档", "A page a customer").say(language)
        + f" · {plan.title.say(language)}",
        lines=[
            plan.ledger.sentence(language),
            f"{Text('运行编号', 'run').say(language)} {plan.run_id}",
        ],
        sections=[planned, left] if len(out) else [planned],
        pages=[pages, [""] * len(out)] if len(out) else [pages],
        language=language,
    )


def _line(told: Told, row: Mapping[Any, Any]) -> list[str]:
    account = str(row["account_no"])
    served, owned, visits = (told.rows(one, account) for one in (ASSIGNMENT, OWNERS, VISITS))
    name = row["account_name"]
    return [
        account,
        name if isinstance(name, str) else "",
        _tier(row),
        "" if served is None else str(served["outlet_name"].iloc[0]),
        "" if served is None else f"{served['time_min'].iloc[0]:.1f}",
        "" if owned is None else str(owned["manager_name"].iloc[0]),
        "0" if visits is None else str(len(visits)),
    ]


def _tier(row: Mapping[Any, Any]) -> str:
    tier = row["tier"]
    return tier if isinstance(tier, str) else ""
