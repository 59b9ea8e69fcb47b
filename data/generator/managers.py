"""Eight account managers, and the lopsided way customers are shared among them today."""

import numpy as np

from data.generator.accounts import Account
from planner import seeds

ROSTER = (
    ("E0231", "林晓岚", "Y01", 110, "7.5", ""),
    ("E0232", "陈志远", "Y01", 110, "7.5", ""),
    ("E0235", "黄美珍", "Y01", 35, "7", "T1"),
    ("E0240", "吴建国", "Y02", 20, "7.5", "T1"),
    ("E0244", "许文静", "Y03", 110, "7.5", ""),
    ("E0251", "郑海涛", "Y04", 110, "7.5", ""),
    ("E0256", "苏永康", "Y05", 35, "7", ""),
    ("E0263", "谢雅婷", "Y06", 110, "6", ""),
)
# Who looks after each district today, and in which shares: far from even.
_TODAY: dict[str, tuple[tuple[str, ...], tuple[float, ...]]] = {
    "990203": (("E0231", "E0232", "E0240"), (0.66, 0.2, 0.14)),
    "990206": (("E0231", "E0235", "E0240"), (0.3, 0.45, 0.25)),
    "990205": (("E0244", "E0232"), (0.9, 0.1)),
    "990211": (("E0251", "E0232"), (0.75, 0.25)),
    "990212": (("E0256", "E0251"), (0.8, 0.2)),
    "990213": (("E0263", "E0235", "E0231"), (0.45, 0.2, 0.35)),
}


def roster() -> list[dict[str, str]]:
    names = (
        "manager_id", "manager_name", "outlet_id", "max_voltage_kv", "hours_per_day",
        "highest_tier",
    )  # fmt: skip
    return [dict(zip(names, map(str, row), strict=True)) for row in ROSTER]


def share_out(seed: int, accounts: list[Account]) -> None:
    """Write today's manager into each row; one who may not enter 110 kV hands the account on."""
    rng = seeds.rng(seed, "managers")
    may_kv = {row[0]: row[3] for row in ROSTER}
    for account in accounts:
        ids, shares = _TODAY[account.door.code]
        able = np.array([may_kv[one] >= int(account.cells["voltage_kv"]) for one in ids])
        weight = np.array(shares) * able
        account.cells["manager_id"] = str(rng.choice(ids, p=weight / weight.sum()))
