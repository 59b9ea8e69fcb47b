"""What the sample city's people wrote down before the quarter: log, leave, promises, issues."""

import datetime as dt

import numpy as np

from data.generator.accounts import Account
from data.generator.managers import ROSTER
from planner import seeds

type Row = dict[str, str]

TECHNICIANS = (("E0301", "何志刚", "Y01", "7.5"), ("E0302", "蔡振宇", "Y03", "7.5"))
_LEAVE = (
    ("E0244", "2026-11-02", "2026-11-06", "年休假", "", ""),
    ("E0256", "2026-12-14", "2026-12-15", "培训", "", "上午"),
    ("E0301", "2026-10-26", "2026-10-27", "培训", "", ""),
)
_ISSUES = ("电压偏低", "增容咨询", "计量异议", "功率因数考核", "停电通知不及时", "光伏并网")
_LOGGED, _PROMISED, _OPEN = 30, 4, 6


def technicians() -> list[Row]:
    names = ("technician_id", "technician_name", "outlet_id", "hours_per_day")
    return [dict(zip(names, row, strict=True)) for row in TECHNICIANS]


def leave() -> list[Row]:
    names = ("person_id", "from_on", "until_on", "reason", "from_clock", "until_clock")
    return [dict(zip(names, row, strict=True)) for row in _LEAVE]


def visit_log(seed: int, accounts: list[Account]) -> list[Row]:
    """The last visits that the register knows of, some of them tried in vain a week before."""
    rng = seeds.rng(seed, "visit log")
    visited = [one for one in _planned(accounts) if _date(one.cells["last_visit_on"])]
    rows = []
    for account in _some(rng, visited, _LOGGED):
        date = dt.date.fromisoformat(account.cells["last_visit_on"])
        tried = (date - dt.timedelta(days=7), "未完成") if rng.random() < 0.3 else None
        for day, outcome in filter(None, (tried, (date, "完成"))):
            rows.append(
                {
                    "account_no": account.cells["account_no"],
                    "date": day.isoformat(),
                    "manager_id": account.cells["manager_id"] or ROSTER[0][0],
                    "purpose": "例行走访",
                    "outcome": outcome,
                }
            )
    return rows


def appointments(seed: int, accounts: list[Account]) -> list[Row]:
    """A few promises, on Wednesdays at ten or at half past two."""
    rng = seeds.rng(seed, "appointments")
    clocks = ("10:00", "14:30")
    return [
        {
            "account_no": account.cells["account_no"],
            "date": (dt.date(2026, 10, 14) + dt.timedelta(days=14 * rank)).isoformat(),
            "clock": clocks[rank % 2],
            "service_min": "60",
        }
        for rank, account in enumerate(_some(rng, _planned(accounts), _PROMISED))
    ]


def issues(seed: int, accounts: list[Account]) -> list[Row]:
    """Open issues with two to five weeks left."""
    rng = seeds.rng(seed, "issues")
    opened = dt.date(2026, 9, 28)
    return [
        {
            "issue_id": f"W2609{rank + 1:03d}",
            "account_no": account.cells["account_no"],
            "opened_on": opened.isoformat(),
            "due_on": (opened + dt.timedelta(days=int(rng.integers(21, 36)))).isoformat(),
            "text": _ISSUES[rank],
        }
        for rank, account in enumerate(_some(rng, _planned(accounts), _OPEN))
    ]


def _planned(accounts: list[Account]) -> list[Account]:
    """Accounts whose rows are sound and on the mainland: their stories stay simple."""
    return sorted(
        (one for one in accounts if one.planned and one.level == "coordinate"),
        key=lambda one: one.cells["account_no"],
    )


def _some(rng: np.random.Generator, accounts: list[Account], count: int) -> list[Account]:
    chosen = rng.choice(len(accounts), size=count, replace=False)
    return [accounts[one] for one in sorted(chosen.tolist())]


def _date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-09-30")
