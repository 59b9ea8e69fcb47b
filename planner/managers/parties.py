"""Customers that must share a manager, and the managers each of them may have."""

import difflib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.geo import LocalPlane
from planner.managers.options import ManagersOptions
from planner.managers.skills import Skills, optional, skills_of
from planner.schema import BoolArray, Customers, FloatArray, Travel
from planner.units import METRES_PER_KM


@dataclass(frozen=True, eq=False)
class Matter:
    """Everything the division needs, by label: customers down, managers across.

    `minutes` is shape (customers, managers), one way from the base and 0 where there is no way
    (`ways`). `able` says who may serve whom by skill and road, `fit` the best qualified as well
    where nobody is able, `free` keeps the reach and `allowed` the locks. `before` holds today's
    manager, empty text where there is none. `parties` are positions of customers who share a
    manager, `place_km` (n, 2) where customers are, `pace` minutes a km.
    """

    accounts: tuple[str, ...]
    manager_ids: tuple[str, ...]
    minutes: FloatArray
    ways: BoolArray
    skills: Skills
    able: BoolArray
    fit: BoolArray
    free: BoolArray
    allowed: BoolArray
    before: tuple[str, ...]
    parties: list[list[int]]
    place_km: FloatArray
    pace: float


def gather(
    customers: Customers, roster: pd.DataFrame, bases: Travel, options: ManagersOptions
) -> Matter:
    """Line customers, managers and minutes up.

    Where nobody is able, the best qualified are (whether that is allowed, see `refusals`). Who
    shares a manager is decided before the reach is: it counts where it leaves a party somebody,
    and so does a lock.

    Raises
    ------
    DataError
        The roster is empty, or a customer cannot be reached from any manager's base.
    """
    if roster.empty:
        raise DataError("there is no account manager", mend="list at least one on the roster")
    accounts = tuple(customers["account_no"])
    ways = bases.take(list(roster["outlet_id"]), accounts)
    time_min, reachable = ways.time_min.T, ways.reachable.T
    lost = [accounts[one] for one in np.flatnonzero(~reachable.any(axis=1))]
    if lost:
        raise DataError(
            f"{len(lost)} customers cannot be reached from any manager's base: "
            + ", ".join(lost[:5]),
            where="managers",
            mend="take them out before territories are divided, or mend the roads",
        )
    skills = skills_of(customers, roster)
    able = skills.able & reachable
    fit = able.copy()
    for one in np.flatnonzero(~able.any(axis=1)).tolist():
        fit[one] = skills.best_of(skills.of([one]), reachable[one])
    minutes = np.where(reachable, time_min, 0.0)
    place_km = _place_km(customers)
    parties = together(customers, fit, minutes, options)
    free = _within_reach(fit, time_min, parties, options)
    ids = tuple(roster["manager_id"])
    km = ways.distance_km.T
    pace = np.nanmedian(time_min / np.where(km > 0, km, np.nan)) if (km > 0).any() else 0.0
    return Matter(
        accounts, ids, minutes, np.asarray(reachable, dtype=np.bool_), skills, able, fit, free,
        _locked(free, fit, accounts, ids, parties, options),
        tuple(optional(customers, "manager_id").fillna("").astype("str")),
        parties, place_km, float(np.nan_to_num(pace)),
    )  # fmt: skip


def _within_reach(
    fit: BoolArray, time_min: FloatArray, parties: list[list[int]], options: ManagersOptions
) -> BoolArray:
    """Leave each party the managers who reach all of it, and all of its own where none does."""
    if options.reach_min is None:
        return fit
    near, free = fit & (time_min <= options.reach_min), fit.copy()
    for members in parties:
        whole = near[members].all(axis=0)
        if whole.any():
            free[members] = whole
    return free


def _place_km(customers: Customers) -> FloatArray:
    lon, lat = customers.geometry.x.to_numpy(), customers.geometry.y.to_numpy()
    x_m, y_m = LocalPlane.around(lon, lat).metres(lon, lat)
    return np.column_stack([x_m, y_m]) / METRES_PER_KM


def together(
    customers: Customers, fit: BoolArray, minutes: FloatArray, options: ManagersOptions
) -> list[list[int]]:
    """Group positions of customers into parties that one manager serves.

    Customers who share a value in any column of `options.keep_together` go together, and so do
    those whom they share with, unless no manager may serve them all. The order of the parties
    depends on where customers are and not on their numbers or rows.
    """
    where = customers.geometry
    order = np.lexsort((minutes[:, 0], where.y.to_numpy(), where.x.to_numpy())).tolist()
    parties: list[list[int]] = []
    for members in groups(customers, options, order):
        shared = fit[members].all(axis=0).any()
        parties.extend([members] if shared else [[one] for one in members])
    return parties


def check_columns(customers: Customers, options: ManagersOptions) -> None:
    """Refuse columns of `options.keep_together` that the register does not have.

    The default may be missing: a register without legal entities has nothing to keep together.

    Raises
    ------
    DataError
        Names the columns, and those of the register that are alike.
    """
    default = ManagersOptions.model_fields["keep_together"].default
    missing = [
        one for one in options.keep_together if one not in customers.columns and one not in default
    ]
    if missing:
        names = [str(one) for one in customers.columns]
        near = [near for one in missing for near in difflib.get_close_matches(one, names, n=1)]
        raise DataError(
            f"customers cannot be kept together by {', '.join(missing)}: "
            "the register has no such column",
            where="managers.keep_together",
            mend=f"did you mean {' or '.join(dict.fromkeys(near))}?"
            if near
            else f"take {', '.join(missing)} out, or add the column to the register",
        )


def groups(
    customers: Customers, options: ManagersOptions, order: list[int] | None = None
) -> list[list[int]]:
    """Return the positions of customers who are to share a manager, in the order given."""
    order = list(range(len(customers))) if order is None else order
    first: dict[tuple[str, str], int] = {}
    leader = list(range(len(customers)))

    def find(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for column in options.keep_together:
        values = optional(customers, column).fillna("").astype("str").str.strip().tolist()
        for one in order:
            if values[one]:
                other = first.setdefault((column, values[one]), one)
                leader[find(one)] = find(other)
    grouped: dict[int, list[int]] = {}
    for one in order:
        grouped.setdefault(find(one), []).append(one)
    return list(grouped.values())


def _locked(
    free: BoolArray,
    fit: BoolArray,
    accounts: tuple[str, ...],
    ids: tuple[str, ...],
    parties: list[list[int]],
    options: ManagersOptions,
) -> BoolArray:
    """Leave each locked customer, and those who share his manager, the manager he is locked to."""
    if not options.locks:
        return free
    place = {account_no: position for position, account_no in enumerate(accounts)}
    party_of = {one: members for members in parties for one in members}
    locked = free.copy()
    for account_no, manager_id in options.locks.items():
        if account_no in place and manager_id in ids:
            members, manager = party_of[place[account_no]], ids.index(manager_id)
            if fit[members, manager].all():  # else `refusals` stops the division
                locked[members] = False
                locked[members, manager] = True
    return locked
