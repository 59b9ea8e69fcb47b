"""Judge a division of customers from its tables alone."""

import numpy as np
import pandas as pd

from planner.managers.options import ManagersOptions
from planner.schema import Customers, Travel


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
    breaches = _one_each(owners, accounts)
    rows = owners.drop_duplicates("account_no")
    rows = rows[rows["account_no"].isin(accounts.index)]
    best_kv = roster.get("max_voltage_kv", pd.Series(dtype="float64")).fillna(float("inf")).max()
    people = roster.set_index("manager_id")
    for account_no, manager_id in zip(rows["account_no"], rows["manager_id"], strict=True):
        if manager_id not in people.index:
            breaches.append(f"{account_no}: manager {manager_id} is not on the roster")
            continue
        limit_kv = people.loc[manager_id].get("max_voltage_kv")
        need_kv = accounts.loc[account_no].get("voltage_kv")
        if pd.notna(limit_kv) and pd.notna(need_kv) and limit_kv < min(need_kv, best_kv):
            breaches.append(f"{account_no}: {manager_id} may not serve {need_kv:g} kV")
        base = people.loc[manager_id, "outlet_id"]
        if pd.isna(bases.take([base], [account_no]).time_min[0, 0]):
            breaches.append(f"{account_no}: there is no road from base {base}")
    breaches += _moves(rows, accounts)
    if options.keep_entity_together and "customer_id" in accounts:
        breaches += _entities(
            rows, accounts, bases.take(list(people["outlet_id"]), list(rows["account_no"]))
        )
    return breaches


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


def _entities(rows: pd.DataFrame, accounts: pd.DataFrame, bases: Travel) -> list[str]:
    """Name legal entities that were split although some base reaches all their accounts."""
    named = rows.assign(
        entity=accounts["customer_id"].reindex(rows["account_no"]).fillna("").to_numpy(),
        place=range(len(rows)),
    )
    named = named[named["entity"].str.strip() != ""]
    breaches = []
    for entity, members in named.groupby("entity"):
        one_way = np.isfinite(bases.time_min[:, members["place"]]).all(axis=1).any()
        if members["manager_id"].nunique() > 1 and one_way:
            breaches.append(
                f"legal entity {entity}: has {members['manager_id'].nunique()} managers"
            )
    return breaches
