"""Two plans on one map: the first on the left of the handle, the other on the right."""

import dataclasses

import geopandas as gpd
import pandas as pd

from planner.comparing.figures import figures_of
from planner.plan import PlanRecord
from planner.render import Page
from planner.schema import ASSIGNMENT, CHOSEN, CUSTOMERS, Figure, Layer, Table, Text

_OPEN = ("kept", "new")
_CUSTOMER_FACTS = ("account_no", "account_name", "tier", "contract_kva", "annual_kwh", "address")
_SERVED = ("outlet_id", "time_min", "today_outlet_id", "today_time_min")
_SITE_FACTS = (
    "outlet_id", "outlet_name", "outlet_class", "decision", "customers", "annual_kwh", "mean_min",
    "capacity_customers",
)  # fmt: skip


def compose_page(first: PlanRecord, other: PlanRecord, left: str, right: str) -> Page:
    """Lay two plans out as a page lays out today and the plan: `left` and `right` name them.

    Accounts that only the first plan has are left out, and a note says how many.
    """
    report = other.settings["report"]
    lost = len(set(_accounts(first)) - set(_accounts(other)))
    notes = [
        Text("内部资料，注意保密", "Internal: not for publication"),
        Text(f"{left}：运行编号 {first.run}", f"{left}: run {first.run}"),
        Text(f"{right}：运行编号 {other.run}", f"{right}: run {other.run}"),
    ]
    if lost:
        notes.append(
            Text(
                f"仅 {left} 列入计划的 {lost} 户未画出",
                f"{lost} accounts of {left} alone are not drawn",
            )
        )
    return Page(
        title=Text("方案对比", "Plans compared"),
        subtitle=Text(
            f"{report['city']} · {left} → {right}", f"{report['city']} · {left} → {right}"
        ),
        figures=_figures(first, other),
        layers=[*(other.ground or first.ground), *difference_layers(first, other)],
        notes=notes,
        language=other.language,
        late_min=float(report["late_min"]),
        sides=(Text(left, left), Text(right, right)),
    )


def difference_layers(first: PlanRecord, other: PlanRecord) -> list[Layer]:
    """Return customers and outlets of the other plan, with the first in the place of today."""
    return [_customers(first, other), _outlets(first, other)]


def _figures(first: PlanRecord, other: PlanRecord) -> list[Figure]:
    before = {one.key: one.value for one in figures_of(first)}
    return [dataclasses.replace(one, before=before.get(one.key)) for one in figures_of(other)]


def _accounts(plan: PlanRecord) -> "pd.Series[str]":
    return plan.tables["customers"]["account_no"]


def _customers(first: PlanRecord, other: PlanRecord) -> Layer:
    served = ["outlet_id", "time_min"]
    was = first.tables["assignment"].set_index("account_no")[served].add_prefix("today_")
    now = other.tables["assignment"].set_index("account_no")[served]
    customers = gpd.GeoDataFrame(other.tables["customers"])
    facts = [name for name in _CUSTOMER_FACTS if name in customers.columns]
    rows = customers[[*facts, "geometry"]].join(now.join(was), on="account_no")
    headings = _headings(CUSTOMERS, facts) | _headings(ASSIGNMENT, _SERVED)
    return Layer("customers", Text(CUSTOMERS.zh, CUSTOMERS.en), rows, headings)


def _outlets(first: PlanRecord, other: PlanRecord) -> Layer:
    """Return every site of both plans, kept, new or closed as seen from the first plan."""
    was, now = (gpd.GeoDataFrame(one.tables["outlets"]) for one in (first, other))
    gone = was.loc[~was["outlet_id"].isin(now["outlet_id"])].assign(customers=0)
    sites = gpd.GeoDataFrame(pd.concat([now, gone], ignore_index=True), crs=now.crs)
    opened = sites["outlet_id"].isin(_open(now))
    stood = sites["outlet_id"].isin(_open(was))
    decision = pd.Series("not chosen", index=sites.index)
    decision = decision.mask(stood & ~opened, "closed").mask(opened & ~stood, "new")
    sites["decision"] = decision.mask(opened & stood, "kept")
    if "plan_class" in sites.columns:
        named = sites["plan_class"].fillna("") != ""
        sites["outlet_class"] = sites["plan_class"].where(named, sites["outlet_class"])
    facts = [name for name in _SITE_FACTS if name in sites.columns]
    rows = gpd.GeoDataFrame(sites[[*facts, "geometry"]], crs=now.crs)
    return Layer("outlets", Text("网点", "Outlets"), rows, _headings(CHOSEN, facts))


def _open(sites: pd.DataFrame) -> set[str]:
    return set(sites.loc[sites["decision"].isin(_OPEN), "outlet_id"])


def _headings(table: Table, names: "tuple[str, ...] | list[str]") -> dict[str, Text]:
    return {name: Text(table[name].zh, table[name].en) for name in names}
