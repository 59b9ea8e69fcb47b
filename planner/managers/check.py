"""Judge a division of customers from its tables alone; shares nothing with what made it."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from planner.managers.options import ManagersOptions
from planner.schema import CUSTOMERS, BoolArray, Customers, FloatArray, Travel

_MINUTE = 1e-6  # tolerance, relative to the work at hand
_HOUR = 60.0


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
    and reach; one manager a group; locks; `moved`, `manager_before` and the reason true to the
    register, and no more moves than allowed; work as the workload says; each manager's row in
    `loads` true to the owners, its bounds to the options, and work outside them told. That work is
    outside the bounds is no breach, as one group may weigh more than any balance allows; that it
    is not told is one.
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
    skill = _skill(accounts.loc[rows["account_no"]], people)
    may = _may(skill, minutes, rows, options)
    breaches += _served(rows, people, minutes, may)
    vip = _column(accounts, "tier").reindex(rows["account_no"]).eq("VIP")
    breaches += _deputies(rows, people, minutes, skill, vip.to_numpy())
    breaches += _groups(rows, accounts, may, options)
    breaches += _work(rows, people, minutes, workload)
    return breaches + list(_bars(rows, loads, people, options))


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column, all empty where the table does not have it."""
    return frame[name] if name in frame else pd.Series(np.nan, index=frame.index, dtype=object)


def _skill(accounts: pd.DataFrame, people: pd.DataFrame) -> BoolArray:
    """Say who may serve whom by voltage and tier, shape (accounts, managers)."""
    need_kv = _column(accounts, "voltage_kv").astype(float)
    limit_kv = _column(people, "max_voltage_kv").astype(float)
    volts = limit_kv.fillna(np.inf).to_numpy()[None, :] >= need_kv.fillna(0.0).to_numpy()[:, None]
    order = list(CUSTOMERS["tier"].choices)
    tier, highest = _column(accounts, "tier"), _column(people, "highest_tier")
    need = np.array([order.index(one) if one in order else len(order) for one in tier])
    limit = np.array([order.index(one) if one in order else 0 for one in highest])
    return np.asarray(volts & (limit[None, :] <= need[:, None]), dtype=np.bool_)


def _may(
    skill: BoolArray, minutes: FloatArray, rows: pd.DataFrame, options: ManagersOptions
) -> BoolArray:
    """Say who may be the owner: a road always, skill, and the reach where it leaves somebody.

    Where nobody with a road has the skill, anybody with a road may, if the options say so.
    """
    road = np.isfinite(minutes)
    may = skill & road
    if options.unskilled == "best qualified":
        may = np.where(may.any(axis=1)[:, None], may, road)
    near = may & (minutes <= (options.reach_min or np.inf))
    locked = rows["account_no"].isin(options.locks).to_numpy()
    near = np.where(near.any(axis=1)[:, None] & ~locked[:, None], near, may)
    return np.asarray(near, dtype=np.bool_)


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
    skill: BoolArray,
    vip: BoolArray,
) -> list[str]:
    """Look for one deputy a customer: somebody else, able where anybody else is."""
    able = skill & np.isfinite(minutes)
    breaches = []
    names = zip(rows["account_no"], rows["manager_id"], rows["deputy_id"], strict=True)
    for row, (account_no, manager_id, deputy_id) in enumerate(names):
        others = able[row] & (people.index != manager_id)
        if pd.isna(deputy_id):
            if others.any() or (len(people) > 1 and vip[row]):
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
    today = accounts["manager_id"].reindex(rows["account_no"]).fillna("").tolist()
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
    rows: pd.DataFrame, accounts: pd.DataFrame, may: BoolArray, options: ManagersOptions
) -> list[str]:
    """Name groups that were split although somebody may serve all their customers."""
    breaches = []
    for column in options.keep_together:
        if column not in accounts:
            continue
        value = accounts[column].reindex(rows["account_no"]).fillna("").astype(str).str.strip()
        places = pd.Series(np.arange(len(rows)), index=value.to_numpy())
        for name, members in places[places.index != ""].groupby(level=0):
            ids = set(rows["manager_id"].iloc[members])
            must = options.unskilled == "refuse" or may[members].all(axis=0).any()
            if len(ids) > 1 and must:
                breaches.append(f"{column} {name}: has {len(ids)} managers")
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
    fair_h = hours / hours.sum() * work_h.sum()
    most_h = np.minimum(options.balance * fair_h, options.capacity_h * hours / hours.mean())
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
        "deputy_most": options.deputy_balance * hours / hours.sum() * deputies.sum(),
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
