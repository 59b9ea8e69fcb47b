"""Divide the customers among the account managers: one owner each, even work, few changes."""

import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.findings import Action, Finding, Findings, Language
from planner.managers.engines.assignment import Parties, Positions, divide
from planner.managers.options import ManagersOptions
from planner.managers.parties import Matter, gather, optional, together
from planner.managers.result import Load, Territories
from planner.schema import MANAGERS, OWNERS, RULES, Customers, FloatArray, Text, Travel

ROOM = "managers"

UNKNOWN = Text("原客户经理不在名册", "the manager before is not on the roster")
SKILL = Text("原客户经理不具备该电压等级资格", "the manager before may not serve this voltage")
NEARER = Text("驻点更近：{old:.0f} → {new:.0f} 分钟", "nearer base: {old:.0f} → {new:.0f} minutes")
TOGETHER = Text("同一法人的客户归一名客户经理", "accounts of one legal entity share a manager")
EVEN = Text("均衡工作量", "evens out the work")


def assign_managers(
    customers: Customers,
    roster: pd.DataFrame,
    bases: Travel,
    workload: pd.DataFrame,
    options: ManagersOptions,
    *,
    language: Language = "zh",
) -> Territories:
    """Give every customer one owner.

    Least driving from the owners' bases wins: each customer counts with his trips in the period
    and, for the periods after it, with one more; a customer who changes his manager costs
    `options.move_price_min` more. Work stays within `options.balance` of the fair share.

    Parameters
    ----------
    customers
        Located customers; `manager_id` is today's owner, `customer_id` the legal entity.
    roster
        Table MANAGERS; `outlet_id` is the base.
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
    """
    _check_door(customers, roster, workload)
    matter = gather(customers, roster, bases, reach_min=options.reach_min)
    listed = workload.reindex(list(matter.accounts)).fillna(0.0)
    trips = listed["trips"].to_numpy(dtype=np.float64)[:, None]
    work = listed["local_min"].to_numpy(dtype=np.float64)[:, None] + 2.0 * trips * matter.minutes
    parties = together(customers, matter, by_entity=options.keep_entity_together)
    driving = 2.0 * (trips + 1.0) * matter.minutes
    case = Parties(
        cost=_by_party(driving + _move_price(matter, options), parties),
        allowed=np.array([matter.allowed[members].all(axis=0) for members in parties]),
        work_min=_by_party(work, parties),
        share=_shares(roster),
    )
    chosen, outcome = divide(
        case,
        balance=options.balance,
        overload_price=options.overload_price,
        solve=options.solve,
    )
    owner = np.empty(len(matter.accounts), dtype=np.intp)
    for members, manager in zip(parties, chosen.tolist(), strict=True):
        owner[members] = manager
    return Territories(
        owners=_owners(matter, owner, work, parties, language),
        loads=_loads(matter, owner, work, roster),
        findings=_findings(customers, matter),
        outcome=outcome,
        options=options,
    )


def _check_door(customers: Customers, roster: pd.DataFrame, workload: pd.DataFrame) -> None:
    MANAGERS.require(roster, "manager_id", "manager_name", "outlet_id", by=ROOM)
    if customers["account_no"].duplicated().any():
        raise DataError("an account number is repeated", mend="keep one row an account")
    if customers.empty:
        raise DataError("there is no customer to look after", mend="check the register's findings")
    given = workload[["local_min", "trips"]].fillna(0.0)
    bad = given.index[(given < 0.0).any(axis=1)]
    if len(bad):
        raise DataError(
            f"the workload of {len(bad)} customers is negative: {', '.join(map(str, bad[:5]))}",
            where=ROOM,
            mend="give minutes and trips that are 0 or more",
        )


def _by_party(values: FloatArray, parties: list[list[int]]) -> FloatArray:
    """Add rows up by party: shape (customers, managers) to (parties, managers)."""
    return np.array([values[members].sum(axis=0) for members in parties])


def _move_price(matter: Matter, options: ManagersOptions) -> FloatArray:
    """Price every manager but today's; free where today's is unknown."""
    today = np.array(matter.before)[:, None] == np.array(matter.manager_ids)[None, :]
    moves = today.any(axis=1)[:, None] & ~today
    return np.where(moves, options.move_price_min, 0.0)


def _owners(
    matter: Matter,
    owner: Positions,
    work: FloatArray,
    parties: list[list[int]],
    language: Language,
) -> pd.DataFrame:
    entity_of = {one: members for members in parties for one in members}
    rows = []
    for position, account_no in enumerate(matter.accounts):
        now, before = matter.manager_ids[owner[position]], matter.before[position]
        moved = bool(before) and now != before
        shared = len(entity_of[position]) > 1
        reason = _reason(matter, position, int(owner[position]), shared=shared) if moved else None
        rows.append(
            {
                "account_no": account_no,
                "manager_id": now,
                "manager_before": before or None,
                "moved": moved,
                "reason": _say(reason, matter, position, int(owner[position]), language),
                "workload_min": work[position, owner[position]],
            }
        )
    return OWNERS.shape(rows).sort_values("account_no", ignore_index=True)


def _reason(matter: Matter, position: int, now: int, *, shared: bool) -> Text:
    """Say why a customer changes his manager: the first cause that applies."""
    if matter.before[position] not in matter.manager_ids:
        return UNKNOWN
    before = matter.manager_ids.index(matter.before[position])
    if not matter.allowed[position, before]:
        return SKILL
    if matter.minutes[position, now] < matter.minutes[position, before]:
        return NEARER
    return TOGETHER if shared else EVEN


def _say(
    reason: Text | None, matter: Matter, position: int, now: int, language: Language
) -> str | None:
    if reason is None:
        return None
    if reason is not NEARER:
        return reason.say(language)
    before = matter.manager_ids.index(matter.before[position])
    old_min, new_min = matter.minutes[position, before], matter.minutes[position, now]
    return reason.say(language).format(old=old_min, new=new_min)


def _loads(
    matter: Matter, owner: Positions, work: FloatArray, roster: pd.DataFrame
) -> tuple[Load, ...]:
    before = np.array(matter.before)
    shares = _shares(roster)
    loads = []
    for place, manager_id in enumerate(matter.manager_ids):
        mine, was = owner == place, before == manager_id
        loads.append(
            Load(
                manager_id=manager_id,
                manager_name=str(roster["manager_name"].iloc[place]),
                share=float(shares[place]),
                customers=int(mine.sum()),
                work_min=float(work[mine, place].sum()),
                base_min=float(matter.minutes[mine, place].sum()),
                customers_before=int(was.sum()),
                work_before_min=float(work[was, place].sum()),
                base_before_min=float(matter.minutes[was, place].sum()),
            )
        )
    return tuple(loads)


def _shares(roster: pd.DataFrame) -> FloatArray:
    """Return each manager's fair part of the work: his part of all the hours."""
    hours = optional(roster, "hours_per_day").to_numpy(dtype=np.float64)
    mean = float(np.nanmean(hours)) if np.isfinite(hours).any() else 1.0
    filled = np.where(np.isfinite(hours), hours, mean)
    return np.asarray(filled / filled.sum(), dtype=np.float64)


def _findings(customers: Customers, matter: Matter) -> Findings:
    """Name accounts whose manager is unknown or whose voltage nobody may serve."""
    rows = optional(customers, "source_row").fillna(0).astype("int64").tolist()
    source = dict(zip(matter.accounts, rows, strict=True))
    unknown = [
        Finding(RULES["W20"], ROOM, Action.FIELD_DROPPED, one, source[one], "manager_id", before)
        for one, before in zip(matter.accounts, matter.before, strict=True)
        if before and before not in matter.manager_ids
    ]
    volts = dict(zip(matter.accounts, optional(customers, "voltage_kv").tolist(), strict=True))
    beyond = [
        Finding(
            RULES["W22"], ROOM, Action.REPORTED, one, source[one], "voltage_kv", f"{volts[one]:g}"
        )
        for one in matter.unqualified
    ]
    return Findings([*unknown, *beyond])
