"""A village of three customers and two outlets: enough to draw, small enough to read."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Polygon

from planner.render import Page
from planner.schema import Figure, Layer, Text


@pytest.fixture(scope="session")
def village_customers() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "account_no": ["0035020114", "0035020115", "0035020116"],
            "account_name": ["示例电子有限公司", "=HYPERLINK(1)", "{{ 7*7 }}"],
            "tier": ["VIP", "T2", "T3"],
            "contract_kva": [20000.0, 1000.0, 315.0],
            "annual_kwh": [9e7, 2e6, float("nan")],
            "voltage_kv": [110.0, 10.0, 10.0],
            "outlet_id": ["Y01", "Y01", "H02"],
            "time_min": [4.25, 12.0, 31.5],
            "today_outlet_id": ["Y01", "Y01", "Y01"],
            "today_time_min": [4.25, 12.0, 55.0],
            "manager_id": ["E1", "E1", "E2"],
        },
        geometry=gpd.points_from_xy([118.10, 118.12, 118.20], [24.50, 24.52, 24.55]),
        crs=4326,
    )


@pytest.fixture(scope="session")
def village_outlets() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "outlet_id": ["Y01", "H02"],
            "outlet_name": ["中心营业厅", "候选点02"],
            "outlet_class": ["A", "D"],
            "decision": ["kept", "new"],
            "customers": [2, 1],
            "must_keep": [True, False],
            "capacity_customers": [150.0, float("nan")],
        },
        geometry=gpd.points_from_xy([118.11, 118.19], [24.51, 24.54]),
        crs=4326,
    )


@pytest.fixture(scope="session")
def village_tours() -> gpd.GeoDataFrame:
    way = LineString([(118.11, 24.51), (118.10, 24.50), (118.12, 24.52), (118.11, 24.51)])
    return gpd.GeoDataFrame(
        {
            "tour_id": ["R1"],
            "manager_id": ["E1"],
            "manager_name": ["林晓岚"],
            "date": [pd.Timestamp("2026-10-12")],
            "stops": [2],
            "distance_km": [9.25],
            "duration_min": [190.0],
            "start_clock_min": [510.0],
            "end_clock_min": [700.0],
        },
        geometry=[way],
        crs=4326,
    )


@pytest.fixture(scope="session")
def village_stops() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "tour_id": ["R1", "R1"],
            "stop": [1, 2],
            "account_no": ["0035020114", "0035020115"],
            "arrive_clock_min": [525.0, 600.0],
            "service_min": [60.0, 45.0],
        },
        geometry=gpd.points_from_xy([118.10, 118.12], [24.50, 24.52]),
        crs=4326,
    )


@pytest.fixture(scope="session")
def village(village_customers, village_outlets, village_tours, village_stops) -> Page:
    land = gpd.GeoDataFrame(
        {"kind": ["land"]},
        geometry=[Polygon([(118, 24.4), (118.3, 24.4), (118.3, 24.7), (118, 24.7)])],
        crs=4326,
    )
    fields = {"contract_kva": Text("合同容量(kVA)", "Contract kVA")}
    return Page(
        title=Text("村庄规划", "Village plan"),
        subtitle=Text("3 户", "3 customers"),
        figures=[
            Figure("mean", Text("平均", "Mean"), 7.1, Text("分", "min"), 1, 13.0, "lower"),
        ],
        layers=[
            Layer("land", Text("陆地", "Land"), land),
            Layer("outlets", Text("网点", "Outlets"), village_outlets),
            Layer("customers", Text("客户", "Customers"), village_customers, fields),
            Layer("tours", Text("行程", "Tours"), village_tours),
            Layer("stops", Text("站", "Stops"), village_stops),
        ],
        notes=[Text("内部资料", "Internal")],
    )
