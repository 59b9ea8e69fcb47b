"""A page of any number of invented customers, with the columns that a plan's page has."""

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree

from planner.render import Page
from planner.schema import ASSIGNMENT, CUSTOMERS, Layer, Text

_NAMES = "澜湾翊辰骏源晟泰棠捷嘉信聚远盈弘浦航汇科钰图铭宇恒港瀚鹭沧集翔屿岚"
_TRADES = (
    "电子有限公司",
    "半导体有限公司",
    "物流园",
    "商业广场",
    "医院",
    "数据中心",
    "机械制造厂",
    "新材料公司",
)
_ROADS = ("福峰街", "和桥街", "瑞后街", "云汀路", "康达路", "翔安大道", "滨海东路", "集杏路")
_TIERS = ("VIP", "T1", "T2", "T3")
_FACTS = (
    "tier_rule", "status", "critical_grade", "voltage_kv", "contract_kva", "annual_kwh", "peak_kw",
    "load_factor", "address", "geo_level", "geo_error_m", "last_visit_on",
)  # fmt: skip
OUTLETS = 40
MANAGERS = 60


def big_page(count: int, seed: int = 7) -> Page:
    """Return a page of `count` customers in towns of several sizes around a bay."""
    rng = np.random.default_rng(seed)
    lon, lat = _places(count, rng)
    rows = _customers(count, lon, lat, rng)
    headings = {
        name: Text(table[name].zh, table[name].en)
        for table in (CUSTOMERS, ASSIGNMENT)
        for name in rows.columns
        if name in table
    }
    land = gpd.GeoDataFrame(
        {"kind": ["land"]}, geometry=[shapely.box(117.9, 24.3, 118.6, 24.95)], crs=4326
    )
    return Page(
        title=Text("供电服务网点规划", "Service outlets and visits"),
        subtitle=Text(f"大客户 {count} 户", f"{count} large customers"),
        figures=[],
        layers=[
            Layer("land", Text("陆地", "Land"), land),
            Layer("outlets", Text("网点", "Outlets"), _outlets(rng)),
            Layer("customers", Text("客户", "Customers"), rows, headings),
        ],
    )


def _places(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    towns = rng.uniform([117.95, 24.35], [118.55, 24.9], (120, 2))
    town = rng.choice(len(towns), count, p=rng.dirichlet(np.ones(len(towns))))
    spread = rng.uniform(0.006, 0.03, len(towns))[town]
    lon, lat = (towns[town] + rng.normal(0, 1, (count, 2)) * spread[:, None]).T
    return np.clip(lon, 117.91, 118.59).round(6), np.clip(lat, 24.31, 24.94).round(6)


def _customers(
    count: int, lon: np.ndarray, lat: np.ndarray, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    letters = rng.choice(list(_NAMES), (count, 4))
    kva = np.exp(rng.normal(6.5, 1.1, count)).round(-1).clip(100, 80_000)
    kwh = (kva * rng.uniform(500, 5_000, count)).round()
    tier = np.array(_TIERS)[np.searchsorted([-20_000, -5_000, -1_000], -kva)]
    outlet, manager = (
        cKDTree(rng.uniform([118.0, 24.4], [118.5, 24.85], (many, 2))).query(
            np.column_stack([lon, lat])
        )[1]
        for many in (OUTLETS, MANAGERS)
    )
    return gpd.GeoDataFrame(
        {
            "account_no": [f"{at:010d}" for at in rng.permutation(count) + 35_020_000],
            "account_name": [
                f"{''.join(four)}{trade}"
                for four, trade in zip(letters, rng.choice(_TRADES, count), strict=True)
            ],
            "tier": tier,
            "tier_rule": np.array([f"{one}: kVA" for one in _TIERS])[
                np.searchsorted([-20_000, -5_000, -1_000], -kva)
            ],
            "status": "正常",
            "critical_grade": rng.choice(["非重要", "二级", "一级"], count, p=[0.97, 0.02, 0.01]),
            "voltage_kv": rng.choice([10.0, 20.0, 35.0, 110.0], count, p=[0.9, 0.05, 0.04, 0.01]),
            "contract_kva": kva,
            "annual_kwh": kwh,
            "peak_kw": (kva * rng.uniform(0.3, 0.9, count)).round(),
            "load_factor": rng.uniform(0.2, 0.9, count).round(2),
            "address": [
                f"澜湾市{road}{number}号"
                for road, number in zip(
                    rng.choice(_ROADS, count), rng.integers(1, 999, count), strict=True
                )
            ],
            "geo_level": rng.choice(["coordinate", "house number", "road"], count),
            "geo_error_m": rng.choice([20.0, 60.0, 200.0], count),
            "last_visit_on": np.datetime64("2026-01-01") + rng.integers(0, 270, count),
            "outlet_id": [f"Y{one:02d}" for one in outlet],
            "time_min": rng.gamma(4, 2.5, count).round(2),
            "distance_km": rng.gamma(4, 1.5, count).round(2),
            "today_outlet_id": [f"Y{one:02d}" for one in outlet // 2],
            "today_time_min": rng.gamma(5, 3, count).round(2),
            "manager_id": [f"E{one:03d}" for one in manager],
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs=4326,
    )


def _outlets(rng: np.random.Generator) -> gpd.GeoDataFrame:
    places = rng.uniform([118.0, 24.4], [118.5, 24.85], (OUTLETS, 2))
    return gpd.GeoDataFrame(
        {
            "outlet_id": [f"Y{one:02d}" for one in range(OUTLETS)],
            "outlet_name": [f"第{one + 1}营业厅" for one in range(OUTLETS)],
            "outlet_class": rng.choice(list("ABCD"), OUTLETS),
            "decision": ["kept", "new"] * (OUTLETS // 2),
            "capacity_customers": np.full(OUTLETS, 8_000.0),
        },
        geometry=gpd.points_from_xy(*places.T),
        crs=4326,
    )
