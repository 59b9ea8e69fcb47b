"""What each lock of a customer on a manager costs."""

import dataclasses

import numpy as np
import pandas as pd

from planner.managers.case import Case
from planner.managers.engines.assignment import changes
from planner.managers.engines.divide import Division, release
from planner.managers.options import ManagersOptions
from planner.managers.parties import Matter
from planner.schema import LOCKS


def price_locks(
    matter: Matter, case: Case, division: Division, options: ManagersOptions
) -> pd.DataFrame:
    """Return table LOCKS: what the division would save without each lock alone.

    The customers who share a manager are released together, with all their locks. `price_min`
    compares with the best division found without the lock, `price_at_most_min` with what is proven
    for all of them.
    """
    party_of = {one: place for place, members in enumerate(matter.parties) for one in members}
    prices: dict[int, tuple[float, float]] = {}
    rows = []
    for account_no, manager_id in options.locks.items():
        party = party_of[matter.accounts.index(account_no)]
        if party not in prices:
            prices[party] = _price(matter, case, division, options, party)
        price, most = prices[party]
        rows.append(
            {
                "account_no": account_no,
                "manager_id": manager_id,
                "price_min": price,
                "price_at_most_min": most,
            }
        )
    return LOCKS.shape(rows)


def _price(
    matter: Matter, case: Case, division: Division, options: ManagersOptions, party: int
) -> tuple[float, float]:
    allowed = case.parties.allowed.copy()
    allowed[party] |= matter.free[matter.parties[party]].all(axis=0)
    wider = dataclasses.replace(case.parties, allowed=allowed)
    cost, bound = release(wider, case.evenness, division, options.solve)
    alone = changes(wider, case.evenness, division.owner)[party].min()
    now = division.outcome.objective
    price = max(now - cost, -float(alone) if np.isfinite(alone) else 0.0, 0.0)
    return price, max(now - bound, price)
