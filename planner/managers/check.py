"""Judge a division of customers from its tables alone."""

import numpy as np
import pandas as pd

from planner.managers.options import ManagersOptions
from planner.schema import BoolArray, Customers, FloatArray, Travel


def check_managers(
    owners: pd.DataFrame,
    customers: Customers,
    roster: pd.DataFrame,
    bases: Travel,
    options: ManagersOptions,
) -> list[str]:
    """Return every breach of the rules of a division; empty when there is none.

    Looks at: one owner a customer, owners on the roster, skill by voltage, reachable from the
    base, one manager a legal entity, `moved` and `manager_before` true to the register. Balance is
    a soft rule and is told in the headline.
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
    breaches += _moves(rows, accounts)
    rows = rows[~strange]
    minutes = bases.take(list(people["outlet_id"]), list(rows["account_no"])).time_min.T
    may = _may(accounts.loc[rows["account_no"]], people, minutes, options)
    owner = people.index.get_indexer(pd.Index(rows["manager_id"]))
    for row in np.flatnonzero(~may[np.arange(len(rows)), owner]):
        account_no, manager_id = rows[["account_no", "manager_id"]].iloc[row]
        if np.isnan(minutes[row, owner[row]]):
            base = people.loc[manager_id, "outlet_id"]
            breaches.append(f"{account_no}: there is no road from base {base}")
        else:
            breaches.append(f"{account_no}: {manager_id} may not serve it, by voltage or reach")
    if options.keep_entity_together and "customer_id" in accounts:
        breaches += _entities(rows, accounts, may)
    return breaches


def _may(
    accounts: pd.DataFrame, people: pd.DataFrame, minutes: FloatArray, options: ManagersOptions
) -> BoolArray:
    """Say who may serve whom, shape (accounts, managers).

    Skill by voltage, a road, and the reach count in this order of need: where nobody has the
    skill the best qualified do, and where two of them leave nobody the later one is dropped.
    """
    need_kv = accounts.get("voltage_kv", pd.Series(np.nan, index=accounts.index)).astype(float)
    limit_kv = people.get("max_voltage_kv", pd.Series(np.nan, index=people.index)).astype(float)
    limit = limit_kv.fillna(np.inf).to_numpy()
    skill = limit[None, :] >= np.minimum(need_kv.fillna(0.0).to_numpy(), limit.max())[:, None]
    may = np.isfinite(minutes)
    for rule in (skill, minutes <= (options.reach_min or np.inf)):
        both = may & rule
        may = np.where(both.any(axis=1)[:, None], both, may)
    return np.asarray(may, dtype=np.bool_)


def _one_each(owners: pd.DataFrame, accounts: pd.DataFrame) -> list[str]:
    times = owners["account_no"].value_counts()
    return [
        *(f"{one}: has {count} owners" for one, count in times.items() if count > 1),
        *(f"{one}: has no owner" for one in accounts.index if one not in times.index),
        *(f"{one}: is not a customer" for one in times.index if one not in accounts.index),
    ]


def _moves(rows: pd.DataFrame, accounts: pd.DataFrame) -> list[str]:
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
    bad = rows.loc[~(rows["workload_min"] >= 0.0), "account_no"]
    return breaches + [f"{one}: work is not 0 minutes or more" for one in bad]


def _entities(rows: pd.DataFrame, accounts: pd.DataFrame, may: BoolArray) -> list[str]:
    """Name legal entities that were split although somebody may serve all their accounts."""
    named = rows.assign(
        entity=accounts["customer_id"].reindex(rows["account_no"]).fillna("").to_numpy(),
        place=range(len(rows)),
    )
    named = named[named["entity"].str.strip() != ""]
    breaches = []
    for entity, members in named.groupby("entity"):
        one_could = may[members["place"]].all(axis=0).any()
        if members["manager_id"].nunique() > 1 and one_could:
            breaches.append(
                f"legal entity {entity}: has {members['manager_id'].nunique()} managers"
            )
    return breaches
