"""The planner's page of a whole plan: which rows, in which layers, under which title."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from planner.files.tiles import Tiles
from planner.plan.profiles import level_of
from planner.render import Page
from planner.schema import ASSIGNMENT, CUSTOMERS, OWNERS, Figure, Layer, Table, Text

if TYPE_CHECKING:
    from planner.plan.plan import Plan

CUSTOMER_FACTS = (
    "account_no", "account_name", "tier", "tier_rule", "status", "critical_grade", "voltage_kv",
    "contract_kva", "annual_kwh", "peak_kw", "load_factor", "address", "geo_level", "geo_error_m",
    "last_visit_on",
)  # fmt: skip
"""What is shown of a customer, of all that the register has."""

_FIRST = (
    "open_outlets", "mean_min_kwh", "p90_min", "share_15_min_customers", "visits_planned",
    "visit_km", "priority_share_pct", "hours_max_mean",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Ground:
    """What lies under a plan on the map; each part may be empty.

    `bands` are areas by minutes to the nearest outlet, of today and of the plan.
    """

    layers: tuple[Layer, ...]
    bands: tuple[Layer, ...] = ()
    tiles: Tiles | None = None


def compose_page(plan: "Plan") -> Page:
    """Join what the rooms know about each row and lay it out for the page."""
    return Page(
        title=Text("供电服务网点规划", "Service outlets and visits"),
        subtitle=subtitle(plan),
        figures=sorted_figures(plan),
        layers=[
            *plan.ground.layers,
            *plan.ground.bands,
            *_own_layers(plan),
            _customers(plan),
        ],
        notes=_notes(plan),
        language=plan.scenario.language,
        late_min=plan.scenario.report.late_min,
        bands_min=plan.scenario.report.bands_min,
        tiles=plan.ground.tiles,
        online_tiles=plan.scenario.report.online_tiles,
    )


def subtitle(plan: "Plan") -> Text:
    """Return city, its note, how many customers the plan has, and of which day the data are."""
    report = plan.scenario.report
    date = "" if report.data_date is None else report.data_date.isoformat()
    count = len(plan.customers)
    return Text(
        _joined(report.city, report.note_zh, f"大客户 {count} 户", date and f"数据日期 {date}"),
        _joined(
            report.city, report.note_en, f"{count} large customers", date and f"data of {date}"
        ),
    )


def sorted_figures(plan: "Plan") -> list[Figure]:
    """Return the headline, those figures first that a meeting asks for first."""
    return sorted(plan.headline(), key=_place)


def _place(figure: Figure) -> int:
    """Put the figures that a meeting asks for first; the others keep their order after them."""
    return _FIRST.index(figure.key) if figure.key in _FIRST else len(_FIRST)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _own_layers(plan: "Plan") -> list[Layer]:
    return [
        layer
        for result in (plan.siting, plan.visits)
        for layer in result.layers()
        if layer.role != "customers"
    ]


def _customers(plan: "Plan") -> Layer:
    facts = [name for name in CUSTOMER_FACTS if name in plan.customers.columns]
    rows = (
        plan.customers[[*facts, "geometry"]]
        .merge(plan.siting.assignment, on="account_no", how="left", validate="1:1")
        .merge(
            plan.territories.owners[["account_no", "manager_id", "manager_before"]],
            on="account_no",
            how="left",
            validate="1:1",
        )
    )
    names = plan.roster[["manager_id", "manager_name"]]
    rows = rows.merge(names, on="manager_id", how="left", validate="m:1")
    headings = _headings(CUSTOMERS, facts) | _headings(ASSIGNMENT, rows.columns)
    headings |= _headings(OWNERS, rows.columns)
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=plan.customers.crs)
    return Layer("customers", Text(CUSTOMERS.zh, CUSTOMERS.en), frame, headings)


def _headings(table: Table, names: "list[str] | pd.Index[str]") -> dict[str, Text]:
    return {name: Text(table[name].zh, table[name].en) for name in names if name in table}


def _notes(plan: "Plan") -> list[Text]:
    zh, en = plan.proof_lines("zh"), plan.proof_lines("en")
    lines = [Text(one, other) for one, other in zip(zh, en, strict=True)]
    return [
        level_of(plan.scenario),
        *lines,
        Text(f"运行编号 {plan.run_id}", f"run {plan.run_id}"),
    ]
