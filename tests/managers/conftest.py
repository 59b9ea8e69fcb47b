from collections.abc import Callable
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from planner.managers import ManagersOptions
from planner.schema import Travel

Town = SimpleNamespace


@pytest.fixture
def make_town() -> Callable[..., Town]:
    """Customers and managers on a straight road: one kilometre is one minute."""

    def make(
        customer_km: list[float],
        base_km: list[float],
        *,
        work_min: list[float] | None = None,
        voltage_kv: list[float] | None = None,
        max_voltage_kv: list[float] | None = None,
        manager_before: list[str | None] | None = None,
        entity: list[str | None] | None = None,
        hours: list[float] | None = None,
        tier: list[str] | None = None,
        highest_tier: list[str | None] | None = None,
    ) -> Town:
        n, m = len(customer_km), len(base_km)
        accounts = [f"{one:010d}" for one in range(n)]
        ids = [f"M{one}" for one in range(m)]
        customers = gpd.GeoDataFrame(
            {
                "account_no": accounts,
                "source_row": range(2, n + 2),
                "voltage_kv": voltage_kv or [10.0] * n,
                "manager_id": pd.Series(manager_before or [None] * n, dtype="str"),
                "tier": tier or ["T3"] * n,
                "customer_id": pd.Series(entity or [None] * n, dtype="str"),
            },
            geometry=gpd.points_from_xy([118 + one / 100 for one in customer_km], [24.5] * n),
            crs="EPSG:4326",
        )
        roster = pd.DataFrame(
            {
                "manager_id": ids,
                "manager_name": [f"经理{one}" for one in range(m)],
                "outlet_id": [f"O{one}" for one in range(m)],
                "max_voltage_kv": max_voltage_kv or [500.0] * m,
                "highest_tier": pd.Series(highest_tier or [None] * m, dtype="str"),
                "hours_per_day": hours or [7.5] * m,
            }
        )
        km = np.abs(np.array(base_km, dtype=float)[:, None] - np.array(customer_km)[None, :])
        bases = Travel(tuple(roster["outlet_id"]), tuple(accounts), km, km, "a straight road")
        workload = pd.DataFrame(
            {"local_min": work_min or [60.0] * n, "trips": [0.0] * n}, index=accounts
        )
        return Town(customers=customers, roster=roster, bases=bases, workload=workload)

    return make


@pytest.fixture
def options(tmp_path) -> ManagersOptions:
    return ManagersOptions(roster=tmp_path / "managers.csv")
