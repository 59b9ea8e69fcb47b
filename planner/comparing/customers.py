"""Which accounts are in one plan only, are served elsewhere, or change hands, and why."""

from collections.abc import Sequence

import pandas as pd

from planner.plan import PlanRecord
from planner.schema import OWNER_CHANGES, ROW_CHANGES, SERVICE_CHANGES, Table

_LEAST_MIN = 0.05
"""Minutes below which two plans serve a customer alike."""


def row_changes(plans: Sequence[PlanRecord], labels: Sequence[str]) -> pd.DataFrame:
    """Return ROW_CHANGES: accounts planned in one plan only, with the reason of the other's ledger.

    An account that the other plan never read has that as its reason.
    """
    first = plans[0]
    parts = []
    for plan, label in zip(plans[1:], labels[1:], strict=True):
        was, now = _planned(first), _planned(plan)
        for change, here, there in (
            ("only in the first", was.index.difference(now.index), plan),
            ("only in this plan", now.index.difference(was.index), first),
        ):
            names = was if change == "only in the first" else now
            reasons = _reasons(there).reindex(here)
            frame = pd.DataFrame(
                {
                    "plan": label,
                    "account_no": here,
                    "account_name": names.reindex(here).to_numpy(),
                    "change": change,
                    "why_zh": reasons["reason_zh"].fillna("档案中无此户").to_numpy(),
                    "why_en": reasons["reason_en"].fillna("not in the register").to_numpy(),
                }
            )
            parts.append(frame)
    return _join(ROW_CHANGES, parts)


def service_changes(plans: Sequence[PlanRecord], labels: Sequence[str]) -> pd.DataFrame:
    """Return SERVICE_CHANGES: accounts with another outlet, or other minutes to the same one."""
    first, names = plans[0].tables["assignment"], account_names(plans)
    parts = []
    for plan, label in zip(plans[1:], labels[1:], strict=True):
        both = _side_by_side(first, plan.tables["assignment"], ["outlet_id", "time_min"])
        change = both["time_min"] - both["first_time_min"]
        differs = (both["outlet_id"] != both["first_outlet_id"]) | (change.abs() > _LEAST_MIN)
        found = both.assign(change_min=change).loc[differs]
        parts.append(_named(found, label, names).sort_values("change_min", ascending=False))
    return _join(SERVICE_CHANGES, parts)


def owner_changes(plans: Sequence[PlanRecord], labels: Sequence[str]) -> pd.DataFrame:
    """Return OWNER_CHANGES: accounts that another manager looks after.

    The reason is that of the plan which takes the account from the manager whom it has today; when
    both do, that of the plan compared.
    """
    first, names = plans[0].tables["owners"], account_names(plans)
    facts = ["manager_id", "reason", "moved", "stay_cost_min", "manager_before"]
    parts = []
    for plan, label in zip(plans[1:], labels[1:], strict=True):
        both = _side_by_side(first, plan.tables["owners"], facts)
        found = both.loc[both["manager_id"] != both["first_manager_id"]]
        moved = found["moved"].astype("bool")
        reason = found["reason"].where(moved, found["first_reason"]).fillna("")
        who = pd.Series(label, index=found.index).where(moved, labels[0])
        price = found["stay_cost_min"].where(moved, found["first_stay_cost_min"])
        why = who + "：" + reason
        found = found.assign(why_zh=why, why_en=who + ": " + reason, stay_cost_min=price)
        parts.append(_named(found, label, names))
    return _join(OWNER_CHANGES, parts)


def account_names(plans: Sequence[PlanRecord]) -> pd.Series:
    """Return the names of all accounts of all plans, by account."""
    rows = pd.concat([one.tables["customers"][["account_no", "account_name"]] for one in plans])
    return rows.drop_duplicates("account_no").set_index("account_no")["account_name"]


def _planned(plan: PlanRecord) -> pd.Series:
    rows = plan.tables["customers"]
    return pd.Series(rows["account_name"].to_numpy(), index=rows["account_no"])


def _reasons(plan: PlanRecord) -> pd.DataFrame:
    rows = plan.tables["ledger"]
    return rows.drop_duplicates("account_no").set_index("account_no")[["reason_zh", "reason_en"]]


def _side_by_side(first: pd.DataFrame, other: pd.DataFrame, facts: list[str]) -> pd.DataFrame:
    """Return the accounts of both plans, the first plan's columns with ``first_`` before them."""
    was = first.set_index("account_no")[facts].add_prefix("first_")
    return other.set_index("account_no")[facts].join(was, how="inner")


def _named(found: pd.DataFrame, label: str, names: pd.Series) -> pd.DataFrame:
    accounts = found.index.to_series()
    return found.assign(plan=label, account_no=accounts, account_name=accounts.map(names))


def _join(table: Table, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the parts as one table of the declared columns, in their order."""
    filled = [one.reindex(columns=list(table.names)) for one in parts if len(one)]
    if not filled:
        return table.empty()
    return pd.concat(filled, ignore_index=True)
