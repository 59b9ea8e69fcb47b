"""Judge a division of customers from its tables alone; shares nothing with what made it."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from planner.managers.options import ManagersOptions
from planner.schema import CUSTOMERS, BoolArray, Customers, FloatArray, Travel

_MINUTE = 1e-6  # tolerance, relative to the work at hand
_HOUR = 60.0
_NAMED = 3


def check_managers(
    owners: pd.DataFrame,
    loads: pd.DataFrame,
    customers: Customers,
    roster: pd.DataFrame,
    bases: Travel,
    workload: pd.DataFrame,
    options: ManagersOptions,
) -> list[str]:
    """Return every breach of the rules of a division; empty when there is none.

    Looks at: one owner and one deputy a customer, both on the roster, able by voltage, tier, road
    and reach; one manager for all who are to share one; locks; `moved`, `manager_before` and the
    reason true to the register, and no more moves than allowed; work as the workload says; each
    manager's row in `loads` true to the owners, its bounds to the options, and work outside them
    told. That work is outside the bounds is no breach, as one group may weigh more than any balance
    allows; that it is not told is one.
    """
    accounts = customers.set_index("account_no")
    people = roster.set_index("manager_id")
    breaches = _one_each(owners, accounts)
    rows = owners.drop_duplicates("account_no")
    rows = rows[rows["account_no"].isin(accounts.index)]
    strange = ~rows["manager_id"].isin(people.index)
    breaches += [
        f"{account_no}: manager {manager_id} is not on the roster"
        for account_no, manager_id in rows.loc[strange, ["account_no", "manager_id"]].to_numpy()
    ]
    breaches += _moves(rows, accounts, options)
    breaches += _locks(rows, options)
    rows = rows[~strange]
    minutes = bases.take(list(people["outlet_id"]), list(rows["account_no"])).time_min.T
    lack = _lack(accounts.loc[rows["account_no"]], people)
    fit = _fit(lack, np.isfinite(minutes), options)
    shared = _shared(rows, accounts, options)
    breaches += _served(rows, people, minutes, _may(fit, minutes, shared, rows, options))
    vip = _column(accounts, "tier").reindex(rows["account_no"]).eq("VIP")
    breaches += _deputies(rows, people, minutes, lack, vip.to_numpy())
    breaches += _groups(rows, shared, fit, options)
    breaches += _work(rows, people, minutes, workload)
    return breaches + list(_bars(rows, loads, people, options))


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column, all empty where the table does not have it."""
    return frame[name] if name in frame else pd.Series(np.nan, index=frame.index, dtype=object)


def _lack(accounts: pd.DataFrame, people: pd.DataFrame) -> FloatArray:
    """Return the kV and the tiers that each manager lacks, shape (2, accounts, managers)."""
    need_kv = _column(accounts, "voltage_kv").astype(float).fillna(0.0).to_numpy()
    limit_kv = _column(people, "max_voltage_kv").astype(float).fillna(np.inf).to_numpy()
    order = list(CUSTOMERS["tier"].choices)
    tier, highest = _column(accounts, "tier"), _column(people, "highest_tier")
    need = np.array([order.index(one) if one in order else len(order) for one in tier])
    limit = np.array([order.index(one) if one in order else 0 for one in highest])
    short = need_kv[:, None] - limit_kv[None, :], limit[None, :] - need[:, None]
    return np.array([np.maximum(one, 0.0) for one in short], dtype=np.float64)


def _fit(lack: FloatArray, road: BoolArray, options: ManagersOptions) -> BoolArray:
    """Say who may be the owner by skill and road, shape (accounts, managers).

    Where nobody has both, whoever has a road and lacks least may, if the options say so: least
    voltage, then fewest tiers.
    """
    able = road & ~lack.any(axis=0)
    if options.unskilled == "refuse":
        return np.asarray(able, dtype=np.bool_)
    best = road
    for one in lack:
        short = np.where(best, one, np.inf)
        best = best & (short <= short.min(axis=1, keepdims=True))
    return np.asarray(np.where(able.any(axis=1, keepdims=True), able, best), dtype=np.bool_)


def _shared(
    rows: pd.DataFrame, accounts: pd.DataFrame, options: ManagersOptions
) -> list[list[int]]:
    """Return the rows that are to share a manager: linked by an equal value in any column."""
    count = len(rows)
    first: dict[tuple[str, str], int] = {}
    links = []
    for column in options.keep_together:
        value = _column(accounts, column).reindex(rows["account_no"]).fillna("").astype(str)
        for row, one in enumerate(value.str.strip()):
            if one:
                links.append((row, first.setdefault((column, one), row)))
    ends = np.array(links, dtype=np.intp).reshape(-1, 2).T
    graph = coo_array((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(count, count))
    label = connected_components(graph, directed=False)[1]
    return [list(members) for members in pd.Series(range(count)).groupby(label).groups.values()]


def _may(
    fit: BoolArray,
    minutes: FloatArray,
    shared: list[list[int]],
    rows: pd.DataFrame,
    options: ManagersOptions,
) -> BoolArray:
    """Add the reach: where it leaves somebody for all who share a manager, and no lock speaks."""
    may, near = fit.copy(), fit & (minutes <= (options.reach_min or np.inf))
    locked = rows["account_no"].isin(options.locks).to_numpy()
    for members in shared:
        together = fit[members].all(axis=0).any()
        for some in [members] if together else [[one] for one in members]:
            reached = near[some].all(axis=0)
            if reached.any() and not locked[some].any():
                may[some] = reached
    return may


def _served(
    rows: pd.DataFrame, people: pd.DataFrame, minutes: FloatArray, may: BoolArray
) -> list[str]:
    owner = people.index.get_indexer(pd.Index(rows["manager_id"]))
    breaches = []
    for row in np.flatnonzero(~may[np.arange(len(rows)), owner]):
        account_no, manager_id = rows[["account_no", "manager_id"]].iloc[row]
        if np.isnan(minutes[row, owner[row]]):
            base = people.loc[manager_id, "outlet_id"]
            breaches.append(f"{account_no}: there is no road from base {base}")
        else:
            breaches.append(f"{account_no}: {manager_id} may not serve it, by skill or reach")
    return breaches


def _deputies(
    rows: pd.DataFrame,
    people: pd.DataFrame,
    minutes: FloatArray,
    lack: FloatArray,
    vip: BoolArray,
) -> list[str]:
    """Look for one deputy a customer: somebody else, able where anybody else is."""
    road = np.isfinite(minutes)
    able = road & ~lack.any(axis=0)
    breaches = []
    names = zip(rows["account_no"], rows["manager_id"], rows["deputy_id"], strict=True)
    for row, (account_no, manager_id, deputy_id) in enumerate(names):
        other = people.index != manager_id
        others = able[row] & other
        if pd.isna(deputy_id):
            if others.any() or (vip[row] and (road[row] & other).any()):
                breaches.append(f"{account_no}: has no deputy")
        elif deputy_id not in people.index:
            breaches.append(f"{account_no}: deputy {deputy_id} is not on the roster")
        elif deputy_id == manager_id:
            breaches.append(f"{account_no}: owner and deputy are the same")
        elif others.any() and not able[row, people.index.get_loc(deputy_id)]:
            breaches.append(f"{account_no}: deputy {deputy_id} may not serve it")
    return breaches


def _one_each(owners: pd.DataFrame, accounts: pd.DataFrame) -> list[str]:
    times = owners["account_no"].value_counts()
    return [
        *(f"{one}: has {count} owners" for one, count in times.items() if count > 1),
        *(f"{one}: has no owner" for one in accounts.index if one not in times.index),
        *(f"{one}: is not a customer" for one in times.index if one not in accounts.index),
    ]


def _moves(rows: pd.DataFrame, accounts: pd.DataFrame, options: ManagersOptions) -> list[str]:
    """Compare what the table says about before and moved with the register."""
    today = _column(accounts, "manager_id").reindex(rows["account_no"]).fillna("").tolist()
    told = rows["manager_before"].fillna("").tolist()
    breaches = [
        f"{one}: manager before is {was!r}, the register says {is_!r}"
        for one, was, is_ in zip(rows["account_no"], told, today, strict=True)
        if was != is_
    ]
    right = [bool(was) and now != was for was, now in zip(today, rows["manager_id"], strict=True)]
    breaches += [
        f"{one}: moved is {said}"
        for one, said, is_ in zip(rows["account_no"], rows["moved"], right, strict=True)
        if bool(said) != is_
    ]
    mute = rows["reason"].fillna("").eq("").to_numpy() & np.array(right, dtype=bool)
    breaches += [f"{one}: moves without a reason" for one in rows.loc[mute, "account_no"]]
    share = options.max_moved_share
    if share is not None and sum(right) > share * len(accounts) + _MINUTE:
        breaches.append(f"{sum(right)} of {len(accounts)} customers move, at most {share:.1%} may")
    return breaches


def _locks(rows: pd.DataFrame, options: ManagersOptions) -> list[str]:
    now = dict(zip(rows["account_no"], rows["manager_id"], strict=True))
    return [
        f"{account_no}: is locked to {manager_id}"
        for account_no, manager_id in options.locks.items()
        if now.get(account_no) != manager_id
    ]


def _groups(
    rows: pd.DataFrame, shared: list[list[int]], fit: BoolArray, options: ManagersOptions
) -> list[str]:
    """Name customers who share a manager and were split although somebody may serve them all."""
    breaches = []
    for members in shared:
        ids = rows["manager_id"].iloc[members].unique()
        must = options.unskilled == "refuse" or fit[members].all(axis=0).any()
        if len(ids) > 1 and must:
            first = ", ".join(rows["account_no"].iloc[members[:_NAMED]])
            breaches.append(f"{first} are to share a manager and have {len(ids)} managers")
    return breaches


def _work(
    rows: pd.DataFrame, people: pd.DataFrame, minutes: FloatArray, workload: pd.DataFrame
) -> list[str]:
    """Compare minutes of work with the workload and the way from the owner's base."""
    owner = people.index.get_indexer(pd.Index(rows["manager_id"]))
    way = np.nan_to_num(minutes[np.arange(len(rows)), owner])
    given = workload.reindex(rows["account_no"]).fillna(0.0)
    right = given["local_min"].to_numpy() + 2.0 * given["trips"].to_numpy() * way
    said = rows["workload_min"].to_numpy(dtype=float)
    bad = ~(np.abs(said - right) <= _MINUTE * (1.0 + right))
    return [
        f"{one}: {minutes_said:.1f} minutes of work, {minutes_right:.1f} by the workload"
        for one, minutes_said, minutes_right in zip(
            rows.loc[bad, "account_no"], said[bad], right[bad], strict=True
        )
    ]


def _bars(
    rows: pd.DataFrame, loads: pd.DataFrame, people: pd.DataFrame, options: ManagersOptions
) -> Iterator[str]:
    """Compare each manager's row with the owners and with the bounds that the options give."""
    if sorted(loads["manager_id"]) != sorted(people.index):
        yield "loads do not list each manager once"
        return
    bars = loads.set_index("manager_id")
    hours = _column(people, "hours_per_day").astype(float)
    hours = hours.fillna(hours.mean() if hours.notna().any() else 1.0)
    work_h = rows.groupby("manager_id")["workload_min"].sum().reindex(people.index) / _HOUR
    work_h = work_h.fillna(0.0)
    there = _column(people, "at_work_share").astype(float).fillna(1.0)
    given = hours * there if there.any() else hours
    fair_h = given / given.sum() * work_h.sum()
    most_h = np.minimum(options.balance * fair_h, options.capacity_h * there * hours / hours.mean())
    least_h = (2.0 - options.balance) * fair_h
    deputies = rows["deputy_id"].value_counts().reindex(people.index).fillna(0)
    right = {
        "customers": rows["manager_id"].value_counts().reindex(people.index).fillna(0),
        "work_h": work_h,
        "most_h": most_h,
        "least_h": least_h,
        "over_h": np.maximum(work_h - most_h, 0.0),
        "under_h": np.maximum(least_h - work_h, 0.0),
        "deputy_customers": deputies,
        "deputy_most": options.deputy_balance * given / given.sum() * deputies.sum(),
    }
    for column, values in right.items():
        said = bars[column].reindex(people.index).astype(float)
        true = pd.Series(values, index=people.index)
        bad = ~((said - true).abs() <= _MINUTE * (1.0 + true.abs()))
        for manager_id in people.index[bad]:
            yield (
                f"{manager_id}: {column} is {said[manager_id]:.2f}, the owners and the options "
                f"give {true[manager_id]:.2f}"
            )
