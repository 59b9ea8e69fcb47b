"""Which visits are on another day, with another manager, or in one plan only, and why."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from planner.comparing.customers import account_names
from planner.comparing.settings import because_of
from planner.plan import PlanRecord
from planner.schema import VISIT_CHANGES, Text

_KEY = ["account_no", "visit_no"]
_FACTS = ["purpose", "date", "manager_id", "reason"]
_OTHER_MANAGER = Text("该户的客户经理不同", "another manager looks after the account")
_OTHER_ROUND = Text(
    "走访设置相同；该客户经理的其他客户或出发点不同",
    "the same visit settings; his manager's other customers or base differ",
)
_NOT_DUE = Text("另一方案中该户不在计划内或无应访", "no visit falls due for it in the other plan")


def visit_changes(
    plans: Sequence[PlanRecord], labels: Sequence[str], settings: pd.DataFrame
) -> pd.DataFrame:
    """Return VISIT_CHANGES: the visits that a plan makes otherwise than the first, or not at all.

    A visit without a place carries the reason that the plan it failed in gives.
    """
    names = account_names(plans)
    first = _visits(plans[0]).add_prefix("first_")
    parts = []
    for plan, label in zip(plans[1:], labels[1:], strict=True):
        both = _visits(plan).join(first, how="outer")
        found = both.assign(change=_change(both)).loc[lambda one: one["change"] != ""].reset_index()
        departs = not settings.empty and bool(
            ((settings["plan"] == label) & settings["setting"].str.startswith("visits.")).any()
        )
        calendar = because_of(settings, label, ["visits"]) if departs else _OTHER_ROUND
        why = _reasons(found, calendar)
        found = found.assign(
            plan=label,
            account_name=found["account_no"].map(names),
            purpose=found["purpose"].fillna(found["first_purpose"]),
            why_zh=[one.zh for one in why],
            why_en=[one.en for one in why],
        )
        parts.append(found.reindex(columns=list(VISIT_CHANGES.names)))
    filled = [one for one in parts if len(one)]
    return pd.concat(filled, ignore_index=True) if filled else VISIT_CHANGES.empty()


def _visits(plan: PlanRecord) -> pd.DataFrame:
    """Return all visits that are due, by account and number; one without a place has a reason."""
    made = plan.tables["visits"].assign(reason=None)
    missed = plan.tables["unserved"].assign(date=pd.Series(dtype="datetime64[us]"))
    both = [
        one[[*_KEY, *_FACTS]].astype({"reason": "object"}) for one in (made, missed) if len(one)
    ]
    rows = pd.concat(both, ignore_index=True) if both else made[[*_KEY, *_FACTS]]
    return rows.set_index(_KEY)


def _change(both: pd.DataFrame) -> list[str]:
    """Name each difference in one choice of the table; empty where there is none."""
    here, there = both["purpose"].notna(), both["first_purpose"].notna()
    placed, was_placed = both["date"].notna(), both["first_date"].notna()
    day = placed & was_placed & (both["date"] != both["first_date"])
    manager = placed & was_placed & (both["manager_id"] != both["first_manager_id"])
    cases = [
        (~there, "newly planned"),
        (~here, "no longer planned"),
        (was_placed & ~placed, "found no place"),
        (placed & ~was_placed, "found a place"),
        (day & manager, "another day and manager"),
        (manager, "another manager"),
        (day, "another day"),
    ]
    tests, words = zip(*cases, strict=True)
    return [str(one) for one in np.select([one.to_numpy() for one in tests], words, "")]


def _reasons(found: pd.DataFrame, calendar: Text) -> list[Text]:
    said = {
        "newly planned": _NOT_DUE,
        "no longer planned": _NOT_DUE,
        "another manager": _OTHER_MANAGER,
        "another day and manager": _OTHER_MANAGER,
        "another day": calendar,
    }
    told = found["reason"].where(found["change"] == "found no place", found["first_reason"])
    return [
        said.get(change) or Text(str(reason), str(reason))
        for change, reason in zip(found["change"], told, strict=True)
    ]
