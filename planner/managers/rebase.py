"""Managers whose outlet closes: where they work from."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.findings import Action, Finding, Findings
from planner.schema import MANAGERS, RULES, Travel


def rebase(
    roster: pd.DataFrame, open_outlet_ids: Sequence[str], travel: Travel
) -> tuple[pd.DataFrame, Findings]:
    """Move managers of closed outlets to the nearest open one.

    Parameters
    ----------
    roster
        Table MANAGERS.
    open_outlet_ids
        Outlets that are open in the plan.
    travel
        Minutes from the bases on the roster (origins) to the open outlets (destinations).

    Returns
    -------
    roster, findings
        The roster with the new bases, and one finding (W21) a manager who moved.

    Raises
    ------
    DataError
        No outlet is open, or none can be reached from a closed base.
    """
    MANAGERS.require(roster, "manager_id", "outlet_id", by="managers")
    if not open_outlet_ids:
        raise DataError("no outlet is open", mend="open at least one outlet")
    stays = set(open_outlet_ids)
    closed = list(dict.fromkeys(one for one in roster["outlet_id"] if one not in stays))
    nearest: dict[str, str] = {}
    time_min = travel.take(closed, list(open_outlet_ids)).time_min
    for base, minutes in zip(closed, time_min, strict=True):
        if not np.isfinite(minutes).any():
            raise DataError(
                f"no open outlet can be reached from base {base}",
                where="managers",
                mend="name another base on the roster, or mend the roads",
            )
        nearest[base] = open_outlet_ids[int(np.nanargmin(minutes))]
    moved = roster["outlet_id"].isin(closed)
    findings = Findings(
        Finding(
            RULES["W21"],
            "managers",
            Action.REPORTED,
            column="outlet_id",
            value=str(base),
            detail=f"{manager_id}: {base} → {nearest[base]}",
        )
        for manager_id, base in zip(
            roster.loc[moved, "manager_id"], roster.loc[moved, "outlet_id"], strict=True
        )
    )
    return roster.assign(outlet_id=[nearest.get(one, one) for one in roster["outlet_id"]]), findings
