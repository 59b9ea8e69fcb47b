"""Labelled tables of a chosen set of outlets."""

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.findings import Action, Finding, Findings
from planner.outlets.asking import Asked
from planner.outlets.engines import interchange
from planner.outlets.engines.answer import Answer
from planner.schema import CHOSEN, RULES, BoolArray, Customers, FloatArray, Travel

type Positions = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Plan:
    """A chosen set of sites with all it was chosen from, in one order of customers and sites."""

    customers: Customers
    sites: gpd.GeoDataFrame
    ways: Travel
    time_min: FloatArray
    weight: FloatArray
    stays: BoolArray
    opened: Positions
    serving: Positions
    losses: bool
    """Whether nothing but a fixed count restrains, so that the cost of single changes is plain."""

    @cached_property
    def existing(self) -> Positions:
        """Positions of today's outlets."""
        return np.flatnonzero((self.sites["site_status"] == "existing").to_numpy())

    @cached_property
    def cost(self) -> float:
        """Weighted mean minutes."""
        return interchange.cost(self.weight, self.time_min, self.opened)


def outlet_table(plan: Plan, asked: Asked, found: Answer) -> gpd.GeoDataFrame:
    """Return CHOSEN: every site with its decision, class, load, and what its loss would cost."""
    size = len(plan.sites)
    is_open = np.zeros(size, dtype=np.bool_)
    is_open[plan.opened] = True
    is_existing = np.zeros(size, dtype=np.bool_)
    is_existing[plan.existing] = True
    mine = plan.time_min[np.arange(len(plan.customers)), plan.serving]
    count = np.bincount(plan.serving, minlength=size)
    kwh = plan.customers["annual_kwh"].to_numpy(np.float64)
    total_min = np.bincount(plan.serving, weights=mine, minlength=size)
    drop, swap, replacement = _losses(plan)
    decided = plan.sites.assign(
        decision=np.select(
            [is_open & is_existing, is_open, is_existing], ["kept", "new", "closed"], "not chosen"
        ),
        customers=count.astype(np.int64),
        annual_kwh=np.bincount(plan.serving, weights=kwh, minlength=size),
        mean_min=np.divide(total_min, count, out=np.full(size, np.nan), where=count > 0),
        drop_cost_weighted_min=drop,
        best_replacement=replacement,
        swap_cost_weighted_min=swap,
    )
    if asked.options.counts_money:
        names, yearly, once = _money(asked, found)
        decided = decided.assign(plan_class=names, plan_yearly_yuan=yearly, plan_once_yuan=once)
    return decided[[name for name in CHOSEN.names if name in decided.columns]]


def _money(asked: Asked, found: Answer) -> tuple[list[str], FloatArray, FloatArray]:
    """Return class, yearly cost and cost once of every site: a move is paid where it goes to."""
    size, offered = len(asked.sites), asked.question.posts
    names, yearly, once = [""] * size, np.zeros(size), np.zeros(size)
    before = offered.today
    for now, money in zip(found.posts, found.money, strict=True):
        was, stands = asked.question.open_sites(before), asked.question.open_sites(now)
        price = np.where(was & ~stands, offered.close_yuan, 0.0)
        bought = now & ~before
        np.add.at(price, offered.site[bought], offered.once_yuan[bought])
        for move in money.moves:
            price[move.leave], price[move.to] = 0.0, move.yuan
        once, before = once + price, now
    for post in np.flatnonzero(found.posts[-1]):
        names[asked.posts[post].site] = asked.posts[post].class_name
        yearly[asked.posts[post].site] = asked.posts[post].yearly_yuan
    return names, yearly, once


def assignment_table(plan: Plan) -> pd.DataFrame:
    """Return ASSIGNMENT: each customer's outlet in the plan and today."""
    rows = np.arange(len(plan.customers))
    ids = plan.sites["outlet_id"].to_numpy()
    today_id = pd.Series(pd.NA, index=plan.customers.index, dtype="str")
    today_min = np.full(len(rows), np.nan)
    if len(plan.existing):
        today = plan.existing[np.argmin(plan.time_min[:, plan.existing], axis=1)]
        reached = np.isfinite(plan.time_min[rows, today])
        today_min[reached] = plan.time_min[rows, today][reached]
        today_id[reached] = ids[today[reached]]
    return pd.DataFrame(
        {
            "account_no": plan.customers["account_no"],
            "outlet_id": ids[plan.serving],
            "time_min": plan.ways.time_min[rows, plan.serving],
            "distance_km": plan.ways.distance_km[rows, plan.serving],
            "today_outlet_id": today_id,
            "today_time_min": today_min,
        },
        index=plan.customers.index,
    )


def assignment_lines(plan: Plan) -> gpd.GeoDataFrame:
    """Return the assignment with a straight line from each customer to his outlet."""
    doors = shapely.get_coordinates(plan.customers.geometry.to_numpy())
    ends = shapely.get_coordinates(plan.sites.geometry.to_numpy())[plan.serving]
    lines = shapely.linestrings(np.stack([doors, ends], axis=1))
    return gpd.GeoDataFrame(assignment_table(plan), geometry=lines, crs=plan.customers.crs)


def capacity_findings(outlets: gpd.GeoDataFrame) -> Findings:
    """Report outlets that are given more customers than they say they can serve."""
    if "capacity_customers" not in outlets:
        return Findings()
    over = outlets.loc[outlets["customers"] > outlets["capacity_customers"]]
    return Findings(
        Finding(
            RULES["W13"], "outlets", Action.REPORTED, column="capacity_customers", value=str(name),
            detail=f"{customers} > {capacity:g}",
        )
        for name, customers, capacity in zip(
            over["outlet_id"], over["customers"], over["capacity_customers"], strict=True
        )
    )  # fmt: skip


def _losses(plan: Plan) -> tuple[FloatArray, FloatArray, npt.NDArray[np.object_]]:
    """Return by site: the cost of dropping it, of replacing it, and the best replacement's id.

    NaN where somebody would be left without an outlet, where the site may not go, and where other
    rules than a fixed count decide what may change.
    """
    size = len(plan.sites)
    drop, swap = np.full(size, np.nan), np.full(size, np.nan)
    replacement = np.full(size, "", dtype=np.object_)
    if not plan.losses:
        return drop, swap, replacement
    after = interchange.swaps(plan.weight, plan.time_min, plan.opened)
    for place, site in enumerate(plan.opened):
        left = interchange.cost(plan.weight, plan.time_min, np.delete(plan.opened, place))
        drop[site] = left - plan.cost if np.isfinite(left) else np.nan
        best = int(np.argmin(after[place]))
        if not plan.stays[site] and np.isfinite(after[place, best]):
            swap[site] = after[place, best] - plan.cost
            replacement[site] = str(plan.sites["outlet_id"].iloc[best])
    return drop, swap, replacement
