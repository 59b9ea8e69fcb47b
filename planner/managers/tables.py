"""The answer by customer: owners with their reasons, and what was found on the way."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from planner.findings import Action, Finding, Findings, Language
from planner.managers.case import Case
from planner.managers.deputies import NOBODY
from planner.managers.engines.assignment import Positions, changes
from planner.managers.loads import Load
from planner.managers.options import ManagersOptions
from planner.managers.parties import Matter
from planner.managers.reasons import Reasons
from planner.managers.skills import optional
from planner.schema import OWNERS, RULES, Customers, FloatArray
from planner.units import MINUTES_PER_HOUR

ROOM = "managers"
_ROUNDING_H = 1e-6


def by_customer(matter: Matter, chosen: Positions) -> Positions:
    """Spread what was chosen for parties over their customers."""
    spread = np.empty(len(matter.accounts), dtype=np.intp)
    for members, one in zip(matter.parties, chosen.tolist(), strict=True):
        spread[members] = one
    return spread


def owners_table(
    matter: Matter,
    case: Case,
    owner: Positions,
    deputy: Positions,
    options: ManagersOptions,
    language: Language,
) -> pd.DataFrame:
    """Return table OWNERS; `owner` is by party, `deputy` by customer."""
    change = changes(case.parties, case.evenness, owner)
    reasons = Reasons(matter, case, owner, options)
    ids = matter.manager_ids
    rows = []
    for party, members in enumerate(matter.parties):
        mine = int(owner[party])
        second, second_cost = _second(change[party], mine)
        for position in members:
            before = matter.before[position]
            moved = bool(before) and ids[mine] != before
            stay = change[party, ids.index(before)] if moved and before in ids else np.inf
            rows.append(
                {
                    "account_no": matter.accounts[position],
                    "manager_id": ids[mine],
                    "manager_before": before or None,
                    "moved": moved,
                    "reason": reasons.say(party, position, language) if moved else None,
                    "workload_min": case.work[position, mine],
                    "deputy_id": None if deputy[position] == NOBODY else ids[deputy[position]],
                    "stay_cost_min": stay if np.isfinite(stay) else np.nan,
                    "second_id": None if second == NOBODY else ids[second],
                    "second_cost_min": second_cost,
                }
            )
    return OWNERS.shape(rows).sort_values("account_no", ignore_index=True)


def _second(change: FloatArray, mine: int) -> tuple[int, float]:
    """Return who else would do for a party, and what it costs while all others stay."""
    others = change.copy()
    others[mine] = np.inf
    best = int(others.argmin())
    return (best, float(others[best])) if np.isfinite(others[best]) else (NOBODY, np.nan)


def findings_of(
    customers: Customers, matter: Matter, loads: Iterable[Load], deputy: Positions
) -> Findings:
    """Name unknown managers, voltages and tiers beyond all, customers without a deputy, overload.

    `deputy` is by customer.
    """
    rows = optional(customers, "source_row").fillna(0).astype("int64").tolist()
    source = dict(zip(matter.accounts, rows, strict=True))
    found = [
        Finding(RULES["W20"], ROOM, Action.FIELD_DROPPED, one, source[one], "manager_id", before)
        for one, before in zip(matter.accounts, matter.before, strict=True)
        if before and before not in matter.manager_ids
    ]
    volts = optional(customers, "voltage_kv").tolist()
    tiers = optional(customers, "tier").tolist()
    nobody = np.flatnonzero(~matter.skills.able.any(axis=1)).tolist()
    for place in nobody:
        one = matter.accounts[place]
        is_volts = bool(matter.skills.short_kv[place].all())
        column, value = ("voltage_kv", f"{volts[place]:g}") if is_volts else ("tier", tiers[place])
        found.append(
            Finding(RULES["W22"], ROOM, Action.REPORTED, one, source[one], column, str(value))
        )
    found += [
        Finding(RULES["W24"], ROOM, Action.REPORTED, one, source[one])
        for one in (matter.accounts[place] for place in np.flatnonzero(deputy == NOBODY))
    ]
    return Findings([*found, *_overloads(loads)])


def _overloads(loads: Iterable[Load]) -> list[Finding]:
    """Name managers whose work is outside its bounds."""
    found = []
    for one in loads:
        work, least, most = (
            minutes / MINUTES_PER_HOUR for minutes in (one.work_min, one.least_min, one.most_min)
        )
        if work > most + _ROUNDING_H or work < least - _ROUNDING_H:
            detail = f"{one.manager_id}: {work:.1f} h, {least:.1f}–{most:.1f} h"
            found.append(Finding(RULES["W23"], ROOM, Action.REPORTED, detail=detail))
    return found
