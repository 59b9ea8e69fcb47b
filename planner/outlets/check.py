"""Verify an outlet plan from its tables alone; shares nothing with what made it."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.outlets.check_service import objective_of, service_breaches
from planner.outlets.check_standing import standing_breaches
from planner.outlets.evidence import TODAY, Case, Evidence
from planner.outlets.options import OutletsOptions
from planner.schema import BoolArray, Customers, FloatArray, Travel

_MINUTE = 1e-6  # tolerance of minutes and kilometres
_RELATIVE = 1e-9  # tolerance of kWh, which grow large


def check_siting(
    outlets: gpd.GeoDataFrame,
    assignment: pd.DataFrame,
    customers: Customers,
    travel: Travel,
    options: OutletsOptions,
    *,
    objective: float | None = None,
    more: Evidence | None = None,
) -> list[str]:
    """Name every rule that an outlet plan breaks.

    Parameters
    ----------
    outlets
        Table CHOSEN: all sites with their decisions.
    assignment
        Table ASSIGNMENT.
    customers
        Everybody who has to be served.
    travel
        Customers to sites.
    options
        What was asked for.
    objective
        The value of the first goal that the plan claims, weighted mean minutes for "minutes"; not
        compared when ``None``.
    more
        Tables of years, scenarios, standards and groups; needed where there are several years or
        scenarios, or customers are split. Regret is compared with `least_min` of the stages.

    Returns
    -------
    breaches
        One sentence each; empty for a sound plan.
    """
    case = Case(outlets, assignment, customers, travel, options, more or Evidence())
    broken = [*_decisions(outlets, options), *_people(outlets, assignment, customers)]
    broken += standing_breaches(case) if not broken else []
    if broken:
        return broken  # figures of a plan with wrong ids would only repeat the fault
    broken = list(service_breaches(case))
    if broken:
        return broken
    served = assignment.set_index("account_no").loc[customers["account_no"]]
    sites = outlets.set_index("outlet_id")
    ways = travel.take(customers["account_no"].tolist(), outlets["outlet_id"].tolist())
    return [
        *_ways(served, ways, sites),
        *_today(served, ways, sites),
        *_loads(served, customers, sites),
        *_claim(case, objective),
        *(_costs(case, served, ways) if options.unruled else ()),
    ]


def _claim(case: Case, objective: float | None) -> Iterator[str]:
    goal = case.options.goal[0]
    if objective is None:
        return
    actual = objective_of(case, goal)
    if np.isclose(actual, objective, rtol=1e-9, atol=1e-6):
        return
    what = "the weighted mean" if goal == "minutes" else f'the goal "{goal}"'
    yield f"{what} is {actual:.6f}, not {objective:.6f}"


def _decisions(outlets: gpd.GeoDataFrame, options: OutletsOptions) -> Iterator[str]:
    for one in outlets.loc[outlets["outlet_id"].duplicated(), "outlet_id"]:
        yield f"outlet {one} is decided twice"
    allowed = {"existing": {"kept", "closed"}, "candidate": {"new", "not chosen"}}
    keep = outlets["must_keep"] if "must_keep" in outlets else [False] * len(outlets)
    for one, status, decision, must in zip(
        outlets["outlet_id"], outlets["site_status"], outlets["decision"], keep, strict=True
    ):
        if decision not in allowed.get(status, set()):
            yield f"outlet {one} is {status} and cannot be {decision}"
        elif decision in ("closed", "not chosen") and must is not pd.NA and bool(must):
            yield f"outlet {one} must be kept and is {decision}"
        elif decision == "closed" and options.existing_rule == "keep":
            yield f"outlet {one} exists, all such stay, and it is closed"


def _people(
    outlets: gpd.GeoDataFrame, assignment: pd.DataFrame, customers: Customers
) -> Iterator[str]:
    who = assignment["account_no"]
    for one in who[who.duplicated()]:
        yield f"customer {one} is assigned twice"
    for one in sorted(set(customers["account_no"]) - set(who)):
        yield f"customer {one} is assigned nowhere"
    for one in sorted(set(who) - set(customers["account_no"])):
        yield f"customer {one} is assigned but not to be planned"
    opened = set(outlets.loc[outlets["decision"].isin(("kept", "new")), "outlet_id"])
    for one, outlet in zip(who, assignment["outlet_id"], strict=True):
        if outlet not in opened:
            yield f"customer {one} is sent to {outlet}, which is not open"


def _ways(served: pd.DataFrame, ways: Travel, sites: pd.DataFrame) -> Iterator[str]:
    rows = np.arange(len(served))
    at = sites.index.get_indexer(pd.Index(served["outlet_id"]))
    time_min, distance_km = ways.time_min[rows, at], ways.distance_km[rows, at]
    for one in served.index[_apart(served["time_min"], time_min)]:
        yield f"customer {one} does not have the travel minutes stated"
    for one in served.index[_apart(served["distance_km"], distance_km)]:
        yield f"customer {one} does not have the distance stated"


def _today(served: pd.DataFrame, ways: Travel, sites: pd.DataFrame) -> Iterator[str]:
    exists = np.flatnonzero(sites["site_status"] == "existing")
    time_min = np.where(np.isnan(ways.time_min), np.inf, ways.time_min)[:, exists]
    nearest = time_min.min(axis=1, initial=np.inf)
    stated = served["today_time_min"].to_numpy(np.float64)
    outlet = served["today_outlet_id"]
    at = pd.Index(sites.index[exists]).get_indexer(pd.Index(outlet))
    for row in range(len(served)):
        reached = bool(np.isfinite(nearest[row]))
        if reached != bool(pd.notna(outlet.iloc[row])) or reached != bool(np.isfinite(stated[row])):
            yield f"customer {served.index[row]}: outlet or minutes of today are missing or made up"
        elif reached and (
            abs(stated[row] - nearest[row]) > _MINUTE
            or at[row] < 0
            or abs(time_min[row, at[row]] - nearest[row]) > _MINUTE
        ):
            yield f"customer {served.index[row]}: today's nearest outlet is another"


def _loads(served: pd.DataFrame, customers: Customers, sites: pd.DataFrame) -> Iterator[str]:
    facts = pd.DataFrame(
        {
            "outlet_id": served["outlet_id"].to_numpy(),
            "annual_kwh": customers["annual_kwh"].to_numpy(np.float64),
            "time_min": served["time_min"].to_numpy(np.float64),
        }
    )
    groups = facts.groupby("outlet_id")
    count = groups.size().reindex(sites.index, fill_value=0).to_numpy()
    kwh = groups["annual_kwh"].sum().reindex(sites.index, fill_value=0.0).to_numpy()
    mean_min = groups["time_min"].mean().reindex(sites.index).to_numpy()
    stated_kwh = sites["annual_kwh"].to_numpy(np.float64)
    for row, one in enumerate(sites.index):
        if sites["customers"].iloc[row] != count[row]:
            yield f"outlet {one} does not have {sites['customers'].iloc[row]} customers"
        if not abs(stated_kwh[row] - kwh[row]) <= _RELATIVE * max(1.0, kwh.sum()):
            yield f"outlet {one} does not have the kWh stated"
    for one in sites.index[_apart(sites["mean_min"], mean_min)]:
        yield f"outlet {one} does not have the mean minutes stated"


def _costs(case: Case, served: pd.DataFrame, ways: Travel) -> Iterator[str]:
    """Recompute for every open outlet the plan without it and with another."""
    sites, options = case.sites, case.options
    weight = case.weight(0, TODAY)
    time_min = np.where(np.isnan(ways.time_min), np.inf, ways.time_min)
    total = float(weight @ served["time_min"].to_numpy(np.float64))
    is_open = sites["decision"].isin(("kept", "new")).to_numpy()
    stays = (sites["site_status"] == "existing").to_numpy() & (options.existing_rule == "keep")
    if "must_keep" in sites:
        stays |= sites["must_keep"].fillna(value=False).to_numpy(np.bool_)
    for row, one in enumerate(sites.index):
        if not is_open[row]:
            continue
        rest = is_open.copy()
        rest[row] = False
        drop = _total(weight, time_min[:, rest]) - total
        if _apart(sites["drop_cost_weighted_min"].iloc[[row]], np.array([drop])).any():
            yield f"outlet {one}: dropping it does not cost what is stated"
        swaps = {
            str(sites.index[new]): _total(weight, time_min[:, [*np.flatnonzero(rest), new]]) - total
            for new in np.flatnonzero(~is_open).tolist()
        }
        yield from _exchange(str(one), sites.iloc[row], {} if stays[row] else swaps)


def _exchange(outlet: str, stated: pd.Series, swaps: dict[str, float]) -> Iterator[str]:
    """Compare the replacement that is stated with all there are."""
    possible = {one: extra for one, extra in swaps.items() if np.isfinite(extra)}
    least = min(possible.values(), default=float("nan"))
    if least < -_MINUTE:
        yield f"outlet {outlet}: another site in its place would be better"
    if _apart(pd.Series([stated["swap_cost_weighted_min"]]), np.array([least])).any():
        yield f"outlet {outlet}: replacing it does not cost what is stated"
    named = str(stated["best_replacement"])
    if not possible:
        if named:
            yield f"outlet {outlet} cannot be replaced by {named}"
    elif not possible.get(named, float("inf")) <= least + _MINUTE:
        yield f"outlet {outlet}: {named or 'nothing'} is not its best replacement"


def _total(weight: FloatArray, time_min: FloatArray) -> float:
    nearest = time_min.min(axis=1, initial=np.inf)
    return float(weight @ nearest) if np.isfinite(nearest).all() else float("inf")


def _apart(stated: pd.Series, actual: FloatArray) -> BoolArray:
    """Say where two columns differ; both empty, or one empty and the other endless, is the same."""
    left, right = stated.to_numpy(np.float64), np.asarray(actual, dtype=np.float64)
    empty = np.isnan(left) & ~np.isfinite(right)
    return np.asarray(~empty & ~(np.abs(left - right) <= _MINUTE))
