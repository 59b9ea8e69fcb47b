"""Work of each manager against its bounds."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.managers.case import Case, away_km
from planner.managers.engines.assignment import Positions
from planner.managers.options import ManagersOptions
from planner.managers.parties import Matter
from planner.schema import LOADS, FloatArray
from planner.units import MINUTES_PER_HOUR


@dataclass(frozen=True, slots=True)
class Load:
    """Customers and work of one manager, planned and as the register has it today.

    `share` is his part of all the hours; `base_min` adds up minutes from his base, one way;
    `least_min` and `most_min` are the bounds of his work, `drive_min` the part of it on the way
    from and to the base; `area_min` adds up minutes to the middle of his area.
    """

    manager_id: str
    manager_name: str
    share: float
    customers: int
    work_min: float
    drive_min: float
    least_min: float
    most_min: float
    base_min: float
    area_min: float
    deputy_customers: int
    deputy_most: float
    customers_before: int
    work_before_min: float
    base_before_min: float


def imbalance(work_min: FloatArray, parts: FloatArray) -> float:
    """Return the most work as a multiple of the fair part of it, 1 where there is no work.

    Parameters
    ----------
    parts
        What each can give, in any unit. Who gives nothing, as he is away all the time, has no fair
        part and is left out; overload is told apart.
    """
    has = parts > 0.0
    fair = parts[has] / parts.sum() * work_min.sum() if has.any() else parts[has]
    return float((work_min[has] / fair).max()) if fair.any() else 1.0


def measure(
    matter: Matter,
    case: Case,
    roster: pd.DataFrame,
    owner: Positions,
    deputy: Positions,
    options: ManagersOptions,
) -> tuple[Load, ...]:
    """Return one load a manager; `owner` and `deputy` are by customer."""
    before = np.array(matter.before)
    away_min = away_km(matter, case.middle_km) * matter.pace
    share, rows = case.parties.share, np.arange(len(owner))
    fair = share * case.work[rows, owner].sum()
    most = np.minimum(options.balance * fair, case.parties.limit_min)
    loads = []
    for place, manager_id in enumerate(matter.manager_ids):
        mine, was = owner == place, before == manager_id
        loads.append(
            Load(
                manager_id=manager_id,
                manager_name=str(roster["manager_name"].iloc[place]),
                share=float(share[place]),
                customers=int(mine.sum()),
                work_min=float(case.work[mine, place].sum()),
                drive_min=float(case.driving[mine, place].sum()),
                least_min=float((2.0 - options.balance) * fair[place]),
                most_min=float(most[place]),
                base_min=float(matter.minutes[mine, place].sum()),
                area_min=float(away_min[mine, place].sum()),
                deputy_customers=int((deputy == place).sum()),
                deputy_most=float(options.deputy_balance * share[place] * (deputy >= 0).sum()),
                customers_before=int(was.sum()),
                work_before_min=float(case.work[was, place].sum()),
                base_before_min=float(matter.minutes[was, place].sum()),
            )
        )
    return tuple(loads)


def load_table(loads: Iterable[Load]) -> pd.DataFrame:
    """Return table LOADS."""
    return LOADS.shape(_bar(one) for one in loads)


def _bar(one: Load) -> dict[str, object]:
    return {
        "manager_id": one.manager_id,
        "customers": one.customers,
        "work_h": one.work_min / MINUTES_PER_HOUR,
        "drive_h": one.drive_min / MINUTES_PER_HOUR,
        "least_h": one.least_min / MINUTES_PER_HOUR,
        "most_h": one.most_min / MINUTES_PER_HOUR,
        "over_h": max(one.work_min - one.most_min, 0.0) / MINUTES_PER_HOUR,
        "under_h": max(one.least_min - one.work_min, 0.0) / MINUTES_PER_HOUR,
        "mean_area_min": one.area_min / one.customers if one.customers else 0.0,
        "deputy_customers": one.deputy_customers,
        "deputy_most": one.deputy_most,
        "customers_before": one.customers_before,
        "work_before_h": one.work_before_min / MINUTES_PER_HOUR,
    }
