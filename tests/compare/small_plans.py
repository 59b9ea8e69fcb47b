"""Plans of four customers and three sites, made by hand: one thing differs at a time."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from planner.digests import sha256_of
from planner.plan import PlanRecord, manifest
from planner.plan.ground import ground_table
from planner.plan.page import Ground
from planner.render import write_tables
from planner.schema import (
    FINDINGS,
    GROUND,
    UNSERVED,
    Figure,
    Table,
    Text,
)
from planner.sealed import MANIFEST
from planner.solve import Outcome, Status

ACCOUNTS = ("0001", "0002", "0003", "0004")
_POINTS = gpd.points_from_xy([118.0, 118.1, 118.2, 118.3], [24.5] * 4, crs="EPSG:4326")
_SITE_POINTS = gpd.points_from_xy([118.05, 118.15, 118.25], [24.5] * 3, crs="EPSG:4326")


def outcome(objective: float, bound: float) -> Outcome:
    gap = (objective - bound) / objective
    status = Status.PROVEN if gap <= 1e-6 else Status.WITHIN_GAP
    return Outcome(status, objective, bound, gap, 0.5, "HiGHS", deterministic=True)


def settings(**outlets: Any) -> dict[str, Any]:
    return {
        "name": "base",
        "language": "zh",
        "customers": {"file": "register.csv"},
        "outlets": {
            "count": 2, "goal": ["minutes", "yuan"], "must_close": [], "horizon_years": 10.0,
            "minute_yuan": 0.0, "scenario": [], "phase": [],
            "weight": {"kwh": 1.0, "customers": 0.0, "items": 0.0},
        } | outlets,
        "visits": {"max_day_min": 450.0},
        "report": {"city": "澜湾市", "late_min": 15.0},
    }  # fmt: skip


def record(name: str = "base", **parts: Any) -> PlanRecord:
    """Return a plan; `parts` replace fields, and `cost`, `mean`, `p90` the figures' values."""
    money = parts.pop("cost", 1_000_000.0), parts.pop("mean", 5.0), parts.pop("p90", 9.0)
    bounds = parts.pop("bounds", (money[1], money[0]))
    own = settings() | {"name": name}
    whole = PlanRecord(
        name=name,
        run=f"{abs(hash(name)):012x}"[:12],
        where=name,
        settings=own,
        inputs={"customers.file": {"name": "register.csv", "sha256": "a" * 64}},
        figures=figures(*money),
        outcomes={
            "outlets": outcome(money[1], bounds[0]),
            "outlets/yuan": outcome(money[0], bounds[1]),
            "managers": outcome(10.0, 9.0),
        },
        tables=tables(),
        ground=(),
    )
    return dataclasses.replace(whole, **parts)


def figures(cost: float, mean: float, p90: float) -> tuple[Figure, ...]:
    minutes, yuan = Text("分钟", "min"), Text("元", "yuan")
    return (
        Figure("mean_min_kwh", Text("平均", "Mean"), mean, minutes, 1, before=11.0, better="lower"),
        Figure("p90_min", Text("九成", "Ninth tenth"), p90, minutes, 1, before=14.0),
        Figure("yearly_yuan", Text("费用", "Cost"), cost, yuan, 0, before=1_200_000.0),
        Figure("once_yuan", Text("一次性", "Once"), 0.0, yuan, 0, before=0.0),
    )


def tables(**changed: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of a plan, with some of them replaced."""
    return {
        "customers": customers(),
        "outlets": outlets("kept", "kept", "not chosen"),
        "assignment": assignment(["Y1", "Y1", "Y2", "Y2"], [4.0, 5.0, 6.0, 7.0]),
        "owners": owners(["E1", "E1", "E2", "E2"]),
        "visits": visits(["2026-10-12", "2026-10-12", "2026-10-13", "2026-10-14"]),
        "unserved": UNSERVED.empty(),
        "tours": gpd.GeoDataFrame(
            {"tour_id": ["a", "b"], "date": pd.to_datetime(["2026-10-12", "2026-10-13"])},
            geometry=[None, None], crs="EPSG:4326",
        ),
        "ledger": ledger(ACCOUNTS, {}),
        "findings": FINDINGS.empty(),
    } | changed  # fmt: skip


def customers(accounts: tuple[str, ...] = ACCOUNTS) -> gpd.GeoDataFrame:
    places = [ACCOUNTS.index(one) for one in accounts]
    return gpd.GeoDataFrame(
        {
            "account_no": list(accounts),
            "account_name": [f"第{one + 1}户" for one in places],
            "tier": "T1",
            "contract_kva": 1000.0,
            "annual_kwh": 1e6,
        },
        geometry=_POINTS[places],
    )


def outlets(*decisions: str, classes: tuple[str, ...] = ("B", "C", "C")) -> gpd.GeoDataFrame:
    is_open = [one in {"kept", "new"} for one in decisions]
    size = len(decisions)
    return gpd.GeoDataFrame(
        {
            "outlet_id": ["Y1", "Y2", "H1"][:size],
            "outlet_name": ["甲", "乙", "丙"][:size],
            "outlet_class": "B",
            "decision": list(decisions),
            "plan_class": [k if o else "" for k, o in zip(classes, is_open, strict=False)],
            "customers": [2 if one else 0 for one in is_open],
            "drop_cost_weighted_min": [0.25 if one else float("nan") for one in is_open],
        },
        geometry=_SITE_POINTS[:size],
    )


def assignment(sites: list[str], minutes: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"account_no": ACCOUNTS, "outlet_id": sites, "time_min": minutes})


def owners(
    managers: list[str], reasons: Mapping[str, str] = {}, before: str = "E1"
) -> pd.DataFrame:
    frame = pd.DataFrame({"account_no": ACCOUNTS, "manager_id": managers})
    return frame.assign(
        manager_before=before,
        moved=frame["manager_id"] != before,
        reason=frame["account_no"].map(reasons).astype("str").where(frame["manager_id"] != before),
        stay_cost_min=3.0,
    )


def visits(days: list[str], managers: tuple[str, ...] = ("E1", "E1", "E2", "E2")) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account_no": ACCOUNTS,
            "visit_no": 1,
            "purpose": "例行走访",
            "date": pd.to_datetime(days),
            "manager_id": managers,
        }
    ).loc[[bool(one) for one in days]]


def ledger(accounts: tuple[str, ...], quarantined: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account_no": list(accounts),
            "reason_zh": [quarantined.get(one, "") for one in accounts],
            "reason_en": [quarantined.get(one, "") for one in accounts],
        }
    )


def save(plan: PlanRecord, folder: Path) -> Path:
    """Write a plan as `planner run` does: tables, and the manifest with their digests last."""
    declared = {Table(name, name, name, (), ()): frame for name, frame in plan.tables.items()} | {
        GROUND: ground_table(Ground(plan.ground))
    }
    written = write_tables(declared, folder / "tables")
    facts = {
        "run": plan.run,
        "scenario": plan.settings,
        "inputs": plan.inputs,
        "outcomes": manifest.outcome_facts(plan.outcomes),
        "figures": manifest.figure_facts(plan.figures),
    }
    outputs = {path.relative_to(folder).as_posix(): sha256_of(path) for path in written}
    (folder / MANIFEST).write_text(manifest.as_json(facts, [], outputs), encoding="utf-8")
    return folder
