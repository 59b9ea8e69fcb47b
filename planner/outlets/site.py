"""Choose the outlets: labels to positions, the solve, and back to labelled tables."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from planner.errors import DataError, InfeasibleError, OptionError
from planner.outlets import tables
from planner.outlets.engines.chosen import Chosen
from planner.outlets.engines.p_median import least_count, p_median
from planner.outlets.measures import measure
from planner.outlets.options import OutletsOptions
from planner.outlets.result import SecondPlan, Siting
from planner.schema import CUSTOMERS, SITES, BoolArray, Customers, FloatArray, Travel

_SHOWN = 5


def site_outlets(
    customers: Customers, sites: gpd.GeoDataFrame, travel: Travel, options: OutletsOptions
) -> Siting:
    """Open `options.count` outlets so that the weighted mean travel of customers is least.

    Parameters
    ----------
    customers
        With `annual_kwh`; every one reaches at least one site.
    sites
        Columns of SITES: existing outlets and candidates.
    travel
        From customers (origins) to sites (destinations).
    options
        How many, what stays, what counts.

    Returns
    -------
    siting
        Each customer goes to the nearest open outlet; rows keep the order of the inputs.

    Raises
    ------
    DataError
        A table is not usable, or customers reach no site (all are named).
    OptionError
        Nobody has any weight.
    InfeasibleError
        The count is too small for what stays or for reaching everybody, or larger than all sites.
    """
    CUSTOMERS.require(customers, "account_no", "annual_kwh", "geometry", by="outlets")
    SITES.require(sites, "outlet_id", "outlet_name", "site_status", by="outlets")
    # Solved in the order of ids, so that the order of rows in a file cannot change the plan.
    customers_by_id = customers.sort_values("account_no", kind="stable")
    sites_by_id = sites.sort_values("outlet_id", kind="stable")
    ways = travel.take(customers_by_id["account_no"].tolist(), sites_by_id["outlet_id"].tolist())
    time_min = np.where(np.isfinite(ways.time_min), ways.time_min, np.inf)
    _refuse_unreachable(time_min, ways.origin_ids)
    weight = weights(customers_by_id, options)
    existing = (sites_by_id["site_status"] == "existing").to_numpy()
    stays = staying(sites_by_id, options)
    _refuse_count(int(stays.sum()), len(sites_by_id), options)
    try:
        chosen = p_median(weight, time_min, stays, options.count, options.solve)
    except InfeasibleError as error:
        raise _explained(time_min, stays, options) from error
    plan = tables.Plan(customers_by_id, sites_by_id, ways, time_min, weight, stays, chosen.opened)
    outlets = tables.outlet_table(plan).loc[sites.index]
    assignment = tables.assignment_table(plan).loc[customers.index]
    kwh = customers["annual_kwh"].to_numpy(np.float64)
    return Siting(
        options=options,
        outcome=chosen.outcome,
        outlets=outlets,
        assignment=assignment.reset_index(drop=True),
        lines=tables.assignment_lines(plan).loc[customers.index],
        measures=tuple(
            measure(
                assignment["today_time_min"].to_numpy(np.float64),
                assignment["time_min"].to_numpy(np.float64),
                kwh,
                (int(existing.sum()), options.count),
                options.standards_min,
            )
        ),
        second=_second(plan, chosen, options) if options.second_best else None,
        findings=tables.capacity_findings(outlets),
    )


def weights(customers: Customers, options: OutletsOptions) -> FloatArray:
    """Return what each customer counts; the sum is 1.

    Raises
    ------
    OptionError
        Nobody counts.
    """
    kwh = customers["annual_kwh"].to_numpy(np.float64)
    by_kwh = kwh / kwh.sum() if kwh.sum() > 0 else np.zeros(len(kwh))
    weight = options.weight.kwh * by_kwh + options.weight.customers / max(len(kwh), 1)
    if not weight.sum() > 0:
        raise OptionError(
            "no customer has any weight",
            where="outlets.weight",
            mend="set outlets.weight.customers above 0, or give customers their annual kWh",
        )
    return np.asarray(weight / weight.sum(), dtype=np.float64)


def staying(sites: gpd.GeoDataFrame, options: OutletsOptions) -> BoolArray:
    """Say which sites have to be open."""
    stays = np.zeros(len(sites), dtype=np.bool_)
    if "must_keep" in sites:
        stays |= (sites["must_keep"] == True).to_numpy(np.bool_)  # noqa: E712  NA counts as no
    if options.existing_rule == "keep":
        stays |= (sites["site_status"] == "existing").to_numpy(np.bool_)
    return stays


def _second(plan: tables.Plan, chosen: Chosen, options: OutletsOptions) -> SecondPlan | None:
    """Forbid exactly this set of outlets and solve again."""
    try:
        other = p_median(
            plan.weight, plan.time_min, plan.stays, options.count, options.solve,
            excluded=[chosen.opened],
        )  # fmt: skip
    except InfeasibleError:
        return None  # there is no other set: all sites are open, or none else reaches everybody
    ids = plan.sites["outlet_id"].to_numpy()

    def names(here: npt.NDArray[np.intp], there: npt.NDArray[np.intp]) -> tuple[str, ...]:
        return tuple(str(one) for one in ids[np.setdiff1d(here, there)])

    return SecondPlan(
        without=names(chosen.opened, other.opened),
        instead=names(other.opened, chosen.opened),
        extra_min=other.outcome.objective - chosen.outcome.objective,
        outcome=other.outcome,
    )


def _refuse_unreachable(time_min: FloatArray, account_nos: tuple[str, ...]) -> None:
    if not len(account_nos):
        raise DataError("there is no customer to site outlets for", mend="give customers")
    lost = [account_nos[one] for one in np.flatnonzero(~np.isfinite(time_min).any(axis=1))]
    if lost:
        more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
        raise DataError(
            f"{len(lost)} customers reach no site: {', '.join(lost[:_SHOWN])}{more}",
            where="travel from customers to sites",
            mend="leave them out, add a site on their side, or complete the road file",
        )


def _refuse_count(stay_count: int, site_count: int, options: OutletsOptions) -> None:
    where = f"outlets.count = {options.count}"
    if options.count > site_count:
        raise InfeasibleError(
            f"there are only {site_count} sites for {options.count} outlets",
            where=where,
            mend=f"lower outlets.count to {site_count}, or add candidates",
        )
    if options.count < stay_count:
        raise InfeasibleError(
            f"{stay_count} outlets have to stay open, more than the {options.count} asked for",
            where=where,
            mend=f"raise outlets.count to {stay_count}, or let outlets close "
            "(outlets.existing_rule, must_keep)",
        )


def _explained(time_min: FloatArray, stays: BoolArray, options: OutletsOptions) -> InfeasibleError:
    """Say how many outlets it takes to reach everybody."""
    least = least_count(time_min, stays, options.solve)
    return InfeasibleError(
        f"{options.count} outlets cannot reach every customer, wherever they open",
        where=f"outlets.count = {options.count}",
        mend=f"raise outlets.count to {least}, or add sites that more customers can reach",
    )
