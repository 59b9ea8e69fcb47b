"""Divide the customers among the account managers: one owner each, even work, few changes."""

import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.findings import Language
from planner.managers.areas import draw_areas
from planner.managers.case import build_case, capacity_of, moves_of
from planner.managers.deputies import appoint
from planner.managers.engines.divide import divide
from planner.managers.loads import load_table, measure
from planner.managers.locks import price_locks
from planner.managers.options import ManagersOptions
from planner.managers.parties import check_columns, gather
from planner.managers.refusals import refuse
from planner.managers.result import Territories
from planner.managers.tables import by_customer, findings_of, owners_table
from planner.managers.team import compare_head_counts
from planner.schema import MANAGERS, Customers, Travel

ROOM = "managers"


def assign_managers(
    customers: Customers,
    roster: pd.DataFrame,
    bases: Travel,
    workload: pd.DataFrame,
    options: ManagersOptions,
    *,
    language: Language = "zh",
) -> Territories:
    """Give every customer one owner and one deputy.

    Least driving from the owners' bases and most compact areas win: each customer counts with his
    trips in the period and, for the periods after it, with one more; a customer who changes his
    manager costs `options.move_price_min` more, and no more than `options.max_moved_share` may.
    Work stays within `options.balance` of the fair share.

    Parameters
    ----------
    customers
        Located customers; `manager_id` is today's owner, `customer_id` the legal entity.
    roster
        Table MANAGERS; `outlet_id` is the base. Where it has a column `at_work_share` (0..1), who
        is on leave for half of the period has half of the work (`planner.visits.with_leave`).
    bases
        Minutes from outlets (origins) to accounts (destinations).
    workload
        By account number: `local_min`, minutes at the customer and to a neighbour, and `trips`,
        how many ways out from the base and back are his; 0 where an account is not listed.
    language
        Of the reasons in the owners table.

    Raises
    ------
    DataError
        A table lacks what is needed, or a customer cannot be reached from any base.
    InfeasibleError
        Skills, groups, locks or the number of changes leave no division: the customers, the
        managers, the rule and the smallest relaxation of each clash.
    """
    _check_door(customers, roster, workload, options)
    matter = gather(customers, roster, bases, options)
    refuse(customers, matter, moves_of(matter), options)
    case = build_case(matter, capacity_of(roster, options), workload, options)
    division = divide(case.parties, case.evenness, options.solve)
    owner, parties = division.owner, case.parties
    deputy = appoint(matter, owner, case.owner_cost, parties.share, options)
    loads = measure(matter, case, roster, by_customer(matter, owner), deputy, options)
    owners = owners_table(matter, case, owner, deputy, options, language)
    return Territories(
        owners=owners,
        loads=loads,
        areas=draw_areas(customers, owners, roster, load_table(loads)),
        locks=price_locks(matter, case, division, options),
        head_count=compare_head_counts(matter, case, roster, options)
        if options.head_count
        else None,
        findings=findings_of(customers, matter, loads, deputy),
        outcome=division.outcome,
        options=options,
    )


def _check_door(
    customers: Customers, roster: pd.DataFrame, workload: pd.DataFrame, options: ManagersOptions
) -> None:
    MANAGERS.require(roster, "manager_id", "manager_name", "outlet_id", by=ROOM)
    if customers["account_no"].duplicated().any():
        raise DataError("an account number is repeated", mend="keep one row an account")
    if customers.empty:
        raise DataError("there is no customer to look after", mend="check the register's findings")
    check_columns(customers, options)
    given = workload[["local_min", "trips"]].fillna(0.0)
    bad = given.index[(~np.isfinite(given) | (given < 0.0)).any(axis=1)]
    if len(bad):
        raise DataError(
            f"the workload of {len(bad)} customers is negative or endless: "
            f"{', '.join(map(str, bad[:5]))}",
            where=ROOM,
            mend="give minutes and trips that are 0 or more",
        )
