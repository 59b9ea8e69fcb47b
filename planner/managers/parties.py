"""Customers that must share a manager, and the managers each of them may have."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.schema import BoolArray, Customers, FloatArray, Travel


@dataclass(frozen=True, eq=False)
class Matter:
    """Everything the division needs, by label: customers down, managers across.

    `minutes` is shape (customers, managers), one way from the base and 0 where there is no way;
    `allowed` says who may serve whom. `unqualified` lists the accounts whose voltage nobody on
    the roster may serve. `before` holds today's manager, empty text where there is none.
    """

    accounts: tuple[str, ...]
    manager_ids: tuple[str, ...]
    minutes: FloatArray
    allowed: BoolArray
    unqualified: tuple[str, ...]
    before: tuple[str, ...]


def gather(
    customers: Customers, roster: pd.DataFrame, bases: Travel, *, reach_min: float | None = None
) -> Matter:
    """Line customers, managers and minutes up.

    Raises
    ------
    DataError
        The roster is empty, or a customer cannot be reached from any manager's base.
    """
    if roster.empty:
        raise DataError("there is no account manager", mend="list at least one on the roster")
    accounts = tuple(customers["account_no"])
    time_min = bases.take(list(roster["outlet_id"]), accounts).time_min.T
    reachable = np.isfinite(time_min)
    lost = [accounts[one] for one in np.flatnonzero(~reachable.any(axis=1))]
    if lost:
        raise DataError(
            f"{len(lost)} customers cannot be reached from any manager's base: "
            + ", ".join(lost[:5]),
            where="managers",
            mend="take them out before territories are divided, or mend the roads",
        )
    qualified, nobody = _skills(customers, roster)
    # Where skill and road exclude each other the road decides: nobody can drive where none is.
    allowed = _where_any(qualified & reachable, reachable)
    if reach_min is not None:
        allowed = _where_any(allowed & (time_min <= reach_min), allowed)
    return Matter(
        accounts,
        tuple(roster["manager_id"]),
        np.where(reachable, time_min, 0.0),
        allowed,
        tuple(accounts[one] for one in np.flatnonzero(nobody)),
        tuple(optional(customers, "manager_id").fillna("").astype("str")),
    )


def _where_any(first: BoolArray, second: BoolArray) -> BoolArray:
    """Return the rows of the first where they have a true entry, else those of the second."""
    return np.asarray(np.where(first.any(axis=1)[:, None], first, second), dtype=np.bool_)


def optional(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column, all empty where the table does not have it."""
    if name in frame.columns:
        return frame[name]
    return pd.Series([None] * len(frame), index=frame.index, dtype="object")


def together(customers: Customers, matter: Matter, *, by_entity: bool) -> list[list[int]]:
    """Group positions of customers into parties that one manager serves.

    Accounts of one legal entity go together unless no manager may serve them all. The order of
    the parties depends on where customers are and not on their numbers or rows.
    """
    where = customers.geometry
    order = np.lexsort((matter.minutes[:, 0], where.y.to_numpy(), where.x.to_numpy()))
    entity = optional(customers, "customer_id").fillna("").astype("str").str.strip().tolist()
    parties: dict[object, list[int]] = {}
    for position in order.tolist():
        name = entity[position] if by_entity else ""
        parties.setdefault(name or position, []).append(position)
    grouped: list[list[int]] = []
    for members in parties.values():
        shared = matter.allowed[members].all(axis=0).any()
        grouped.extend([members] if shared else [[one] for one in members])
    return grouped


def _skills(customers: Customers, roster: pd.DataFrame) -> tuple[BoolArray, BoolArray]:
    """Say who may serve whom by voltage; where nobody may, the best qualified do."""
    need_kv = optional(customers, "voltage_kv").astype("float64").fillna(0.0).to_numpy()
    limit_kv = optional(roster, "max_voltage_kv").astype("float64").fillna(np.inf).to_numpy()
    qualified = limit_kv[None, :] >= need_kv[:, None]
    nobody = ~qualified.any(axis=1)
    qualified[nobody] = limit_kv == limit_kv.max()
    return qualified, nobody
