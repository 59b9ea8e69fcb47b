"""How many minutes of work each customer is, before anyone knows who will do it."""

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from planner.geo import LocalPlane
from planner.schema import Customers, FloatArray, TravelSource
from planner.units import METRES_PER_KM, MINUTES_PER_HOUR
from planner.visits.case import Period
from planner.visits.diary import Diary
from planner.visits.due import due_visits
from planner.visits.leave import left_of

NEIGHBOURS = 3


def estimate_workload(
    customers: Customers,
    roster: pd.DataFrame,
    travel: TravelSource,
    period: Period,
    diary: Diary | None = None,
) -> pd.DataFrame:
    """Estimate what each customer's due visits take, whoever makes them.

    A visit costs its service, the way from a neighbour that is due as well, and its part of a trip
    from a base and back, shared by as many stops as fill half a day.

    Returns
    -------
    workload
        By account number: `local_min` for service and the way between neighbours, `trips` for the
        ways out from a base and back. 0 for customers with no visit due.
    """
    due = due_visits(customers, period, diary)
    index = pd.Index(customers["account_no"], name="account_no")
    work = pd.DataFrame({"local_min": 0.0, "trips": 0.0}, index=index)
    if due.empty:
        return work
    visits = due.groupby("account_no")["service_min"].agg(["count", "mean"])
    accounts = [str(one) for one in visits.index]
    ways = travel.between(sorted(set(roster["outlet_id"])), accounts)
    pace = np.nanmedian(ways.time_min / np.where(ways.distance_km > 0, ways.distance_km, np.nan))
    hop_min = _neighbour_km(customers, accounts) * (pace if np.isfinite(pace) else 0.0)
    service = visits["mean"].to_numpy(dtype=np.float64)
    stops = np.maximum(period.options.max_day_min / 2.0 / (service + hop_min), 1.0)
    count = visits["count"].to_numpy(dtype=np.float64)
    work.loc[accounts, "local_min"] = count * (service + hop_min)
    work.loc[accounts, "trips"] = count / stops
    return work


def with_leave(roster: pd.DataFrame, period: Period, diary: Diary) -> pd.DataFrame:
    """Return the roster with `at_work_share`: the part of the period's working time without leave.

    Returns
    -------
    roster
        With the column `at_work_share`, 0..1.
    """
    options = period.options
    whole = float(options.start_clock_min), float(options.end_clock_min)
    days = pd.to_datetime(pd.Index(period.days))
    shares = []
    for away in map(diary.away, roster["manager_id"].astype(str)):
        spans = (left_of(day, whole, away) for day in days) if away else [whole] * len(days)
        left_min = sum(span[1] - span[0] for span in spans if span)
        shares.append(left_min / (len(days) * (whole[1] - whole[0])))
    return roster.assign(at_work_share=np.array(shares, dtype=np.float64))


def _neighbour_km(customers: Customers, accounts: list[str]) -> FloatArray:
    """Return the mean straight distance to the nearest others of these accounts."""
    rows = pd.Index(customers["account_no"]).get_indexer(pd.Index(accounts))
    lon = customers.geometry.x.to_numpy()[rows]
    lat = customers.geometry.y.to_numpy()[rows]
    x, y = LocalPlane.around(lon, lat).metres(lon, lat)
    count = min(NEIGHBOURS + 1, len(accounts))
    if count == 1:
        return np.zeros(1)
    far_m, _ = KDTree(np.column_stack([x, y])).query(np.column_stack([x, y]), k=count)
    return np.asarray(far_m)[:, 1:].mean(axis=1) / METRES_PER_KM


def correct_workload(
    workload: pd.DataFrame, owners: pd.DataFrame, hours: pd.Series, made: pd.Series
) -> pd.DataFrame:
    """Scale an estimate by what the tours really took, manager by manager.

    Where a manager's tours took longer than estimated, his customers count for more in the next
    division, and he keeps fewer of them. Visits that nobody made took no time and say nothing.

    Parameters
    ----------
    workload
        As from `estimate_workload`.
    owners
        Table OWNERS, with the minutes estimated for each customer.
    hours
        Hours of the tours by manager (`VisitPlan.hours`).
    made
        Part of each account's due visits that is made, 0..1 by account number
        (`VisitPlan.made_share`).

    Returns
    -------
    workload
        The same columns and accounts.
    """
    part = made.reindex(owners["account_no"]).fillna(1.0).to_numpy(dtype=np.float64)
    guess_min = (owners["workload_min"] * part).groupby(owners["manager_id"]).sum()
    took_min = (hours * MINUTES_PER_HOUR).reindex(guess_min.index).fillna(0.0)
    factor = (took_min / guess_min).where((guess_min > 0) & (took_min > 0), 1.0)
    of_account = owners.set_index("account_no")["manager_id"].map(factor)
    return workload.mul(of_account.reindex(workload.index).fillna(1.0), axis=0)
