"""Maps of a plan for those who may see no customer: points on a grid, counts by cell.

What may not be seen is deleted here, before anything is drawn.
"""

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.geo import Grid
from planner.plan.page import sorted_figures, subtitle
from planner.plan.profiles import level_of
from planner.plan.sums import hidden
from planner.render import Page
from planner.schema import CHOSEN, CUSTOMERS, Layer, Text

if TYPE_CHECKING:
    from planner.plan.plan import Plan

POINT_GRID_M = 500.0
"""Side of the squares that customers are shown in the middle of, for management."""
_NOT_CRITICAL = "非重要"
_WGS84 = "EPSG:4326"
_OUTLET_SUMS = ["customers", "annual_kwh", "mean_min"]
_OUTLET_FACTS = ["outlet_id", "outlet_name", "outlet_class", "decision", *_OUTLET_SUMS, "geometry"]
_PUBLIC_FACTS = ["outlet_id", "outlet_name", "decision", "geometry"]


def management_page(plan: "Plan") -> Page:
    """Return the planner's page with tier and district of each customer, on a grid of 500 m.

    Critical customers have no point at all: there are too few of them for a grid to hide one.
    """
    return Page(
        title=plan.title,
        subtitle=subtitle(plan),
        figures=sorted_figures(plan),
        layers=[*plan.ground.layers, _outlets(plan), _on_grid(plan)],
        notes=[level_of(plan.scenario), _left_out(plan)],
        language=plan.scenario.language,
        is_whole=False,
    )


def public_layers(plan: "Plan") -> list[Layer]:
    """Return ground, counts by cell and the outlets of the plan, bottom first."""
    ground = [one for one in plan.ground.layers if one.role in {"land", "districts"}]
    plain = [one for one in ground if "hills" not in set(one.rows.get("kind", ()))]
    return [*plain, counts_by_cell(plan), _open_outlets(plan)]


def counts_by_cell(plan: "Plan") -> Layer:
    """Return how many customers stand in each cell; cells with few are left out."""
    export = plan.scenario.export
    lon, lat = shapely.get_coordinates(plan.customers.geometry.to_numpy()).T
    grid = Grid.near(lat, size_m=export.cell_m)
    cells, counts = np.unique(grid.cells(lon, lat), axis=0, return_counts=True)
    shown = ~hidden(counts, fewest=export.fewest)
    rows = gpd.GeoDataFrame(
        {"customers": counts[shown]}, geometry=grid.boxes(cells[shown]), crs=_WGS84
    )
    side = f"{export.cell_m:,.0f}"
    title = Text(f"客户数（{side} 米网格）", f"Customers (cells of {side} m)")
    return Layer("counts", title, rows, {"customers": Text("户数", "Customers")})


def _on_grid(plan: "Plan") -> Layer:
    customers = plan.customers.loc[~is_critical(plan.customers)]
    lon, lat = shapely.get_coordinates(customers.geometry.to_numpy()).T
    grid = Grid.near(lat, size_m=POINT_GRID_M)
    middles = grid.middles(grid.cells(lon, lat))
    rows = pd.DataFrame(
        {
            "tier": customers["tier"].to_numpy(),
            "district": _districts(plan, customers["district_code"]),
            "lon": middles[:, 0],
            "lat": middles[:, 1],
        }
    )
    # By place and tier: the order of the register would say who is who.
    rows = rows.sort_values(["lat", "lon", "tier", "district"], ignore_index=True)
    rows["account_no"] = [f"{number}" for number in range(1, len(rows) + 1)]
    rows["account_name"] = [
        " · ".join(filter(None, pair)) for pair in zip(rows["tier"], rows["district"], strict=True)
    ]
    frame = gpd.GeoDataFrame(
        rows.drop(columns=["lon", "lat"]),
        geometry=gpd.points_from_xy(rows["lon"], rows["lat"]), crs=_WGS84,
    )  # fmt: skip
    heading = CUSTOMERS["district_code"]
    fields = {"district": Text(heading.zh.removesuffix("代码"), "District")}
    return Layer("customers", Text(CUSTOMERS.zh, CUSTOMERS.en), frame, fields)


def is_critical(customers: pd.DataFrame) -> pd.Series:
    """Return which customers are critical: they are never told one by one outside the team."""
    if "critical_grade" not in customers:
        return pd.Series(data=False, index=customers.index)
    return customers["critical_grade"].fillna(_NOT_CRITICAL) != _NOT_CRITICAL


def _left_out(plan: "Plan") -> Text:
    count, fewest = int(is_critical(plan.customers).sum()), plan.scenario.export.fewest
    told = Text(f"（{count} 户）", f" ({count})") if count >= fewest else Text("", "")
    return Text(
        f"重要用户{told.zh}不标位置，只计入汇总",
        f"Critical customers{told.en} have no point and are part of the sums only",
    )


def _districts(plan: "Plan", codes: pd.Series) -> list[str]:
    """Return names of districts where the ground has them, else their codes."""
    names: dict[str, str] = {}
    for layer in plan.ground.layers:
        if layer.role == "districts" and {"district_code", "name"} <= set(layer.rows.columns):
            codes_there = layer.rows["district_code"].astype("str")
            names |= dict(zip(codes_there, layer.rows["name"].astype("str"), strict=True))
    return ["" if pd.isna(one) else names.get(str(one), str(one)) for one in codes]


def outlets_with_sums(outlets: gpd.GeoDataFrame, *, fewest: int) -> gpd.GeoDataFrame:
    """Return all sites without the figures of those that serve few customers."""
    served = outlets["customers"].fillna(0).to_numpy(np.int64)
    small = np.zeros(len(outlets), dtype=np.bool_)
    small[served > 0] = hidden(served[served > 0], fewest=fewest)
    sums = outlets[_OUTLET_SUMS].astype("float64").mask(pd.Series(small, index=outlets.index))
    return gpd.GeoDataFrame(outlets.assign(**sums), geometry="geometry", crs=outlets.crs)


def _outlets(plan: "Plan") -> Layer:
    rows = outlets_with_sums(plan.siting.outlets, fewest=plan.scenario.export.fewest)
    headings = {name: Text(CHOSEN[name].zh, CHOSEN[name].en) for name in _OUTLET_FACTS[:-1]}
    return Layer("outlets", Text("网点", "Outlets"), rows[_OUTLET_FACTS], headings)


def _open_outlets(plan: "Plan") -> Layer:
    rows = plan.siting.open_outlets[_PUBLIC_FACTS]
    fields = {"decision": Text(CHOSEN["decision"].zh, CHOSEN["decision"].en)}
    return Layer("outlets", Text("网点", "Outlets"), rows, fields)
