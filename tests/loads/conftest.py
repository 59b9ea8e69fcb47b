"""Located customers and tier rules, small enough to count by hand."""

import geopandas as gpd
import pandas as pd
import pytest

from planner.loads import LoadsOptions, measure_loads, read_tiers
from planner.schema import Customers

RULES = """
effective_from = 2026-01-01
[[rule]]
tier = "VIP"
any = { voltage_kv_min = 110, contract_kva_min = 40000, critical_grade = ["特级", "一级"] }
[[rule]]
tier = "T1"
any = { voltage_kv_min = 35, annual_kwh_min = 60000000 }
[[rule]]
tier = "T2"
any = { contract_kva_min = 2000, peak_kw_min = 1500 }
[[rule]]
tier = "T3"
zh = "其余大客户"
"""


@pytest.fixture(scope="session")
def tiers_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("rules") / "tiers.toml"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def tiers(tiers_path):
    return read_tiers(tiers_path)


@pytest.fixture(scope="session")
def customers():
    """Make customers "A", "B", ... of a 10 kV supply with 1,000 kVA, and what differs."""

    def make(*rows):
        plain = {
            "account_name": "甲公司", "voltage_kv": 10.0, "contract_kva": 1000.0,
            "running_kva": float("nan"), "critical_grade": None, "annual_kwh_given": float("nan"),
            "peak_kw_given": float("nan"),
        }  # fmt: skip
        numbered = [
            {"account_no": chr(ord("A") + place), "source_row": place + 2} | plain | row
            for place, row in enumerate(rows)
        ]
        frame = pd.DataFrame(numbered).astype({"critical_grade": "str"})
        points = gpd.points_from_xy([118.1] * len(frame), [24.5] * len(frame))
        return Customers(gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326"))

    return make


@pytest.fixture(scope="session")
def readings():
    """Make readings: account -> kWh of the months that end in 2026-09."""

    def make(peak_kw=100.0, **kwh):
        months = pd.period_range(end="2026-09", periods=24, freq="M").astype(str)
        return pd.DataFrame(
            [
                {"account_no": account, "month": month, "kwh_total": float(one),
                 "max_demand_kw": peak_kw}
                for account, values in kwh.items()
                for month, one in zip(months[len(months) - len(values):], values, strict=True)
            ]
        )  # fmt: skip

    return make


@pytest.fixture(scope="session")
def measure(tiers, tiers_path):
    def run(customers, monthly=None, **more):
        return measure_loads(customers, monthly, tiers, LoadsOptions(tiers=tiers_path), **more)

    return run
